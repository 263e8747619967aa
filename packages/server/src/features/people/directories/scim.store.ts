import { type RawBuilder, sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import type { DirectoryId, GroupId, PersonId, PlatformId } from '../../../domain/ids.ts'
import type { Language } from '../../../domain/message.ts'
import type { Column } from './scim-filter.ts'

/** Whose view of the platform it is. */
export interface View {
  readonly platformId: PlatformId
  readonly directoryId: DirectoryId
}

export interface UserRow {
  readonly id: PersonId
  readonly userName: string
  readonly externalId: string | null
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly active: boolean
  readonly language: Language | null
  readonly timeZone: string | null
  readonly managerId: PersonId | null
  readonly managerName: string | null
  /** The directory did it, and may take it back. */
  readonly deactivatedAt: Date | null
  readonly deletedAt: Date | null
  /** The directory looks after them; else it only could. */
  readonly isKnown: boolean
}

interface Stretch {
  readonly offset: number
  readonly limit: number
}

const everything = sql<boolean>`true`

const people = ({ platformId, directoryId }: View) => sql`
  from people p left join directory_people l on l.platform_id = p.platform_id
    and l.directory_id = ${directoryId} and l.person_id = p.id
  where p.platform_id = ${platformId} and p.merged_into is null and p.erased_at is null`

const userFields = sql`p.id, p.email, p.first_name, p.last_name, p.active, p.language, p.time_zone, p.manager_id,
  (select trim(m.first_name || ' ' || m.last_name) from people m where m.platform_id = p.platform_id and m.id = p.manager_id) as manager_name,
  coalesce(l.user_name, p.email) as user_name, l.external_id, l.deactivated_at, l.deleted_at, l.person_id is not null as is_known`

const isSeen = sql<boolean>`l.deleted_at is null`

/** People as a directory sees them: without those that it deleted. */
export async function listUsers(
  db: Db | Trx,
  view: View,
  condition: RawBuilder<boolean> = everything,
  { offset, limit }: Stretch = { offset: 0, limit: 1 },
): Promise<UserRow[]> {
  const { rows } = await sql<UserRow>`
    select ${userFields} ${people(view)} and ${isSeen} and ${condition}
    order by p.id limit ${limit} offset ${offset}`.execute(db)
  return rows
}

/** Also one that the directory deleted. */
export async function findAnyUser(db: Db | Trx, view: View, id: PersonId): Promise<UserRow | undefined> {
  const { rows } = await sql<UserRow>`select ${userFields} ${people(view)} and p.id = ${id}`.execute(db)
  return rows[0]
}

export async function countUsers(db: Db, view: View, condition = everything): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${people(view)} and ${isSeen} and ${condition}`.execute(db)
  return rows[0]?.count ?? 0
}

export const isPerson = (id: PersonId): RawBuilder<boolean> => sql<boolean>`p.id = ${id}`

/** What people can be asked for by. */
export function userColumns({ platformId, directoryId }: View): Record<string, Column> {
  const link = sql`select person_id from directory_people where platform_id = ${platformId}
    and directory_id = ${directoryId}`
  return {
    id: { kind: 'text', value: sql`p.id::text`, isExact: true },
    username: {
      kind: 'text',
      value: sql`coalesce(l.user_name, p.email)`,
      find: (name) => sql<boolean>`p.id in (${link} and lower(user_name) = lower(${name}) union all
        select id from people where platform_id = ${platformId} and email = ${normalizeEmail(name)})`,
    },
    externalid: {
      kind: 'text',
      value: sql`l.external_id`,
      isExact: true,
      find: (id) => sql<boolean>`p.id in (${link} and external_id = ${id})`,
    },
    ...same(['emails', 'emails.value'], { kind: 'text', value: sql`p.email` }),
    'emails.type': { kind: 'text', value: sql`'work'::text` },
    'emails.primary': { kind: 'boolean', value: sql`true` },
    'name.givenname': { kind: 'text', value: sql`p.first_name` },
    'name.familyname': { kind: 'text', value: sql`p.last_name` },
    ...same(['displayname', 'name.formatted'], {
      kind: 'text',
      value: sql`trim(p.first_name || ' ' || p.last_name)`,
    }),
    active: { kind: 'boolean', value: sql`p.active` },
  }
}

const same = (names: readonly string[], column: Column): Record<string, Column> =>
  Object.fromEntries(names.map((name) => [name, column]))

/** @returns false when the directory calls somebody else so */
export async function keepLink(
  trx: Trx,
  { platformId, directoryId }: View,
  personId: PersonId,
  link: { userName: string; externalId: string | null; deactivatedAt: Date | null; deletedAt: Date | null },
): Promise<boolean> {
  const { rows } = await sql`
    with taken as (select from directory_people where platform_id = ${platformId} and directory_id = ${directoryId}
      and lower(user_name) = lower(${link.userName}) and person_id <> ${personId} and deleted_at is null)
    insert into directory_people (platform_id, directory_id, person_id, user_name, external_id, deactivated_at, deleted_at)
    select ${platformId}, ${directoryId}, ${personId}::uuid, ${link.userName}, ${link.externalId}, ${link.deactivatedAt}::timestamptz,
      ${link.deletedAt}::timestamptz where not exists (select from taken) or ${link.deletedAt}::timestamptz is not null
    on conflict (platform_id, directory_id, person_id) do update
      set user_name = excluded.user_name, external_id = excluded.external_id,
        deactivated_at = excluded.deactivated_at, deleted_at = excluded.deleted_at
    returning person_id`.execute(trx)
  return rows.length > 0
}

/** Changes of one directory's people come one after another: whoever is called what is asked under this lock. */
export async function lockDirectory(trx: Trx, { platformId, directoryId }: View): Promise<boolean> {
  const row = await trx
    .selectFrom('directories')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', directoryId)
    .where('revokedAt', 'is', null)
    .forUpdate()
    .executeTakeFirst()
  return row !== undefined
}

/** The groups of several people, by name. */
export async function listGroupsOf(
  db: Db | Trx,
  platformId: PlatformId,
  personIds: readonly PersonId[],
): Promise<Map<PersonId, { id: GroupId; name: string }[]>> {
  if (personIds.length === 0) return new Map()
  const { rows } = await sql<{ personId: PersonId; id: GroupId; name: string }>`
    select m.person_id, g.id, g.name from group_members m
      join groups g on g.platform_id = m.platform_id and g.id = m.group_id
    where m.platform_id = ${platformId} and m.person_id = any(${[...personIds]}::uuid[])
    order by g.name collate by_name, g.id`.execute(db)
  return new Map([...Map.groupBy(rows, ({ personId }) => personId)])
}

export interface GroupRow {
  readonly id: GroupId
  readonly name: string
  readonly externalId: string | null
  readonly isKnown: boolean
}

const groups = ({ platformId, directoryId }: View) => sql`
  from groups g left join directory_groups l on l.platform_id = g.platform_id
    and l.directory_id = ${directoryId} and l.group_id = g.id
  where g.platform_id = ${platformId}`

export async function listGroups(
  db: Db | Trx,
  view: View,
  condition: RawBuilder<boolean> = everything,
  { offset, limit }: Stretch = { offset: 0, limit: 1 },
): Promise<GroupRow[]> {
  const { rows } = await sql<GroupRow>`
    select g.id, g.name, l.external_id, l.group_id is not null as is_known
    ${groups(view)} and ${condition} order by g.id limit ${limit} offset ${offset}`.execute(db)
  return rows
}

export async function countGroups(db: Db, view: View, condition = everything): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count ${groups(view)} and ${condition}`.execute(db)
  return rows[0]?.count ?? 0
}

