import type { z } from 'zod'
import { mayPlan, maySeePlans } from '../../../access/courses.policy.ts'
import { mayEditEvent } from '../../../access/events.policy.ts'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { assertBreaks, moveBreaks } from '../../../domain/breaks.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ForbiddenError, NotFoundError } from '../../../domain/errors.ts'
import { assertNotEnded, type PlannedTimes, planTimes } from '../../../domain/event.ts'
import type { AccountId, CourseId, EventId, SeriesId, SessionId } from '../../../domain/ids.ts'
import { tidyOptions } from '../../../domain/room-options.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { fromCursor, toPage } from '../../../http/paging.ts'
import { retryRegistrations } from '../../rooms/registrations/registrations.service.ts'
import { findRoomOfEvent } from '../../rooms/rooms/found-rooms.service.ts'
import { retryRoom } from '../../rooms/rooms/rooms.service.ts'
import { toSnapshot } from '../event-changes/event-changes.service.ts'
import {
  assertMayEdit,
  assertTakesPlace,
  getBrief,
  getEditable as getEditableSession,
} from '../sessions/session-briefs.service.ts'
import { assertInstructorsFree, setFirstInstructors } from '../teaching/teaching.service.ts'
import { toEventViews } from './event.view.ts'
import { bookAccount, bookSpare, followWithRoom, spareAtSameAccount } from './event-room.ts'
import type { ChangeEvent, Event, FindEvents, NewEvent } from './events.schemas.ts'
import * as eventsStore from './events.store.ts'
import { type Held, type HeldToPlan, hold, holdToPlan, type ToHold } from './held.ts'
import { changeInstructors, sayInstructorsChanged } from './instructors.service.ts'
import * as ownStore from './own-events.store.ts'
import { removeEvents, sayDeleted } from './removal.ts'
import { bookWished, spareWishOf } from './spare-wish.ts'

type EventView = z.output<typeof Event>

/** Events that are read at once. */
const BATCH = 2000

/** @throws {NotFoundError} `event-not-found`, also for one that this person has nothing to do with */
export async function getEvent(ctx: Ctx, actor: Actor, eventId: EventId): Promise<EventView> {
  const [view] = await toEventViews(ctx, actor, [await getVisible(ctx, actor, eventId)])
  if (!view) throw new NotFoundError('event-not-found')
  return view
}

/** Several events at once by start, for planners. */
export async function listEvents(ctx: Ctx, actor: Actor, eventIds: readonly EventId[]): Promise<EventView[]> {
  assertPlanner(actor)
  const rows = await eventsStore.listEventsByIds(ctx.db, ctx.platform.id, actor.personId, eventIds)
  return toEventViews(ctx, actor, rows)
}

/** Rows of events by id, without those that do not exist. The caller asks what the actor may do with them. */
export async function listEventRows(
  ctx: Ctx,
  actor: Actor,
  eventIds: readonly EventId[],
): Promise<eventsStore.EventRow[]> {
  const rows: eventsStore.EventRow[] = []
  for (let at = 0; at < eventIds.length; at += BATCH) {
    const some = eventIds.slice(at, at + BATCH)
    rows.push(...(await eventsStore.listEventsByIds(ctx.db, ctx.platform.id, actor.personId, some)))
  }
  return rows
}

