import type { Selectable } from 'kysely'
import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { WebhookDeliveriesTable, WebhookTriesTable } from '../../../db/tables.ts'
import type { DeliveryId, PlatformId, WebhookId } from '../../../domain/ids.ts'
import type { SentEventType } from '../../../domain/webhook-event.ts'

export interface DeliveryFilter {
  readonly webhookId: WebhookId | undefined
  readonly state: Selectable<WebhookDeliveriesTable>['state'] | undefined
  readonly type: SentEventType | undefined
  readonly after: string[] | undefined
  readonly limit: number
}

/** Newest first, each with its last try. */
export function listDeliveries(db: Db, platformId: PlatformId, filter: DeliveryFilter) {
  let deliveries = deliveriesWithEvent(db, platformId)
  const { webhookId, state, type, after } = filter
  if (webhookId) deliveries = deliveries.where('webhookDeliveries.webhookId', '=', webhookId)
  if (state) deliveries = deliveries.where('webhookDeliveries.state', '=', state)
  if (type) deliveries = deliveries.where('webhookEvents.type', '=', type)
  if (after) {
    const [at, id] = after
    deliveries = deliveries.where(
      sql<boolean>`(webhook_deliveries.created_at, webhook_deliveries.id) < (${at}::timestamptz, ${id}::uuid)`,
    )
  }
  return deliveries
    .orderBy('webhookDeliveries.createdAt', 'desc')
    .orderBy('webhookDeliveries.id', 'desc')
    .limit(filter.limit)
    .execute()
}

export type DeliveryRow = Awaited<ReturnType<typeof listDeliveries>>[number]

export function findDelivery(db: Db, platformId: PlatformId, id: DeliveryId) {
  return deliveriesWithEvent(db, platformId).where('webhookDeliveries.id', '=', id).executeTakeFirst()
}

function deliveriesWithEvent(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('webhookDeliveries')
    .innerJoin('webhookEvents', (join) =>
      join
        .onRef('webhookEvents.platformId', '=', 'webhookDeliveries.platformId')
        .onRef('webhookEvents.id', '=', 'webhookDeliveries.eventId'),
    )
    .innerJoin('webhooks', (join) =>
      join
        .onRef('webhooks.platformId', '=', 'webhookDeliveries.platformId')
        .onRef('webhooks.id', '=', 'webhookDeliveries.webhookId'),
    )
    .leftJoin('webhookTries', (join) =>
      join
        .onRef('webhookTries.platformId', '=', 'webhookDeliveries.platformId')
        .onRef('webhookTries.deliveryId', '=', 'webhookDeliveries.id')
        .onRef('webhookTries.number', '=', 'webhookDeliveries.tries'),
    )
    .select([
      'webhookDeliveries.id',
      'webhookDeliveries.webhookId',
      'webhookDeliveries.state',
      'webhookDeliveries.tries',
      'webhookDeliveries.nextTryAt',
      'webhookDeliveries.createdAt',
      'webhookEvents.id as eventId',
      'webhookEvents.sequence',
      'webhookEvents.type',
      'webhookEvents.object',
      'webhookEvents.occurredAt',
      'webhooks.url',
      'webhookTries.status',
      'webhookTries.error',
    ])
    .where('webhookDeliveries.platformId', '=', platformId)
}

export function listTries(db: Db, platformId: PlatformId, deliveryId: DeliveryId) {
  return db
    .selectFrom('webhookTries')
    .select(['number', 'triedAt', 'status', 'answer', 'error', 'durationMs'])
    .where('platformId', '=', platformId)
    .where('deliveryId', '=', deliveryId)
    .orderBy('number', 'desc')
    .execute()
}

/** Takes a delivery that is due, alone. @returns false when it is not due, or another worker has it */
export async function takeDelivery(
  db: Db,
  platformId: PlatformId,
  id: DeliveryId,
  { now, leaseUntil }: { now: Date; leaseUntil: Date },
): Promise<boolean> {
  const row = await db
    .updateTable('webhookDeliveries')
    .set({ leaseUntil })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('state', '=', 'pending')
    .where('nextTryAt', '<=', now)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', now)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** Writes down a try, if the lease is still its own, and gives the lease back. @returns false when it was lost */
export async function endTry(
  trx: Trx,
  platformId: PlatformId,
  id: DeliveryId,
  { tries, leaseUntil }: { tries: number; leaseUntil: Date },
): Promise<boolean> {
  const row = await trx
    .updateTable('webhookDeliveries')
    .set({ tries, leaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('leaseUntil', '=', leaseUntil)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function updateDelivery(
  trx: Trx,
  platformId: PlatformId,
  id: DeliveryId,
  change: Updateable<WebhookDeliveriesTable>,
): Promise<void> {
  await trx
    .updateTable('webhookDeliveries')
    .set({ ...change, leaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** Makes a delivery that ended due again. @returns false when it is still under way */
export async function revive(trx: Trx, platformId: PlatformId, id: DeliveryId, now: Date): Promise<boolean> {
  const row = await trx
    .updateTable('webhookDeliveries')
    .set({ state: 'pending', nextTryAt: now, leaseUntil: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where((eb) => eb.or([eb('state', '<>', 'pending'), eb('nextTryAt', '>', now)]))
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

export async function insertTry(trx: Trx, tried: Insertable<WebhookTriesTable>): Promise<void> {
  await trx.insertInto('webhookTries').values(tried).execute()
}

/** Due for a while and nobody's: what a lost job or a crash left behind. */
export function listOverdue(db: Db, platformId: PlatformId, now: Date, dueBefore: Date, limit: number) {
  return db
    .selectFrom('webhookDeliveries')
    .select('id')
    .where('platformId', '=', platformId)
    .where('state', '=', 'pending')
    .where('nextTryAt', '<', dueBefore)
    .where((eb) => eb.or([eb('leaseUntil', 'is', null), eb('leaseUntil', '<', now)]))
    .orderBy('nextTryAt')
    .limit(limit)
    .execute()
}

/** Platforms with deliveries that {@link listOverdue} finds. */
export function listPlatformsWithOverdue(db: Sweeping, now: Date, dueBefore: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`
    select distinct platform_id from webhook_deliveries
    where state = 'pending' and next_try_at < ${dueBefore} and (lease_until is null or lease_until < ${now})`,
  )
}
