import { Button, Code, Group, Stack, Text, Title } from '@mantine/core'
import { useTexts } from '../../../app/i18n.ts'
import { CardTable } from '../../../ui/card-table.tsx'
import { MoreButton } from '../../../ui/more-button.tsx'
import { ListPicture } from '../../../ui/pictures.tsx'
import { Select } from '../../../ui/select.tsx'
import { Empty, Loaded } from '../../../ui/states.tsx'
import { formatMoment } from '../../../ui/when.ts'
import { DeliveryState } from './delivery-state.tsx'
import type { Delivery, DeliveryFilter, useDeliveries, Webhook, WebhookEventName } from './queries.ts'

interface DeliveryLogProps {
  webhooks: readonly Webhook[]
  eventTypes: readonly WebhookEventName[]
  filter: DeliveryFilter
  onFilter: (filter: DeliveryFilter) => void
  deliveries: ReturnType<typeof useDeliveries>
  onOpen: (delivery: Delivery) => void
  zone: string
}

const states = ['pending', 'delivered', 'failed'] as const

/** What was sent to webhooks, newest first. */
export function DeliveryLog(props: DeliveryLogProps) {
  const { webhooks, eventTypes, filter, onFilter, deliveries, onOpen, zone } = props
  const { t, language } = useTexts()
  const types = [...eventTypes, 'webhook.test' as const]
  // A part that is not chosen stays out of the address of the request.
  const choose = (part: { [Key in keyof DeliveryFilter]?: DeliveryFilter[Key] | undefined }) => {
    const entries = Object.entries({ ...filter, ...part }).filter(([, value]) => value)
    onFilter(Object.fromEntries(entries))
  }
  const columns = [
    { label: t('webhooks.event'), show: ({ event }: Delivery) => <Code>{event.type}</Code> },
    { label: t('webhooks.stateLabel'), show: ({ state }: Delivery) => <DeliveryState state={state} /> },
    { label: t('webhooks.url'), show: ({ url }: Delivery) => url },
    {
      label: t('webhooks.when'),
      show: ({ createdAt }: Delivery) => formatMoment(createdAt, zone, language),
    },
    {
      label: t('webhooks.answer'),
      show: ({ status, error, tries }: Delivery) =>
        tries === 0 ? t('webhooks.noTry') : status === null ? error : `HTTP ${status}`,
    },
    { label: t('webhooks.tries'), show: ({ tries }: Delivery) => tries },
  ]
  return (
    <Stack component="section" aria-labelledby="deliveries">
      <Title order={2} size="h4" id="deliveries">
        {t('webhooks.log')}
      </Title>
      <Text c="dimmed">{t('webhooks.logText')}</Text>
      <Group align="flex-end">
        <Select
          label={t('webhooks.webhook')}
          placeholder={t('webhooks.all')}
          clearable
          data={webhooks.map(({ id, url, description }) => ({ value: id, label: description || url }))}
          value={filter.webhookId ?? null}
          onChange={(webhookId) => choose({ webhookId: webhookId ?? undefined })}
          style={{ flex: '1 1 220px' }}
        />
        <Select
          label={t('webhooks.stateLabel')}
          placeholder={t('webhooks.all')}
          clearable
          data={states.map((state) => ({ value: state, label: t('webhooks.stateName', { state }) }))}
          value={filter.state ?? null}
          onChange={(state) => choose({ state: states.find((known) => known === state) })}
          style={{ flex: '1 1 140px' }}
        />
        <Select
          label={t('webhooks.event')}
          placeholder={t('webhooks.all')}
          clearable
          searchable
          data={types}
          value={filter.type ?? null}
          onChange={(type) => choose({ type: types.find((known) => known === type) })}
          style={{ flex: '1 1 200px' }}
        />
      </Group>
      <Loaded query={deliveries}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items)
          if (items.length === 0)
            return (
              <Empty
                title={t('webhooks.noDeliveries')}
                picture={<ListPicture />}
                text={t('webhooks.noDeliveriesText')}
              />
            )
          return (
            <>
              <CardTable
                label={t('webhooks.log')}
                rows={items}
                columns={columns}
                action={(delivery) => (
                  <Button
                    variant="subtle"
                    onClick={() => onOpen(delivery)}
                    aria-label={t('webhooks.showNamed', { type: delivery.event.type })}
                  >
                    {t('webhooks.show')}
                  </Button>
                )}
              />
              <MoreButton query={deliveries} />
            </>
          )
        }}
      </Loaded>
    </Stack>
  )
}
