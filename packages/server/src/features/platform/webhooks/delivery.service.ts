import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import type { DeliveryId, PlatformId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { pathOfEvent, TEST_EVENT_TYPE, webhookRetryMs } from '../../../domain/webhook-event.ts'
import { OutsideError } from '../../../outside/outside-error.ts'
import { findPrimaryHost } from '../platforms/hosts.service.ts'
import * as deliveriesStore from './deliveries.store.ts'
import { formerSecretSlot, webhookSecretSlot } from './sealing.ts'
import { signedHeaders } from './signature.ts'
import { deliverWebhookJob } from './webhooks.job.ts'
import * as webhooksStore from './webhooks.store.ts'

/** Longer than a request may take; after it another worker goes on. */
const LEASE_MS = 60_000
const ANSWER_BYTES = 2048
const FAILING_DAYS = 5
const DAY_MS = 86_400_000
const OVERDUE_MS = 60_000
const SWEEP_LIMIT = 500
const GONE = 410

type Row = deliveriesStore.DeliveryRow

/** What came of one request. */
interface Outcome {
  readonly status: number | null
  readonly answer: string
  readonly error: string
  readonly durationMs: number
}

/**
 * Sends a delivery that is due, once, and writes down what came of it. After a crash between sending and writing
 * it is sent again under the same `webhook-id`, by which the receiver knows it.
 */
export async function deliver(ctx: Ctx, deliveryId: DeliveryId): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const lease = { now, leaseUntil: new Date(now.getTime() + LEASE_MS) }
  if (!(await deliveriesStore.takeDelivery(ctx.db, platformId, deliveryId, lease))) return
  const delivery = await deliveriesStore.findDelivery(ctx.db, platformId, deliveryId)
  const webhook = delivery && (await webhooksStore.findWebhook(ctx.db, platformId, delivery.webhookId))
  if (!delivery || !webhook) return
  if (!webhook.active && delivery.type !== TEST_EVENT_TYPE) {
    return withTransaction(ctx.db, (trx) => end(ctx, trx, delivery, 'failed'))
  }
  const outcome = await send(ctx, webhook, delivery)
  await withTransaction(ctx.db, async (trx) => {
    const number = delivery.tries + 1
    const { leaseUntil } = lease
    // Another worker has gone on: what it writes is newer.
    if (!(await deliveriesStore.endTry(trx, platformId, deliveryId, { tries: number, leaseUntil }))) return
    await deliveriesStore.insertTry(trx, { platformId, deliveryId, number, triedAt: now, ...outcome })
    const isGood = outcome.status !== null && outcome.status >= 200 && outcome.status < 300
    if (isGood) {
      await webhooksStore.setWorking(trx, platformId, webhook.id)
      return end(ctx, trx, delivery, 'delivered')
    }
    const isOff = await followFailure(ctx, trx, webhook, outcome)
    const delayMs = isOff ? undefined : webhookRetryMs(number, ctx.random())
    if (delayMs === undefined) return end(ctx, trx, delivery, 'failed')
    await tryLater(ctx, trx, delivery, new Date(ctx.now().getTime() + delayMs))
  })
}

/** The text that is sent for an event: ids and states, by which the receiver asks the API for more. */
export async function bodyOf(ctx: Ctx, delivery: Row): Promise<string> {
  const origin = ctx.site.originOf(await findPrimaryHost(ctx))
  const path = pathOfEvent(delivery)
  return JSON.stringify({
    id: delivery.eventId,
    type: delivery.type,
    occurredAt: delivery.occurredAt.toISOString(),
    sequence: delivery.sequence,
    platform: { id: ctx.platform.id, origin },
    object: delivery.object,
    link: path && origin + path,
  })
}

/** Platforms on which {@link sweepWebhooks} finds something. */
export function findOverdueDeliveries(db: Sweeping, now: Date): Promise<PlatformId[]> {
  const dueBefore = new Date(now.getTime() - OVERDUE_MS)
  return deliveriesStore.listPlatformsWithOverdue(db, now, dueBefore)
}

/** Every minute: sends what was forgotten. */
export async function sweepWebhooks(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const dueBefore = new Date(now.getTime() - OVERDUE_MS)
  const overdue = await deliveriesStore.listOverdue(ctx.db, platformId, now, dueBefore, SWEEP_LIMIT)
  for (const { id } of overdue)
    await ctx.jobs.enqueue(ctx.db, deliverWebhookJob, { platformId, deliveryId: id })
}

