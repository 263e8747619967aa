import '@mantine/core/styles/Checkbox.layer.css'
import { Button, Checkbox, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { giveNotice, useRecordings } from './queries.ts'

/** Whether an event is recorded, for who plans and teaches it, with how many have agreed. */
export function NoticeSwitch({ eventId }: { eventId: string }) {
  const { t } = useTexts()
  const recordings = useRecordings(eventId).data
  const saving = useMutation({ mutationFn: (isRecorded: boolean | null) => giveNotice(eventId, isRecorded) })
  if (!recordings?.may.manage) return null
  const { isRecorded, isInherited, consents } = recordings.notice
  return (
    <Stack gap="xs" align="flex-start">
      <Checkbox
        label={t('recordings.isRecorded')}
        description={t('recordings.isRecordedHelp')}
        checked={(saving.isPending ? saving.variables : null) ?? isRecorded}
        disabled={saving.isPending}
        onChange={({ currentTarget }) => saving.mutate(currentTarget.checked)}
      />
      {isInherited ? (
        <Text size="sm" c="dimmed">
          {t('recordings.asCourse')}
        </Text>
      ) : (
        <Button variant="default" size="xs" loading={saving.isPending} onClick={() => saving.mutate(null)}>
          {t('recordings.leaveToCourse')}
        </Button>
      )}
      {isRecorded && (
        <Text size="sm" role="status">
          {t('recordings.agreed', { count: consents.length })}
        </Text>
      )}
      {saving.error && <Failure error={saving.error} />}
    </Stack>
  )
}
