import { type Insertable, sql } from 'kysely'
import type { SessionToMake } from '../../../db/column-types.ts'
import type { Db, Trx } from '../../../db/database.ts'
import { insertRows } from '../../../db/lists.ts'
import type { PlanItemsTable, PlansTable } from '../../../db/tables.ts'
import type { AccountId, EventId, PersonId, PlanId, PlatformId, SessionId } from '../../../domain/ids.ts'

type ItemState = 'waiting' | 'planned' | 'refused' | 'undone' | 'kept'

/** Events that hold rooms of accounts within a stretch of time. */
export function listHeld(
  trx: Trx,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
  span: { startsAt: Date; endsAt: Date },
) {
  if (accountIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('heldRooms')
    .select(['accountId', 'name', 'startsAt', 'endsAt'])
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('startsAt', '<', span.endsAt)
    .where('endsAt', '>', span.startsAt)
    .execute()
}

/** How many rooms each account holds for events that have not ended, by course; spares among them. */
export function countComing(trx: Trx, platformId: PlatformId, accountIds: readonly AccountId[], now: Date) {
  if (accountIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('heldRooms')
    .select(['accountId', 'courseId'])
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('endsAt', '>', now)
    .groupBy(['accountId', 'courseId'])
    .execute()
}

/** The most seats that a room of each account was seen to have. */
export async function listSeats(
  trx: Trx,
  platformId: PlatformId,
  accountIds: readonly AccountId[],
): Promise<Map<AccountId, number>> {
  if (accountIds.length === 0) return new Map()
  const rows = await trx
    .selectFrom('rooms')
    .select('accountId')
    .select((eb) => eb.fn.max('seats').as('seats'))
    .where('platformId', '=', platformId)
    .where('accountId', 'in', accountIds)
    .where('seats', 'is not', null)
    .groupBy('accountId')
    .execute()
  return new Map(rows.flatMap(({ accountId, seats }) => (seats === null ? [] : [[accountId, seats]])))
}

export async function insertPlan(
  trx: Trx,
  plan: Insertable<PlansTable>,
  items: readonly Insertable<PlanItemsTable>[],
): Promise<void> {
  await trx.insertInto('plans').values(plan).execute()
  if (items.length > 0) await insertRows(trx, 'planItems', items, ['wish', 'reason', 'newSession']).execute()
}

const countOf = (state: ItemState) => sql<number>`count(*) filter (where plan_items.state = ${state})::int`

/** Sessions that have planned events and that a person does not teach. */
const sessionsOfOthers = (personId: PersonId) => sql<number>`(select count(distinct sessions.id)
  from plan_items planned
  join sessions on sessions.platform_id = planned.platform_id and sessions.id = planned.session_id
  where planned.platform_id = plans.platform_id and planned.plan_id = plans.id and planned.state = 'planned'
    and not exists (select from session_instructors own where own.platform_id = sessions.platform_id
      and own.session_id = sessions.id and own.person_id = ${personId}))`

function plansWithCounts(db: Db | Trx, platformId: PlatformId, readerId: PersonId) {
  return db
    .selectFrom('plans')
    .innerJoin('people', (join) =>
      join.onRef('people.platformId', '=', 'plans.platformId').onRef('people.id', '=', 'plans.personId'),
    )
    .leftJoin('planItems', (join) =>
      join.onRef('planItems.platformId', '=', 'plans.platformId').onRef('planItems.planId', '=', 'plans.id'),
    )
    .selectAll('plans')
    .select(['people.firstName', 'people.lastName'])
    .select([
      sql<number>`count(plan_items.line)::int`.as('total'),
      countOf('waiting').as('waiting'),
      countOf('planned').as('planned'),
      countOf('refused').as('refused'),
      countOf('undone').as('undone'),
      countOf('kept').as('kept'),
      sql<number>`count(distinct plan_items.session_id) filter (where plan_items.made_session)::int`.as(
        'sessionsMade',
      ),
      sessionsOfOthers(readerId).as('sessionsOfOthers'),
    ])
    .where('plans.platformId', '=', platformId)
    .groupBy(['plans.platformId', 'plans.id', 'people.platformId', 'people.id'])
}

export type PlanRow = NonNullable<Awaited<ReturnType<typeof findPlan>>>

/** @param readerId the reader: sessions that they do not teach are counted */
export function findPlan(db: Db | Trx, platformId: PlatformId, readerId: PersonId, planId: PlanId) {
  return plansWithCounts(db, platformId, readerId).where('plans.id', '=', planId).executeTakeFirst()
}

/** A plan as the one who carries it out needs it. */
export function findOrder(db: Db, platformId: PlatformId, planId: PlanId) {
  return db
    .selectFrom('plans')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('id', '=', planId)
    .executeTakeFirst()
}

/** The newest first; those of the reader, or all. */
export function listPlans(
  db: Db,
  platformId: PlatformId,
  readerId: PersonId,
  { ofAll, limit }: { ofAll: boolean; limit: number },
) {
  const plans = plansWithCounts(db, platformId, readerId)
  return (ofAll ? plans : plans.where('plans.personId', '=', readerId))
    .orderBy('plans.startedAt', 'desc')
    .orderBy('plans.id', 'desc')
    .limit(limit)
    .execute()
}

export function listItems(
  db: Db | Trx,
  platformId: PlatformId,
  planId: PlanId,
  filter: { state?: ItemState | undefined; afterLine?: number | undefined; limit?: number } = {},
) {
  let items = db
    .selectFrom('planItems')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('planId', '=', planId)
  if (filter.state) items = items.where('state', '=', filter.state)
  if (filter.afterLine !== undefined) items = items.where('line', '>', filter.afterLine)
  items = items.orderBy('line')
  return (filter.limit ? items.limit(filter.limit) : items).execute()
}

/** Takes an item that is in a state, so that nobody else works on it; undefined when somebody does or did. */
export function takeItem(
  trx: Trx,
  platformId: PlatformId,
  item: { planId: PlanId; line: number },
  state: ItemState,
) {
  return trx
    .selectFrom('planItems')
    .selectAll()
    .where('platformId', '=', platformId)
    .where('planId', '=', item.planId)
    .where('line', '=', item.line)
    .where('state', '=', state)
    .forUpdate()
    .skipLocked()
    .executeTakeFirst()
}

export async function setItem(
  trx: Trx,
  platformId: PlatformId,
  item: { planId: PlanId; line: number },
  change: {
    state: ItemState
    reason?: string | null
    eventId?: EventId
    sessionId?: SessionId
    madeSession?: boolean
  },
): Promise<void> {
  await trx
    .updateTable('planItems')
    .set(change)
    .where('platformId', '=', platformId)
    .where('planId', '=', item.planId)
    .where('line', '=', item.line)
    .execute()
}

/** @returns false when that was set before */
export async function setMoment(
  trx: Trx,
  platformId: PlatformId,
  planId: PlanId,
  moment: 'finishedAt' | 'undoStartedAt' | 'undoneAt',
  now: Date,
): Promise<boolean> {
  const row = await trx
    .updateTable('plans')
    .set({ [moment]: now })
    .where('platformId', '=', platformId)
    .where('id', '=', planId)
    .where(moment, 'is', null)
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}

/** A session as events are planned in it. */
export function findSession(trx: Trx, platformId: PlatformId, sessionId: SessionId) {
  return trx
    .selectFrom('sessions')
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .select(['sessions.id', 'sessions.courseId', 'courses.name as courseName'])
    .where('sessions.platformId', '=', platformId)
    .where('sessions.id', '=', sessionId)
    .executeTakeFirst()
}

/** The session of a course that a row names: by its code, or else by its name; of several the oldest. */
export function findSessionNamed(
  trx: Trx,
  platformId: PlatformId,
  { courseId, code, name }: Pick<SessionToMake, 'courseId' | 'code' | 'name'>,
) {
  return trx
    .selectFrom('sessions')
    .select('id')
    .where('platformId', '=', platformId)
    .where('courseId', '=', courseId)
    .where(code ? sql<boolean>`lower(code) = lower(${code})` : sql<boolean>`lower(name) = lower(${name})`)
    .orderBy('createdAt')
    .limit(1)
    .executeTakeFirst()
}

/** Whether a plan made a session that nobody has touched since, and in which nothing is any more. */
export async function isMadeAndEmpty(
  trx: Trx,
  platformId: PlatformId,
  planId: PlanId,
  sessionId: SessionId,
): Promise<boolean> {
  const { rows } = await sql<{ id: SessionId }>`
    select id from sessions s
    where platform_id = ${platformId} and id = ${sessionId} and version = 1
      and exists (select from plan_items i where i.platform_id = s.platform_id and i.plan_id = ${planId}
        and i.session_id = s.id and i.made_session)
      and not exists (select from events e where e.platform_id = s.platform_id and e.session_id = s.id)
      and not exists (select from enrollments n where n.platform_id = s.platform_id and n.session_id = s.id)
    for update`.execute(trx)
  return rows.length > 0
}

/** Events with the names of their session and course, to tell people of deleted ones; locked against changes. */
export function listForUndo(trx: Trx, platformId: PlatformId, eventIds: readonly EventId[]) {
  if (eventIds.length === 0) return Promise.resolve([])
  return trx
    .selectFrom('events')
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'events.platformId')
        .onRef('sessions.id', '=', 'events.sessionId'),
    )
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .selectAll('events')
    .select(['sessions.name as sessionName', 'courses.name as courseName'])
    .where('events.platformId', '=', platformId)
    .where('events.id', 'in', eventIds)
    .orderBy('events.startsAt')
    .forUpdate('events')
    .execute()
}
