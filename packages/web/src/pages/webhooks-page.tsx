import '../ui/panel-styles.ts'
import '@mantine/core/styles/Code.layer.css'
import { Anchor, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { AdminPage } from '../app/admin-page.tsx'
import { useTexts } from '../app/i18n.ts'
import { RecordStoreCard } from '../features/operations/record-store/record-store-card.tsx'
import { useMe } from '../features/people/auth/queries.ts'
import { DeliveryLog } from '../features/platform/webhooks/delivery-log.tsx'
import {
  type DeliveryFilter,
  removeWebhook,
  renewSecret,
  testWebhook,
  useDeliveries,
  useWebhooks,
  type Webhook,
} from '../features/platform/webhooks/queries.ts'
import { CardTable } from '../ui/card-table.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { lazily } from '../ui/lazily.tsx'
import { NewButton } from '../ui/new-button.tsx'
import { ConnectionPicture } from '../ui/pictures.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { ShownOnce } from '../ui/shown-once.tsx'
import { SlideOver } from '../ui/slide-over.tsx'
import { StateBadge } from '../ui/state-badge.tsx'
import { Empty, Failure, Loaded } from '../ui/states.tsx'
import { useFilters } from '../ui/use-filters.ts'
import { useOpened } from '../ui/use-opened.ts'
import { usePanel } from '../ui/use-panel.ts'
import { formatMoment } from '../ui/when.ts'

const DeliveryPanel = lazily(
  async () => (await import('../features/platform/webhooks/delivery-panel.tsx')).DeliveryPanel,
)
const WebhookForm = lazily(
  async () => (await import('../features/platform/webhooks/webhook-form.tsx')).WebhookForm,
)

const USUAL = { webhookId: '', state: '', type: '' }
const DELIVERY = 'delivery-'

/** Other systems that are told what happens, and what was sent to them. */
export function WebhooksPage() {
  const { t, language } = useTexts()
  const zone = useMe().data?.timeZone ?? 'UTC'
  const { panel, open, close } = usePanel()
  const [removing, setRemoving] = useState<Webhook>()
  const [renewing, setRenewing] = useState<Webhook>()
  const [secret, setSecret] = useState<string>()
  const [filters, setFilters] = useFilters(USUAL)
  // A part that is not chosen stays out of the address of the request.
  const filter = Object.fromEntries(Object.entries(filters).filter(([, value]) => value)) as DeliveryFilter
  const setFilter = (next: DeliveryFilter) => setFilters({ ...USUAL, ...next })
  const webhooks = useWebhooks()
  const deliveries = useDeliveries(filter)
  // What stands below them waits, or it would be moved.
  const isAbove = !webhooks.isPending && !deliveries.isPending
  const edited = useOpened(
    panel ?? undefined,
    webhooks.data?.items.find(({ id }) => id === panel),
  )
  const test = useMutation({
    mutationFn: (webhook: Webhook) => testWebhook(webhook.id),
    onSuccess: ({ id }) => open(DELIVERY + id),
  })
  const columns = [
    {
      label: t('webhooks.url'),
      show: ({ url, description, formerSecretEndsAt }: Webhook) => (
        <>
          <Text fw={600}>{url}</Text>
          {description && <Text size="sm">{description}</Text>}
          {formerSecretEndsAt && (
            <Text size="sm" c="dimmed">
              {t('webhooks.formerUntil', { when: formatMoment(formerSecretEndsAt, zone, language) })}
            </Text>
          )}
        </>
      ),
    },
    { label: t('webhooks.stateLabel'), show: (webhook: Webhook) => <WebhookState webhook={webhook} /> },
    {
      label: t('webhooks.eventTypes'),
      show: ({ eventTypes }: Webhook) => eventTypes?.join(', ') ?? t('webhooks.all'),
    },
  ]
  const actionsOf = (webhook: Webhook) => [
    { label: t('app.edit'), onChoose: () => open(webhook.id) },
    { label: t('webhooks.test'), onChoose: () => test.mutate(webhook) },
    { label: t('webhooks.showLog'), onChoose: () => setFilter({ webhookId: webhook.id }) },
    { label: t('webhooks.renew'), onChoose: () => setRenewing(webhook) },
    { label: t('app.delete'), onChoose: () => setRemoving(webhook) },
  ]
  return (
    <AdminPage
      title={t('webhooks.title')}
      action={<NewButton label={t('webhooks.new')} onClick={() => open('new')} />}
    >
      <Loaded query={webhooks}>
        {({ items, eventTypes }) => (
          <Stack gap="xl">
            <Stack>
              <Text>
                {t('webhooks.about')}{' '}
                <Anchor href="/api/docs/sent-to-webhooks" underline="always">
                  {t('programs.docs')}
                </Anchor>
              </Text>
              {test.error && <Failure error={test.error} />}
              {items.length === 0 ? (
                <Empty
                  title={t('webhooks.none')}
                  picture={<ConnectionPicture />}
                  text={t('webhooks.noneText')}
                />
              ) : (
                <CardTable
                  label={t('webhooks.title')}
                  rows={items}
                  columns={columns}
                  action={(webhook) => (
                    <RowMenu name={webhook.description || webhook.url} actions={actionsOf(webhook)} />
                  )}
                />
              )}
            </Stack>
            {items.length > 0 && (
              <DeliveryLog
                webhooks={items}
                eventTypes={eventTypes}
                filter={filter}
                onFilter={setFilter}
                onOpen={({ id }) => open(DELIVERY + id)}
                deliveries={deliveries}
                zone={zone}
              />
            )}
            {panel === 'new' && <WebhookForm eventTypes={eventTypes} onClose={close} />}
            {edited && (
              <WebhookForm
                key={edited.thing.id}
                webhook={edited.thing}
                isGone={edited.isGone}
                eventTypes={eventTypes}
                onClose={close}
              />
            )}
          </Stack>
        )}
      </Loaded>
      {panel?.startsWith(DELIVERY) && (
        <DeliveryPanel deliveryId={panel.slice(DELIVERY.length)} zone={zone} onClose={close} />
      )}
      {secret && (
        <SlideOver title={t('webhooks.renewed')} onClose={() => setSecret(undefined)}>
          <ShownOnce label={t('webhooks.secret')} value={secret} onDone={() => setSecret(undefined)} />
        </SlideOver>
      )}
      {renewing && (
        <Confirm
          title={t('webhooks.renewTitle')}
          text={t('webhooks.renewText')}
          action={t('webhooks.renew')}
          onConfirm={async () => setSecret((await renewSecret(renewing.id)).secret)}
          onClose={() => setRenewing(undefined)}
        />
      )}
      {removing && (
        <Confirm
          title={t('webhooks.deleteTitle')}
          text={t('webhooks.deleteText', { url: removing.url })}
          action={t('app.delete')}
          onConfirm={() => removeWebhook(removing.id)}
          onClose={() => setRemoving(undefined)}
        />
      )}
      {isAbove && <RecordStoreCard />}
    </AdminPage>
  )
}

function WebhookState({ webhook }: { webhook: Webhook }) {
  const { t } = useTexts()
  if (webhook.switchedOffAt) return <StateBadge tone="bad">{t('webhooks.switchedOff')}</StateBadge>
  if (!webhook.active) return <StateBadge tone="neutral">{t('webhooks.inactive')}</StateBadge>
  if (webhook.failingSince) return <StateBadge tone="warning">{t('webhooks.failing')}</StateBadge>
  return <StateBadge tone="good">{t('webhooks.works')}</StateBadge>
}
