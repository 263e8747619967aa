import type { z } from 'zod'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, ForbiddenError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { CourseId, EventId, LmsLinkId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Reader } from '../../../messages/messages.ts'
import { getCourse } from '../../training/courses/courses.service.ts'
import { scheduleEvent } from '../../training/events/events.service.ts'
import { createSession } from '../../training/sessions/sessions.service.ts'
import { Choosing, DEEP_LINKING_CLAIM, LINK_PARAMETER, ltiClaim } from './claims.ts'
import { findSigner } from './keys.service.ts'
import { actorIn, findPerson } from './launch-page.service.ts'
import { endLaunch, hasRole, type Launch } from './launches.service.ts'
import { getLink, type Linkable, listLinkable } from './links.service.ts'
import * as linksStore from './links.store.ts'
import { setupOf } from './paths.ts'

const MOST_EVENTS = 300
const MOST_CHOSEN = 50
const ANSWER_SECONDS = 300

type Wish = z.output<typeof Choosing>

export interface OfferedEvent {
  readonly id: EventId
  readonly sessionId: SessionId
  readonly name: string
  readonly startsAt: Date
}

/** What an instructor may put into a course of an LMS. */
export interface Offer {
  readonly wish: Wish
  readonly sessions: readonly Linkable[]
  readonly events: readonly OfferedEvent[]
  /** Courses in which they may plan a session now. */
  readonly courses: readonly { readonly id: CourseId; readonly name: string }[]
}

async function chooser(ctx: Ctx, launch: Launch, reader: Reader): Promise<{ actor: Actor; wish: Wish }> {
  const wish = Choosing.safeParse(launch.choosing).data
  const person = wish && (await findPerson(ctx, launch))
  if (!wish || !person) throw new NotFoundError('lms-link-not-found')
  const actor = actorIn(launch, person, reader)
  // An instructor of the LMS who is none here chooses nothing: the LMS raises nobody.
  if (!hasRole(launch, 'instructor') || !actor.roles.includes('instructor'))
    throw new ForbiddenError('lms-choosing-instructors')
  if (!wish.accept_types.includes('ltiResourceLink')) throw new ConflictError('lms-choosing-links')
  return { actor, wish }
}

/** @throws {ForbiddenError} `lms-choosing-instructors` @throws {ConflictError} `lms-choosing-links` */
export async function offer(ctx: Ctx, launch: Launch, reader: Reader): Promise<Offer> {
  const { actor, wish } = await chooser(ctx, launch, reader)
  const { id: platformId } = ctx.platform
  const sessions = (await listLinkable(ctx, actor)) ?? []
  const ids = sessions.map(({ id }) => id)
  const events = await linksStore.listComingEvents(ctx.db, platformId, ids, ctx.now(), MOST_EVENTS)
  const courses = await linksStore.listCoursesOf(ctx.db, platformId, actor.personId)
  return { wish, sessions, events, courses }
}

/** What was chosen: `session` or `event`, each with an id. */
export interface Chosen {
  readonly sessionId: SessionId | null
  readonly eventId: EventId | null
}

/** What goes back to the LMS, in a form that the browser sends. */
export interface Answer {
  readonly url: string
  readonly jwt: string
}

/**
 * Answers an LMS that asked for content. Each thing that was chosen is a link of its own, known by an id that the LMS
 * keeps with it; a copied course keeps it too.
 *
 * @throws {InvalidInputError} `lms-choosing-nothing`
 * @throws {NotFoundError} `session-not-found` for what is not offered
 */
