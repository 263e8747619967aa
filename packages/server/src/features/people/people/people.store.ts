import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { matches } from '../../../db/search.ts'
import type { PeopleTable } from '../../../db/tables.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import type { Role } from '../../../domain/role.ts'

export interface PeopleFilter {
  readonly query: string | undefined
  readonly role: Role | undefined
  readonly state: 'present' | 'active' | 'invited' | 'inactive' | 'all'
  readonly after: string[] | undefined
  readonly limit: number
}

const listed = [
  'id',
  'email',
  'firstName',
  'lastName',
  'roles',
  'active',
  'language',
  'timeZone',
  'invitedAt',
  'signedInAt',
] as const satisfies readonly (keyof PeopleTable)[]

/** Invited, and not here so far: `state` of a person says so too. */
const isWaitedFor = sql<boolean>`(invited_at is not null and signed_in_at is null)`

/** People by name. Duplicates that were merged, and who was erased, are nobody. */
export function listPeople(db: Db, platformId: PlatformId, filter: PeopleFilter) {
  const { query, role, state, after, limit } = filter
  let people = db
    .selectFrom('people')
    .select(listed)
    .select(sql<string>`last_name || ' ' || first_name`.as('sortName'))
    .where('platformId', '=', platformId)
    .where('mergedInto', 'is', null)
    .where('erasedAt', 'is', null)
  if (state !== 'all') people = people.where('active', '=', state !== 'inactive')
  if (state === 'invited') people = people.where(isWaitedFor)
  if (state === 'active') people = people.where(sql<boolean>`not ${isWaitedFor}`)
  if (query) people = people.where(matches('people.searchText', query))
  if (role) people = people.where(sql<boolean>`${role} = any(roles)`)
  if (after)
    people = people.where(
      sql<boolean>`((last_name || ' ' || first_name) collate by_name, id) > (${after[0]}, ${after[1]}::uuid)`,
    )
  return people
    .orderBy(sql`(last_name || ' ' || first_name) collate by_name`)
    .orderBy('id')
    .limit(limit)
    .execute()
}

export function listPeopleByIds(db: Db | Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName', 'roles', 'active'])
    .where('platformId', '=', platformId)
    .where('id', '=', sql<PersonId>`any(${[...ids]}::uuid[])`)
    .execute()
}

/**
 * The same, held: who is to be changed in their rights or merged is locked by {@link lockPeople} and waits. Whatever
 * refers to a person in a new row takes this lock anyway; taken before they are read, what is read stays true.
 */
export function holdPeople(trx: Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  if (ids.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName', 'roles', 'active'])
    .where('platformId', '=', platformId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forKeyShare()
    .execute()
}

/** People, locked against everybody else until the transaction ends, in the order of their ids; without merged and erased ones. */
export async function lockPeople(trx: Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  const rows = await trx
    .selectFrom('people')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', 'in', [...ids])
    .orderBy('id')
    .forUpdate()
    .execute()
  return new Map(
    rows.filter((row) => row.mergedInto === null && row.erasedAt === null).map((row) => [row.id, row]),
  )
}

/**
 * Locks the sessions that people have to do with, in the order in which all lock sessions: before people.
 * Changes of who has a place come one after the other.
 */
export async function lockSessionsOf(
  trx: Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
): Promise<void> {
  await sql`select id from sessions where platform_id = ${platformId} and id = any(array(
      select session_id from enrollments where platform_id = ${platformId} and person_id = any(${[...personIds]})
      union
      select session_id from session_instructors where platform_id = ${platformId} and person_id = any(${[...personIds]})))
    order by id for update`.execute(trx)
}

export function findPerson(db: Db | Trx, platformId: PlatformId, id: PersonId) {
  return db
    .selectFrom('people')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', id)
    .where('mergedInto', 'is', null)
    .where('erasedAt', 'is', null)
    .executeTakeFirst()
}

/** People by address, also by addresses of their merged duplicates: then with the id of the person that they are now. */
export function listByEmails(db: Db | Trx, platformId: PlatformId, emails: readonly string[]) {
  if (emails.length === 0) return Promise.resolve([])
  return db
    .selectFrom('people as known')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'known.platformId')
        .on('people.id', '=', sql<PersonId>`coalesce(known.merged_into, known.id)`),
    )
    .selectAll('people')
    .select('known.email as address')
    .where('known.platformId', '=', platformId)
    .where('known.email', '=', sql<string>`any(${[...emails]}::text[])`)
    .execute()
}

/** Addresses with more than letters, digits and marks of ASCII, the only ones that can be written in several ways. */
export function listUnusualAddresses(db: Db, platformId: PlatformId) {
  return db
    .selectFrom('people')
    .select(['id', 'email'])
    .where('platformId', '=', platformId)
    .where(sql<boolean>`email ~ '[^!-~]'`)
    .orderBy('id')
    .execute()
}