export const isGroup = (id: GroupId): RawBuilder<boolean> => sql<boolean>`g.id = ${id}`

/** What groups can be asked for by. */
export function groupColumns({ platformId, directoryId }: View): Record<string, Column> {
  return {
    id: { kind: 'text', value: sql`g.id::text`, isExact: true },
    displayname: {
      kind: 'text',
      value: sql`g.name`,
      find: (name) => sql<boolean>`g.id in (select id from groups where platform_id = ${platformId}
        and lower(name) = lower(${name}))`,
    },
    externalid: {
      kind: 'text',
      value: sql`l.external_id`,
      isExact: true,
      find: (id) => sql<boolean>`g.id in (select group_id from directory_groups
        where platform_id = ${platformId} and directory_id = ${directoryId} and external_id = ${id})`,
    },
    ...same(['members', 'members.value'], {
      kind: 'text',
      value: sql`(select m.person_id from group_members m where m.platform_id = g.platform_id
        and m.group_id = g.id limit 1)`,
      is: (id) => sql<boolean>`exists (select from group_members m where m.platform_id = g.platform_id
        and m.group_id = g.id and m.person_id::text = ${id})`,
    }),
  }
}

export async function keepGroupLink(
  trx: Trx,
  { platformId, directoryId }: View,
  groupId: GroupId,
  externalId: string | null,
): Promise<void> {
  await trx
    .insertInto('directoryGroups')
    .values({ platformId, directoryId, groupId, externalId })
    .onConflict((conflict) =>
      conflict.columns(['platformId', 'directoryId', 'groupId']).doUpdateSet({ externalId }),
    )
    .execute()
}

/** Of these those who are people here. */
export async function listPresent(
  db: Db | Trx,
  platformId: PlatformId,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set()
  const { rows } = await sql<{ id: string }>`
    select id from people where platform_id = ${platformId} and id = any(${[...ids]}::uuid[])
      and merged_into is null and erased_at is null`.execute(db)
  return new Set(rows.map(({ id }) => id))
}
