import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type Webhook = Schemas['Webhook']
export type WebhookEventName = Schemas['WebhookEventName']
export type Delivery = Schemas['Delivery']

const webhooksKey = ['webhooks'] as const
const deliveriesKey = ['webhook-deliveries'] as const
const refreshed = changesOf(webhooksKey)
const deliveriesRefreshed = changesOf(deliveriesKey)
const PENDING_MS = 3000
const pathOf = (webhookId: string) => ({ path: { webhookId } })

export interface DeliveryFilter {
  readonly webhookId?: string
  readonly state?: Delivery['state']
  readonly type?: Delivery['event']['type']
}

export function useWebhooks() {
  return useQuery({ queryKey: webhooksKey, queryFn: () => answered(api.GET('/api/v1/webhooks')) })
}

/** The newest version, from the platform itself; undefined when it is gone. */
export async function rereadWebhook(webhookId: string): Promise<Webhook | undefined> {
  const { items } = await answered(api.GET('/api/v1/webhooks'))
  return items.find(({ id }) => id === webhookId)
}

export function addWebhook(body: Schemas['NewWebhookInput']) {
  return refreshed(answered(api.POST('/api/v1/webhooks', { body })))
}

export function changeWebhook({ id, version }: Webhook, body: Schemas['ChangeWebhookInput']) {
  const params = { ...pathOf(id), header: ifMatch(version) }
  return refreshed(answered(api.PATCH('/api/v1/webhooks/{webhookId}', { params, body })))
}

export function removeWebhook(webhookId: string) {
  return refreshed(answered(api.DELETE('/api/v1/webhooks/{webhookId}', { params: pathOf(webhookId) })))
}

export function renewSecret(webhookId: string) {
  return refreshed(answered(api.POST('/api/v1/webhooks/{webhookId}/secret', { params: pathOf(webhookId) })))
}

export function testWebhook(webhookId: string) {
  return deliveriesRefreshed(
    answered(api.POST('/api/v1/webhooks/{webhookId}/tests', { params: pathOf(webhookId) })),
  )
}

export function useDeliveries(filter: DeliveryFilter) {
  return useInfiniteQuery({
    queryKey: [...deliveriesKey, filter],
    queryFn: ({ pageParam }) => {
      const query = { ...filter, ...(pageParam ? { cursor: pageParam } : {}) }
      return answered(api.GET('/api/v1/webhook-deliveries', { params: { query } }))
    },
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

export function useDelivery(deliveryId: string) {
  const params = { path: { deliveryId } }
  return useQuery({
    queryKey: [...deliveriesKey, 'one', deliveryId],
    queryFn: () => answered(api.GET('/api/v1/webhook-deliveries/{deliveryId}', { params })),
    // It can be sent while this is being read: then nobody says so again.
    refetchInterval: ({ state }) => (state.data?.state === 'pending' ? PENDING_MS : false),
  })
}

export function sendAgain(deliveryId: string) {
  const params = { path: { deliveryId } }
  return deliveriesRefreshed(answered(api.POST('/api/v1/webhook-deliveries/{deliveryId}/tries', { params })))
}
