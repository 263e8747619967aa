import { Button, TextInput } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { useTexts } from '../app/i18n.ts'
import classes from './copy-field.module.css'

/** A value to be pasted elsewhere: selectable, with a copy button. */
export function CopyField({
  label,
  description,
  value,
}: {
  label: string
  description?: string
  value: string
}) {
  const { t } = useTexts()
  const clipboard = useClipboard({ timeout: 2000 })
  return (
    <div className={classes.row}>
      <TextInput
        label={label}
        description={description}
        value={value}
        readOnly
        className={classes.field}
        onFocus={(e) => e.currentTarget.select()}
      />
      <Button
        variant="default"
        onClick={() => clipboard.copy(value)}
        aria-label={t('accounts.copyNamed', { label })}
        miw={92}
      >
        {clipboard.copied ? t('app.copied') : t('app.copy')}
      </Button>
    </div>
  )
}
