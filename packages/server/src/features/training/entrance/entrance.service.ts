import { mayStartEvent } from '../../../access/events.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, ForbiddenError, GoneError, NotFoundError } from '../../../domain/errors.ts'
import { joinWindow, phaseOf, startWindow } from '../../../domain/event.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Participant, StartLinks } from '../../../providers/provider.ts'
import { getPeople } from '../../people/people/people.service.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import { registerAtOnce } from '../../rooms/registrations/registrations.service.ts'
import { joinLinkOfRoom, type SayOpening, startLinksOfRoom } from '../../rooms/rooms/room-links.service.ts'
import { assertAgreed, findNotice } from '../recordings/consents.service.ts'
import * as entranceStore from './entrance.store.ts'

/**
 * Where a learner's click on Join leads: a link that was stored when the room was made, or that is made at this moment.
 *
 * @throws {ForbiddenError} `not-enrolled`
 * @throws {ConflictError} `event-on-site`, `event-on-site-somewhere`, `join-too-early`, `join-too-late`, `room-not-ready`, `registration-pending`,
 * `recording-consent-needed`
 * @throws {ProviderError} when a link has to be made now, and the provider makes none
 */
export async function enterAsLearner(ctx: Ctx, actor: Actor, eventId: EventId): Promise<string> {
  const entrance = await getEntrance(ctx, actor, eventId)
  if (!entrance.enrolledPersonId) throw new ForbiddenError('not-enrolled')
  assertNotCancelled(entrance)
  assertOnline(entrance)
  assertOpen(ctx, entrance, joinWindow(entrance))
  await assertAgreed(ctx, actor, eventId)
  const joinUrl = await joinUrlOf(ctx, entrance, eventId, actor)
  await recordEntry(ctx, actor, eventId, 'learner')
  return joinUrl
}

/** The personal link, or the one that all share. Only a learner who was enrolled a moment ago waits for the provider. */
async function joinUrlOf(
  ctx: Ctx,
  { registers, joinUrl, personalJoinUrl }: Awaited<ReturnType<typeof getEntrance>>,
  eventId: EventId,
  actor: Actor,
): Promise<string> {
  const stored = registers ? personalJoinUrl : joinUrl
  if (stored) return stored
  if (!registers) return joinLinkOfRoom(ctx, eventId, await toParticipant(ctx, actor), sayOf(ctx, eventId))
  return registerAtOnce(ctx, eventId, actor.personId)
}

/**
 * Where an instructor's click on Start leads: links that the provider gives at this moment and
 * that are stored nowhere.
 *
 * @param isVouched the caller has asked by what else they may start it
 * @throws {ForbiddenError} `not-instructor-of-event`
 * @throws {ConflictError} as for {@link enterAsLearner}, and `start-unavailable`
 * @throws {ProviderError} when the provider gives no link
 */
export async function enterAsInstructor(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  isVouched = false,
): Promise<StartLinks> {
  const entrance = await getEntrance(ctx, actor, eventId)
  if (!isVouched && !mayStartEvent(actor, { isTeaching: entrance.teachingPersonId !== null }))
    throw new ForbiddenError('not-instructor-of-event')
  assertNotCancelled(entrance)
  assertOpen(ctx, entrance, startWindow(entrance))
  assertOnline(entrance)
  const links = await startLinksOfRoom(ctx, eventId, await toParticipant(ctx, actor), sayOf(ctx, eventId))
  await recordEntry(ctx, actor, eventId, 'instructor', isVouched)
  await withTransaction(ctx.db, (trx) =>
    happened(ctx, trx, { kind: 'event-entered', id: eventId, by: actor.personId }),
  )
  return links
}

/** What a room that is made at the click is told of its event. */
function sayOf(ctx: Ctx, eventId: EventId): SayOpening {
  return async () => {
    const { isRecorded } = await findNotice(ctx, eventId)
    const origin = ctx.site.originOf(await findPrimaryHost(ctx))
    return { isRecorded, origin, backUrl: `${origin}/learn/events/${eventId}` }
  }
}

async function toParticipant(ctx: Ctx, { personId: id, reader }: Actor): Promise<Participant> {
  const [person] = await getPeople(ctx, ctx.db, [id])
  const { email = '', firstName = '', lastName = '' } = person ?? {}
  return { id, email, firstName, lastName, language: reader.language }
}

async function getEntrance(ctx: Ctx, actor: Actor, eventId: EventId) {
  const clicked = { platformId: ctx.platform.id, personId: actor.personId, eventId }
  const entrance = await entranceStore.findEntrance(ctx.db, clicked)
  if (entrance) return entrance
  const removed = await entranceStore.findRemoved(ctx.db, ctx.platform.id, eventId)
  if (removed) throw new GoneError('event-deleted', { name: removed.name, at: removed.removedAt })
  throw new NotFoundError('event-not-found')
}

function assertNotCancelled({
  cancelledAt,
  cancelReason,
}: {
  cancelledAt: Date | null
  cancelReason: string
}) {
  if (!cancelledAt) return
  const code = cancelReason ? 'event-cancelled-because' : 'event-cancelled'
  throw new ConflictError(code, { at: cancelledAt, reason: cancelReason })
}

/** What takes place on site alone has no room that could open. */
function assertOnline({ accountId, place }: { accountId: unknown; place: string }): void {
  if (accountId !== null) return
  throw place ? new ConflictError('event-on-site', { place }) : new ConflictError('event-on-site-somewhere')
}

function assertOpen(ctx: Ctx, event: { endsAt: Date }, window: { opensAt: Date; closesAt: Date }): void {
  const phase = phaseOf(window, ctx.now())
  if (phase === 'before') throw new ConflictError('join-too-early', { opensAt: window.opensAt })
  if (phase === 'after') throw new ConflictError('join-too-late', { ends: event.endsAt })
}

/** Keeps that somebody went through Join or Start. */
export async function recordEntry(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
  role: 'learner' | 'instructor',
  isVouched = false,
): Promise<void> {
  await entranceStore.insertEntry(ctx.db, {
    platformId: ctx.platform.id,
    id: ctx.newId(),
    eventId,
    personId: actor.personId,
    role,
    enteredAt: ctx.now(),
    isVouched,
  })
}
