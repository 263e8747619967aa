import { Alert, Button, Group, Stack } from '@mantine/core'
import { useTexts } from '../app/i18n.ts'
import { CopyField } from './copy-field.tsx'

/** A secret that nobody can read again: to be copied now. */
export function ShownOnce({ label, value, onDone }: { label: string; value: string; onDone: () => void }) {
  const { t } = useTexts()
  return (
    <Stack>
      <Alert color="orange" variant="outline" title={t('programs.onceTitle')} role="status">
        {t('programs.onceText')}
      </Alert>
      <CopyField label={label} value={value} />
      <Group justify="flex-end">
        <Button onClick={onDone}>{t('programs.onceDone')}</Button>
      </Group>
    </Stack>
  )
}
