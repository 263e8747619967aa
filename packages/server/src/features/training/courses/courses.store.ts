import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import { matches } from '../../../db/search.ts'
import type { CoursesTable } from '../../../db/tables.ts'
import type { CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** What the reader sees: everything, or the courses of sessions in which they have or want a place, and those of the catalogue. */
export interface CourseScope {
  readonly personId: PersonId
  readonly seesAll: boolean
  readonly now: Date
}

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
    .select(countOwnSessions(scope.personId).as('ownSessions'))
    .select(nextStart(scope).as('nextStartsAt'))
    .select('courses.name as sortName')
    .where('courses.platformId', '=', platformId)
  if (scope.seesAll) return courses
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
          .where('enrollments.personId', '=', scope.personId)
          .where('enrollments.status', '<>', 'cancelled'),
      ),
    ]),
  )
}

/** When the next event of a course begins: of its sessions, or of those in which the reader has a place. */
const nextStart = ({ personId, seesAll, now }: CourseScope) => sql<Date | null>`(select min(events.starts_at)
  from sessions join events on events.platform_id = sessions.platform_id and events.session_id = sessions.id
  where sessions.platform_id = courses.platform_id and sessions.course_id = courses.id
    and events.starts_at >= ${now} and events.cancelled_at is null
    and (${seesAll} or exists (select from enrollments own where own.platform_id = sessions.platform_id
      and own.session_id = sessions.id and own.person_id = ${personId} and own.status = 'enrolled')))`

/** Sessions of a course among whose instructors a person is. */
const countOwnSessions = (personId: PersonId) => sql<number>`(select count(*) from sessions
  join session_instructors own on own.platform_id = sessions.platform_id and own.session_id = sessions.id
    and own.person_id = ${personId}
  where sessions.platform_id = courses.platform_id and sessions.course_id = courses.id)`

/** Sessions of a course that somebody does not teach, with those who do. */
export async function listSessionsOfOthers(
  db: Db | Trx,
  platformId: PlatformId,
  { courseId, personId, limit }: { courseId: CourseId; personId: PersonId; limit: number },
) {
  const { rows } = await sql<{ name: string; instructors: string | null; total: number }>`
    select sessions.name, count(*) over ()::int as total, (
      select string_agg(trim(people.first_name || ' ' || people.last_name), ', ' order by people.last_name collate by_name, people.id)
      from session_instructors taught
      join people on people.platform_id = taught.platform_id and people.id = taught.person_id
      where taught.platform_id = sessions.platform_id and taught.session_id = sessions.id) as instructors
    from sessions
    where sessions.platform_id = ${platformId} and sessions.course_id = ${courseId}
      and not exists (select from session_instructors own where own.platform_id = sessions.platform_id
        and own.session_id = sessions.id and own.person_id = ${personId})
    order by sessions.name collate by_name, sessions.id
    limit ${limit}`.execute(db)
  return rows
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
      sql<boolean>`(courses.name collate by_name, courses.id) > (${filter.after[0]}, ${filter.after[1]}::uuid)`,
    )
  }
  return courses
    .orderBy(sql`courses.name collate by_name`)
    .orderBy('courses.id')
    .limit(filter.limit)
    .execute()
}

type OfCourse = Omit<CourseScope, 'seesAll'> & {
  readonly platformId: PlatformId
  readonly courseId: CourseId
}

const courseBy = (seesAll: boolean) =>
  readTogether({ personId: 'uuid', now: 'timestamptz', courseId: 'uuid' }, (db, value: Values<OfCourse>) =>
    coursesInScope(db, value('platformId'), {
      ...{ seesAll, personId: value('personId'), now: value('now') },
    }).where('courses.id', '=', value('courseId')),
  )
const courseOfAll = courseBy(true)
const courseForPerson = courseBy(false)

export async function findCourse(
  db: Db | Trx,
  platformId: PlatformId,
  { seesAll, ...of }: CourseScope,
  courseId: CourseId,
) {
  const asked = { platformId, courseId, ...of }
  const [course] = seesAll ? await courseOfAll(db, asked) : await courseForPerson(db, asked)
  return course
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
    .orderBy(sql`lower(word) collate by_name`)
    .limit(500)
    .execute()
  return rows
}

/** The course that has a code, ignoring case; another transaction that asks for the same one waits. */
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
