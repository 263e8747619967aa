import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useTexts } from '../app/i18n.ts'
import classes from './copy-field.module.css'

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
  const clipboard = useClipboard({ timeout: 2000 })
  return (
    <TextInput
      label={label}
      description={description}
      value={value}
      readOnly
      onFocus={(e) => e.currentTarget.select()}
      inputContainer={(input) => (
        <div className={classes.row}>
          {input}
          <Button
            variant="default"
            onClick={() => {
              clipboard.copy(value)
              onCopied?.()
            }}
            aria-label={t('accounts.copyNamed', { label })}
            miw={92}
          >
            {clipboard.copied ? t('app.copied') : t('app.copy')}
          </Button>
        </div>
      )}
    />
  )
}
