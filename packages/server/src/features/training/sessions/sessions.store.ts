import { type Insertable, sql, type Updateable } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { SessionsTable } from '../../../db/tables.ts'
import { placeStatuses } from '../../../domain/enrollment.ts'
import type { AccountId, CourseId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'

/** Sees all sessions, or those that this person has or wants a place in, and those that are open to everybody. */
export type SessionScope = { readonly enrolledPersonId: PersonId } | 'all'

/** The instructors of each session, by name. */
const instructors = sql<Instructor[]>`coalesce((
    select json_agg(json_build_object('id', people.id, 'firstName', people.first_name, 'lastName', people.last_name)
      order by people.last_name collate by_name, people.first_name collate by_name)
    from session_instructors own join people on people.platform_id = own.platform_id and people.id = own.person_id
    where own.platform_id = sessions.platform_id and own.session_id = sessions.id), '[]')`

interface Instructor {
  readonly id: PersonId
  readonly firstName: string
  readonly lastName: string
}

function sessionsInScope(db: Db | Trx, platformId: PlatformId, scope: SessionScope) {
  return (
    sessionsSeenIn(db, platformId, scope)
      // One pass over a session's events: alone, its first start would be looked for in the order of all starts.
      .innerJoinLateral(
        (eb) =>
          eb
            .selectFrom('events')
            .select((of) => [
              of.fn.countAll<number>().as('eventCount'),
              of.fn.min<Date | null>('startsAt').as('firstStartsAt'),
              of.fn.max<Date | null>('endsAt').as('lastEndsAt'),
            ])
            .whereRef('events.platformId', '=', 'sessions.platformId')
            .whereRef('events.sessionId', '=', 'sessions.id')
            .where('events.cancelledAt', 'is', null)
            .as('dates'),
        (join) => join.onTrue(),
      )
      .innerJoinLateral(
        (eb) =>
          eb
            .selectFrom('enrollments')
            .select((of) => [
              of.fn
                .countAll<number>()
                .filterWhere('status', 'in', [...placeStatuses])
                .as('enrolledCount'),
              of.fn.countAll<number>().filterWhere('status', '=', 'waiting').as('waitingCount'),
              of.fn.countAll<number>().filterWhere('status', '=', 'requested').as('requestedCount'),
            ])
            .whereRef('enrollments.platformId', '=', 'sessions.platformId')
            .whereRef('enrollments.sessionId', '=', 'sessions.id')
            .as('places'),
        (join) => join.onTrue(),
      )
      .selectAll('sessions')
      .select([
        'courses.name as courseName',
        'courses.hue as courseOwnHue',
        'eventCount',
        'firstStartsAt',
        'lastEndsAt',
      ])
      .select(['enrolledCount', 'waitingCount', 'requestedCount'])
      .select(['courses.cancelledAt as courseCancelledAt', 'courses.cancelReason as courseCancelReason'])
      .select(instructors.as('instructors'))
  )
}

function sessionsSeenIn(db: Db | Trx, platformId: PlatformId, scope: SessionScope) {
  const sessions = db
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .where('sessions.platformId', '=', platformId)
  if (scope === 'all') return sessions
  return sessions.where(({ and, eb, exists, or, selectFrom }) =>
    or([
      and([
        eb('courses.visibility', '=', 'catalogue'),
        eb('sessions.selfEnrollment', '<>', 'closed'),
        eb('sessions.cancelledAt', 'is', null),
        eb('courses.cancelledAt', 'is', null),
      ]),
      exists(
        selectFrom('enrollments')
          .select('enrollments.personId')
          .whereRef('enrollments.platformId', '=', 'sessions.platformId')
          .whereRef('enrollments.sessionId', '=', 'sessions.id')
          .where('enrollments.personId', '=', scope.enrolledPersonId)
          .where('enrollments.status', '<>', 'cancelled'),
      ),
    ]),
  )
}

/** The session of a course that has a code, ignoring case; another transaction that asks for the same one waits. */
export async function findByCode(trx: Trx, platformId: PlatformId, courseId: CourseId, code: string) {
  const key = `session code ${platformId} ${courseId}`
  await sql`select pg_advisory_xact_lock(hashtextextended(${key} || lower(${code}), 0))`.execute(trx)
  return trx
    .selectFrom('sessions')
    .select(['id', 'name'])
    .where('platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .where('code', '<>', '')
    .where(sql<boolean>`lower(code) = lower(${code})`)
    .executeTakeFirst()
}

/** Sessions of a course: those without dates, those that run or come by their start, and the past ones last. */
export function listSessions(
  db: Db,
  platformId: PlatformId,
  scope: SessionScope,
  { courseId, now }: { courseId: CourseId; now: Date },
) {
  const isPast = sql<boolean>`coalesce(dates.last_ends_at <= ${now}, false)`
  return sessionsInScope(db, platformId, scope)
    .where('sessions.courseId', '=', courseId)
    .orderBy(isPast)
    .orderBy(sql`case when ${isPast} then null else dates.first_starts_at end`, (order) =>
      order.asc().nullsFirst(),
    )
    .orderBy('firstStartsAt', 'desc')
    .orderBy(sql`sessions.name collate by_name`)
    .limit(500)
    .execute()
}

interface OfSession {
  readonly platformId: PlatformId
  readonly sessionId: SessionId
}
type OfPerson = OfSession & { readonly enrolledPersonId: PersonId }

const sessionOfAll = readTogether({ sessionId: 'uuid' }, (db, value: Values<OfSession>) =>
  sessionsInScope(db, value('platformId'), 'all').where('sessions.id', '=', value('sessionId')),
)
const sessionForPerson = readTogether(
  { sessionId: 'uuid', enrolledPersonId: 'uuid' },
  (db, value: Values<OfPerson>) =>
    sessionsInScope(db, value('platformId'), { enrolledPersonId: value('enrolledPersonId') }).where(
      'sessions.id',
      '=',
      value('sessionId'),
    ),
)

export async function findSession(
  db: Db | Trx,
  platformId: PlatformId,
  scope: SessionScope,
  sessionId: SessionId,
) {
  const asked = { platformId, sessionId }
  const [session] =
    scope === 'all' ? await sessionOfAll(db, asked) : await sessionForPerson(db, { ...asked, ...scope })
  return session
}

function briefs(db: Db | Trx, platformId: PlatformId, scope: SessionScope) {
  return sessionsSeenIn(db, platformId, scope)
    .select(['sessions.id', 'sessions.courseId', 'sessions.name', 'courses.name as courseName'])
    .select(['sessions.cancelledAt', 'sessions.cancelReason', 'sessions.version'])
    .select(['courses.cancelledAt as courseCancelledAt', 'courses.cancelReason as courseCancelReason'])
    .select(['courses.roomOptions as courseRoomOptions', usualSpareId.as('usualSpareId')])
    .select(instructors.as('instructors'))
}

/** Where its events hold a spare: as it says itself, or its course. */
const usualSpareId = sql<AccountId | null>`case when sessions.has_own_spare then sessions.spare_account_id
  else courses.spare_account_id end`

/** What does not have to be counted. */
export function listBriefs(
  db: Db | Trx,
  platformId: PlatformId,
  scope: SessionScope,
  sessionIds: readonly SessionId[],
) {
  return briefs(db, platformId, scope)
    .where('sessions.id', 'in', [...sessionIds])
    .execute()
}

const briefOfAll = readTogether({ sessionId: 'uuid' }, (db, value: Values<OfSession>) =>
  briefs(db, value('platformId'), 'all').where('sessions.id', '=', value('sessionId')),
)
const briefForPerson = readTogether(
  { sessionId: 'uuid', enrolledPersonId: 'uuid' },
  (db, value: Values<OfPerson>) =>
    briefs(db, value('platformId'), { enrolledPersonId: value('enrolledPersonId') }).where(
      'sessions.id',
      '=',
      value('sessionId'),
    ),
)

/** The same of one session, as most pages of it ask. */
export async function findBrief(
  db: Db | Trx,
  platformId: PlatformId,
  scope: SessionScope,
  sessionId: SessionId,
) {
  const asked = { platformId, sessionId }
  const [brief] =
    scope === 'all' ? await briefOfAll(db, asked) : await briefForPerson(db, { ...asked, ...scope })
  return brief
}

/** Serializes whatever spends the sessions' places, in the order of all who lock sessions. */
export function lockSessions(trx: Trx, platformId: PlatformId, sessionIds: readonly SessionId[]) {
  return trx
    .selectFrom('sessions')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', 'in', [...sessionIds])
    .orderBy('id')
    .forUpdate()
    .execute()
}

/** What stands beside the rows of locked sessions, and stays while they are locked: asked after the locks were had. */
export function listBeside(trx: Trx, platformId: PlatformId, sessionIds: readonly SessionId[]) {
  return sessionsSeenIn(trx, platformId, 'all')
    .select(['sessions.id', 'courses.name as courseName', instructors.as('instructors')])
    .select(['courses.cancelledAt as courseCancelledAt', 'courses.cancelReason as courseCancelReason'])
    .where('sessions.id', 'in', [...sessionIds])
    .execute()
}

/** Locks all sessions of a locked course, in the same order. @returns those that there are then */
export function lockSessionsOf(trx: Trx, platformId: PlatformId, courseId: CourseId) {
  return trx
    .selectFrom('sessions')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .orderBy('id')
    .forUpdate()
    .execute()
}

export async function setState(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  state: Updateable<SessionsTable>,
): Promise<void> {
  await trx
    .updateTable('sessions')
    .set((eb) => ({ ...state, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', sessionId)
    .execute()
}

export async function listInstructorIds(
  db: Db | Trx,
  platformId: PlatformId,
  sessionId: SessionId,
): Promise<PersonId[]> {
  const rows = await db
    .selectFrom('sessionInstructors')
    .select('personId')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .execute()
  return rows.map((row) => row.personId)
}

export async function insertSession(trx: Trx, session: Insertable<SessionsTable>): Promise<void> {
  await trx.insertInto('sessions').values(session).execute()
}

export function updateSession(
  trx: Trx,
  platformId: PlatformId,
  target: { sessionId: SessionId; expectedVersion: number },
  change: Updateable<SessionsTable>,
) {
  return trx
    .updateTable('sessions')
    .set((eb) => ({ ...change, version: eb('version', '+', 1) }))
    .where('platformId', '=', platformId)
    .where('id', '=', target.sessionId)
    .where('version', '=', target.expectedVersion)
    .returning('version')
    .executeTakeFirst()
}

export async function replaceInstructors(
  trx: Trx,
  platformId: PlatformId,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<void> {
  await trx
    .deleteFrom('sessionInstructors')
    .where('platformId', '=', platformId)
    .where('sessionId', '=', sessionId)
    .execute()
  if (personIds.length === 0) return
  await trx
    .insertInto('sessionInstructors')
    .values([...new Set(personIds)].map((personId) => ({ platformId, sessionId, personId })))
    .execute()
}
