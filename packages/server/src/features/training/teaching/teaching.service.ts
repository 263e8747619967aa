import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import { MAX_EVENT_MINUTES } from '../../../domain/event.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { findOverlaps, type Taught } from '../../../domain/teaching.ts'
import { addMinutes } from '../../../domain/time.ts'
import { getPeople, nameOf } from '../../people/people/people.service.ts'
import * as teachingStore from './teaching.store.ts'

type TaughtRow = Awaited<ReturnType<typeof teachingStore.listTaughtBy>>[number]

/** People who are locked until the transaction ends, as {@link holdInstructors} gave them. */
export type HeldPeople = readonly teachingStore.LockedPerson[]

type Teaching = Taught & { readonly personId: PersonId }

/** Overlaps that were allowed and why, as the audit log keeps them; a reason that nothing needed is none. */
export type Allowed = { overlaps?: string[]; overlapReason: string | undefined }

const NOTHING_ALLOWED: Allowed = { overlapReason: undefined }

/**
 * The first lock of all planning: the instructors of the sessions stay as they are until the transaction ends, and nobody else
 * plans with the same people. All take their locks in one order, so that none waits in a circle: sessions, people,
 * accounts, events. To plan several events, all of it is locked at once, before the first one.
 *
 * @param of.eventIds events that may have instructors of their own
 * @param of.personIds who shall teach
 * @returns who is locked now, to be handed on
 * @see docs/decisions/0017-instructors-teach-one-event-at-a-time.md
 */
export async function holdInstructors(
  ctx: Ctx,
  trx: Trx,
  of: {
    sessionIds: readonly SessionId[]
    eventIds?: readonly EventId[] | undefined
    personIds?: readonly PersonId[] | undefined
  },
): Promise<HeldPeople> {
  const { id: platformId } = ctx.platform
  const { sessionIds, eventIds = [], personIds = [] } = of
  if (sessionIds.length > 0) await teachingStore.holdSessions(trx, platformId, sessionIds)
  return teachingStore.lockInstructors(trx, platformId, { sessionIds, eventIds, personIds })
}

/**
 * Refuses that somebody teaches two events at the same time. Called after the events were written and before the
 * transaction ends; of two who plan with the same person at once, the second waits here and sees what the first did.
 *
 * @param plan.only of the events' instructors: those who are new; left out = all, because the events moved
 * @param plan.overlapReason why it is to be all the same; nothing is refused then
 * @param plan.held people who are locked already: of them nobody is locked again
 * @param plan.teaching the instructors of the events, if they are known; left out = they are looked up
 * @returns what was allowed because of the reason, for the audit log
 * @throws {ConflictError} `instructor-busy`, naming the person, the other event and when
 */
export async function assertInstructorsFree(
  ctx: Ctx,
  trx: Trx,
  plan: {
    eventIds: readonly EventId[]
    only?: readonly PersonId[] | undefined
    overlapReason?: string | undefined
    held?: HeldPeople
    teaching?: readonly Teaching[]
  },
): Promise<Allowed> {
  const { id: platformId } = ctx.platform
  if (plan.eventIds.length === 0) return NOTHING_ALLOWED
  const all: readonly Teaching[] =
    plan.teaching?.filter(({ endsAt }) => endsAt > ctx.now()) ??
    (await teachingStore.listTeaching(trx, platformId, { eventIds: plan.eventIds, now: ctx.now() }))
  const wanted = plan.only ? all.filter((one) => plan.only?.includes(one.personId)) : all
  const [first] = wanted
  if (!first) return NOTHING_ALLOWED
  const personIds = [...new Set(wanted.map((one) => one.personId))]
  const held = plan.held?.filter(({ id }) => personIds.includes(id)) ?? []
  const areHeld = held.length === personIds.length
  const people = areHeld ? held : await teachingStore.lockPeople(trx, platformId, personIds)
  const taught = await listTaughtAround(ctx, trx, {
    personIds: people.map((person) => person.id),
    startsAt: first.startsAt,
    endsAt: new Date(Math.max(...wanted.map((one) => one.endsAt.getTime()))),
  })
  const overlaps = findOverlaps(wanted, taught)
  const [busy] = overlaps
  if (!busy) return NOTHING_ALLOWED
  const nameOfId = (id: string) =>
    nameOf(people.find((one) => one.id === id) ?? { firstName: '', lastName: '' })
  if (plan.overlapReason?.trim()) {
    const told = ({ personId, eventName }: TaughtRow) => `${nameOfId(personId)}: ${eventName}`
    return { overlaps: overlaps.map(({ other }) => told(other)), overlapReason: plan.overlapReason }
  }
  const { other } = busy
  const params = {
    name: nameOfId(other.personId),
    event: other.eventName,
    course: other.courseName,
    starts: other.startsAt,
    ends: other.endsAt,
  }
  throw new ConflictError('instructor-busy', params, {
    fields: [
      { pointer: '/instructorIds', code: 'instructor-busy', params },
      { pointer: '/overlapReason', code: 'overlap-reason-needed' },
    ],
  })
}

/** What people teach at a time, by start. */
export function listTaughtAround(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  { personIds, startsAt, endsAt }: { personIds: readonly PersonId[]; startsAt: Date; endsAt: Date },
) {
  if (personIds.length === 0) return Promise.resolve([])
  return teachingStore.listTaughtBy(db, ctx.platform.id, {
    personIds,
    // Nothing that began earlier can still run.
    startsAfter: addMinutes(startsAt, -MAX_EVENT_MINUTES),
    startsBefore: endsAt,
    endsAfter: startsAt,
  })
}

/** The instructors of each of these events, by name. */
export async function listInstructorsOfEvents(ctx: Ctx, db: Ctx['db'] | Trx, eventIds: readonly EventId[]) {
  const rows = await teachingStore.listInstructorsOfEvents(db, ctx.platform.id, [...new Set(eventIds)])
  return rows.map((row) => ({ eventId: row.eventId, id: row.id, email: row.email, name: nameOf(row) }))
}

/** The events to come that a session's instructors teach. */
export async function listTaughtByInstructorsOf(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
): Promise<EventId[]> {
  const rows = await teachingStore.listComingOfSession(trx, ctx.platform.id, sessionId, ctx.now())
  return rows.map((row) => row.id)
}

/**
 * Gives an event instructors of its own; nobody = those of the session teach it again.
 *
 * @throws {ConflictError} `person-not-instructor`
 */
export async function setEventInstructors(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
  personIds: readonly PersonId[],
): Promise<void> {
  await assertInstructors(ctx, trx, personIds)
  await teachingStore.replaceEventInstructors(trx, ctx.platform.id, eventId, personIds)
}

/** The same for an event that was made a moment ago. */
export async function setFirstInstructors(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
  personIds: readonly PersonId[],
): Promise<void> {
  if (personIds.length > 0) await setEventInstructors(ctx, trx, eventId, personIds)
}

/** @throws {NotFoundError} `person-not-found`, {ConflictError} `person-not-instructor` */
export async function assertInstructors(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]): Promise<void> {
  const people = await getPeople(ctx, trx, personIds)
  const other = people.find(
    (person) => !person.roles.includes('instructor') && !person.roles.includes('superadmin'),
  )
  if (other) throw new ConflictError('person-not-instructor', { name: nameOf(other) })
}
