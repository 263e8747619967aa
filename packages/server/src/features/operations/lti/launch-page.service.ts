import { hasRights } from '../../../access/people.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { hasMailbox } from '../../../domain/email.ts'
import {
  AppError,
  ConflictError,
  ForbiddenError,
  NotFoundError,
  UnauthenticatedError,
} from '../../../domain/errors.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Role } from '../../../domain/role.ts'
import type { Actor } from '../../../http/actor.ts'
import { type Reader, sentence } from '../../../messages/messages.ts'
import { type IssuedLogin, issueLogin } from '../../people/auth/auth.service.ts'
import type { Caller } from '../../people/auth/tries.service.ts'
import { askPlaces, givePlace } from '../../training/enrollments/places.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { listEventsOfSession } from '../../training/events/events.service.ts'
import { lockSession } from '../../training/sessions/locked-sessions.service.ts'
import { listSessions } from '../../training/sessions/sessions.service.ts'
import { listEffectiveOf } from '../../training/verdicts/effective.service.ts'
import { hasRole, type Launch } from './launches.service.ts'
import { getLink, type Linkable, type LinkRow, linkByInstructor, listLinkable } from './links.service.ts'
import { findKnown } from './lti-people.service.ts'
import { keepMembers } from './members.store.ts'

type EventView = Awaited<ReturnType<typeof listEventsOfSession>>[number]
type SessionView = Awaited<ReturnType<typeof listSessions>>[number]
export type Known = NonNullable<Awaited<ReturnType<typeof findKnown>>>

/** What of somebody’s past is shown. */
const SHOWN_PAST = 12

/** What stands on the page of a launch. */
export interface LaunchPage {
  readonly link: LinkRow | undefined
  /** Undefined = nobody that is known: anonymous, or a preview. */
  readonly person: Known | undefined
  /** What leads to nothing yet. */
  readonly isUnlinked: boolean
  readonly isCopied: boolean
  /** Of an unlinked course: to what this instructor may link it; undefined = they may not. */
  readonly linkable: readonly Linkable[] | undefined
  /** Of a course: sessions in which somebody may take a place. */
  readonly choices: readonly SessionView[]
  readonly next: EventView | undefined
  readonly laterEvents: readonly EventView[]
  readonly mayStart: boolean
  /** Own attendance of what is over, the newest first. */
  readonly past: readonly { readonly event: EventView; readonly status: string }[]
  readonly attended: { readonly present: number; readonly held: number }
  /** Why there is no place, or not yet. */
  readonly trouble: string | undefined
  readonly lacksAddress: boolean
}

/** Who reads: in the language of the LMS’s page. */
export async function findPerson(ctx: Ctx, launch: Launch): Promise<Known | undefined> {
  if (!launch.subject) return undefined
  const known = await findKnown(ctx, { issuer: launch.issuer, subject: launch.subject })
  if (known && !known.active) throw new ForbiddenError('lms-person-inactive')
  return known
}

/**
 * Somebody as they count in a launch: never as a superadmin, whoever they are here, and as an instructor only where the
 * LMS says that they teach this course. So no LMS raises anybody, and none that is broken into does much.
 */
export function actorIn(launch: Launch, person: Known, reader: Reader): Actor {
  const teaches = hasRole(launch, 'instructor') && hasRights(person)
  const roles: Role[] = teaches ? ['instructor', 'learner'] : ['learner']
  return { personId: person.id, loginId: undefined, roles, reader }
}

/** Reads what a superadmin has linked: names and times, and what is the person’s own of it. */
export const looking = (personId: PersonId | undefined, reader: Reader): Actor => ({
  personId: personId ?? ('00000000-0000-0000-0000-000000000000' as PersonId), // nobody’s
  loginId: undefined,
  roles: ['superadmin'],
  reader,
})

export async function describeLaunch(ctx: Ctx, launch: Launch, reader: Reader): Promise<LaunchPage> {
  const person = await findPerson(ctx, launch)
  const link = launch.linkId ? await getLink(ctx, launch.linkId) : undefined
  const isLearner = hasRole(launch, 'learner')
  let trouble: string | undefined
  if (person && isLearner && link?.inSessionId) {
    trouble = await giveOnce(ctx, launch, { personId: person.id, sessionId: link.inSessionId }, reader)
  }
  const actor = looking(person?.id, reader)
  const sessions = link?.courseId ? await openSessions(ctx, link, actor) : []
  const sessionIds = link?.inSessionId ? [link.inSessionId] : sessions.map(({ id }) => id)
  const all = (await Promise.all(sessionIds.map((id) => listEventsOfSession(ctx, actor, id)))).flat()
  const own = all
    .filter(({ id, join }) => (link?.eventId ? id === link.eventId : link?.inSessionId || join))
    .sort((one, other) => one.startsAt.localeCompare(other.startsAt))
  const now = ctx.now().toISOString()
  const coming = own.filter(({ endsAt, cancelled }) => endsAt > now && !cancelled)
  const past = own.filter(({ endsAt, cancelled }) => endsAt <= now && !cancelled)
  const isUnlinked = !link?.courseId && !link?.inSessionId
  const statuses = person ? await statusesOf(ctx, past, person.id) : new Map<EventId, string>()
  const placed = new Set(own.filter(({ join }) => join).map(({ sessionId }) => sessionId))
  return {
    link,
    person,
    isUnlinked,
    isCopied: isUnlinked && link?.copiedFrom != null,
    linkable: isUnlinked && person ? await listLinkable(ctx, actorIn(launch, person, reader)) : undefined,
    choices: person && isLearner && placed.size === 0 ? sessions : [],
    next: coming[0],
    laterEvents: coming.slice(1, 6),
    mayStart: person !== undefined && maysStart(launch),
    past: past
      .reverse()
      .slice(0, SHOWN_PAST)
      .map((event) => ({ event, status: statuses.get(event.id) ?? 'not-set' })),
    attended: {
      present: [...statuses.values()].filter((status) => status === 'present').length,
      held: past.length,
    },
    trouble,
    lacksAddress: person !== undefined && !hasMailbox(person.email),
  }
}