async function send(ctx: Ctx, webhook: webhooksStore.WebhookRow, delivery: Row): Promise<Outcome> {
  const body = await bodyOf(ctx, delivery)
  const timestamp = Math.floor(ctx.now().getTime() / 1000)
  const headers = signedHeaders({ id: delivery.eventId, timestamp, body }, secretsOf(ctx, webhook))
  const startedMs = performance.now()
  const passedMs = () => Math.round(performance.now() - startedMs)
  try {
    const response = await ctx.outside.fetch(webhook.url, {
      method: 'POST',
      redirect: 'manual',
      headers: { ...headers, 'content-type': 'application/json', 'user-agent': 'Lectern-Webhooks' },
      body,
    })
    const answer = await readStart(response)
    return { status: response.status, answer, error: '', durationMs: passedMs() }
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error
    return { status: null, answer: '', error: error.message.slice(0, 500), durationMs: passedMs() }
  }
}

/** The secret, and the one before it while both are good. */
function secretsOf(
  ctx: Ctx,
  { id, secretSealed, formerSecretSealed, formerEndsAt }: webhooksStore.WebhookRow,
) {
  const { id: platformId } = ctx.platform
  const secrets = [ctx.vault.open(secretSealed, webhookSecretSlot(platformId, id))]
  if (formerSecretSealed && formerEndsAt && formerEndsAt > ctx.now())
    secrets.push(ctx.vault.open(formerSecretSealed, formerSecretSlot(platformId, id)))
  return secrets
}

/** The first characters of an answer; the rest is not waited for. */
async function readStart(response: Response): Promise<string> {
  const reader = response.body?.getReader()
  if (!reader) return ''
  const chunks: Uint8Array[] = []
  let length = 0
  try {
    while (length < ANSWER_BYTES) {
      const { done, value } = await reader.read()
      if (done) break
      chunks.push(value)
      length += value.length
    }
    await reader.cancel()
  } catch {
    // The status has come; that the rest was cut off changes nothing.
  }
  // PostgreSQL keeps no zero bytes in texts.
  return Buffer.concat(chunks).subarray(0, ANSWER_BYTES).toString('utf8').replaceAll('\0', '')
}

/** @returns whether the webhook is off from now on */
async function followFailure(
  ctx: Ctx,
  trx: Trx,
  webhook: webhooksStore.WebhookRow,
  { status }: Outcome,
): Promise<boolean> {
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const since = await webhooksStore.setFailing(trx, platformId, webhook.id, now)
  const isTooLong = since !== undefined && now.getTime() - since.getTime() >= FAILING_DAYS * DAY_MS
  if (!isTooLong && status !== GONE) return false
  if (!(await webhooksStore.switchOff(trx, platformId, webhook.id, now))) return true
  const finding: StoredMessage =
    status === GONE
      ? { code: 'webhook-off-gone', params: {} }
      : { code: 'webhook-off-failing', params: { days: FAILING_DAYS } }
  const { id, url } = webhook
  await happened(ctx, trx, { kind: 'webhook-switched-off', id, url, finding, changes: { url } })
  return true
}

async function end(ctx: Ctx, trx: Trx, delivery: Row, state: 'delivered' | 'failed'): Promise<void> {
  await deliveriesStore.updateDelivery(trx, ctx.platform.id, delivery.id, { state, nextTryAt: null })
  await showProgress(ctx, trx, delivery)
}

async function tryLater(ctx: Ctx, trx: Trx, delivery: Row, nextTryAt: Date): Promise<void> {
  const { id: platformId } = ctx.platform
  const { id } = delivery
  await deliveriesStore.updateDelivery(trx, platformId, id, { nextTryAt })
  await ctx.jobs.enqueue(trx, deliverWebhookJob, { platformId, deliveryId: id }, { startAfter: nextTryAt })
  await showProgress(ctx, trx, delivery)
}

/** That a delivery goes on is no fact: nobody follows but the open log of deliveries. */
function showProgress(ctx: Ctx, trx: Trx, { webhookId }: Row): Promise<void> {
  return ctx.live.publish(trx, ctx.platform.id, { type: 'webhook', id: webhookId })
}
