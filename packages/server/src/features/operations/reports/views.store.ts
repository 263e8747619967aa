import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { PersonId, PlatformId, ReportViewId } from '../../../domain/ids.ts'
import type { NewReportView } from './exports.schemas.ts'

export interface ViewRow extends NewReportView {
  readonly id: ReportViewId
  readonly ownerId: PersonId
}

/** Somebody's own views, and those that others share; by name. */
export async function listViews(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
): Promise<(ViewRow & { readonly isMailed: boolean; readonly isMailedToMe: boolean })[]> {
  const { rows } = await sql<ViewRow & { isMailed: boolean; isMailedToMe: boolean }>`
    select v.id, v.owner_id, v.name, v.is_shared, v.report, v.query, m.every is not null as is_mailed,
      coalesce(r.next_at is not null, false) as is_mailed_to_me
    from report_views v
    left join report_mailings m on m.platform_id = v.platform_id and m.view_id = v.id
    left join report_mailing_people r on r.platform_id = v.platform_id and r.view_id = v.id and r.person_id = ${personId}
    where v.platform_id = ${platformId} and (v.owner_id = ${personId} or v.is_shared)
    order by v.name collate by_name, v.id limit 200`.execute(db)
  return rows
}

/** A view, whoever's it is. */
export async function findView(
  db: Db | Trx,
  platformId: PlatformId,
  id: ReportViewId,
): Promise<ViewRow | undefined> {
  const { rows } = await sql<ViewRow>`
    select id, owner_id, name, is_shared, report, query from report_views
    where platform_id = ${platformId} and id = ${id}`.execute(db)
  return rows[0]
}

/** @returns false when somebody has as many as they may */
export async function insertView(
  trx: Trx,
  platformId: PlatformId,
  row: ViewRow & { readonly at: Date },
  most: number,
): Promise<boolean> {
  const { id, ownerId, name, isShared, report, query, at } = row
  const { rows } = await sql`
    insert into report_views (platform_id, id, owner_id, name, is_shared, report, query, created_at)
    select ${platformId}, ${id}, ${ownerId}, ${name}, ${isShared}, ${report}, ${JSON.stringify(query)}::jsonb, ${at}
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
