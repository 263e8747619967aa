import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { AppError, ConflictError } from '../../../domain/errors.ts'
import type { AccountId, CourseId, EventId, PersonId, RoomId, SessionId } from '../../../domain/ids.ts'
import { firstOf } from '../../../domain/message.ts'
import { isOpenTo } from '../../../domain/room.ts'
import type { Actor } from '../../../http/actor.ts'
import { findOrganizerOfEvent } from '../../rooms/capacity/capacity.ts'
import { findRoomOfEvent, findWantedRoomId } from '../../rooms/rooms/found-rooms.service.ts'
import { replaceRoom, wantNoRooms, wantOptions } from '../../rooms/rooms/rooms.service.ts'
import { switchRooms } from '../../rooms/rooms/spares.service.ts'
import { assertMayChangeCourse, lockCourse } from '../courses/courses.service.ts'
import { bookAccount, bookSpare, followWithRoom, spareAtSameAccount } from '../events/event-room.ts'
import { getEditable, getEvent, lockEvent } from '../events/events.service.ts'
import { type Held, hold } from '../events/held.ts'
import { removeEvents, sayDeleted } from '../events/removal.ts'
import { optionsOfEvent } from '../room-options/room-options.service.ts'
import { lockSession, lockSessionsOf } from '../sessions/locked-sessions.service.ts'
import { assertStands, getEditable as getEditableSession } from '../sessions/session-briefs.service.ts'
import { assertInstructorsFree } from '../teaching/teaching.service.ts'
import * as lifecycleStore from './lifecycle.store.ts'

/** Names of this many events are told when they have no room. */
const NAMED_EVENTS = 5

/** A course, a session or an event with what belongs to it. */
type Scope = { eventId: EventId } | { sessionId: SessionId } | { courseId: CourseId }

/** Cancels an event that has not ended: its room goes, it stays in the history with the reason. */
export async function cancel(
  ctx: Ctx,
  actor: Actor,
  { eventId }: { eventId: EventId },
  reason: string,
): Promise<void> {
  await getEditable(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const [event] = await cancelComing(ctx, trx, actor.personId, { eventId }, reason)
    if (!event) throw new ConflictError('event-cancelled-already')
    await happened(ctx, trx, { kind: 'dates-cancelled', by: actor.personId, reason, events: [event] })
  })
}

/**
 * Cancels the events of a scope that have not ended and are not cancelled yet, and lets their rooms go. Whoever calls
 * tells the people.
 *
 * @param actorId null = it happens by itself
 * @returns what was cancelled
 */
export async function cancelComing(
  ctx: Ctx,
  trx: Trx,
  actorId: PersonId | null,
  scope: Scope,
  reason: string,
) {
  const cancelledWith = 'sessionId' in scope ? 'session' : 'courseId' in scope ? 'course' : null
  const cancelled = { reason, cancelledWith } as const
  const events = await lifecycleStore.cancelEvents(trx, ctx.platform.id, scope, ctx.now(), cancelled)
  const ids = events.map(({ id }) => id)
  await wantNoRooms(ctx, trx, ids)
  if (ids.length > 0)
    await happened(ctx, trx, { kind: 'events-cancelled', ids, by: actorId ?? undefined, changes: { reason } })
  return events
}

/**
 * Takes a cancellation back, as long as there is a room for the event and its instructors are free.
 *
 * @throws {ConflictError} as planning it does
 */
export async function restoreEvent(ctx: Ctx, actor: Actor, eventId: EventId, overlapReason?: string) {
  const found = await getEditable(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const held = await hold(ctx, trx, {
      ...{ sessionIds: [found.sessionId], eventIds: [eventId] },
      accountIds: [found.accountId, found.spareAccountId],
    })
    const event = { ...found, ...(await lockEvent(ctx, trx, eventId)) }
    if (!event.cancelledAt) throw new ConflictError('event-not-cancelled')
    await assertStands(ctx, trx, event.sessionId)
    await restoreOne(ctx, trx, actor, event, held, overlapReason)
    await happened(ctx, trx, { kind: 'dates-restored', by: actor.personId, events: [event] })
  })
  return getEvent(ctx, actor, eventId)
}

