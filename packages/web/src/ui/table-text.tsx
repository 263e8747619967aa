import { Button, FileButton, Group, Textarea } from '@mantine/core'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { Failure } from './states.tsx'

interface TableTextProps {
  label: string
  text: string
  rows: number
  onText: (text: string) => void
  /** Looks at the table. */
  onCheck: () => void
  isChecking: boolean
  /** The check is the next thing to do. */
  isNext?: boolean
  error: unknown
}

/** A table as text: pasted or chosen as a file, and the button that looks at it. */
export function TableText(props: TableTextProps) {
  const { label, text, rows, onText, onCheck, isChecking, isNext = false, error } = props
  const { t } = useTexts()
  const flaw = error instanceof Problem ? error.fields[0]?.detail : undefined
  return (
    <>
      <Textarea
        label={label}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
        rows={rows}
        styles={{ input: { fontFamily: 'monospace' } }}
        error={flaw}
      />
      <Group>
        <FileButton
          accept=".csv,text/csv,text/plain"
          onChange={(file) => file && void file.text().then(onText)}
        >
          {(button) => (
            <Button variant="default" {...button}>
              {t('import.file')}
            </Button>
          )}
        </FileButton>
        <Button
          variant={isNext ? 'filled' : 'default'}
          disabled={text.trim() === ''}
          loading={isChecking}
          onClick={onCheck}
        >
          {t('import.check')}
        </Button>
      </Group>
      {Boolean(error) && !flaw && <Failure error={error} />}
    </>
  )
}
