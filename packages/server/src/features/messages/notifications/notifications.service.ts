import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import type {
  ChangeId,
  EventId,
  NotificationId,
  PersonId,
  PlatformId,
  SessionId,
} from '../../../domain/ids.ts'
import type { NotificationParams } from '../../../domain/notification.ts'
import type { NotificationKind } from '../../../domain/notification-rules.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone, stepsAlone } from '../../../jobs/each.ts'
import { forgetEntries } from '../icalendar/icalendar.service.ts'
import { composeFor, UnwritableError } from './compose.ts'
import { sendNotificationsJob } from './notifications.job.ts'
import * as notificationsStore from './notifications.store.ts'
import * as remindersStore from './reminders.store.ts'
import { findSettings } from './settings.store.ts'

export { refreshMail } from './compose.ts'

const BATCH = 200
const REMINDED_EVENTS = 500
const { LATE } = remindersStore
export const KEPT_DAYS = 90

/** What is told. `domain/notification.ts` says what each kind needs. */
export interface News {
  readonly kind: NotificationKind
  /** Left out = about no session. */
  readonly sessionId?: SessionId
  /** Left out = what the session has when the mail is written, for kinds that name events. */
  readonly eventIds?: readonly EventId[]
  readonly params?: NotificationParams
  /** A person who is told something twice under one key is told once. Left out = always new. */
  readonly key?: string
}

/**
 * Tells people something in the transaction that makes it true: in the app at once, by a mail that is written later from
 * what is true then. All that is told to a person in one transaction is one mail.
 */
export async function tell(ctx: Ctx, trx: Trx, news: News, personIds: readonly PersonId[]): Promise<void> {
  const wanted = personIds.filter((personId) => !ctx.untold?.has(personId))
  if (wanted.length === 0 || ctx.isQuiet) return
  const { kind, sessionId = null, eventIds = [], params = {}, key = `${kind}:${ctx.newId()}` } = news
  const { id: platformId } = ctx.platform
  const people = [...new Set(wanted)].map((personId) => ({ id: ctx.newId<NotificationId>(), personId }))
  const held = { heldUntil: ctx.change?.heldUntil ?? null, changeId: ctx.change?.id ?? null }
  const notification = { platformId, kind, sessionId, eventIds, params, key, createdAt: ctx.now(), ...held }
  await notificationsStore.insertNotifications(trx, notification, people)
  await ctx.jobs.enqueue(trx, sendNotificationsJob, { platformId })
  await publish(
    ctx,
    trx,
    people.map(({ personId }) => personId),
  )
}

/**
 * Tells all learners with a place in a session, and the instructors of the events that it is about; without events, of the session.
 *
 * @param except who did it and knows
 */
export async function tellSession(
  ctx: Ctx,
  trx: Trx,
  news: News & { sessionId: SessionId },
  except?: PersonId,
): Promise<void> {
  const { sessionId, eventIds = [] } = news
  const people = await notificationsStore.listPeopleOfSession(trx, ctx.platform.id, sessionId, eventIds)
  await tell(
    ctx,
    trx,
    news,
    people.filter((personId) => personId !== except),
  )
}

/**
 * Takes back what a change told and what is in no mail yet.
 *
 * @returns the people who were to be told and never heard of it
 */
export async function untell(ctx: Ctx, trx: Trx, changeId: ChangeId): Promise<ReadonlySet<PersonId>> {
  return new Set(await notificationsStore.deleteHeld(trx, ctx.platform.id, changeId))
}

/** Who has a place in a session. */
export function listLearners(ctx: Ctx, trx: Trx, sessionId: SessionId): Promise<PersonId[]> {
  return notificationsStore.listLearners(trx, ctx.platform.id, sessionId)
}

/** Who teaches a session or any event of it. */
export function listTeachers(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  eventIds: readonly EventId[] = [],
): Promise<PersonId[]> {
  return notificationsStore.listTeachers(trx, ctx.platform.id, sessionId, eventIds)
}

/** Tells every superadmin; with a session also its instructors. */
export async function tellSuperadmins(
  ctx: Ctx,
  trx: Trx,
  news: News & { alsoTeachers?: boolean },
): Promise<void> {
  const { alsoTeachers = false, ...told } = news
  const { sessionId, eventIds = [] } = news
  const superadmins = await notificationsStore.listSuperadmins(trx, ctx.platform.id)
  const teachers =
    alsoTeachers && sessionId
      ? await notificationsStore.listTeachers(trx, ctx.platform.id, sessionId, eventIds)
      : []
  await tell(ctx, trx, told, [...superadmins, ...teachers])
}

