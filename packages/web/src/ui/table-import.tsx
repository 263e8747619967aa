import { Button, Group, Stack, Table, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { StateBadge } from './state-badge.tsx'
import { type DateOrder, TableNotes, type TableReading } from './table-notes.tsx'
import { TableText } from './table-text.tsx'
import { useUnsaved } from './unsaved.tsx'

interface ImportedRow {
  readonly line: number
  readonly outcome: 'add' | 'change' | 'same' | 'known' | 'refuse'
  readonly reason: string | null
}

interface Imported<Row> extends TableReading {
  readonly rows: readonly Row[]
  readonly refused: number
  readonly saved: boolean
}

const tones = { add: 'good', change: 'warning', same: 'neutral', known: 'neutral', refuse: 'bad' } as const

interface ImportResultProps<Row extends ImportedRow, Counts> {
  result: Imported<Row> & Counts
  countsOf: (result: Counts) => string
  /** What else comes along with it. */
  moreOf?: ((result: Counts) => string | undefined) | undefined
  nameOf: (row: Row) => string
}

/** What happened, or would: counts, and the rows with why. */
export function ImportResult<Row extends ImportedRow, Counts>(props: ImportResultProps<Row, Counts>) {
  const { result, countsOf, moreOf, nameOf } = props
  const { t } = useTexts()
  return (
    <>
      <Text fw={600}>
        {result.saved && `${t('import.done')} `}
        {countsOf(result)}
      </Text>
      {moreOf?.(result) && <Text>{moreOf(result)}</Text>}
      {result.refused > 0 && !result.saved && <Text>{t('import.leftOut')}</Text>}
      <Table>
        <Table.Tbody>
          {result.rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a line can name several, and rows never move
            <Table.Tr key={index}>
              <Table.Td c="dimmed" style={{ whiteSpace: 'nowrap' }}>
                {t('import.line', { line: row.line })}
              </Table.Td>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                {nameOf(row)}
                {row.reason && <Text size="sm">{row.reason}</Text>}
              </Table.Td>
              <Table.Td>
                <StateBadge tone={tones[row.outcome]}>
                  {t('import.outcome', { outcome: row.outcome })}
                </StateBadge>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  )
}

interface TableImportProps<Row extends ImportedRow, Counts> {
  label: string
  /** Tells what would happen, or does it. */
  onImport: (text: string, save: boolean, dateOrder?: DateOrder) => Promise<Imported<Row> & Counts>
  /** Begins it in the background, in place of doing it. */
  onBegin?: (text: string) => Promise<void>
  countsOf: (result: Counts) => string
  moreOf?: (result: Counts) => string | undefined
  nameOf: (row: Row) => string
  children?: ReactNode
}

/** A table that is pasted or chosen, looked at first, then imported. */
export function TableImport<Row extends ImportedRow, Counts>(props: TableImportProps<Row, Counts>) {
  const { label, onImport, onBegin, countsOf, moreOf, nameOf, children } = props
  const { t } = useTexts()
  const [text, setText] = useState('')
  const [order, setOrder] = useState<DateOrder>()
  // What was found stays while it is looked at again, so that nothing moves below the finger.
  const [result, setResult] = useState<Imported<Row> & Counts>()
  const work = useMutation({
    mutationFn: ({ save, dateOrder }: { save: boolean; dateOrder: DateOrder | undefined }) =>
      onImport(text, save, dateOrder),
  })
  const ask = (save: boolean, dateOrder = order) =>
    work.mutate(
      { save, dateOrder },
      { onSuccess: setResult, onError: () => setResult(undefined) }, // not called once the text is another one
    )
  const begin = useMutation({ mutationFn: () => onBegin?.(text) ?? Promise.resolve() })
  const isDone = result?.saved || begin.isPending || begin.isSuccess
  useUnsaved(text.trim() !== '' && !isDone)
  const save = () => (onBegin ? begin.mutate() : ask(true))
  const change = (next: string) => {
    setText(next)
    setOrder(undefined)
    setResult(undefined)
    work.reset()
  }
  return (
    <Stack>
      <TableText
        label={label}
        text={text}
        rows={6}
        onText={change}
        onCheck={() => ask(false)}
        isChecking={work.isPending && !work.variables.save}
        error={work.error ?? begin.error}
      />
      {result && (
        <Stack role="status" gap="sm">
          <TableNotes
            reading={result}
            {...(result.saved
              ? {}
              : {
                  onDateOrder: (next) => {
                    setOrder(next)
                    ask(false, next)
                  },
                })}
          />
          <ImportResult result={result} countsOf={countsOf} moreOf={moreOf} nameOf={nameOf} />
          {!result.saved && (
            <>
              {children}
              <Group>
                <Button loading={work.isPending || begin.isPending} onClick={save}>
                  {t('import.save')}
                </Button>
              </Group>
            </>
          )}
        </Stack>
      )}
    </Stack>
  )
}
