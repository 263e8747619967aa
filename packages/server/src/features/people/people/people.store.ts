import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { dutiesOfPeople } from '../../../db/parts.ts'
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
  'managerId',
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
    .select(['id', 'email', 'firstName', 'lastName', 'roles', 'active', 'mergedInto'])
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
    .select(dutiesOfPeople.as('duties'))
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
    .select(dutiesOfPeople.as('duties'))
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
    'firstName' | 'lastName' | 'roles' | 'language' | 'timeZone' | 'managerId'
  >)[],
): Promise<void> {
  if (changes.length === 0) return
  await sql`
    update people p set version = p.version + 1,
      first_name = coalesce(w."firstName", p.first_name), last_name = coalesce(w."lastName", p.last_name),
      roles = coalesce(w.roles, p.roles), language = coalesce(w.language, p.language),
      time_zone = coalesce(w."timeZone", p.time_zone), manager_id = coalesce(w."managerId", p.manager_id)
    from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as w
      (id uuid, "firstName" text, "lastName" text, roles text[], language text, "timeZone" text, "managerId" uuid)
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
  const { rows } = await sql<{ team: number; passkeys: number; enrollments: number; factor: boolean }>`
    select
      (select count(*)::int from people where platform_id = ${platformId} and manager_id = ${id} and active) as team,
      (select count(*)::int from passkeys where platform_id = ${platformId} and person_id = ${id}) as passkeys,
      (select count(*)::int from enrollments where platform_id = ${platformId} and person_id = ${id} and status <> 'cancelled') as enrollments,
      exists (select from second_factors where platform_id = ${platformId} and person_id = ${id} and confirmed_at is not null) as factor`.execute(
    db,
  )
  return rows[0] ?? { team: 0, passkeys: 0, enrollments: 0, factor: false }
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
