import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import classes from './encoding-choice.module.css'
import { changedLines, decode, type Encoding } from './encodings.ts'
import { Select } from './select.tsx'

/** Lines that are shown. */
const SHOWN = 5
/** Signs of a line around the first one that differs. */
const AROUND = 60

interface EncodingChoiceProps {
  fileName: string
  bytes: Uint8Array
  /** The likeliest one first. */
  likely: readonly Encoding[]
  onText: (text: string) => void
  onCancel: () => void
}

/** Of a file that is not in UTF-8: in which encoding it is, seen by the lines that differ. */
export function EncodingChoice({ fileName, bytes, likely, onText, onCancel }: EncodingChoiceProps) {
  const { t } = useTexts()
  const [encoding, setEncoding] = useState<Encoding>(likely[0] ?? 'windows-1252')
  const lines = changedLines(bytes, encoding, SHOWN)
  return (
    <Alert color="orange" variant="outline" role="alert" title={t('encoding.title', { file: fileName })}>
      <Stack gap="sm">
        <Text>{t('encoding.text')}</Text>
        <Select
          label={t('encoding.choose')}
          data={likely.map((one, index) => ({
            value: one,
            label:
              index === 0
                ? t('encoding.likely', { name: t('encoding.name', { encoding: one }) })
                : t('encoding.name', { encoding: one }),
          }))}
          value={encoding}
          allowDeselect={false}
          onChange={(next) => setEncoding((next ?? encoding) as Encoding)}
          maw={420}
        />
        <ul className={classes.lines} aria-label={t('encoding.lines')} aria-live="polite">
          {lines.map(({ line, before, after }) => {
            const from = Math.max(
              0,
              [...before].findIndex((sign, at) => sign !== [...after][at]) - AROUND / 2,
            )
            return (
              <li key={line} className={classes.line}>
                <span>{t('app.label', { label: t('import.line', { line }) })} </span>
                <del className={classes.before}>{before.slice(from, from + AROUND)}</del>
                {' → '}
                <ins>{after.slice(from, from + AROUND)}</ins>
              </li>
            )
          })}
        </ul>
        <Group>
          <Button onClick={() => onText(decode(bytes, encoding))}>{t('encoding.take')}</Button>
          <Button variant="default" onClick={onCancel}>
            {t('app.cancel')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
