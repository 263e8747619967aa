import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { DeliveryId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import * as deliveriesStore from './deliveries.store.ts'
import { bodyOf } from './delivery.service.ts'
import { deliverWebhookJob } from './webhooks.job.ts'
import type { Delivery, DeliveryDetails, FindDeliveries } from './webhooks.schemas.ts'

/** What was sent to whom, newest first; of the last 90 days. */
export async function listDeliveries(ctx: Ctx, actor: Actor, filter: z.output<typeof FindDeliveries>) {
  assertSuperadmin(actor)
  const rows = await deliveriesStore.listDeliveries(ctx.db, ctx.platform.id, {
    webhookId: filter.webhookId,
    state: filter.state,
    type: filter.type,
    after: fromCursor(filter.cursor, ['instant', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.createdAt.toISOString(), row.id])
  return { ...page, items: page.items.map(toView) }
}

/** One delivery with what is sent and every try. @throws {NotFoundError} `delivery-not-found` */
export async function getDelivery(
  ctx: Ctx,
  actor: Actor,
  id: DeliveryId,
): Promise<z.output<typeof DeliveryDetails>> {
  assertSuperadmin(actor)
  const row = await deliveriesStore.findDelivery(ctx.db, ctx.platform.id, id)
  if (!row) throw new NotFoundError('delivery-not-found')
  const tries = await deliveriesStore.listTries(ctx.db, ctx.platform.id, id)
  return {
    ...toView(row),
    body: await bodyOf(ctx, row),
    log: tries.map(({ triedAt, ...rest }) => ({ ...rest, triedAt: triedAt.toISOString() })),
  }
}

/**
 * Sends a delivery again at once, under the same `webhook-id`.
 *
 * @throws {ConflictError} `delivery-under-way`
 */
export async function sendAgain(ctx: Ctx, actor: Actor, id: DeliveryId) {
  const { webhookId } = await getDelivery(ctx, actor, id)
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    if (!(await deliveriesStore.revive(trx, platformId, id, ctx.now())))
      throw new ConflictError('delivery-under-way')
    await ctx.jobs.enqueue(trx, deliverWebhookJob, { platformId, deliveryId: id })
    const changes = { deliveryId: id }
    await happened(ctx, trx, { kind: 'webhook-sent-again', id: webhookId, by: actor.personId, changes })
  })
  return getDelivery(ctx, actor, id)
}

function toView(row: deliveriesStore.DeliveryRow): z.output<typeof Delivery> {
  const { id, webhookId, url, state, tries, nextTryAt, createdAt, status, error } = row
  const { eventId, type, sequence, occurredAt } = row
  return {
    id,
    webhookId,
    url,
    event: { id: eventId, type, sequence, occurredAt: occurredAt.toISOString() },
    state,
    tries,
    nextTryAt: nextTryAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
    status,
    error: error ?? '',
  }
}
