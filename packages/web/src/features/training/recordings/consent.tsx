import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { Failure } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { agree, useRecordings } from './queries.ts'

interface ConsentProps {
  eventId: string
  zone: string
  /** After somebody has agreed. */
  onAgreed?: () => void
}

/** That an event is recorded, for who takes part: to be agreed to before one joins. Nothing where it is not. */
export function Consent({ eventId, zone, onAgreed }: ConsentProps) {
  const { t, language } = useTexts()
  const notice = useRecordings(eventId).data?.notice
  const agreeing = useMutation({
    mutationFn: (version: number) => agree(eventId, version),
    ...(onAgreed ? { onSuccess: onAgreed } : {}),
  })
  if (!notice?.isRecorded) return null
  if (notice.agreedAt)
    return (
      <Text size="sm" c="dimmed">
        {t('recordings.agreedAt', { when: formatMoment(notice.agreedAt, zone, language) })}
      </Text>
    )
  return (
    <Alert color="orange" variant="outline" title={t('recordings.consentTitle')}>
      <Stack gap="xs" align="flex-start">
        <Text size="sm">{notice.words}</Text>
        {agreeing.error && <Failure error={agreeing.error} />}
        <Group>
          <Button
            variant="default"
            loading={agreeing.isPending}
            onClick={() => agreeing.mutate(notice.version)}
          >
            {t('recordings.agree')}
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}
