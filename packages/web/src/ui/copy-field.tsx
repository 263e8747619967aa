import { Button, TextInput } from '@mantine/core'
import { useRef, useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import classes from './copy-field.module.css'

/** So long is said that it was copied. */
const COPIED_MS = 2000

/** A value to be pasted elsewhere: selectable, with a copy button. */
export function CopyField({
  label,
  description,
  value,
  onCopied,
}: {
  label: string
  description?: string
  value: string
  onCopied?: () => void
}) {
  const { t } = useTexts()
  const input = useRef<HTMLInputElement>(null)
  const [isCopied, setIsCopied] = useState(false)
  const copy = async () => {
    if (!(await write(value, input.current))) return
    setIsCopied(true)
    setTimeout(() => setIsCopied(false), COPIED_MS)
    onCopied?.()
  }
  return (
    <TextInput
      label={label}
      description={description}
      ref={input}
      value={value}
      readOnly
      onFocus={(e) => e.currentTarget.select()}
      inputContainer={(field) => (
        <div className={classes.row}>
          {field}
          <Button variant="default" onClick={copy} aria-label={t('accounts.copyNamed', { label })} miw={92}>
            {isCopied ? t('app.copied') : t('app.copy')}
          </Button>
        </div>
      )}
    />
  )
}

/**
 * Pages that are not secure have no clipboard, and people may forbid it: then it is copied as by the keyboard. What can't
 * be copied at all is selected.
 */
async function write(text: string, field: HTMLInputElement | null): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    field?.select()
    return document.execCommand('copy')
  }
}
