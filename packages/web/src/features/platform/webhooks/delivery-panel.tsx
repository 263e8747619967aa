import { Button, Code, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useTexts } from '../../../app/i18n.ts'
import { SlideOver } from '../../../ui/slide-over.tsx'
import { Failure, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { DeliveryState } from './delivery-state.tsx'
import { sendAgain, useDelivery } from './queries.ts'

/** One delivery: what was sent, each try and its answer, and a button to send it again. */
export function DeliveryPanel({
  deliveryId,
  zone,
  onClose,
}: {
  deliveryId: string
  zone: string
  onClose: () => void
}) {
  const { t, language } = useTexts()
  const delivery = useDelivery(deliveryId)
  const again = useMutation({ mutationFn: () => sendAgain(deliveryId) })
  return (
    <SlideOver title={t('webhooks.delivery')} onClose={onClose}>
      <Loaded query={delivery}>
        {(shown) => (
          <Stack>
            <Group justify="space-between">
              <Code>{shown.event.type}</Code>
              <DeliveryState state={shown.state} />
            </Group>
            <Text style={{ overflowWrap: 'anywhere' }}>{shown.url}</Text>
            {shown.state === 'pending' && shown.nextTryAt && shown.tries > 0 && (
              <Text>{t('webhooks.nextTry', { when: formatMoment(shown.nextTryAt, zone, language) })}</Text>
            )}
            {again.error && <Failure error={again.error} />}
            <Group>
              <Button variant="default" loading={again.isPending} onClick={() => again.mutate()}>
                {t('webhooks.sendAgain')}
              </Button>
            </Group>
            <Title order={3} size="h5">
              {t('webhooks.tries')}
            </Title>
            {shown.log.length === 0 && <Text c="dimmed">{t('webhooks.noTry')}</Text>}
            {shown.log.map((tried) => (
              <Paper
                key={tried.number}
                withBorder
                p="sm"
                component="article"
                aria-label={t('webhooks.try', { number: tried.number })}
              >
                <Group justify="space-between">
                  <Text fw={600}>
                    {tried.status === null ? t('webhooks.noAnswer') : `HTTP ${tried.status}`}
                  </Text>
                  <Text size="sm" c="dimmed">
                    {t('webhooks.duration', { count: tried.durationMs })}
                  </Text>
                </Group>
                <Text size="sm" c="dimmed">
                  {formatMoment(tried.triedAt, zone, language)}
                </Text>
                {(tried.error || tried.answer) && (
                  <Code block mt="xs" tabIndex={0} style={{ maxHeight: 160, overflow: 'auto' }}>
                    {tried.error || tried.answer}
                  </Code>
                )}
              </Paper>
            ))}
            <Title order={3} size="h5">
              {t('webhooks.body')}
            </Title>
            <Code block tabIndex={0} style={{ overflow: 'auto' }}>
              {JSON.stringify(JSON.parse(shown.body), null, 2)}
            </Code>
          </Stack>
        )}
      </Loaded>
    </SlideOver>
  )
}
