import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { CourseId, GroupId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** Whether there is somebody of that id, active or not. */
export async function isPerson(db: Db | Trx, platformId: PlatformId, personId: PersonId): Promise<boolean> {
  const row = await db
    .selectFrom('people')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', personId)
    .executeTakeFirst()
  return row !== undefined
}

export function findGiven(db: Db | Trx, platformId: PlatformId, personId: PersonId) {
  return db
    .selectFrom('powerUsers')
    .select(['categories', 'version'])
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .executeTakeFirst()
}

export async function listGroups(db: Db | Trx, platformId: PlatformId, powerUserId: PersonId) {
  const { rows } = await sql<{ id: GroupId; name: string }>`
    select g.id, g.name from power_user_groups a join groups g on g.platform_id = a.platform_id and g.id = a.group_id
    where a.platform_id = ${platformId} and a.power_user_id = ${powerUserId}
    order by g.name collate by_name, g.id`.execute(db)
  return rows
}

export async function listPeople(db: Db | Trx, platformId: PlatformId, powerUserId: PersonId) {
  const { rows } = await sql<{ id: PersonId; firstName: string; lastName: string }>`
    select p.id, p.first_name, p.last_name
    from power_user_people a join people p on p.platform_id = a.platform_id and p.id = a.person_id and p.active
    where a.platform_id = ${platformId} and a.power_user_id = ${powerUserId}
    order by p.last_name collate by_name, p.first_name collate by_name, p.id`.execute(db)
  return rows
}

export async function listCourses(db: Db | Trx, platformId: PlatformId, powerUserId: PersonId) {
  const { rows } = await sql<{ id: CourseId; name: string }>`
    select c.id, c.name from power_user_courses a
    join courses c on c.platform_id = a.platform_id and c.id = a.course_id
    where a.platform_id = ${platformId} and a.power_user_id = ${powerUserId}
    order by c.name collate by_name, c.id`.execute(db)
  return rows
}

/**
 * Makes somebody a power user, or changes their words.
 *
 * @returns false when the version is not the one that is there
 */
export async function putGiven(
  trx: Trx,
  platformId: PlatformId,
  { personId, categories, version }: { personId: PersonId; categories: readonly string[]; version: number },
): Promise<boolean> {
  const words = [...categories]
  const row =
    version === 0
      ? await trx
          .insertInto('powerUsers')
          .values({ platformId, personId, categories: words })
          .onConflict((conflict) => conflict.doNothing())
          .returning('version')
          .executeTakeFirst()
      : await trx
          .updateTable('powerUsers')
          .set((eb) => ({ categories: words, version: eb('version', '+', 1) }))
          .where('platformId', '=', platformId)
          .where('personId', '=', personId)
          .where('version', '=', version)
          .returning('version')
          .executeTakeFirst()
  return row !== undefined
}

/** @returns how many of them there are: one that is gone is not among them */
export async function replaceThings(
  trx: Trx,
  platformId: PlatformId,
  powerUserId: PersonId,
  things: {
    readonly groupIds: readonly GroupId[]
    readonly personIds: readonly PersonId[]
    readonly courseIds: readonly CourseId[]
  },
): Promise<{ groups: number; people: number; courses: number }> {
  const counts = { groups: 0, people: 0, courses: 0 }
  for (const [kind, table, column, of, ids] of [
    ['groups', 'power_user_groups', 'group_id', 'groups', things.groupIds],
    ['people', 'power_user_people', 'person_id', 'people', things.personIds],
    ['courses', 'power_user_courses', 'course_id', 'courses', things.courseIds],
  ] as const) {
    await sql`delete from ${sql.table(table)} where platform_id = ${platformId} and power_user_id = ${powerUserId}`.execute(
      trx,
    )
    const { numAffectedRows } = await sql`
      insert into ${sql.table(table)} (platform_id, power_user_id, ${sql.ref(column)})
      select platform_id, ${powerUserId}, id from ${sql.table(of)}
      where platform_id = ${platformId} and id = any(${[...ids]}::uuid[])
      order by id`.execute(trx)
    counts[kind] = Number(numAffectedRows ?? 0)
  }
  return counts
}

/** @returns false for who was none */
export async function deleteGiven(trx: Trx, platformId: PlatformId, personId: PersonId): Promise<boolean> {
  const row = await trx
    .deleteFrom('powerUsers')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .returning('personId')
    .executeTakeFirst()
  return row !== undefined
}