/** @returns false when the address is somebody's already */
export async function renameAddress(
  trx: Trx,
  platformId: PlatformId,
  id: PersonId,
  { from, to }: { from: string; to: string },
): Promise<boolean> {
  const { rows } = await sql`
    with taken as (select from people where platform_id = ${platformId} and email = ${to} and id <> ${id})
    update people set email = ${to}, version = version + 1
    where platform_id = ${platformId} and id = ${id} and email = ${from} and not exists (select from taken)
    returning id`.execute(trx)
  return rows.length > 0
}

/** @returns false when the address is somebody's */
export async function insertPeople(trx: Trx, people: readonly Insertable<PeopleTable>[]): Promise<boolean> {
  if (people.length === 0) return true
  const rows = await insertRows(trx, 'people', people)
    .onConflict((conflict) => conflict.columns(['platformId', 'email']).doNothing())
    .returning('id')
    .execute()
  return rows.length === people.length
}

/** Adds the people who are not there yet. @returns those who were added */
export async function insertNew(trx: Trx, people: readonly Insertable<PeopleTable>[]) {
  if (people.length === 0) return []
  return insertRows(trx, 'people', people)
    .onConflict((conflict) => conflict.columns(['platformId', 'email']).doNothing())
    .returning(['id', 'email'])
    .execute()
}

/** Changes many people in one statement; what a change leaves out stays. */
export async function updatePeople(
  trx: Trx,
  platformId: PlatformId,
  changes: readonly ({ id: PersonId } & Pick<
    Updateable<PeopleTable>,
    'firstName' | 'lastName' | 'roles' | 'language' | 'timeZone'
  >)[],
): Promise<void> {
  if (changes.length === 0) return
  await sql`
    update people p set version = p.version + 1,
      first_name = coalesce(w."firstName", p.first_name), last_name = coalesce(w."lastName", p.last_name),
      roles = coalesce(w.roles, p.roles), language = coalesce(w.language, p.language),
      time_zone = coalesce(w."timeZone", p.time_zone)
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as w
      (id uuid, "firstName" text, "lastName" text, roles text[], language text, "timeZone" text)
    where p.platform_id = ${platformId} and p.id = w.id and p.merged_into is null and p.erased_at is null`.execute(
    trx,
  )
}

export function updatePerson(
  trx: Trx,
  platformId: PlatformId,
  target: { id: PersonId; expectedVersion?: number },
  change: Updateable<PeopleTable>,
) {
  const update = trx
    .updateTable('people')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', target.id)
    .where('mergedInto', 'is', null)
    .where('erasedAt', 'is', null)
    .returning('id')
  return (
    target.expectedVersion === undefined ? update : update.where('version', '=', target.expectedVersion)
  ).executeTakeFirst()
}