/** The events of a session by start, for readers who may see the session. */
export async function listEventsOfSession(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<EventView[]> {
  const rows = await eventsStore.listEventsOfSession(ctx.db, ctx.platform.id, actor.personId, sessionId)
  // Whoever has a place in the events, or plans, may see their session: nothing else is asked then.
  const isSeen = rows.length > 0 && (maySeePlans(actor) || rows[0]?.enrolledPersonId !== null)
  if (!isSeen) await getBrief(ctx, actor, sessionId)
  return toEventViews(ctx, actor, rows)
}

/** The person's own events that have not ended: the next one first. */
export async function listOwnEvents(ctx: Ctx, actor: Actor, filter: z.output<typeof FindEvents>) {
  const list = filter.as === 'learner' ? ownStore.listEventsOfLearner : ownStore.listEventsOfInstructor
  const rows = await list(ctx.db, ctx.platform.id, actor.personId, {
    now: ctx.now(),
    after: fromCursor(filter.cursor, ['instant', 'id']),
    limit: filter.limit + 1,
  })
  const page = toPage(rows, filter.limit, (row) => [row.startsAt.toISOString(), row.id])
  return { ...page, items: await toEventViews(ctx, actor, page.items) }
}

/**
 * Plans an event. Its room is wanted from this moment on and made by a job.
 *
 * @throws {ConflictError} `instructor-busy`, and when the account has no room then
 */
export async function scheduleEvent(
  ctx: Ctx,
  actor: Actor,
  input: { sessionId: SessionId } & z.input<typeof NewEvent>,
): Promise<EventView> {
  const { sessionId } = input
  // People who are no planners may edit no session, and must not make others wait for a lock.
  if (!mayPlan(actor)) await getEditableSession(ctx, actor, sessionId)
  const id = await withTransaction(ctx.db, async (trx) => {
    const held = await holdToPlan(ctx, trx, actor, toHold(sessionId, input, input.spareAccountId))
    const session = held.sessions.get(sessionId)
    if (!session) throw new NotFoundError('session-not-found')
    assertMayEdit(session)
    const eventId = await addEvent(ctx, trx, actor, session, input, held)
    const events = [{ id: eventId, sessionId: input.sessionId }]
    await happened(ctx, trx, { kind: 'dates-planned', by: actor.personId, events })
    return eventId
  })
  return getEvent(ctx, actor, id)
}

/**
 * Plans one event in a transaction that may plan more of them. The caller has asked whether the actor may plan
 * in the session, and tells people once about all that it planned. To plan several, the caller locks first all that they need.
 *
 * @param input.revived the event that it was before it was deleted
 * @param given what is held, for all the events of the transaction
 * @throws {InvalidInputError} for times or breaks that can't be
 * @throws {ConflictError} `instructor-busy`, and when the account has no room then
 */
export async function addEvent(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  session: { id: SessionId; courseId: CourseId; courseName: string },
  input: z.input<typeof NewEvent> & {
    seriesId?: SeriesId | null
    revived?: { id: EventId; version: number }
  },
  given?: HeldToPlan,
): Promise<EventId> {
  const { startsWall, endsWall, timeZone, breaks = [], name, description = '' } = input
  const times = planTimes({ startsWall, endsWall, timeZone }, ctx.now())
  assertBreaks(breaks, times)
  const id = input.revived?.id ?? ctx.newId<EventId>()
  const sessionId = session.id
  const accountId = input.accountId ?? null
  const personIds = input.instructorIds ?? []
  const usualSpareId = given?.sessions.get(sessionId)?.usualSpareId
  const wish = await spareWishOf(ctx, trx, { ...input, sessionId, usualSpareId })
  const held = given ?? (await holdToPlan(ctx, trx, actor, toHold(sessionId, input, wish?.accountId)))
  const standing = held.sessions.get(sessionId)
  if (!standing) throw new NotFoundError('session-not-found')
  assertTakesPlace(standing)
  const booked = accountId
    ? await bookAccount(ctx, trx, actor, { accountId, times, courseId: session.courseId }, held)
    : undefined
  const spareOf = { besideAccountId: accountId, times, courseId: session.courseId }
  const spare = wish && (await bookWished(ctx, trx, actor, wish, spareOf, held))
  const spareAccountId = spare?.account.id ?? null
  if (input.revived) await eventsStore.forgetRemoved(trx, ctx.platform.id, id)
  await eventsStore.insertEvent(trx, {
    platformId: ctx.platform.id,
    id,
    version: input.revived?.version ?? 1,
    sessionId,
    courseId: session.courseId as eventsStore.EventRow['courseId'],
    name,
    description,
    ...times,
    accountId,
    spareAccountId,
    isSpareUnheld: wish !== undefined && !spare,
    place: input.place ?? '',
    breaks: JSON.stringify(breaks),
    joinOpensMinutes: input.joinOpensMinutes ?? null,
    showsRecording: input.showsRecording ?? null,
    roomOptions: JSON.stringify(tidyOptions(input.roomOptions ?? {})),
    seriesId: input.seriesId ?? null,
  })
  await setFirstInstructors(ctx, trx, id, personIds)
  const { overlapReason } = input
  const teacherIds = personIds.length > 0 ? [...new Set(personIds)] : standing.instructorIds
  const teaching = teacherIds.map((personId) => ({ ...times, personId, eventId: id }))
  const plan = { eventIds: [id], overlapReason, held: held.people, teaching }
  const allowed = await assertInstructorsFree(ctx, trx, plan)
  const { courseName } = session
  const event = { ...times, id, name, description, accountId, spareAccountId, courseName, cancelledAt: null }
  const said = [booked?.account.roomOptions ?? {}, standing.usualRoomOptions, input.roomOptions ?? {}]
  if (accountId) await followWithRoom(ctx, trx, { ...event, said, isFirst: !input.revived }, booked, spare)
  const { revived: _, ...planned } = input
  // What its course wants and there was no room for is said, and not planned in silence.
  const unheld = wish && !spare ? { spareUnheld: wish.accountId } : {}
  const changes = { ...planned, ...(wish ? { spareAccountId } : {}), ...unheld, ...allowed }
  const within = [sessionId, session.courseId]
  await happened(ctx, trx, { kind: 'event-scheduled', id, within, by: actor.personId, changes })
  return id
}

/**
 * Changes an event; its room follows.
 *
 * @throws {ConflictError} when it has ended, the account has no room then, or `instructor-busy`
 */
export async function changeEvent(
  ctx: Ctx,
  actor: Actor,
  target: { eventId: EventId; expectedVersion: number },
  change: z.output<typeof ChangeEvent>,
): Promise<EventView> {
  const before = await getEditable(ctx, actor, target.eventId)
  await withTransaction(ctx.db, async (trx) => {
    const { isNews } = await reviseEvent(ctx, trx, actor, { before, ...target }, change)
    if (!isNews) return
    await happened(ctx, trx, { kind: 'dates-changed', by: actor.personId, events: [before] })
  })
  return getEvent(ctx, actor, target.eventId)
}

/**
 * Changes one event in a transaction that may change more of them, as {@link addEvent} plans one.
 *
 * @param target the event as {@link getEditable} gave it; its breaks move along with its start
 * @param given what is held, for all the events of the transaction
 * @returns whether people are to be told
 */
export async function reviseEvent(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  target: { before: eventsStore.EventRow; eventId: EventId; expectedVersion: number },
  change: z.output<typeof ChangeEvent>,
  given?: Held,
): Promise<{ isNews: boolean }> {
  const { before } = target
  const moved =
    change.startsWall !== undefined || change.endsWall !== undefined || change.timeZone !== undefined
  const accountNow = accountAfter(before, change)
  const spareNow = change.spareAccountId === undefined ? before.spareAccountId : change.spareAccountId
  const spareAccountId = accountNow === null ? null : spareNow
  const wanted = { ...before, ...definedOnly(change), accountId: accountNow, spareAccountId }
  const times = timesOf(moved ? planTimes(wanted, ctx.now()) : before)
  const breaks = change.breaks ?? (moved ? moveBreaks(before.breaks, before, times) : before.breaks)
  assertBreaks(breaks, times)
  // A cancelled event holds no room; it books one when it is restored.
  const isRebooked = !before.cancelledAt && (wanted.accountId !== before.accountId || moved)
  const isSpareRebooked =
    !before.cancelledAt && spareAccountId !== null && (spareAccountId !== before.spareAccountId || moved)
  const { accountId, courseId, id: eventId } = wanted
  const personIds = change.instructorIds
  const held =
    given ??
    (await hold(ctx, trx, {
      ...{ sessionIds: [before.sessionId], eventIds: [eventId], personIds },
      accountIds: [...(isRebooked ? [accountId] : []), ...(isSpareRebooked ? [spareAccountId] : [])],
    }))
  const booked =
    accountId && isRebooked
      ? await bookAccount(ctx, trx, actor, { accountId, times, courseId, eventId }, held)
      : undefined
  if (accountId !== null && accountId === spareAccountId) throw spareAtSameAccount()
  const spareOf = { besideAccountId: accountId, times, courseId, eventId }
  const spare = isSpareRebooked
    ? await bookSpare(ctx, trx, actor, { accountId: spareAccountId, ...spareOf }, held)
    : undefined
  const row = await eventsStore.updateEvent(trx, ctx.platform.id, target, {
    name: wanted.name,
    description: wanted.description,
    startsWall: times.startsWall,
    endsWall: times.endsWall,
    timeZone: times.timeZone,
    startsAt: times.startsAt,
    endsAt: times.endsAt,
    accountId: wanted.accountId,
    spareAccountId,
    isSpareUnheld: wanted.isSpareUnheld && change.spareAccountId === undefined && accountNow !== null,
    place: wanted.place,
    breaks: JSON.stringify(breaks),
    joinOpensMinutes: wanted.joinOpensMinutes,
    showsRecording: wanted.showsRecording,
    roomOptions: JSON.stringify(tidyOptions(wanted.roomOptions)),
  })
  const { accountRoomOptions, courseRoomOptions, roomOptions } = assertUpdated(row)
  const staff = personIds && (await changeInstructors(ctx, trx, before, personIds))
  const isMoved = isAtOtherTimes(before, times)
  const allowed = await assertInstructorsFree(ctx, trx, {
    eventIds: [eventId],
    only: isMoved ? undefined : (staff?.added ?? []),
    overlapReason: change.overlapReason,
    held: held.people,
  })
  const said = [accountRoomOptions ?? {}, courseRoomOptions, roomOptions]
  const hadSpare = before.spareAccountId !== null
  await followWithRoom(ctx, trx, { ...wanted, ...times, said, hadSpare }, booked, spare)
  if (staff && !before.cancelledAt) await sayInstructorsChanged(ctx, trx, before, staff, actor.personId)
  const changes = { ...change, ...allowed }
  const within = [before.sessionId, courseId]
  const snapshot = { ...toSnapshot(before), ...(staff && { instructorIds: staff.before }) }
  const fact = { id: eventId, within, by: actor.personId, changes, was: before, before: snapshot } as const
  await happened(ctx, trx, { kind: 'event-changed', ...fact })
  return { isNews: !before.cancelledAt && (isMoved || wanted.place !== before.place) }
}

/**
 * Takes events off the board for a moment of a transaction, so that none of them stands in the way of another that moves
 * with it. Each is put down with `false` before it is revised.
 *
 * @param ids of events that take place
 */
export function setLifted(ctx: Ctx, trx: Trx, ids: readonly EventId[], isLifted: boolean): Promise<void> {
  return eventsStore.setLifted(trx, ctx.platform.id, ids, isLifted)
}

/** Deletes an event; its room is deleted at the provider by a job. */
export async function deleteEvent(ctx: Ctx, actor: Actor, eventId: EventId): Promise<void> {
  const found = await getEditable(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const event = { ...found, ...(await lockEvent(ctx, trx, eventId)) }
    await removeEvents(ctx, trx, [eventId], actor.personId)
    if (!event.cancelledAt) await sayDeleted(ctx, trx, [event], actor.personId)
    const changes = { name: event.name }
    await happened(ctx, trx, { kind: 'event-deleted', id: eventId, by: actor.personId, changes })
  })
}

