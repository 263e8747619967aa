import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { SessionFieldsTable } from '../../../db/tables.ts'
import type { PlatformId, SessionFieldId } from '../../../domain/ids.ts'

export function listFields(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('sessionFields')
    .selectAll()
    .where('platformId', '=', platformId)
    .orderBy('position')
    .orderBy('id')
    .execute()
}

/** How many sessions have a value, by the ids of fields. */
export async function countSessions(db: Db, platformId: PlatformId): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: SessionFieldId; count: number }>`
    select key as id, count(*)::int as count from sessions, jsonb_object_keys(additional) key
    where platform_id = ${platformId} group by key`.execute(db)
  return new Map(rows.map((row) => [row.id, row.count]))
}

export function findFieldForUpdate(trx: Trx, platformId: PlatformId, id: SessionFieldId) {
  return trx
    .selectFrom('sessionFields')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
}

/** The ids of all fields in their order, which stays as it is until the transaction ends. */
export async function lockOrder(trx: Trx, platformId: PlatformId): Promise<SessionFieldId[]> {
  await trx
    .selectFrom('sessionFields')
    .select('id')
    .where('platformId', '=', platformId)
    .orderBy('id')
    .forUpdate()
    .execute()
  return (await listFields(trx, platformId)).map((field) => field.id)
}

export async function insertField(trx: Trx, field: Insertable<SessionFieldsTable>): Promise<void> {
  await trx.insertInto('sessionFields').values(field).execute()
}

/** @returns the new version, or undefined when the expected one is not there any more */
export function updateField(
  trx: Trx,
  platformId: PlatformId,
  target: { id: SessionFieldId; expectedVersion: number },
  change: Updateable<SessionFieldsTable>,
) {
  return trx
    .updateTable('sessionFields')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', target.id)
    .where('version', '=', target.expectedVersion)
    .returning('version')
    .executeTakeFirst()
}

export async function setPosition(
  trx: Trx,
  platformId: PlatformId,
  id: SessionFieldId,
  position: number,
): Promise<void> {
  await trx
    .updateTable('sessionFields')
    .set({ position })
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .execute()
}

/** Deletes a field with the values that sessions have in it. @returns how many had one */
export async function deleteField(trx: Trx, platformId: PlatformId, id: SessionFieldId): Promise<number> {
  await trx.deleteFrom('sessionFields').where('platformId', '=', platformId).where('id', '=', id).execute()
  const { numAffectedRows } =
    await sql`update sessions set additional = additional - ${id}::text, version = version + 1
    where platform_id = ${platformId} and additional ? ${id}`.execute(trx)
  return Number(numAffectedRows ?? 0)
}
