import type { Insertable, Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { WebhookDeliveriesTable, WebhookEventsTable, WebhooksTable } from '../../../db/tables.ts'
import type { PlatformId, WebhookId } from '../../../domain/ids.ts'

export function listActive(trx: Trx, platformId: PlatformId) {
  return trx
    .selectFrom('webhooks')
    .select(['id', 'eventTypes'])
    .where('platformId', '=', platformId)
    .where('active', '=', true)
    .orderBy('id')
    .execute()
}

export async function insertEvents(
  trx: Trx,
  events: readonly Insertable<WebhookEventsTable>[],
  deliveries: readonly Insertable<WebhookDeliveriesTable>[],
): Promise<void> {
  if (events.length > 0) await insertRows(trx, 'webhookEvents', events, ['object']).execute()
  if (deliveries.length > 0) await insertRows(trx, 'webhookDeliveries', deliveries).execute()
}

export function listWebhooks(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .where('platformId', '=', platformId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute()
}

export type WebhookRow = Awaited<ReturnType<typeof listWebhooks>>[number]

export function findWebhook(db: Db | Trx, platformId: PlatformId, id: WebhookId) {
  return db
    .selectFrom('webhooks')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .executeTakeFirst()
}

export async function insertWebhook(trx: Trx, webhook: Insertable<WebhooksTable>): Promise<void> {
  await trx.insertInto('webhooks').values(webhook).execute()
}

/** @returns undefined when there is none of this version */
export function updateWebhook(
  trx: Trx,
  platformId: PlatformId,
  { id, expectedVersion }: { id: WebhookId; expectedVersion?: number },
  change: Updateable<WebhooksTable>,
) {
  let webhooks = trx
    .updateTable('webhooks')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
  if (expectedVersion !== undefined) webhooks = webhooks.where('version', '=', expectedVersion)
  return webhooks.returningAll().executeTakeFirst()
}

export function deleteWebhook(trx: Trx, platformId: PlatformId, id: WebhookId) {
  return trx
    .deleteFrom('webhooks')
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .returning('url')
    .executeTakeFirst()
}

export async function setWorking(trx: Trx, platformId: PlatformId, id: WebhookId): Promise<void> {
  await trx
    .updateTable('webhooks')
    .set({ failingSince: null })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('failingSince', 'is not', null)
    .execute()
}

/** @returns since when it has been failing; undefined when it is gone */
export async function setFailing(
  trx: Trx,
  platformId: PlatformId,
  id: WebhookId,
  now: Date,
): Promise<Date | undefined> {
  const row = await trx
    .updateTable('webhooks')
    .set((eb) => ({ failingSince: eb.fn.coalesce('failingSince', eb.val(now)) }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .returning('failingSince')
    .executeTakeFirst()
  return row?.failingSince ?? undefined
}

/** @returns false when it was off already */
export async function switchOff(
  trx: Trx,
  platformId: PlatformId,
  id: WebhookId,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('webhooks')
    .set((eb) => ({ active: false, switchedOffAt: now, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('active', '=', true)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
