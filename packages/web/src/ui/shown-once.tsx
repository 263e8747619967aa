import { Alert, Button, Group, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTexts } from '../app/i18n.ts'
import { CopyField } from './copy-field.tsx'
import { useForget, useShownOnce } from './unsaved.tsx'

/** A secret that nobody can read again: to be copied now. Until it is, nothing closes over it without a question. */
export function ShownOnce({ label, value, onDone }: { label: string; value: string; onDone: () => void }) {
  const { t } = useTexts()
  const [isCopied, setIsCopied] = useState(false)
  const forget = useForget()
  useShownOnce(!isCopied)
  const done = () => {
    forget()
    onDone()
  }
  return (
    <Stack>
      <Alert color="orange" variant="outline" title={t('programs.onceTitle')} role="status">
        {t('programs.onceText')}
      </Alert>
      <CopyField label={label} value={value} onCopied={() => setIsCopied(true)} />
      <Group justify="flex-end">
        <Button onClick={done}>{t('programs.onceDone')}</Button>
      </Group>
    </Stack>
  )
}