/** Locks all superadmins, so that the last one stays. */
export function lockSuperadmins(trx: Trx, platformId: PlatformId) {
  return trx
    .selectFrom('people')
    .select('id')
    .where('platformId', '=', platformId)
    .where('active', '=', true)
    .where(sql<boolean>`'superadmin' = any(roles)`)
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** Facts about one person that other tables know. */
export async function countOf(db: Db, platformId: PlatformId, id: PersonId) {
  const { rows } = await sql<{ passkeys: number; enrollments: number; factor: boolean }>`
    select
      (select count(*)::int from passkeys where platform_id = ${platformId} and person_id = ${id}) as passkeys,
      (select count(*)::int from enrollments where platform_id = ${platformId} and person_id = ${id} and status <> 'cancelled') as enrollments,
      exists (select from second_factors where platform_id = ${platformId} and person_id = ${id} and confirmed_at is not null) as factor`.execute(
    db,
  )
  return rows[0] ?? { passkeys: 0, enrollments: 0, factor: false }
}

export async function listOtherAddresses(db: Db, platformId: PlatformId, id: PersonId): Promise<string[]> {
  const rows = await db
    .selectFrom('people')
    .select('email')
    .where('platformId', '=', platformId)
    .where('mergedInto', '=', id)
    .orderBy('email')
    .execute()
  return rows.map((row) => row.email)
}

/** Others with the same name, or the same address but for dots, +parts and the domain. */
export function listDuplicates(
  db: Db,
  platformId: PlatformId,
  person: { id: PersonId; email: string; firstName: string; lastName: string },
) {
  const sameAddress = sql<boolean>`(replace(regexp_replace(split_part(email, '@', 1), '\\+.*$', ''), '.', '') = ${plainLocalPart(person.email)})`
  return db
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName'])
    .select((eb) =>
      eb
        .selectFrom('enrollments')
        .select(eb.fn.countAll<number>().as('count'))
        .whereRef('enrollments.platformId', '=', 'people.platformId')
        .whereRef('enrollments.personId', '=', 'people.id')
        .where('status', '<>', 'cancelled')
        .as('enrollments'),
    )
    .where('platformId', '=', platformId)
    .where('id', '<>', person.id)
    .where('mergedInto', 'is', null)
    .where('erasedAt', 'is', null)
    .where(sql<boolean>`(lower(last_name || ' ' || first_name) = lower(${`${person.lastName} ${person.firstName}`})
      or ${sameAddress})`)
    .orderBy(sameAddress, 'desc')
    .orderBy('email')
    .limit(10)
    .execute()
}

function plainLocalPart(email: string): string {
  return (email.split('@')[0] ?? '').replace(/\+.*$/, '').replaceAll('.', '')
}

/** The sessions in which a duplicate has a place, before they are taken over. */
export async function listSessionsOf(trx: Trx, platformId: PlatformId, id: PersonId) {
  return trx
    .selectFrom('enrollments')
    .select('sessionId')
    .where('platformId', '=', platformId)
    .where('personId', '=', id)
    .execute()
}

const BETTER_LAST = sql`array['cancelled', 'requested', 'waiting', 'offered', 'enrolled']`

/** Moves everything that a duplicate has to the person who stays. Where both have it, the better one is kept. */
export async function takeOver(
  trx: Trx,
  platformId: PlatformId,
  { from, to }: { from: PersonId; to: PersonId },
): Promise<void> {
  const at = sql`platform_id = ${platformId}`
  const statements = [
    // A place that one of both has, is had.
    sql`update enrollments e set status = d.status, enrolled_at = least(e.enrolled_at, d.enrolled_at),
        waiting_since = least(e.waiting_since, d.waiting_since), offer_expires_at = d.offer_expires_at
      from enrollments d where e.platform_id = ${platformId} and d.platform_id = ${platformId}
        and e.person_id = ${to} and d.person_id = ${from} and e.session_id = d.session_id
        and array_position(${BETTER_LAST}, d.status) > array_position(${BETTER_LAST}, e.status)`,
    sql`update enrollments set person_id = ${to} where ${at} and person_id = ${from}
      and session_id not in (select session_id from enrollments where ${at} and person_id = ${to})`,
    sql`delete from enrollments where ${at} and person_id = ${from}`,
    sql`update enrollment_changes set person_id = ${to} where ${at} and person_id = ${from}`,
    sql`update session_instructors set person_id = ${to} where ${at} and person_id = ${from}
      and session_id not in (select session_id from session_instructors where ${at} and person_id = ${to})`,
    sql`delete from session_instructors where ${at} and person_id = ${from}`,
    sql`update event_instructors set person_id = ${to} where ${at} and person_id = ${from}
      and event_id not in (select event_id from event_instructors where ${at} and person_id = ${to})`,
    sql`delete from event_instructors where ${at} and person_id = ${from}`,
    // An instructor of a session takes no place in it.
    sql`delete from enrollments where ${at} and person_id = ${to}
      and session_id in (select session_id from session_instructors where ${at} and person_id = ${to})`,
    sql`insert into group_members (platform_id, group_id, person_id, added_at)
      select platform_id, group_id, ${to}, added_at from group_members where ${at} and person_id = ${from}
      on conflict do nothing`,
    sql`delete from group_members where ${at} and person_id = ${from}`,
    sql`update event_entries set person_id = ${to} where ${at} and person_id = ${from}`,
    sql`update attendance_changes set person_id = ${to} where ${at} and person_id = ${from}
      and event_id not in (select event_id from attendance_marks where ${at} and person_id = ${to})`,
    sql`update attendance_marks set person_id = ${to} where ${at} and person_id = ${from}
      and event_id not in (select event_id from attendance_marks where ${at} and person_id = ${to})`,
    sql`update completion_entries e set person_id = ${to} where ${at} and person_id = ${from}
      and not exists (select from completion_entries own where own.platform_id = e.platform_id and own.person_id = ${to}
        and own.session_id = e.session_id and own.kind = e.kind)`,
    sql`update attendance_stays set person_id = ${to} where ${at} and person_id = ${from}`,
    // Of two certificates of a session, that of the person who stays holds.
    sql`update certificates set recalled_at = now(), recall_cause = 'renewed', recall_reason = ''
      where ${at} and person_id = ${from} and recalled_at is null
      and session_id in (select session_id from certificates where ${at} and person_id = ${to} and recalled_at is null)`,
    sql`update certificates set person_id = ${to} where ${at} and person_id = ${from}`,
    sql`update person_addresses set person_id = ${to} where ${at} and person_id = ${from}`,
    sql`update identities set person_id = ${to} where ${at} and person_id = ${from}`,
    sql`update courses set created_by = ${to} where ${at} and created_by = ${from}`,
    sql`update people set merged_into = ${to} where ${at} and merged_into = ${from}`,
    sql`delete from passkeys where ${at} and person_id = ${from}`,
    sql`delete from second_factors where ${at} and person_id = ${from}`,
    sql`delete from password_links where ${at} and person_id = ${from}`,
    sql`update people set merged_into = ${to}, active = false, password_hash = null, roles = '{learner}',
      version = version + 1 where ${at} and id = ${from}`,
  ]
  for (const statement of statements) await statement.execute(trx)
}