/**
 * Restores exactly the events that were cancelled with their session or course and have not ended: all or none.
 * The caller tells the people.
 *
 * @throws {ConflictError} `restore-no-room`, naming each event that has no room or whose instructors are busy, and what
 * would be possible
 */
export async function restoreComing(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  scope: { sessionId: SessionId } | { courseId: CourseId },
) {
  const events = await lifecycleStore.listCancelledWith(trx, ctx.platform.id, scope, ctx.now())
  const sessionIds = [...new Set(events.map((event) => event.sessionId))]
  const held = await hold(ctx, trx, {
    ...{ sessionIds, eventIds: events.map((event) => event.id) },
    accountIds: events.flatMap((event) => [event.accountId, event.spareAccountId]),
  })
  const refused: { event: (typeof events)[number]; error: AppError }[] = []
  for (const event of events) {
    try {
      await restoreOne(ctx, trx, actor, event, held)
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      refused.push({ event, error })
    }
  }
  if (refused.length > 0) throw noRoomFor(refused, events.length)
  return events
}

/**
 * Cancels one event in a transaction that changes more of them. The caller has asked whether the actor may, and tells the people.
 *
 * @throws {ConflictError} `event-cancelled-already`
 */
export async function cancelOne(ctx: Ctx, trx: Trx, actor: Actor, eventId: EventId, reason: string) {
  const [event] = await cancelComing(ctx, trx, actor.personId, { eventId }, reason)
  if (!event) throw new ConflictError('event-cancelled-already')
  return event
}

/**
 * Restores one event in a transaction that changes more of them, as {@link cancelOne} cancels one.
 *
 * @throws {ConflictError} `event-not-cancelled`, and as planning it does
 */
export async function restoreHeld(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  event: Restored,
  held: Held,
  overlapReason?: string,
): Promise<void> {
  if (!event.cancelledAt) throw new ConflictError('event-not-cancelled')
  await assertStands(ctx, trx, event.sessionId)
  await restoreOne(ctx, trx, actor, event, held, overlapReason)
}

/** Of an event that is cancelled, what is wanted for it again. */
type Restored = Parameters<typeof followWithRoom>[2] &
  Pick<Cancelled, 'sessionId' | 'courseId' | 'cancelReason'>

type Cancelled = Awaited<ReturnType<typeof lifecycleStore.listCancelledWith>>[number]

async function restoreOne(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  event: Restored,
  held: Held,
  overlapReason?: string,
): Promise<void> {
  const { accountId, spareAccountId, courseId, id: eventId } = event
  const booked = accountId
    ? await bookAccount(ctx, trx, actor, { accountId, times: event, courseId, eventId }, held)
    : undefined
  const spareOf = { besideAccountId: accountId, times: event, courseId, eventId }
  const spare = spareAccountId
    ? await bookSpare(ctx, trx, actor, { accountId: spareAccountId, ...spareOf }, held)
    : undefined
  await lifecycleStore.restoreEvent(trx, ctx.platform.id, eventId)
  const allowed = await assertInstructorsFree(ctx, trx, {
    eventIds: [eventId],
    overlapReason,
    held: held.people,
  })
  await followWithRoom(ctx, trx, { ...event, cancelledAt: null }, booked, spare)
  const reason = event.cancelReason
  await happened(ctx, trx, {
    kind: 'event-restored',
    id: eventId,
    by: actor.personId,
    changes: allowed,
    reason,
  })
}

function noRoomFor(
  refused: readonly { event: Pick<Cancelled, 'id' | 'name'>; error: AppError }[],
  total: number,
): ConflictError {
  const events = firstOf(
    refused.map(({ event }) => event.name),
    NAMED_EVENTS,
  )
  return new ConflictError(
    'restore-no-room',
    { count: refused.length, total, events },
    {
      fields: refused.map(({ event, error }) => ({
        pointer: `/events/${event.id}`,
        code: error.code,
        params: error.params,
      })),
      suggestions: refused.flatMap(({ event, error }) =>
        error.suggestions.map((suggestion) => ({
          ...suggestion,
          change: { ...suggestion.change, eventId: event.id },
        })),
      ),
    },
  )
}

