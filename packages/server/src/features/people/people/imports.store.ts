import { type Insertable, sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PersonImportItemsTable, PersonImportsTable } from '../../../db/tables.ts'
import type { PersonId, PersonImportId, PlatformId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'

export const importStates = ['waiting', 'added', 'changed', 'unchanged', 'refused'] as const
export type ImportState = (typeof importStates)[number]

export async function insertImport(
  trx: Trx,
  begun: Insertable<PersonImportsTable>,
  items: readonly Insertable<PersonImportItemsTable>[],
): Promise<void> {
  await trx.insertInto('personImports').values(begun).execute()
  await insertRows(trx, 'personImportItems', items, ['cells', 'reason']).execute()
}

const countOf = (state: ImportState) =>
  sql<number>`count(*) filter (where person_import_items.state = ${state})::int`

function importsWithCounts(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('personImports')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'personImports.platformId')
        .onRef('people.id', '=', 'personImports.personId'),
    )
    .leftJoin('personImportItems', (join) =>
      join
        .onRef('personImportItems.platformId', '=', 'personImports.platformId')
        .onRef('personImportItems.importId', '=', 'personImports.id'),
    )
    .selectAll('personImports')
    .select(['people.firstName', 'people.lastName'])
    .select([
      sql<number>`count(person_import_items.line)::int`.as('total'),
      countOf('waiting').as('waiting'),
      countOf('added').as('added'),
      countOf('changed').as('changed'),
      countOf('unchanged').as('unchanged'),
      countOf('refused').as('refused'),
    ])
    .where('personImports.platformId', '=', platformId)
    .groupBy(['personImports.platformId', 'personImports.id', 'people.platformId', 'people.id'])
}

export type ImportRow = NonNullable<Awaited<ReturnType<typeof findImport>>>

export function findImport(db: Db | Trx, platformId: PlatformId, importId: PersonImportId) {
  return importsWithCounts(db, platformId).where('personImports.id', '=', importId).executeTakeFirst()
}

/** Addresses of the rows that were not refused, as they stand in the table. */
export async function listEmails(
  trx: Trx,
  platformId: PlatformId,
  importId: PersonImportId,
): Promise<string[]> {
  const rows = await trx
    .selectFrom('personImportItems')
    .select('email')
    .where('platformId', '=', platformId)
    .where('importId', '=', importId)
    .where('state', '<>', 'refused')
    .execute()
  return rows.map(({ email }) => email)
}

/** People of an import who have no manager, though the table names one. */
export async function listNotLed(trx: Trx, platformId: PlatformId, importId: PersonImportId) {
  const { rows } = await sql<{ id: PersonId; manager: string }>`
    select p.id, i.cells #>> '{cells,manager}' as manager
    from person_import_items i
    join people p on p.platform_id = i.platform_id and p.id = i.imported_id and p.manager_id is null
      and p.merged_into is null and p.erased_at is null
    where i.platform_id = ${platformId} and i.import_id = ${importId} and i.state <> 'refused'
      and coalesce(i.cells #>> '{cells,manager}', '') <> ''
    order by p.id`.execute(trx)
  return rows
}

/** The newest first. */
export function listImports(db: Db, platformId: PlatformId, limit: number) {
  return importsWithCounts(db, platformId)
    .orderBy('personImports.startedAt', 'desc')
    .orderBy('personImports.id', 'desc')
    .limit(limit)
    .execute()
}

/** Begun a while ago and not finished: perhaps nobody works on them any more. */
export function listUnfinished(db: Db, platformId: PlatformId, startedBefore: Date) {
  return db
    .selectFrom('personImports')
    .select('id')
    .where('platformId', '=', platformId)
    .where('finishedAt', 'is', null)
    .where('startedAt', '<', startedBefore)
    .execute()
}

/** Platforms for which {@link listUnfinished} finds imports. */
export function listPlatformsWithUnfinished(db: Sweeping, startedBefore: Date): Promise<PlatformId[]> {
  return platformsOf(
    db,
    sql`select distinct platform_id from person_imports where finished_at is null and started_at < ${startedBefore}`,
  )
}

export function listItems(
  db: Db | Trx,
  platformId: PlatformId,
  importId: PersonImportId,
  filter: { state?: ImportState | undefined; afterLine?: number | undefined; limit?: number } = {},
) {
  let items = db
    .selectFrom('personImportItems')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('importId', '=', importId)
  if (filter.state) items = items.where('state', '=', filter.state)
  if (filter.afterLine !== undefined) items = items.where('line', '>', filter.afterLine)
  items = items.orderBy('line')
  return (filter.limit ? items.limit(filter.limit) : items).execute()
}

/** Takes the next items that wait, so that nobody else works on them. */
export function takeItems(trx: Trx, platformId: PlatformId, importId: PersonImportId, limit: number) {
  return trx
    .selectFrom('personImportItems')
    .select(['line', 'cells'])
    .where('platformId', '=', platformId)
    .where('importId', '=', importId)
    .where('state', '=', 'waiting')
    .orderBy('line')
    .limit(limit)
    .forUpdate()
    .skipLocked()
    .execute()
}

/** What became of a row. */
export interface ItemResult {
  readonly line: number
  readonly state: ImportState
  readonly reason?: StoredMessage
  readonly personId?: PersonId
}

export async function setItems(
  trx: Trx,
  platformId: PlatformId,
  importId: PersonImportId,
  results: readonly ItemResult[],
): Promise<void> {
  await sql`
    update person_import_items i set state = w.state, reason = w.reason, imported_id = w."personId"
    from jsonb_to_recordset(${JSON.stringify(results)}::jsonb) as w (line integer, state text, reason jsonb, "personId" uuid)
    where i.platform_id = ${platformId} and i.import_id = ${importId} and i.line = w.line`.execute(trx)
}

/** @returns false when it was finished before */
export async function setFinished(
  trx: Trx,
  platformId: PlatformId,
  importId: PersonImportId,
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('personImports')
    .set({ finishedAt: now })
    .where('platformId', '=', platformId)
    .where('id', '=', importId)
    .where('finishedAt', 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
