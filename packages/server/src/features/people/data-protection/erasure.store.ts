import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { ErasureId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { decisions, type ErasedKind } from '../../../domain/personal-data.ts'

// All tables in which there is something of people: `domain/personal-data.ts` says which, and what becomes of it.

/** A person with the duplicates that were merged into them. */
export interface Whole {
  readonly platformId: PlatformId
  readonly ids: readonly PersonId[]
}

export async function listDuplicateIds(
  trx: Trx,
  platformId: PlatformId,
  id: PersonId,
): Promise<{ id: PersonId; email: string; firstName: string; lastName: string }[]> {
  return trx
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName'])
    .where('platformId', '=', platformId)
    .where('mergedInto', '=', id)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Addresses under which somebody came into rooms, as people have said. */
export async function listTaughtAddresses(trx: Trx, { platformId, ids }: Whole): Promise<string[]> {
  const rows = await trx
    .selectFrom('personAddresses')
    .select('email')
    .where('platformId', '=', platformId)
    .where('personId', 'in', [...ids])
    .execute()
  return rows.map(({ email }) => email)
}

/** Somebody else is called so, too. */
export async function isNamedElsewhere(trx: Trx, { platformId, ids }: Whole, name: string): Promise<boolean> {
  const { rows } = await sql<{ found: boolean }>`
    select exists (select from people where platform_id = ${platformId} and id <> all(${[...ids]}::uuid[])
      and lower(trim(first_name || ' ' || last_name)) = lower(${name})) as found`.execute(trx)
  return rows[0]?.found ?? false
}

/** Events to come that somebody teaches, and how many there are. */
export async function listComingTaught(db: Trx, { platformId, ids }: Whole, now: Date): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select distinct on (e.starts_at, e.id) s.name || ' – ' || e.name as name from teaching t
    join events e on e.platform_id = t.platform_id and e.id = t.event_id
    join sessions s on s.platform_id = e.platform_id and s.id = e.session_id
    where t.platform_id = ${platformId} and t.person_id = any(${[...ids]}::uuid[]) and t.cancelled_at is null
      and t.ends_at > ${now}
    order by e.starts_at, e.id`.execute(db)
  return rows.map(({ name }) => name)
}

/**
 * What the newest evidence of somebody is of: the end of the last event that began in a session of theirs, what they
 * completed, agreed to or hold a certificate of.
 *
 * @returns null = there can be none
 */
export async function findEvidenceAt(trx: Trx, { platformId, ids }: Whole, now: Date): Promise<Date | null> {
  const { rows } = await sql<{ at: Date | null }>`
    select greatest(
      (select max(e.ends_at) from events e where e.platform_id = ${platformId} and e.starts_at <= ${now}
        and e.session_id in (select session_id from enrollments where platform_id = ${platformId}
          and person_id = any(${[...ids]}::uuid[]) and status = 'enrolled')),
      (select max(e.ends_at) from effective_attendance a join events e on e.platform_id = a.platform_id and e.id = a.event_id
        where a.platform_id = ${platformId} and a.person_id = any(${[...ids]}::uuid[])),
      (select max(e.ends_at) from attendance_stays s join events e on e.platform_id = s.platform_id and e.id = s.event_id
        where s.platform_id = ${platformId} and s.person_id = any(${[...ids]}::uuid[])),
      (select max(e.ends_at) from make_up_parts s join events e on e.platform_id = s.platform_id and e.id = s.event_id
        where s.platform_id = ${platformId} and s.person_id = any(${[...ids]}::uuid[])),
      (select max(e.ends_at) from presence_answers s join events e on e.platform_id = s.platform_id and e.id = s.event_id
        where s.platform_id = ${platformId} and s.person_id = any(${[...ids]}::uuid[])),
      (select max(e.ends_at) from event_entries s join events e on e.platform_id = s.platform_id and e.id = s.event_id
        where s.platform_id = ${platformId} and s.person_id = any(${[...ids]}::uuid[]) and s.role = 'learner'),
      (select max(greatest(completed_at, valid_until)) from completions
        where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[])),
      (select max(entered_at) from completion_entries
        where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[])),
      (select max(greatest(issued_at, completed_at, valid_until)) from certificates
        where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[])),
      (select max(agreed_at) from recording_consents
        where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[]))) as at`.execute(trx)
  return rows[0]?.at ?? null
}

/** The row of a person becomes nobody's: it stays for what refers to it, under an address that nobody can have. */
export async function makeNobody(
  trx: Trx,
  { platformId, ids }: Whole,
  { name, at }: { name: string; at: Date },
): Promise<void> {
  await sql`
    update people set email = id::text || '@erased.invalid', first_name = '', last_name = ${name}, roles = '{learner}',
      password_hash = null, language = null, time_zone = null, active = false, invited_at = null, signed_in_at = null,
      zone_settled_at = null, wants_reminders = true, manager_id = null, erased_at = ${at}, version = version + 1
    where platform_id = ${platformId} and id = any(${[...ids]}::uuid[])`.execute(trx)
  // Nobody has an area, or is in one.
  await sql`delete from power_users where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[])`.execute(
    trx,
  )
  await sql`delete from power_user_people where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[])`.execute(
    trx,
  )
  // Nobody leads a team, or stands in for who does.
  await sql`update people set manager_id = null, version = version + 1
    where platform_id = ${platformId} and manager_id = any(${[...ids]}::uuid[])`.execute(trx)
  await sql`delete from manager_deputies
    where platform_id = ${platformId} and deputy_id = any(${[...ids]}::uuid[])`.execute(trx)
}

/** Browsers in which they are signed in. */
export async function countLogins(trx: Trx, { platformId, ids }: Whole): Promise<number> {
  const { rows } = await sql<{ logins: number }>`select count(*)::int as logins from logins
    where platform_id = ${platformId} and person_id = any(${[...ids]}::uuid[])`.execute(trx)
  return rows[0]?.logins ?? 0
}

/** Of sessions of which there can be evidence: an event of theirs has begun. */
const begun = (platformId: PlatformId, now: Date) => sql`(
  session_id in (select e.session_id from events e where e.platform_id = ${platformId} and e.starts_at <= ${now}))`

/**
 * Deletes what is theirs and no evidence, and takes them out of what is somebody else's.
 *
 * @param pattern what names them, as a regular expression
 * @returns how many rows of what
 */
export async function eraseRows(
  trx: Trx,
  whole: Whole,
  {
    emails,
    pattern,
    now,
    keepsEvidence,
  }: { emails: readonly string[]; pattern: string | undefined; now: Date; keepsEvidence: boolean },
): Promise<ErasedKind[]> {
  const { platformId, ids } = whole
  const theirs = (column: string) =>
    sql`platform_id = ${platformId} and ${sql.id(column)} = any(${[...ids]}::uuid[])`
  const done: ErasedKind[] = []
  const count = async (part: Omit<ErasedKind, 'rows'>, statement: RawBuilder<unknown>) => {
    const { numAffectedRows } = await statement.execute(trx)
    done.push({ ...part, rows: Number(numAffectedRows ?? 0) })
  }

  // Some are more than rows that are theirs alone.
  await sql`delete from report_views where ${theirs('owner_id')} and not is_shared`.execute(trx)
  await count(
    { kind: 'places', outcome: 'deleted' },
    sql`delete from enrollments where ${theirs('person_id')} and (not ${keepsEvidence} or not ${begun(platformId, now)}
      or status in ('requested', 'waiting', 'offered'))`,
  )
  await count(
    { kind: 'places', outcome: 'deleted' },
    sql`delete from enrollment_changes where ${theirs('person_id')}
      and (not ${keepsEvidence} or not ${begun(platformId, now)})`,
  )
  await sql`update enrollment_changes set reason = '' where ${theirs('person_id')} and reason <> ''`.execute(
    trx,
  )
  await count(
    { kind: 'own-work', outcome: 'deleted' },
    sql`delete from person_import_items where platform_id = ${platformId}
      and (imported_id = any(${[...ids]}::uuid[]) or email = any(${[...emails]}::text[]))`,
  )
  // The key by which a late report says whose a stay is remains.
  await count(
    { kind: 'registrations', outcome: 'replaced' },
    sql`update registrations r set email = '', first_name = '', last_name = '', join_url = null
      from rooms join events e on e.platform_id = rooms.platform_id and e.id = rooms.event_id
      where r.platform_id = ${platformId} and r.person_id = any(${[...ids]}::uuid[])
        and rooms.platform_id = r.platform_id and rooms.id = r.room_id and e.ends_at <= ${now}`,
  )
  await sql`delete from session_instructors where ${theirs('person_id')} and not ${begun(platformId, now)}`.execute(
    trx,
  )

  const special = new Set([
    'enrollments',
    'enrollment_changes',
    'person_import_items',
    'registrations',
    'report_views',
  ])
  for (const [table, { kind, outcome, of }] of Object.entries(decisions)) {
    if (!kind || !of || outcome !== 'deleted' || special.has(table)) continue
    await count({ kind, outcome }, sql`delete from ${sql.table(table)} where ${theirs(of)}`)
  }

  if (pattern === undefined) return done
  for (const [table, { mentions = [] }] of Object.entries(decisions)) {
    if (table === 'audit_entries') continue
    for (const column of mentions)
      await count(
        { kind: table === 'webhook_tries' || table === 'room_log' ? 'log' : 'messages', outcome: 'replaced' },
        scrub(platformId, table, column, pattern),
      )
  }
  await sql`delete from idempotency_keys where platform_id = ${platformId} and body ~ ${pattern}`.execute(trx)
  const { rows } = await sql<{ changed: number }>`
    select erase_from_audit(${[...ids]}::uuid[], ${pattern})::int as changed`.execute(trx)
  done.push({ kind: 'log', outcome: 'replaced', rows: rows[0]?.changed ?? 0 })
  return done
}

const jsonColumns = new Set(['params', 'data'])

function scrub(platformId: PlatformId, table: string, column: string, pattern: string) {
  const words = jsonColumns.has(column) ? sql`${sql.id(column)}::text` : sql.id(column)
  const clean = sql`without_names(${words}, ${pattern})`
  return sql`update ${sql.table(table)} set ${sql.id(column)} = ${jsonColumns.has(column) ? sql`${clean}::jsonb` : clean}
    where platform_id = ${platformId} and ${words} ~ ${pattern}`
}

/** How many rows of evidence stay. */
export async function countKept(trx: Trx, { platformId, ids }: Whole): Promise<ErasedKind[]> {
  const kept: ErasedKind[] = []
  const tables = [
    ...Object.entries(decisions),
    ['enrollments', { kind: 'places', of: 'person_id', outcome: 'kept' }] as const,
  ]
  for (const [table, { kind, of, outcome }] of tables) {
    if (!kind || !of || outcome !== 'kept' || table === 'kept_identities' || table === 'attendance_facts')
      continue
    const { rows } = await sql<{ rows: number }>`
      select count(*)::int as rows from ${sql.table(table)}
      where platform_id = ${platformId} and ${sql.id(of)} = any(${[...ids]}::uuid[])`.execute(trx)
    kept.push({ kind, outcome: 'kept', rows: rows[0]?.rows ?? 0 })
  }
  return kept
}

/** Places at tools that a job takes back. */
export async function countAtProvider(db: Db | Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  const { rows } = await sql<{ personId: PersonId; rows: number }>`
    select r.person_id, count(*)::int as rows from registrations r
    join rooms on rooms.platform_id = r.platform_id and rooms.id = r.room_id
    where r.platform_id = ${platformId} and r.person_id = any(${[...ids]}::uuid[]) and r.email <> ''
    group by r.person_id`.execute(db)
  return new Map(rows.map((row) => [row.personId, row.rows]))
}

export async function keepIdentity(
  trx: Trx,
  { platformId, ids }: Whole,
  identity: {
    firstName: string
    lastName: string
    emails: readonly string[]
    erasedAt: Date
    evidenceAt: Date
  },
): Promise<void> {
  await trx
    .insertInto('keptIdentities')
    .values(ids.map((personId) => ({ platformId, personId, ...identity, emails: [...identity.emails] })))
    .execute()
}

export async function insertErasure(
  trx: Trx,
  erasure: {
    platformId: PlatformId
    id: ErasureId
    personId: PersonId
    cause: 'by-hand' | 'asked' | 'inactive'
    actorId: PersonId | null
    erasedAt: Date
    counts: readonly ErasedKind[]
    finishedAt: Date | null
  },
): Promise<void> {
  await trx
    .insertInto('erasures')
    .values({ ...erasure, counts: JSON.stringify(erasure.counts) })
    .execute()
}

/** What was erased, the newest first, with until when the name is kept. */
export async function listErasures(
  db: Db | Trx,
  platformId: PlatformId,
  { after, limit, personId }: { after: string[] | undefined; limit: number; personId?: PersonId },
) {
  let rows = db
    .selectFrom('erasures')
    .leftJoin('people as actors', (join) =>
      join.onRef('actors.platformId', '=', 'erasures.platformId').onRef('actors.id', '=', 'erasures.actorId'),
    )
    .leftJoin('keptIdentities', (join) =>
      join
        .onRef('keptIdentities.platformId', '=', 'erasures.platformId')
        .onRef('keptIdentities.personId', '=', 'erasures.personId'),
    )
    .select([
      'erasures.id',
      'erasures.personId',
      'cause',
      'actorId',
      'erasures.erasedAt',
      'counts',
      'finishedAt',
    ])
    .select(['actors.firstName', 'actors.lastName', 'evidenceAt'])
    .where('erasures.platformId', '=', platformId)
  if (personId) rows = rows.where('erasures.personId', '=', personId)
  if (after)
    rows = rows.where(
      sql<boolean>`(erasures.erased_at, erasures.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`,
    )
  return rows.orderBy('erasures.erasedAt', 'desc').orderBy('erasures.id', 'desc').limit(limit).execute()
}

/** Erased people of whom there is no evidence any more: their names go. @returns how many */
export async function finishErasures(
  trx: Trx,
  platformId: PlatformId,
  evidenceBefore: Date,
  now: Date,
): Promise<number> {
  const { rows } = await sql<{ personId: PersonId }>`
    delete from kept_identities k where k.platform_id = ${platformId} and k.evidence_at < ${evidenceBefore}
      and not exists (select from certificates c where c.platform_id = k.platform_id and c.person_id = k.person_id)
      and not exists (select from completions c where c.platform_id = k.platform_id and c.person_id = k.person_id)
      and not exists (select from attendance_verdicts v where v.platform_id = k.platform_id and v.person_id = k.person_id)
      and not exists (select from attendance_stays s where s.platform_id = k.platform_id and s.person_id = k.person_id)
      and not exists (select from make_up_parts s where s.platform_id = k.platform_id and s.person_id = k.person_id)
      and not exists (select from presence_answers s where s.platform_id = k.platform_id and s.person_id = k.person_id)
    returning person_id`.execute(trx)
  const ids = rows.map(({ personId }) => personId)
  if (ids.length === 0) return 0
  for (const table of ['enrollments', 'enrollment_changes', 'event_entries', 'registrations'])
    await sql`delete from ${sql.table(table)} where platform_id = ${platformId}
      and person_id = any(${ids}::uuid[])`.execute(trx)
  await sql`update erasures set finished_at = ${now} where platform_id = ${platformId}
    and person_id = any(${ids}::uuid[]) and finished_at is null`.execute(trx)
  return ids.length
}

/** Everything of a person that they may see, by what it is: rows as they are, without secrets. So many of each at most. */
export async function listOwnData(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  most: number,
): Promise<Record<string, object[]>> {
  const found: Record<string, object[]> = {}
  for (const [table, { kind, of, secrets = [] }] of Object.entries(decisions)) {
    if (!kind || !of) continue
    const hidden = ['platform_id', ...secrets]
    const { rows } = await sql<{ row: object }>`
      select to_jsonb(t) - ${hidden}::text[] as row from ${sql.table(table)} t
      where platform_id = ${platformId} and ${sql.id(of)} = ${personId} limit ${most}`.execute(db)
    if (rows.length > 0) found[table] = rows.map(({ row }) => row)
  }
  return found
}
