import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import { matches } from '../../../db/search.ts'
import type { GroupId, PersonId, PlatformId } from '../../../domain/ids.ts'

function groupsWithCount(db: Db | Trx, platformId: PlatformId) {
  return db
    .selectFrom('groups')
    .select(['groups.id', 'groups.name', 'groups.version'])
    .select('groups.name as sortName')
    .select((eb) =>
      eb
        .selectFrom('groupMembers')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('groupMembers.platformId', '=', 'groups.platformId')
        .whereRef('groupMembers.groupId', '=', 'groups.id')
        .as('memberCount'),
    )
    .where('groups.platformId', '=', platformId)
}

export function listGroups(
  db: Db,
  platformId: PlatformId,
  filter: { query: string | undefined; after: string[] | undefined; limit: number },
) {
  let groups = groupsWithCount(db, platformId)
  if (filter.query) groups = groups.where(matches('groups.searchText', filter.query))
  if (filter.after)
    groups = groups.where(
      sql<boolean>`(groups.name collate by_name, groups.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`,
    )
  return groups.orderBy(sql`groups.name collate by_name`).orderBy('groups.id').limit(filter.limit).execute()
}

export function findGroup(db: Db | Trx, platformId: PlatformId, groupId: GroupId) {
  return groupsWithCount(db, platformId).where('groups.id', '=', groupId).executeTakeFirst()
}

/** Serializes changes of one group. */
export function lockGroup(trx: Trx, platformId: PlatformId, groupId: GroupId) {
  return trx
    .selectFrom('groups')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', groupId)
    .forUpdate()
    .executeTakeFirst()
}

/** @returns whether another group has this name */
export async function isNameTaken(
  trx: Trx,
  platformId: PlatformId,
  name: string,
  except: GroupId | undefined,
): Promise<boolean> {
  const row = await trx
    .selectFrom('groups')
    .select('id')
    .where('platformId', '=', platformId)
    .where(sql<boolean>`lower(name) = lower(${name})`)
    .executeTakeFirst()
  return row !== undefined && row.id !== except
}

/** @returns false when another group has this name */
export async function insertGroup(
  trx: Trx,
  group: { platformId: PlatformId; id: GroupId; name: string },
): Promise<boolean> {
  const row = await trx
    .insertInto('groups')
    .values(group)
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** @returns the new version, or undefined when the expected one is not there any more */
export function updateGroup(
  trx: Trx,
  platformId: PlatformId,
  { groupId, expectedVersion }: { groupId: GroupId; expectedVersion?: number },
  name: string,
) {
  const update = trx
    .updateTable('groups')
    .set((eb) => ({ name, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', groupId)
    .returning('version')
  return (
    expectedVersion === undefined ? update : update.where('version', '=', expectedVersion)
  ).executeTakeFirst()
}

export async function deleteGroup(trx: Trx, platformId: PlatformId, groupId: GroupId): Promise<void> {
  await trx.deleteFrom('groups').where('platformId', '=', platformId).where('id', '=', groupId).execute()
}

/** Members by name. */
export function listMembers(
  db: Db | Trx,
  platformId: PlatformId,
  groupId: GroupId,
  filter: { query?: string | undefined; after?: string[] | undefined; limit: number },
) {
  let members = db
    .selectFrom('groupMembers')
    .innerJoin('people', (join) =>
      join
        .onRef('people.platformId', '=', 'groupMembers.platformId')
        .onRef('people.id', '=', 'groupMembers.personId'),
    )
    .select(['people.id as personId', 'firstName', 'lastName', 'email', 'active'])
    .select(sql<string>`last_name || ' ' || first_name`.as('sortName'))
    .where('groupMembers.platformId', '=', platformId)
    .where('groupMembers.groupId', '=', groupId)
  if (filter.query) members = members.where(matches('people.searchText', filter.query))
  if (filter.after)
    members = members.where(
      sql<boolean>`((last_name || ' ' || first_name) collate by_name, people.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`,
    )
  return members
    .orderBy(sql`(last_name || ' ' || first_name) collate by_name`)
    .orderBy('people.id')
    .limit(filter.limit)
    .execute()
}

/** @returns the people who were not in it yet */
export async function insertMembers(
  trx: Trx,
  platformId: PlatformId,
  groupId: GroupId,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  if (personIds.length === 0) return []
  const members = personIds.map((personId) => ({ platformId, groupId, personId }))
  const rows = await insertRows(trx, 'groupMembers', members)
    .onConflict((conflict) => conflict.doNothing())
    .returning('personId')
    .execute()
  return rows.map((row) => row.personId)
}

/** @returns those who were in it */
export async function deleteMembers(
  trx: Trx,
  platformId: PlatformId,
  groupId: GroupId,
  personIds: readonly PersonId[],
): Promise<PersonId[]> {
  if (personIds.length === 0) return []
  const rows = await trx
    .deleteFrom('groupMembers')
    .where('platformId', '=', platformId)
    .where('groupId', '=', groupId)
    .where('personId', '=', sql<PersonId>`any(${[...personIds]}::uuid[])`)
    .returning('personId')
    .execute()
  return rows.map((row) => row.personId)
}

/** @returns false for a person who is not in it */
export async function deleteMember(
  trx: Trx,
  platformId: PlatformId,
  groupId: GroupId,
  personId: PersonId,
): Promise<boolean> {
  const row = await trx
    .deleteFrom('groupMembers')
    .where('platformId', '=', platformId)
    .where('groupId', '=', groupId)
    .where('personId', '=', personId)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}

/** @param names in lower case */
export function listByNames(db: Db | Trx, platformId: PlatformId, names: readonly string[]) {
  return db
    .selectFrom('groups')
    .select(['id', 'name'])
    .where('platformId', '=', platformId)
    .where(sql<boolean>`lower(name) = any(${[...names]}::text[])`)
    .execute()
}