/**
 * Deletes a session with its events, or a course with its sessions. What took place, and what somebody has completed,
 * can't be deleted.
 *
 * @throws {ConflictError} `has-history`, `has-evidence`
 */
export async function remove(
  ctx: Ctx,
  actor: Actor,
  scope: { sessionId: SessionId } | { courseId: CourseId },
): Promise<void> {
  await withTransaction(ctx.db, (trx) => removeHeld(ctx, trx, actor, scope))
}

/** The same, in a transaction that does more. */
export async function removeHeld(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  scope: { sessionId: SessionId } | { courseId: CourseId },
): Promise<void> {
  await lockScope(ctx, trx, scope)
  if ('courseId' in scope) await assertMayChangeCourse(ctx, trx, actor, scope.courseId)
  else await getEditableSession({ ...ctx, db: trx }, actor, scope.sessionId)
  const events = await lifecycleStore.listEvents(trx, ctx.platform.id, scope)
  const past = events.filter((event) => event.endsAt <= ctx.now())
  if (past.length > 0) throw new ConflictError('has-history', { count: past.length })
  const people = await lifecycleStore.countCompleted(trx, ctx.platform.id, scope)
  if (people > 0) throw new ConflictError('has-evidence', { people })
  const standing = events.filter((event) => !event.cancelledAt)
  await sayDeleted(ctx, trx, standing, actor.personId)
  await removeEvents(
    ctx,
    trx,
    events.map((event) => event.id),
    actor.personId,
  )
  const done = { by: actor.personId, changes: { events: events.map((event) => event.name) } }
  // While it is there, so that pages that show what it belongs to hear of it.
  if ('sessionId' in scope)
    await happened(ctx, trx, { kind: 'session-deleted', id: scope.sessionId, ...done })
  else await happened(ctx, trx, { kind: 'course-deleted', id: scope.courseId, ...done })
  await lifecycleStore.removeScope(trx, ctx.platform.id, scope, ctx.now())
}

/** Nobody plans or enrolls in it meanwhile. @throws {NotFoundError} when somebody deleted it already */
async function lockScope(
  ctx: Ctx,
  trx: Trx,
  scope: { sessionId: SessionId } | { courseId: CourseId },
): Promise<void> {
  if ('sessionId' in scope) {
    await lockSession(ctx, trx, scope.sessionId)
    return
  }
  await lockCourse(ctx, trx, scope.courseId)
  await lockSessionsOf(ctx, trx, scope.courseId)
}

/** A course got another name: the rooms of its events to come get it too. */
export async function followCourseName(ctx: Ctx, trx: Trx, courseId: CourseId): Promise<void> {
  for (const event of await lifecycleStore.listComing(trx, ctx.platform.id, { courseId }, ctx.now())) {
    if (event.accountId) await followWithRoom(ctx, trx, event, undefined)
  }
}

/**
 * A running or coming event gets a new room in one step, on another organizer or account. Our links lead there
 * from now on.
 *
 * @throws {ConflictError} when no room is free, as planning the event does
 */
