import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../db/database.ts'
import { matches } from '../../db/search.ts'
import type { CoursesTable } from '../../db/tables.ts'
import type { CourseId, PersonId, PlatformId } from '../../domain/ids.ts'

/** Sees all, or the courses of sessions that this person has or wants a place in, and those of the catalogue. */
export type CourseScope = { readonly enrolledPersonId: PersonId } | 'all'

function coursesInScope(db: Db | Trx, platformId: PlatformId, scope: CourseScope) {
  const courses = db
    .selectFrom('courses')
    .selectAll('courses')
    .select((eb) =>
      eb
        .selectFrom('sessions')
        .select((count) => count.fn.countAll<number>().as('n'))
        .whereRef('sessions.platformId', '=', 'courses.platformId')
        .whereRef('sessions.courseId', '=', 'courses.id')
        .as('sessionCount'),
    )
    .select((eb) =>
      eb
        .selectFrom('courseImages')
        .select('courseImages.changedAt')
        .whereRef('courseImages.platformId', '=', 'courses.platformId')
        .whereRef('courseImages.courseId', '=', 'courses.id')
        .as('imageChangedAt'),
    )
    .select(sql<string>`lower(courses.name)`.as('sortName'))
    .where('courses.platformId', '=', platformId)
  if (scope === 'all') return courses
  return courses.where(({ eb, exists, or, selectFrom }) =>
    or([
      eb('courses.visibility', '=', 'catalogue').and('courses.cancelledAt', 'is', null),
      exists(
        selectFrom('enrollments')
          .innerJoin('sessions', (join) =>
            join
              .onRef('sessions.platformId', '=', 'enrollments.platformId')
              .onRef('sessions.id', '=', 'enrollments.sessionId'),
          )
          .select('enrollments.personId')
          .whereRef('enrollments.platformId', '=', 'courses.platformId')
          .whereRef('sessions.courseId', '=', 'courses.id')
          .where('enrollments.personId', '=', scope.enrolledPersonId)
          .where('enrollments.status', '<>', 'cancelled'),
      ),
    ]),
  )
}

export function listCourses(
  db: Db,
  platformId: PlatformId,
  scope: CourseScope,
  filter: {
    query: string | undefined
    category: string | undefined
    after: string[] | undefined
    limit: number
  },
) {
  let courses = coursesInScope(db, platformId, scope)
  if (filter.query) courses = courses.where(matches('courses.searchText', filter.query))
  if (filter.category) {
    courses = courses.where(
      sql<boolean>`lower(${filter.category}) in (select lower(word) from unnest(courses.categories) word)`,
    )
  }
  if (filter.after) {
    courses = courses.where(
      sql<boolean>`(lower(courses.name), courses.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`,
    )
  }
  return courses.orderBy(sql`lower(courses.name)`).orderBy('courses.id').limit(filter.limit).execute()
}

export function findCourse(db: Db | Trx, platformId: PlatformId, scope: CourseScope, courseId: CourseId) {
  return coursesInScope(db, platformId, scope).where('courses.id', '=', courseId).executeTakeFirst()
}

/** The categories of the courses in scope by name, with the most usual spelling of each. */
export async function listCategories(db: Db, platformId: PlatformId, scope: CourseScope) {
  const rows = await db
    .selectFrom(coursesInScope(db, platformId, scope).as('known'))
    .innerJoin(
      (eb) => eb.fn<{ word: string }>('unnest', ['known.categories']).as<'words'>(sql`words(word)`),
      (join) => join.onTrue(),
    )
    .select([sql<string>`mode() within group (order by word)`.as('name')])
    .select((eb) => eb.fn.countAll<number>().as('courseCount'))
    .groupBy(sql`lower(word)`)
    .orderBy(sql`lower(word)`)
    .limit(500)
    .execute()
  return rows
}

/** The course that has a code, ignoring case; whoever asks for the same one meanwhile waits. */
export async function findByCode(trx: Trx, platformId: PlatformId, code: string) {
  const key = `course code ${platformId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key} || lower(${code}), 0))`.execute(trx)
  return trx
    .selectFrom('courses')
    .select(['id', 'name'])
    .where('platformId', '=', platformId)
    .where('code', '<>', '')
    .where(sql<boolean>`lower(code) = lower(${code})`)
    .executeTakeFirst()
}

/** Serializes what cancels and restores a course. */
export function findCourseForUpdate(trx: Trx, platformId: PlatformId, courseId: CourseId) {
  return trx
    .selectFrom('courses')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', courseId)
    .forUpdate()
    .executeTakeFirst()
}

/** Lets everything but its deletion happen meanwhile. */
export function holdCourse(trx: Trx, platformId: PlatformId, courseId: CourseId) {
  return trx
    .selectFrom('courses')
    .select('id')
    .where('platformId', '=', platformId)
    .where('id', '=', courseId)
    .forKeyShare()
    .executeTakeFirst()
}

export async function setCancelled(
  trx: Trx,
  platformId: PlatformId,
  courseId: CourseId,
  cancelled: Pick<Updateable<CoursesTable>, 'cancelledAt' | 'cancelReason'>,
): Promise<void> {
  await trx
    .updateTable('courses')
    .set((eb) => ({ ...cancelled, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', courseId)
    .execute()
}

export async function insertCourse(trx: Trx, course: Insertable<CoursesTable>): Promise<void> {
  await trx.insertInto('courses').values(course).execute()
}

/** @returns the new version, or undefined when the expected one is not there any more */
export function updateCourse(
  trx: Trx,
  platformId: PlatformId,
  target: { courseId: CourseId; expectedVersion: number },
  change: Updateable<CoursesTable>,
) {
  return trx
    .updateTable('courses')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', target.courseId)
    .where('version', '=', target.expectedVersion)
    .returning('version')
    .executeTakeFirst()
}