/** Locks an event: what is read of it stays so until the transaction ends. @throws {NotFoundError} `event-not-found` */
export async function lockEvent(ctx: Ctx, trx: Trx, eventId: EventId) {
  const event = await eventsStore.lockEvent(trx, ctx.platform.id, eventId)
  if (!event) throw new NotFoundError('event-not-found')
  return event
}

/** Something about it is another that its own row does not say, such as who teaches it. */
export function raiseVersion(ctx: Ctx, trx: Trx, eventId: EventId): Promise<void> {
  return eventsStore.raiseVersion(trx, ctx.platform.id, eventId)
}

/** Tries a room that failed or waits again at once. */
export async function retryRoomOfEvent(ctx: Ctx, actor: Actor, eventId: EventId): Promise<EventView> {
  await getEditable(ctx, actor, eventId)
  await withTransaction(ctx.db, (trx) => retryRoom(ctx, trx, eventId))
  const room = await findRoomOfEvent(ctx, eventId)
  if (room?.registers) await retryRegistrations(ctx, room.id)
  return getEvent(ctx, actor, eventId)
}

async function getVisible(ctx: Ctx, actor: Actor, eventId: EventId) {
  const row = await eventsStore.findEvent(ctx.db, ctx.platform.id, actor.personId, eventId)
  if (!row) throw new NotFoundError('event-not-found')
  if (!maySeePlans(actor) && !row.enrolledPersonId) throw new ForbiddenError('not-enrolled')
  return row
}

