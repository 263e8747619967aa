import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import {
  allot,
  type EnrollmentCause,
  type EnrollmentStatus,
  placeStatuses,
  promote,
  promotionStopOf,
  type WhenFull,
} from '../../../domain/enrollment.ts'
import { type AppError, ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { EnrollmentChangeId, PersonId, SessionId } from '../../../domain/ids.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { holdPeople, nameOf } from '../../people/people/people.service.ts'
import { type LockedSession, lockSession } from '../sessions/locked-sessions.service.ts'
import { cancellationRefusal } from '../sessions/session-briefs.service.ts'
import * as enrollmentsStore from './enrollments.store.ts'
import { settlePlacesJob } from './places.job.ts'

export type { WhenFull } from '../../../domain/enrollment.ts'

interface Placing {
  readonly session: LockedSession
  /** Who does it; null = it happens by itself. */
  readonly actorId: PersonId | null
  readonly whenFull: WhenFull
  /** Goes behind those who wait, as people do who enroll by themselves; planners may pass them. */
  readonly queues?: boolean
  /** Where it is not what {@link causeOf} says. */
  readonly cause?: EnrollmentCause
}

type Person = Awaited<ReturnType<typeof holdPeople>>[number]

/** What became of one person: a status, or why not. */
export type Placed =
  | {
      readonly personId: PersonId
      readonly before: EnrollmentStatus | undefined
      readonly status: EnrollmentStatus
    }
  | { readonly personId: PersonId; readonly refusal: AppError }

/** People who are held, and what is true of the places of a locked session: handed on, so that nobody asks again. */
export interface Asked {
  readonly people: ReadonlyMap<PersonId, Person>
  readonly places: enrollmentsStore.Places
}

/** Holds people, and then reads what they have in a locked session. */
export async function askPlaces(
  ctx: Ctx,
  trx: Trx,
  session: LockedSession,
  personIds: readonly PersonId[],
): Promise<Asked> {
  const people = await holdPeople(ctx, trx, personIds)
  const places = await enrollmentsStore.readPlaces(trx, ctx.platform.id, session.id, personIds)
  return { people: new Map(people.map((person) => [person.id, person])), places }
}

/**
 * The only way to places: under the session's lock, never over its maximum, and after the people on the waiting list.
 * Who has a place keeps it.
 *
 * @param personIds in the order in which they are served
 * @param asked as {@link askPlaces} says it of them, if somebody has asked already
 * @returns one for each, in the same order
 */
export async function givePlaces(
  ctx: Ctx,
  trx: Trx,
  placing: Placing & { readonly personIds: readonly PersonId[]; readonly asked?: Asked },
): Promise<Placed[]> {
  const { session, actorId, whenFull, queues = false } = placing
  const personIds = [...new Set(placing.personIds)]
  const { people, places } = placing.asked ?? (await askPlaces(ctx, trx, session, personIds))
  const { taken, queue, had: before } = (await settle(ctx, trx, session, places, personIds)).places
  const teaching = new Set(session.instructors.map((instructor) => instructor.id))
  const refusals = new Map<string, AppError>()
  const notHeld = cancellationRefusal(session)
  for (const personId of personIds) {
    const person = people.get(personId)
    const keeps = before.get(personId)?.status === 'enrolled'
    if (!person?.active) refusals.set(personId, new NotFoundError('person-not-found'))
    else if (notHeld && !keeps) refusals.set(personId, notHeld)
    else if (teaching.has(personId) && !keeps)
      refusals.set(personId, new ConflictError('instructor-not-enrollable', { name: nameOf(person) }))
  }
  const line = {
    taken,
    waiting: queue.filter((entry) => entry.status === 'waiting' && entry.active).length,
  }
  const applicants = personIds
    .filter((personId) => !refusals.has(personId))
    .map((personId) => ({ personId, before: before.get(personId)?.status }))
  const allotted = new Map(
    allot(session, line, applicants, { whenFull, queues }).map((entry) => [entry.personId, entry]),
  )
  const placed = personIds.map((personId): Placed => {
    const refused = refusals.get(personId)
    const allotment = allotted.get(personId)
    if (refused || !allotment) return { personId, refusal: refused ?? new NotFoundError('person-not-found') }
    if ('refusal' in allotment) {
      const max = session.maxEnrollment ?? line.taken
      return { personId, refusal: new ConflictError(allotment.refusal, { max }) }
    }
    return { personId, before: before.get(personId)?.status, status: allotment.to }
  })
  const changed = placed.flatMap((entry) =>
    'status' in entry && entry.status !== entry.before ? [{ ...entry, cause: placing.cause }] : [],
  )
  await setStatuses(
    ctx,
    trx,
    { session, actorId },
    changed.map(({ personId, status, before: was, cause }) => ({
      personId,
      before: was,
      status,
      cause: cause ?? causeOf(status, was, actorId === personId),
      waitingSince: (status === 'waiting' && before.get(personId)?.waitingSince) || null,
    })),
  )
  return placed
}

/**
 * {@link givePlaces} for one person.
 *
 * @throws {ConflictError} `session-full`, `waiting-list-first`, `instructor-not-enrollable`, `session-cancelled`,
 * `course-cancelled`
 * @throws {NotFoundError} `person-not-found`
 */
export async function givePlace(
  ctx: Ctx,
  trx: Trx,
  { personId, ...placing }: Placing & { readonly personId: PersonId; readonly asked?: Asked },
): Promise<EnrollmentStatus> {
  const [placed] = await givePlaces(ctx, trx, { ...placing, personIds: [personId] })
  if (!placed) throw new NotFoundError('person-not-found')
  if ('refusal' in placed) throw placed.refusal
  return placed.status
}

/**
 * Puts people at the end of a session's waiting list, in their order, also while places are free: they move up by
 * themselves. Who has a place or is in line keeps it; who teaches the session or is not active is refused, and
 * everybody when it has no list.
 */
export async function getInLine(
  ctx: Ctx,
  trx: Trx,
  placing: Pick<Placing, 'session' | 'actorId'> & {
    personIds: readonly PersonId[]
    cause: EnrollmentCause
  },
): Promise<Placed[]> {
  const { session, personIds, actorId, cause } = placing
  const { people, places } = await askPlaces(ctx, trx, session, personIds)
  const teaching = new Set<string>(session.instructors.map((instructor) => instructor.id))
  const placed = personIds.map((personId): Placed => {
    const before = places.had.get(personId)?.status
    if (before && before !== 'cancelled' && before !== 'requested')
      return { personId, before, status: before }
    const notHeld = cancellationRefusal(session)
    if (notHeld) return { personId, refusal: notHeld }
    if (!people.get(personId)?.active) return { personId, refusal: new NotFoundError('person-not-found') }
    if (teaching.has(personId))
      return { personId, refusal: new ConflictError('instructor-not-enrollable', { name: '' }) }
    if (session.waitingList === 'off')
      return { personId, refusal: new ConflictError('waiting-list-off', { session: session.name }) }
    return { personId, before, status: 'waiting' }
  })
  const joining = placed.flatMap((one) =>
    'status' in one && one.status !== one.before
      ? [{ personId: one.personId, before: one.before, status: 'waiting' as const, cause }]
      : [],
  )
  await setStatuses(ctx, trx, { session, actorId }, joining)
  return placed
}

/** Everybody who has or wants a place: places first, in the order in which they were given, then the line. */
export function listInOrder(ctx: Ctx, trx: Trx, sessionId: SessionId) {
  return enrollmentsStore.listInOrder(trx, ctx.platform.id, sessionId)
}

/** Places that are taken for good; those that are offered are not among them. */
export function countEnrolled(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<number> {
  return enrollmentsStore.countEnrolled(trx, ctx.platform.id, sessionId)
}

/** Lets the waiting list do what is due, under the session's lock. */
export async function settlePlaces(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<void> {
  await promoteNext(ctx, trx, await lockSession(ctx, trx, sessionId))
}

/** The same in a session that is locked. */
export async function promoteNext(ctx: Ctx, trx: Trx, session: LockedSession): Promise<void> {
  await settle(ctx, trx, session, await enrollmentsStore.readPlaces(trx, ctx.platform.id, session.id))
}

/**
 * The same after people gave back what they had.
 *
 * @param places as they were before that
 * @returns who got a place or an offer, in order
 */
export async function promoteAfter(
  ctx: Ctx,
  trx: Trx,
  session: LockedSession,
  places: enrollmentsStore.Places,
  leaving: readonly { readonly personId: PersonId; readonly status: EnrollmentStatus }[],
): Promise<readonly PersonId[]> {
  const gone = new Set(leaving.map(({ personId }) => personId))
  const held = leaving.filter(({ status }) => placeStatuses.some((one) => one === status))
  const queue = places.queue.filter(({ personId }) => !gone.has(personId))
  const left = { ...places, taken: places.taken - held.length, queue }
  return (await settle(ctx, trx, session, left)).promoted
}

/** What the waiting list did. */
interface Settling {
  /** What is true after that. */
  readonly places: enrollmentsStore.Places
  /** Who got a place or an offer, in order. */
  readonly promoted: readonly PersonId[]
}

/** @param personIds of whom the places that come back tell what they have */
async function settle(
  ctx: Ctx,
  trx: Trx,
  session: LockedSession,
  places: enrollmentsStore.Places,
  personIds: readonly PersonId[] = [],
): Promise<Settling> {
  const { id: platformId } = ctx.platform
  const { id: sessionId } = session
  const { queue, taken } = places
  // The line of what does not take place waits until it does again.
  if (queue.length === 0 || session.cancelled) return { places, promoted: [] }
  const promotionStopsAt = promotionStopOf(session, places)
  const steps = promote({ ...session, promotionStopsAt }, taken, queue, ctx.now())
  if (steps.length === 0) return { places, promoted: [] }
  const inLine = new Map(queue.map((entry) => [entry.personId, entry]))
  await setStatuses(
    ctx,
    trx,
    { session, actorId: null },
    steps.map((step) => ({
      personId: step.personId,
      before: inLine.get(step.personId)?.status,
      status: step.to,
      cause: step.to === 'cancelled' ? 'offer-expired' : step.to === 'offered' ? 'offered' : 'promoted',
      offerExpiresAt: step.to === 'offered' ? step.offerExpiresAt : null,
      waitingSince: inLine.get(step.personId)?.waitingSince ?? null,
    })),
  )
  const ends = new Set(steps.flatMap((step) => (step.to === 'offered' ? step.offerExpiresAt.getTime() : [])))
  for (const end of ends)
    await ctx.jobs.enqueue(trx, settlePlacesJob, { platformId, sessionId }, { startAfter: new Date(end) })
  return {
    places: await enrollmentsStore.readPlaces(trx, platformId, sessionId, personIds),
    promoted: steps.filter((step) => step.to !== 'cancelled').map((step) => step.personId),
  }
}

/** An offer of a session expired; the session may be gone. */
export async function settleExpired(ctx: Ctx, sessionId: SessionId): Promise<void> {
  try {
    await withTransaction(ctx.db, (trx) => settlePlaces(ctx, trx, sessionId))
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error
  }
}

/** Platforms on which {@link sweepPlaces} may find something. */
export const findPlaces = enrollmentsStore.listPlatformsToSettle

/** Every minute: finds what a lost job left behind, and places that can be given because a date moved. */
export async function sweepPlaces(ctx: Ctx): Promise<void> {
  // One that fails holds up no other, and is looked at again in a minute.
  await eachAlone(
    await enrollmentsStore.listSessionsWithQueue(ctx.db, ctx.platform.id),
    (sessionId) => `session ${sessionId}`,
    (sessionId) => settleExpired(ctx, sessionId),
  )
}

/** What somebody has from now on. */
export interface Next {
  readonly personId: PersonId
  /** What they had; undefined = nothing ever. */
  readonly before: EnrollmentStatus | undefined
  readonly status: EnrollmentStatus
  readonly cause: EnrollmentCause
  /** What the person who did it says. */
  readonly reason?: string
  readonly offerExpiresAt?: Date | null
  /** Their position in the line, where they wait already. */
  readonly waitingSince?: Date | null
}

/** Sets statuses and writes them into the history. Who gets in line stands at its end, in order. */
export async function setStatuses(
  ctx: Ctx,
  trx: Trx,
  { session, actorId }: { session: LockedSession; actorId: PersonId | null },
  nexts: readonly Next[],
): Promise<void> {
  if (nexts.length === 0) return
  const { id: sessionId, courseId } = session
  const { id: platformId } = ctx.platform
  const changedAt = ctx.now()
  const getsInLine = nexts.some((next) => next.status === 'waiting' && !next.waitingSince)
  const last = getsInLine ? await enrollmentsStore.findEndOfLine(trx, platformId, sessionId) : undefined
  let endOfLine = Math.max(changedAt.getTime(), last ? last.getTime() + 1 : 0)
  const rows = nexts.map(({ personId, status, offerExpiresAt = null, waitingSince = null }) => {
    const isInLine = status === 'waiting' || status === 'offered'
    const since = isInLine ? (waitingSince ?? new Date(endOfLine++)) : null
    return {
      platformId,
      sessionId,
      personId,
      status,
      enrolledAt: changedAt,
      waitingSince: since,
      offerExpiresAt,
    }
  })
  const changes = nexts.map(({ personId, status, cause, reason = '' }) => ({
    ...{ platformId, id: ctx.newId<EnrollmentChangeId>(), sessionId, personId, status },
    ...{ actorId, changedAt, cause, reason },
  }))
  await enrollmentsStore.putEnrollments(trx, rows, changes)
  await happened(ctx, trx, {
    kind: 'enrollments-changed',
    sessionId,
    courseId,
    changes: nexts.map(({ personId, before, status, cause, reason = '' }) => ({
      ...{ personId, before, status, cause, reason },
    })),
  })
}

function causeOf(
  status: EnrollmentStatus,
  before: EnrollmentStatus | undefined,
  isOwn: boolean,
): EnrollmentCause {
  if (status === 'waiting') return 'waiting'
  if (before === 'offered' && isOwn) return 'accepted'
  if (before === 'requested') return 'approved'
  return isOwn ? 'enrolled-self' : 'enrolled'
}
