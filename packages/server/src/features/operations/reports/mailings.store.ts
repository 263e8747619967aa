import { sql } from 'kysely'
import type { Db, Sweeping, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { platformsOf } from '../../../db/sweeping.ts'
import type { PersonId, PlatformId, ReportViewId } from '../../../domain/ids.ts'
import type { Rhythm } from '../../../domain/mailing.ts'
import type { Language } from '../../../domain/message.ts'

/** To whom a view is sent. */
export interface RecipientRow {
  readonly personId: PersonId
  readonly name: string
  /** Null = they want no more. */
  readonly nextAt: Date | null
}

const shownName = sql`coalesce(nullif(trim(p.first_name || ' ' || p.last_name), ''), p.email)`

/** How often a view is sent. */
export async function findRhythm(
  db: Db | Trx,
  platformId: PlatformId,
  viewId: ReportViewId,
): Promise<Rhythm | undefined> {
  const { rows } = await sql<Rhythm>`
    select every, weekday, hour from report_mailings where platform_id = ${platformId} and view_id = ${viewId}`.execute(
    db,
  )
  return rows[0]
}

/** To whom a view is sent, by name. */
export async function listRecipients(
  db: Db | Trx,
  platformId: PlatformId,
  viewId: ReportViewId,
): Promise<RecipientRow[]> {
  const { rows } = await sql<RecipientRow>`
    select m.person_id, ${shownName} as name, m.next_at from report_mailing_people m
    join people p on p.platform_id = m.platform_id and p.id = m.person_id
    where m.platform_id = ${platformId} and m.view_id = ${viewId} order by ${shownName} collate by_name, p.id`.execute(
    db,
  )
  return rows
}

/** Who may see a report: active people with these roles, by name. */
export async function listReaders(
  db: Db | Trx,
  platformId: PlatformId,
  { roles, limit }: { readonly roles: readonly string[]; readonly limit: number },
): Promise<{ id: PersonId; name: string; timeZone: string | null }[]> {
  const { rows } = await sql<{ id: PersonId; name: string; timeZone: string | null }>`
    select p.id, ${shownName} as name, p.time_zone from people p
    where platform_id = ${platformId} and active and roles && ${[...roles]}::text[]
    order by ${shownName} collate by_name, p.id limit ${limit}`.execute(db)
  return rows
}

/** Who is sent a view, and how often, from now on. Who wants no more of it stays out. */
export async function putMailing(
  trx: Trx,
  { platformId, viewId }: { readonly platformId: PlatformId; readonly viewId: ReportViewId },
  { every, weekday, hour }: Rhythm,
  people: readonly { readonly personId: PersonId; readonly nextAt: Date }[],
  at: Date,
): Promise<void> {
  await sql`
    insert into report_mailings (platform_id, view_id, every, weekday, hour, created_at)
    values (${platformId}, ${viewId}, ${every}, ${weekday}, ${hour}, ${at})
    on conflict (platform_id, view_id) do update set every = excluded.every, weekday = excluded.weekday, hour = excluded.hour`.execute(
    trx,
  )
  await sql`
    delete from report_mailing_people where platform_id = ${platformId} and view_id = ${viewId}
      and person_id <> all(${people.map(({ personId }) => personId)}::uuid[])`.execute(trx)
  await insertRows(
    trx,
    'reportMailingPeople',
    people.map((person) => ({ platformId, viewId, ...person })),
  )
    .onConflict((conflict) =>
      conflict
        .columns(['platformId', 'viewId', 'personId'])
        .doUpdateSet({ nextAt: (eb) => eb.ref('excluded.nextAt') })
        .where('reportMailingPeople.nextAt', 'is not', null),
    )
    .execute()
}

/** @returns false when it was not sent to anybody */
export async function deleteMailing(
  trx: Trx,
  platformId: PlatformId,
  viewId: ReportViewId,
): Promise<boolean> {
  const { rows } = await sql`
    delete from report_mailings where platform_id = ${platformId} and view_id = ${viewId} returning view_id`.execute(
    trx,
  )
  return rows.length > 0
}

/** When somebody is sent a view next; null = not any more. */
export async function setNext(
  trx: Trx,
  platformId: PlatformId,
  { viewId, personId }: { readonly viewId: ReportViewId; readonly personId: PersonId },
  nextAt: Date | null,
): Promise<boolean> {
  const { rows } = await sql`
    update report_mailing_people set next_at = ${nextAt}
    where platform_id = ${platformId} and view_id = ${viewId} and person_id = ${personId} returning person_id`.execute(
    trx,
  )
  return rows.length > 0
}

export function listPlatformsWithDue(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return platformsOf(db, sql`select distinct platform_id from report_mailing_people where next_at <= ${now}`)
}

/** What is to be sent to whom by now, the longest waiting first. */
export async function listDue(
  db: Db,
  platformId: PlatformId,
  now: Date,
  limit: number,
): Promise<{ viewId: ReportViewId; personId: PersonId }[]> {
  const { rows } = await sql<{ viewId: ReportViewId; personId: PersonId }>`
    select view_id, person_id from report_mailing_people where platform_id = ${platformId} and next_at <= ${now}
    order by next_at, view_id, person_id limit ${limit}`.execute(db)
  return rows
}

/** What is sent to somebody, with how they read by now. */
export interface DueRow extends Rhythm {
  readonly language: Language | null
  readonly timeZone: string | null
}

/** One of the due ones, held until the transaction ends. @returns undefined when it is sent, or somebody sends it */
export async function holdDue(
  trx: Trx,
  platformId: PlatformId,
  {
    viewId,
    personId,
    now,
  }: { readonly viewId: ReportViewId; readonly personId: PersonId; readonly now: Date },
): Promise<DueRow | undefined> {
  const { rows } = await sql<DueRow>`
    select m.every, m.weekday, m.hour, p.language, p.time_zone
    from report_mailing_people r
    join report_mailings m on m.platform_id = r.platform_id and m.view_id = r.view_id
    join people p on p.platform_id = r.platform_id and p.id = r.person_id
    where r.platform_id = ${platformId} and r.view_id = ${viewId} and r.person_id = ${personId} and r.next_at <= ${now}
    for update of r skip locked`.execute(trx)
  return rows[0]
}
