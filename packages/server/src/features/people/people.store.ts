import { type Insertable, sql } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import type { PeopleTable, Role } from '../../db/tables.ts'
import type { PersonId, PlatformId } from '../../domain/ids.ts'

export function listPeople(
  db: Db,
  platformId: PlatformId,
  filter: { query: string | undefined; role: Role | undefined; after: string[] | undefined; limit: number },
) {
  const { query, role, after, limit } = filter
  let people = db
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName', 'roles', 'active'])
    .select(sql<string>`lower(last_name || ' ' || first_name)`.as('sortName'))
    .where('platformId', '=', platformId)
    .where('active', '=', true)
  if (query) {
    const pattern = `%${query.replace(/[\\%_]/g, '\\$&')}%`
    people = people.where(
      sql<boolean>`(first_name || ' ' || last_name ilike ${pattern} or email ilike ${pattern})`,
    )
  }
  if (role) people = people.where(sql<boolean>`${role} = any(roles)`)
  if (after)
    people = people.where(
      sql<boolean>`(lower(last_name || ' ' || first_name), id::text) > (${after[0]}, ${after[1]})`,
    )
  return people.orderBy('sortName').orderBy(sql`id::text`).limit(limit).execute()
}

export function listPeopleByIds(db: Db | Trx, platformId: PlatformId, ids: readonly PersonId[]) {
  if (ids.length === 0) return Promise.resolve([])
  return db
    .selectFrom('people')
    .select(['id', 'email', 'firstName', 'lastName', 'roles', 'active'])
    .where('platformId', '=', platformId)
    .where('id', 'in', ids)
    .execute()
}

export async function insertPerson(trx: Trx, person: Insertable<PeopleTable>): Promise<void> {
  await trx.insertInto('people').values(person).execute()
}
