import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../domain/ids.ts'
import type { NotificationKind, NotificationParams } from '../../domain/notification.ts'
import { addMinutes } from '../../domain/time.ts'
import { defineJob } from '../../jobs/jobs.ts'
import { compose } from './compose.ts'
import * as notificationsStore from './notifications.store.ts'

/** Writes the mails of what was told and not settled yet. */
export const sendNotificationsJob = defineJob<{ platformId: PlatformId }>('notification.send')

const BATCH = 50
const REMINDED_EVENTS = 500

interface News {
  readonly kind: NotificationKind
  readonly sessionId: SessionId
  /** Left out = what the session has when the mail is written. */
  readonly eventIds?: readonly EventId[]
  readonly params?: NotificationParams
  /** Who is told the same under one key twice, is told once. Left out = always new. */
  readonly key?: string
}

/** Tells people something in the transaction that makes it true; the mail is written later, from what is true then. */
export async function tell(ctx: Ctx, trx: Trx, news: News, personIds: readonly PersonId[]): Promise<void> {
  if (personIds.length === 0) return
  const { kind, sessionId, eventIds = [], params = {}, key = `${kind}:${ctx.newId()}` } = news
  const people = [...new Set(personIds)].map((personId) => ({ id: ctx.newId(), personId }))
  const notification = {
    platformId: ctx.platform.id,
    kind,
    sessionId,
    eventIds,
    params,
    key,
    createdAt: ctx.now(),
  }
  await notificationsStore.insertNotifications(trx, notification, people)
  await ctx.jobs.enqueue(trx, sendNotificationsJob, { platformId: ctx.platform.id })
}

/** Tells everybody who has a place in a session or teaches it. @param except who did it and knows */
export async function tellSession(ctx: Ctx, trx: Trx, news: News, except?: PersonId): Promise<void> {
  const people = await notificationsStore.listPeopleOfSession(trx, ctx.platform.id, news.sessionId)
  await tell(
    ctx,
    trx,
    news,
    people.filter((personId) => personId !== except),
  )
}

/** Works off what waits, some at a time. Each is settled in the transaction that puts its mail into the outbox. */
export async function sendNotifications(ctx: Ctx): Promise<void> {
  for (;;) {
    const count = await withTransaction(ctx.db, async (trx) => {
      const waiting = await notificationsStore.takeUnsettled(trx, ctx.platform.id, BATCH)
      for (const notification of waiting) {
        const outcome = await compose(ctx, trx, notification)
        const settled = { settledAt: ctx.now(), outcome }
        await notificationsStore.settle(trx, ctx.platform.id, notification.id, settled)
      }
      return waiting.length
    })
    if (count < BATCH) return
  }
}

/** Reminds people of events that come near, once for each offset and start. What a crash left behind goes out too. */
export async function sweepNotifications(ctx: Ctx): Promise<void> {
  const offsets = await notificationsStore.reminderMinutes(ctx.db, ctx.platform.id)
  const now = ctx.now()
  const descending = [...offsets].sort((a, b) => b - a)
  for (const [index, minutes] of descending.entries()) {
    // Who is late for one reminder gets the next one alone.
    const from = addMinutes(now, descending[index + 1] ?? 0)
    const span = { from, until: addMinutes(now, minutes) }
    const events = await notificationsStore.listToRemind(ctx.db, ctx.platform.id, span, REMINDED_EVENTS)
    for (const event of events) await remind(ctx, event, minutes)
  }
  await sendNotifications(ctx)
}

async function remind(
  ctx: Ctx,
  event: { id: EventId; sessionId: SessionId; startsAt: Date },
  minutes: number,
): Promise<void> {
  const startsAt = event.startsAt.toISOString()
  const key = `reminder:${event.id}:${startsAt}:${minutes}`
  if (await notificationsStore.hasReminder(ctx.db, ctx.platform.id, key)) return
  const news = {
    kind: 'reminder' as const,
    sessionId: event.sessionId,
    eventIds: [event.id],
    params: { startsAt },
    key,
  }
  await withTransaction(ctx.db, (trx) => tellSession(ctx, trx, news))
}