/** @throws {ForbiddenError} when the actor may not plan it, {ConflictError} when it has ended */
export async function getEditable(ctx: Ctx, actor: Actor, eventId: EventId) {
  const row = await getVisible(ctx, actor, eventId)
  assertEditable(ctx, actor, row)
  return row
}

/** The same of a row that {@link listEventRows} gave for the actor. */
export function assertEditable(ctx: Ctx, actor: Actor, row: eventsStore.EventRow): void {
  const isOfSession = row.planningPersonId !== null
  if (!mayEditEvent(actor, { isOfSession, isTeaching: row.teachingPersonId !== null }))
    throw new ForbiddenError('role-planner-needed')
  assertNotEnded(row, ctx.now())
}

/** All that planning an event takes. */
function toHold(
  sessionId: SessionId,
  input: z.input<typeof NewEvent>,
  spareAccountId: AccountId | null = null,
): ToHold {
  return {
    sessionIds: [sessionId],
    personIds: input.instructorIds,
    accountIds: [input.accountId ?? null, spareAccountId],
  }
}

/** The times alone: a whole row has other fields that must not come along. */
function timesOf({ startsWall, endsWall, timeZone, startsAt, endsAt }: PlannedTimes): PlannedTimes {
  return { startsWall, endsWall, timeZone, startsAt, endsAt }
}

function isAtOtherTimes(before: PlannedTimes, after: PlannedTimes): boolean {
  return (
    before.startsAt.getTime() !== after.startsAt.getTime() ||
    before.endsAt.getTime() !== after.endsAt.getTime()
  )
}

function accountAfter(
  before: { accountId: AccountId | null },
  change: { accountId?: AccountId | null | undefined },
): AccountId | null {
  return change.accountId === undefined ? before.accountId : change.accountId
}
