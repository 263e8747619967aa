import type { Ctx, Follower } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { type About, idsOf } from '../../../domain/facts/done.ts'
import type { DeliveryId, WebhookEventId, WebhookId } from '../../../domain/ids.ts'
import {
  eventOfEnrollment,
  eventOfRoom,
  type WebhookEvent,
  type WebhookEventType,
} from '../../../domain/webhook-event.ts'
import { deliverWebhookJob } from './webhooks.job.ts'
import * as webhooksStore from './webhooks.store.ts'

/** An event with the webhooks that are told of it. */
interface Addressed {
  readonly event: WebhookEvent
  readonly webhookIds: readonly WebhookId[]
}

/** Other systems are told of the thing. @param key the name of its id in the payload, such as `courseId` */
export function announces(type: WebhookEventType, key: string): Follower<About> {
  return (ctx, trx, about) =>
    announceAll(
      ctx,
      trx,
      idsOf(about).map((id) => ({ type, object: { [key]: id } })),
    )
}

/** However many they are. */
export const announceEnrollments: Follower<FactOf<'enrollments-changed'>> = (ctx, trx, fact) => {
  const { sessionId, changes } = fact
  return announceAll(
    ctx,
    trx,
    changes.map(({ personId, before, status }) => eventOfEnrollment(before, status, { sessionId, personId })),
  )
}

/** However many they are. */
export function announceCompletions(
  type: 'completion.reached' | 'completion.withdrawn',
): Follower<FactOf<'person-completed' | 'completion-withdrawn'>> {
  return (ctx, trx, { sessionId, courseId, completions }) =>
    announceAll(
      ctx,
      trx,
      completions.map(({ personId, version }) => ({
        type,
        object: { courseId, sessionId, personId, version: `${version}` },
      })),
    )
}

/** However many they are; one that is issued in place of another tells of both. */
export function announceCertificates(
  type: 'certificate.issued' | 'certificate.recalled',
): Follower<FactOf<'certificates-issued' | 'certificates-recalled'>> {
  return (ctx, trx, { sessionId, certificates }) =>
    announceAll(
      ctx,
      trx,
      certificates.map(({ id, personId }) => ({ type, object: { sessionId, personId, certificateId: id } })),
    )
}

/** By both ids: whoever knows the one that is gone has to follow. */
export const announceMerge: Follower<FactOf<'person-merged'>> = (ctx, trx, { id, formerId }) =>
  announceAll(ctx, trx, [{ type: 'person.merged', object: { personId: id, formerId } }])

export const announceRoom: Follower<FactOf<'room-changed'>> = (ctx, trx, { before, state, eventId }) =>
  announceAll(ctx, trx, [eventOfRoom(before, state, eventId)])

/** Tells other systems what happened, in the transaction of the change: rolled back = never sent. */
async function announceAll(ctx: Ctx, trx: Trx, events: readonly (WebhookEvent | undefined)[]): Promise<void> {
  const happened = events.filter((event) => event !== undefined)
  if (happened.length === 0) return
  const webhooks = await listActiveOnce(ctx, trx)
  const addressed = happened.flatMap((event) => {
    const wanting = webhooks.filter(
      ({ eventTypes }) => eventTypes === null || eventTypes.some((type) => type === event.type),
    )
    return wanting.length > 0 ? [{ event, webhookIds: wanting.map(({ id }) => id) }] : []
  })
  await putEvents(ctx, trx, addressed)
}

const active = new WeakMap<Trx, ReturnType<typeof webhooksStore.listActive>>()

/** The webhooks to tell: read once in a transaction, however many things happen in it. */
function listActiveOnce(ctx: Ctx, trx: Trx): ReturnType<typeof webhooksStore.listActive> {
  const known = active.get(trx) ?? webhooksStore.listActive(trx, ctx.platform.id)
  active.set(trx, known)
  return known
}

/** Writes events down and has them sent. @returns the deliveries, in the order of the events and their webhooks */
export async function putEvents(ctx: Ctx, trx: Trx, addressed: readonly Addressed[]): Promise<DeliveryId[]> {
  if (addressed.length === 0) return []
  const platformId = ctx.platform.id
  const now = ctx.now()
  const events = addressed.map(({ event: { type, object } }) => ({
    ...{ platformId, id: ctx.newId<WebhookEventId>(), type },
    object: JSON.stringify(object),
    occurredAt: now,
  }))
  const deliveries = events.flatMap(({ id: eventId }, index) =>
    (addressed[index]?.webhookIds ?? []).map((webhookId) => ({
      platformId,
      id: ctx.newId<DeliveryId>(),
      webhookId,
      eventId,
      nextTryAt: now,
      createdAt: now,
    })),
  )
  await webhooksStore.insertEvents(trx, events, deliveries)
  const jobs = deliveries.map(({ id }) => ({ platformId, deliveryId: id }))
  await ctx.jobs.enqueueAll(trx, deliverWebhookJob, jobs)
  return deliveries.map(({ id }) => id)
}