export async function answer(
  ctx: Ctx,
  launch: Launch,
  chosen: readonly Chosen[],
  { origin, reader }: { origin: string; reader: Reader },
): Promise<Answer> {
  const { wish, sessions, events } = await offer(ctx, launch, reader)
  const { actor } = await chooser(ctx, launch, reader)
  if (chosen.length === 0 || chosen.length > MOST_CHOSEN) throw new InvalidInputError('lms-choosing-nothing')
  const taken = wish.accept_multiple ? chosen : chosen.slice(0, 1)
  const named = taken.map(({ sessionId, eventId }) => {
    const event = eventId && events.find(({ id }) => id === eventId)
    const session = sessions.find(({ id }) => id === (event ? event.sessionId : sessionId))
    if (!session || (eventId && !event)) throw new NotFoundError('session-not-found')
    const title = `${session.courseName}: ${event ? event.name : session.name}`
    return { title, sessionId: event ? null : session.id, eventId: event ? event.id : null }
  })
  const context = launch.linkId ? await getLink(ctx, launch.linkId) : undefined
  if (!context) throw new NotFoundError('lms-link-not-found')
  const { id: platformId } = ctx.platform
  const links = named.map((one) => ({ ...one, id: ctx.newId<LmsLinkId>(), linkKey: ctx.newId<string>() }))
  await withTransaction(ctx.db, async (trx) => {
    for (const { id, linkKey, title, sessionId, eventId } of links)
      await linksStore.meetLink(trx, {
        ...{ platformId, id, linkKey, title, sessionId, eventId, seenAt: ctx.now() },
        ...{ registrationId: context.registrationId, deploymentId: context.deploymentId },
        ...{ contextId: context.contextId, contextTitle: context.contextTitle },
        ...{
          lineItemsUrl: context.lineItemsUrl,
          membershipsUrl: context.membershipsUrl,
          scopes: context.scopes,
        },
        sends: wish.accept_lineitem ? ['attendance'] : [],
      })
    const changes = { link: context.contextTitle, chosen: links.map(({ title }) => title) }
    const [first] = links
    if (first)
      await happened(ctx, trx, {
        ...{ kind: 'lms-linked', id: context.registrationId, linkId: first.id, by: actor.personId, changes },
      })
    await endLaunch(ctx, trx, launch)
  })
  const items = links.map(({ id, linkKey, title }) => ({
    type: 'ltiResourceLink',
    title,
    url: setupOf(origin).redirectUrl,
    custom: { [LINK_PARAMETER]: linkKey },
    ...(wish.accept_lineitem
      ? { lineItem: { label: title, scoreMaximum: 100, resourceId: id, tag: 'attendance' } }
      : {}),
  }))
  const sign = await findSigner(ctx)
  const seconds = Math.floor(ctx.now().getTime() / 1000)
  const jwt = await sign({
    ...{ iss: launch.clientId, aud: launch.issuer, iat: seconds, exp: seconds + ANSWER_SECONDS },
    nonce: ctx.newId<string>(),
    [ltiClaim('deployment_id')]: context.deploymentId,
    [ltiClaim('message_type')]: 'LtiDeepLinkingResponse',
    [ltiClaim('version')]: '1.3.0',
    [`${DEEP_LINKING_CLAIM}content_items`]: items,
    // What the LMS gave along comes back as it was.
    ...(wish.data === undefined ? {} : { [`${DEEP_LINKING_CLAIM}data`]: wish.data }),
  })
  return { url: wish.deep_link_return_url, jwt }
}

/** Plans a session with one event at once, to be chosen. @throws as {@link scheduleEvent} */
export async function planNew(
  ctx: Ctx,
  launch: Launch,
  input: { courseId: CourseId; name: string; startsWall: string; endsWall: string },
  reader: Reader,
): Promise<SessionId> {
  const { actor } = await chooser(ctx, launch, reader)
  const { courses } = await offer(ctx, launch, reader)
  if (!courses.some(({ id }) => id === input.courseId)) throw new NotFoundError('course-not-found')
  const course = await getCourse(ctx, actor, input.courseId)
  const { name, startsWall, endsWall } = input
  const accountId = await linksStore.findUsualAccount(ctx.db, ctx.platform.id, course.id)
  return withTransaction(ctx.db, async (trx) => {
    const within = { ...ctx, db: trx }
    const session = await createSession(within, actor, { courseId: course.id, name })
    const timeZone = reader.timeZone
    await scheduleEvent(within, actor, {
      sessionId: session.id,
      name,
      startsWall,
      endsWall,
      timeZone,
      accountId,
    })
    return session.id
  })
}