/** Works off what waits, a person at a time. Each is settled in the transaction that puts its mail into the outbox. */
export async function sendNotifications(ctx: Ctx): Promise<void> {
  const failures: unknown[] = []
  let after: PersonId | undefined
  for (;;) {
    const people = await notificationsStore.listToWriteTo(ctx.db, ctx.platform.id, {
      now: ctx.now(),
      after,
      limit: BATCH,
    })
    for (const personId of people) {
      // One person's mail does not hold back the others'.
      await writeTo(ctx, personId).catch((error) => failures.push(error))
    }
    if (people.length < BATCH) break
    after = people.at(-1)
  }
  if (failures.length > 0) throw failures[0]
}

/** Writes what waits for a person. What can't be written becomes a failed mail, of which superadmins are told. */
async function writeTo(ctx: Ctx, personId: PersonId): Promise<void> {
  const unwritable = new Map<string, unknown>()
  for (;;) {
    try {
      return await withTransaction(ctx.db, async (trx) => {
        const { outdated, shown, failed } = await composeFor(ctx, trx, personId, unwritable)
        // What was never true when somebody could read it is not in their list; what waited is seen from now on.
        if (outdated > 0 || shown > 0) await publish(ctx, trx, [personId])
        for (const id of failed) await happened(ctx, trx, { kind: 'mail-not-written', id })
      })
    } catch (error) {
      if (!(error instanceof UnwritableError) || unwritable.has(error.group)) throw error
      unwritable.set(error.group, error.cause)
    }
  }
}

/** What is old is forgotten so late, so that a platform has that to do once in a while and not each minute. */
const FORGET_LATE_MINUTES = 60

/** Platforms on which {@link sweepNotifications} finds something. */
export async function findNotifications(db: Sweeping, now: Date): Promise<PlatformId[]> {
  const olderThan = addMinutes(now, -KEPT_DAYS * 24 * 60 - FORGET_LATE_MINUTES)
  const toSend = await notificationsStore.listPlatformsToSend(db, olderThan)
  return [...new Set([...toSend, ...(await remindersStore.listPlatformsToRemind(db, now))])]
}

/**
 * Every minute: reminds people of events that come near, once for each offset and start. What a crash left behind goes
 * out too, and what is old is forgotten.
 */
export async function sweepNotifications(ctx: Ctx): Promise<void> {
  const before = addMinutes(ctx.now(), -KEPT_DAYS * 24 * 60)
  await stepsAlone({
    remind: () => remindDue(ctx),
    send: () => sendNotifications(ctx),
    forget: () => notificationsStore.deleteOlder(ctx.db, ctx.platform.id, before),
    forgetCalendars: () => forgetEntries(ctx, before),
  })
}

async function remindDue(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  const offsets = await remindersStore.reminderMinutes(ctx.db, platformId)
  const now = ctx.now()
  const descending = [...new Set(offsets)].sort((a, b) => b - a)
  const remindOf = async ([index, minutes]: [number, number]) => {
    // People who were enrolled, or whose event was planned, after the moment of a reminder get the next one alone.
    const late = Math.min(LATE.minutes, minutes * LATE.part)
    const nearest = Math.max(descending[index + 1] ?? 0, minutes - late)
    const span = { from: addMinutes(now, nearest), until: addMinutes(now, minutes), minutes }
    for (;;) {
      const events = await remindersStore.listToRemind(ctx.db, platformId, span, REMINDED_EVENTS)
      // One that fails is listed again: the rest of them in a minute.
      await eachAlone(
        events,
        (event) => `event ${event.id}`,
        (event) => remind(ctx, event, minutes),
      )
      if (events.length < REMINDED_EVENTS) return
    }
  }
  await eachAlone(descending.entries(), ([, minutes]) => `${minutes} minutes before`, remindOf)
}

async function remind(ctx: Ctx, event: remindersStore.DueReminder, minutes: number): Promise<void> {
  const startsAt = event.startsAt.toISOString()
  await withTransaction(ctx.db, async (trx) => {
    if (!(await remindersStore.insertReminder(trx, ctx.platform.id, { ...event, minutes }))) return
    await tellSession(ctx, trx, {
      kind: 'reminder',
      sessionId: event.sessionId,
      eventIds: [event.id],
      params: { startsAt },
      key: `reminder:${event.id}:${startsAt}:${minutes}`,
    })
  })
}

/** Whom mails come from: empty = as the server is set up. */
export async function senderNameOf(ctx: Ctx): Promise<string> {
  return (await findSettings(ctx.db, ctx.platform.id)).senderName || ctx.platform.name
}

/** Not by a fact: telling is how others follow one. */
async function publish(ctx: Ctx, trx: Trx, forPeople: readonly PersonId[]): Promise<void> {
  if (forPeople.length === 0) return
  await ctx.live.publish(trx, ctx.platform.id, { type: 'notification', id: '', forPeople })
}