/** Whether the LMS’s word is enough to start what its course is linked to. */
function maysStart(launch: Launch): boolean {
  return launch.instructorsStart && hasRole(launch, 'instructor')
}

async function statusesOf(ctx: Ctx, past: readonly EventView[], personId: PersonId) {
  const effective = await listEffectiveOf(
    ctx,
    past.map(({ id }) => id),
  )
  return new Map(
    [...effective].flatMap(([id, byPerson]) => {
      const own = byPerson.get(personId)
      return own ? [[id, own.status] as const] : []
    }),
  )
}

async function openSessions(ctx: Ctx, { courseId }: LinkRow, actor: Actor): Promise<SessionView[]> {
  if (!courseId) return []
  const now = ctx.now().toISOString()
  const sessions = await listSessions(ctx, actor, courseId)
  return sessions
    .filter(({ lastEndsAt, cancelled }) => !cancelled && (!lastEndsAt || lastEndsAt > now))
    .slice(0, 50)
}

/**
 * Gives a place to who comes from a linked course for the first time, or a position in the line. Who gave it back, or
 * lost it by a planner, gets it back by neither.
 *
 * @returns why there is none
 */
async function giveOnce(
  ctx: Ctx,
  { linkId, subject }: Pick<Launch, 'linkId' | 'subject'>,
  { personId, sessionId }: { personId: PersonId; sessionId: SessionId },
  reader: Reader,
): Promise<string | undefined> {
  try {
    const status = await withTransaction(ctx.db, async (trx) => {
      const session = await lockSession(ctx, trx, sessionId)
      const asked = await askPlaces(ctx, trx, session, [personId])
      const had = asked.places.had.get(personId)?.status
      if (linkId && subject) {
        const { id: platformId } = ctx.platform
        await keepMembers(trx, [{ platformId, linkId, subject, personId, seenAt: ctx.now() }])
      }
      if (had) return had
      const given = await givePlace(ctx, trx, {
        session,
        personId,
        actorId: personId,
        whenFull: 'wait',
        asked,
      })
      await happened(ctx, trx, { kind: 'learner-enrolled', id: `${sessionId}/${personId}`, by: personId })
      return given
    })
    if (status === 'enrolled') return undefined
    return sentence(status === 'cancelled' ? 'lms-place-cancelled' : 'lms-place-waiting', {}, reader)
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500) throw error
    // Who teaches it needs no place.
    return error.code === 'instructor-not-enrollable' ? undefined : sentence(error.code, error.params, reader)
  }
}

/** A learner chooses a session of the linked course. @throws {NotFoundError} `session-not-found` */
export async function choosePlace(
  ctx: Ctx,
  launch: Launch,
  sessionId: SessionId,
  reader: Reader,
): Promise<void> {
  const { link, person, choices } = await describeLaunch(ctx, launch, reader)
  if (!link || !person || !choices.some(({ id }) => id === sessionId))
    throw new NotFoundError('session-not-found')
  const trouble = await giveOnce(ctx, launch, { personId: person.id, sessionId }, reader)
  if (trouble) throw new ConflictError('lms-no-place', { reason: trouble })
}

/** Leads into the room of an event that the launch is linked to. @returns where */
export async function enter(
  ctx: Ctx,
  launch: Launch,
  asked: { eventId: EventId; as: 'join' | 'start' },
  reader: Reader,
): Promise<string> {
  const { person, next, laterEvents } = await describeLaunch(ctx, launch, reader)
  if (!person || ![next, ...laterEvents].some((event) => event?.id === asked.eventId))
    throw new NotFoundError('event-not-found')
  const actor = actorIn(launch, person, reader)
  if (asked.as === 'join') return enterAsLearner(ctx, actor, asked.eventId)
  return (await enterAsInstructor(ctx, actor, asked.eventId, maysStart(launch))).url
}

/** An instructor says what their course leads to. */
export async function linkCourse(
  ctx: Ctx,
  launch: Launch,
  sessionId: SessionId,
  reader: Reader,
): Promise<void> {
  const { link, person, linkable } = await describeLaunch(ctx, launch, reader)
  if (!link || !person || !linkable?.some(({ id }) => id === sessionId))
    throw new NotFoundError('session-not-found')
  const target = { sessionId, courseId: null, eventId: null }
  await linkByInstructor(ctx, actorIn(launch, person, reader), link.id, target)
}

/**
 * Signs a learner in, in a window of ours. Who has more rights than a learner signs in by themselves: no LMS opens a
 * platform to them.
 */
export async function openWhole(ctx: Ctx, launch: Launch, caller: Caller): Promise<IssuedLogin | undefined> {
  const person = await findPerson(ctx, launch)
  if (!person) throw new UnauthenticatedError('lms-launch-ended')
  if (hasRights(person)) return undefined
  return withTransaction(ctx.db, (trx) =>
    issueLogin(ctx, trx, { personId: person.id, way: 'lms', twoFactors: false, caller }),
  )
}