export async function giveAnotherRoom(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  accountId: AccountId | undefined,
) {
  const event = await getEditable(ctx, actor, eventId)
  const target = accountId ?? event.accountId
  if (!target || event.cancelledAt) throw new ConflictError('room-not-ready')
  if (target === event.spareAccountId) return switchToSpare(ctx, actor, eventId, target)
  const avoid = await findOrganizerOfEvent(ctx.db, ctx.platform.id, eventId)
  const broken = await findRoomOfEvent(ctx, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const { courseId } = event
    const booking = { accountId: target, times: event, courseId, eventId, avoid }
    const { organizerId } = await bookAccount(ctx, trx, actor, booking)
    const now = await lockEvent(ctx, trx, eventId)
    if (now.cancelledAt) throw new ConflictError('room-not-ready')
    // Two who see it break at the same moment lead people to one room.
    if ((await findWantedRoomId(ctx, trx, eventId)) !== broken?.id)
      throw new ConflictError('room-replaced-already')
    if (target !== event.accountId) await lifecycleStore.setAccount(trx, ctx.platform.id, eventId, target)
    await replaceRoom(ctx, trx, { eventId, accountId: target, organizerId })
    // Another account may have other options, and another tool can others.
    const options = await optionsOfEvent(ctx, trx, eventId)
    await wantOptions(ctx, trx, { eventId, options, isOutdated: false })
    const changes = { accountId: target }
    await happened(ctx, trx, { kind: 'event-room-replaced', id: eventId, by: actor.personId, changes })
    if (isOpenTo(event, ctx.now())) await sayLedElsewhere(ctx, trx, actor, event)
  })
  return getEvent(ctx, actor, eventId)
}

function sayLedElsewhere(
  ctx: Ctx,
  trx: Trx,
  { personId: by }: Actor,
  { id, sessionId, name }: { id: EventId; sessionId: SessionId; name: string },
): Promise<void> {
  return happened(ctx, trx, { kind: 'people-led-elsewhere', id, sessionId, name, by })
}

/**
 * People are led to the room that is held ready for an event, at once and wherever they press Join; the room that led is held
 * ready in its place until the end, so that the same leads back. Everybody of the event is told.
 *
 * @param accountId where the spare is, as whoever presses saw it: twice is once, and never there and back
 * @throws {ConflictError} `spare-missing`, `spare-not-ready`
 */
export async function switchToSpare(ctx: Ctx, actor: Actor, eventId: EventId, accountId: AccountId) {
  const found = await getEditable(ctx, actor, eventId)
  await withTransaction(ctx.db, async (trx) => {
    const event = await lockEvent(ctx, trx, eventId)
    if (event.cancelledAt) throw new ConflictError('room-not-ready')
    if (event.accountId === accountId) return
    if (event.spareAccountId !== accountId) throw new ConflictError('spare-missing')
    await switchRooms(ctx, trx, eventId)
    await lifecycleStore.swapAccounts(trx, ctx.platform.id, eventId)
    // Another account may have other options, and another tool can others.
    const options = await optionsOfEvent(ctx, trx, eventId)
    await wantOptions(ctx, trx, { eventId, options, isOutdated: false })
    const changes = { accountId, spareAccountId: event.accountId }
    await happened(ctx, trx, { kind: 'event-switched', id: eventId, by: actor.personId, changes })
    await sayLedElsewhere(ctx, trx, actor, found)
  })
  return getEvent(ctx, actor, eventId)
}

/**
 * Another account takes an event over, as soon as it has a room for it. Our links lead there from then on.
 *
 * @returns the room that the event had, which is deleted at the provider
 * @throws {ConflictError} as planning the event there does
 */
export async function moveEvent(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  move: { eventId: EventId; accountId: AccountId },
): Promise<RoomId | undefined> {
  const { eventId, accountId } = move
  const { id: platformId } = ctx.platform
  const [event] = await lifecycleStore.listComing(trx, platformId, { eventId }, ctx.now())
  if (!event) throw new ConflictError('move-event-over')
  if (event.spareAccountId === accountId) throw spareAtSameAccount()
  const { courseId } = event
  const booked = await bookAccount(ctx, trx, actor, { accountId, times: event, courseId, eventId })
  const old = await findWantedRoomId(ctx, trx, eventId)
  await lifecycleStore.setAccount(trx, platformId, eventId, accountId)
  await followWithRoom(ctx, trx, { ...event, accountId }, booked)
  const changes = { accountId }
  await happened(ctx, trx, { kind: 'event-account-changed', id: eventId, by: actor.personId, changes })
  return old
}
