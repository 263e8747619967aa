import { z } from 'zod'
import { TEST_EVENT_TYPE, webhookEventTypes } from '../../../domain/webhook-event.ts'
import {
  Cursor,
  DeliveryId,
  Instant,
  text,
  Version,
  WebhookEventId,
  WebhookId,
} from '../../../http/schemas.ts'

export const WebhookEventName = z.enum(webhookEventTypes).meta({ id: 'WebhookEventName' })
const SentEventName = z.enum([...webhookEventTypes, TEST_EVENT_TYPE])

export const Webhook = z
  .object({
    id: WebhookId,
    url: z.string(),
    description: z.string(),
    eventTypes: z.array(WebhookEventName).nullable().describe('null = all, also those of later releases'),
    active: z.boolean(),
    failingSince: Instant.nullable().describe('null = the last answer was good'),
    switchedOffAt: Instant.nullable().describe('by the platform, because it failed for days'),
    formerSecretEndsAt: Instant.nullable().describe('until then the secret before signs, too'),
    createdAt: Instant,
    version: Version,
  })
  .meta({ id: 'Webhook', description: 'The secret is shown once, when it is made.' })

const fields = {
  url: text(2000).describe('http or https; the platform posts there'),
  description: text(500),
  eventTypes: z.array(WebhookEventName).min(1).nullable().describe('null = all'),
  active: z.boolean(),
}

export const NewWebhook = z
  .object({
    ...fields,
    description: fields.description.default(''),
    eventTypes: fields.eventTypes.default(null),
    active: fields.active.default(true),
  })
  .meta({ id: 'NewWebhook' })

export const ChangeWebhook = z.object(fields).partial().meta({ id: 'ChangeWebhook' })

export const IssuedWebhook = z
  .object({
    webhook: Webhook,
    secret: z.string().describe('whsec_ and base64, as Standard Webhooks have it; shown only now'),
  })
  .meta({ id: 'IssuedWebhook' })

export const Webhooks = z
  .object({
    items: z.array(Webhook),
    nextCursor: z.string().nullable(),
    eventTypes: z.array(WebhookEventName).describe('that can be chosen'),
  })
  .meta({ id: 'Webhooks' })

export const Delivery = z
  .object({
    id: DeliveryId,
    webhookId: WebhookId,
    url: z.string(),
    event: z.object({
      id: WebhookEventId.describe('the `webhook-id` of every try'),
      type: SentEventName,
      sequence: z.int().describe('what was written down later has a higher number'),
      occurredAt: Instant,
    }),
    state: z.enum(['pending', 'delivered', 'failed']),
    tries: z.int32(),
    nextTryAt: Instant.nullable(),
    createdAt: Instant,
    status: z.int32().nullable().describe('of the last answer; null = none came'),
    error: z.string().describe('why none came'),
  })
  .meta({ id: 'Delivery' })

export const DeliveryDetails = z
  .object({
    ...Delivery.shape,
    body: z.string().describe('what is sent'),
    log: z
      .array(
        z.object({
          number: z.int32(),
          triedAt: Instant,
          status: z.int32().nullable(),
          answer: z.string().describe('its first 2 kB'),
          error: z.string(),
          durationMs: z.int32(),
        }),
      )
      .describe('every try, the newest first'),
  })
  .meta({ id: 'DeliveryDetails' })

export const FindDeliveries = z.object({
  webhookId: WebhookId.optional(),
  state: z.enum(['pending', 'delivered', 'failed']).optional(),
  type: SentEventName.optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})

export const WebhookParams = z.object({ webhookId: WebhookId })
export const DeliveryParams = z.object({ deliveryId: DeliveryId })
