import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId, ReportViewId } from '../../../domain/ids.ts'
import type { NewReportView } from './exports.schemas.ts'

export interface ViewRow extends NewReportView {
  readonly id: ReportViewId
  readonly ownerId: PersonId
}

/** Somebody's own views, and those that others share; by name. */
export async function listViews(db: Db, platformId: PlatformId, personId: PersonId): Promise<ViewRow[]> {
  const { rows } = await sql<ViewRow>`
    select id, owner_id, name, is_shared, query from report_views
    where platform_id = ${platformId} and (owner_id = ${personId} or is_shared)
    order by name collate by_name, id limit 200`.execute(db)
  return rows
}

/** @returns false when somebody has as many as they may */
export async function insertView(
  trx: Trx,
  platformId: PlatformId,
  row: ViewRow & { readonly at: Date },
  most: number,
): Promise<boolean> {
  const { id, ownerId, name, isShared, query, at } = row
  const { rows } = await sql`
    insert into report_views (platform_id, id, owner_id, name, is_shared, query, created_at)
    select ${platformId}, ${id}, ${ownerId}, ${name}, ${isShared}, ${JSON.stringify(query)}::jsonb, ${at}
    where ${most} > (select count(*) from report_views where platform_id = ${platformId} and owner_id = ${ownerId})
    returning id`.execute(trx)
  return rows.length > 0
}

/** @param ownerId undefined = whoever's it is */
export async function deleteView(
  trx: Trx,
  platformId: PlatformId,
  id: ReportViewId,
  ownerId: PersonId | undefined,
): Promise<boolean> {
  const { rows } = await sql`
    delete from report_views where platform_id = ${platformId} and id = ${id}
      and (${ownerId ?? null}::uuid is null and is_shared or owner_id = ${ownerId ?? null}::uuid)
    returning id`.execute(trx)
  return rows.length > 0
}
