import { Button, FileButton, Group, Text, Textarea } from '@mantine/core'
import { useRef, useState } from 'react'
import { Problem } from '../api/client.ts'
import { useTexts } from '../app/i18n.ts'
import { EncodingChoice } from './encoding-choice.tsx'
import { type FileText, readFile } from './encodings.ts'
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
  const [opened, setOpened] = useState<{ name: string; content: FileText }>()
  const forgetFile = useRef<() => void>(null) // so that the same file can be chosen again
  const open = async (file: File) => {
    const content = readFile(new Uint8Array(await file.arrayBuffer()))
    forgetFile.current?.()
    setOpened(content.kind === 'text' ? undefined : { name: file.name, content })
    if (content.kind === 'text') onText(content.text)
  }
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
          accept=".csv,.tsv,.tab,.txt,text/csv,text/plain,text/tab-separated-values"
          resetRef={forgetFile}
          onChange={(file) => file && void open(file)}
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
      {opened?.content.kind === 'unsure' && (
        <EncodingChoice
          key={opened.name}
          fileName={opened.name}
          bytes={opened.content.bytes}
          likely={opened.content.likely}
          onText={(read) => {
            setOpened(undefined)
            onText(read)
          }}
          onCancel={() => setOpened(undefined)}
        />
      )}
      {opened && opened.content.kind !== 'unsure' && (
        <Text c="red.9" role="alert">
          {t(opened.content.kind === 'workbook' ? 'import.workbook' : 'import.noText', { file: opened.name })}
        </Text>
      )}
      {Boolean(error) && !flaw && <Failure error={error} />}
    </>
  )
}
