import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, type Trx, withTransaction } from '../../../db/database.ts'
import type { CalendarUpdate } from '../../../domain/calendar-update.ts'
import type { MailId, PersonId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { sentence, subjectOf } from '../../../messages/messages.ts'
import { recordHeld } from '../icalendar/icalendar.service.ts'
import * as lanesStore from './lanes.store.ts'
import { type InlineFile, logoOf, withoutLogo } from './mail-brand.ts'
import { MailError } from './mail-error.ts'
import { deliverMailsJob } from './mails.job.ts'
import { mayPass, reasonOf } from './unwritable.ts'

export interface MailToSend {
  /** Stays the same however often it is tried. */
  readonly id: string
  readonly to: string
  /** Empty = as the server is set up. */
  readonly fromName: string
  readonly subject: string
  readonly text: string
  /** Empty = a mail of text alone. */
  readonly html: string
  /** Files that the HTML shows. */
  readonly inline: readonly InlineFile[]
  readonly calendar: readonly CalendarUpdate[]
  readonly unsubscribeUrl: string | null
}

/** Hands a mail to the mail server. @throws {MailError} when it did not take it */
export type SendMail = (mail: MailToSend) => Promise<void>

/** What the delivery is told from outside. */
export interface Delivery {
  /** Undefined = no mail server is set up: mails stay in the outbox. */
  readonly send: SendMail | undefined
  /** Makes a mail say what is true at this moment. @returns false when nothing of it is true any more */
  refresh(ctx: Ctx, trx: Trx, mailId: MailId): Promise<boolean>
  fromName(ctx: Ctx): Promise<string>
}

/** Longer than a mail server may take to answer. */
const LEASE_MINUTES = 2
const LONGEST_WAIT_MINUTES = 30
/** Exchange Online takes 250 files a message; half of them is below any limit of size, too. Others follow in mails of their own. */
export const MAX_FILES = 100
/** A mail that could not be sent for so long is given up. */
export const GIVE_UP_DAYS = 5
const DUE_PEOPLE = 1000

/**
 * Sends the mails of a person in the order in which they were written, under a lease, so that no older one overtakes or
 * follows a newer one on whatever node. Each is looked at once more before it goes out. One that the server refuses for
 * good is marked and makes way; one that it can't take now holds back the later ones until it is tried again.
 */
export async function deliverMails(ctx: Ctx, delivery: Delivery, personId: PersonId): Promise<void> {
  const { send } = delivery
  if (!send) return
  const lane = { platformId: ctx.platform.id, personId }
  for (;;) {
    const token = ctx.newId<string>()
    const now = ctx.now()
    const lease = { token, now, until: addMinutes(now, LEASE_MINUTES) }
    if (!(await lanesStore.takeLease(ctx.db, lane, lease))) return
    const retryAt = await sendWaiting(ctx, { ...delivery, send }, lane, token)
    if (retryAt) return
    // What came while the lease was given back was refused by the other worker: it is looked for once more.
    if (!(await lanesStore.findNext(ctx.db, lane))) return
  }
}

/** @returns when to try again; undefined when nothing is left to send */
async function sendWaiting(
  ctx: Ctx,
  delivery: Delivery & { send: SendMail },
  lane: lanesStore.Lane,
  token: string,
): Promise<Date | undefined> {
  for (;;) {
    const mail = await takeNext(ctx, delivery, lane, token)
    if (mail === 'lost') return ctx.now()
    if (mail === 'none') {
      await lanesStore.dropLease(ctx.db, lane, token, { retryAt: null, failures: 0 })
      return undefined
    }
    const { id, recipient: to, subject, body: text, isSecret, unsubscribeUrl } = mail
    const calendar = mail.calendar ?? []
    try {
      const fromName = await delivery.fromName(ctx)
      const inline = await logoOf(ctx, mail.html)
      const html = inline.length > 0 ? mail.html : withoutLogo(mail.html)
      const whole = { id, to, fromName, subject, text, html, inline, calendar, unsubscribeUrl }
      for (const part of inParts(ctx, whole)) {
        const until = addMinutes(ctx.now(), LEASE_MINUTES)
        if (!(await lanesStore.prolongLease(ctx.db, lane, token, until))) return ctx.now() // another sends it
        await delivery.send(part)
      }
      await recordHeld(ctx, to, calendar)
      // A secret mail was sent: what it said is nobody's business any more.
      const sent = { sentAt: ctx.now(), error: null, ...(isSecret ? { body: '', html: '' } : {}) }
      await lanesStore.setOutcome(ctx.db, lane.platformId, id, sent)
    } catch (error) {
      if (!(error instanceof MailError)) throw error // the lease ends by itself; the queue tries again
      if (error.isForGood) {
        const stored = JSON.stringify({ code: 'mail-refused', params: { answer: error.message } })
        await lanesStore.setOutcome(ctx.db, lane.platformId, id, { failedAt: ctx.now(), error: stored })
        continue
      }
      return await waitForServer(ctx, lane, token, id, error)
    }
  }
}

/** The next mail that is still true, as it is true now; those that are not are withdrawn. */
async function takeNext(ctx: Ctx, delivery: Delivery, lane: lanesStore.Lane, token: string) {
  for (;;) {
    let mailId: MailId | undefined
    const found = await withTransaction(ctx.db, async (trx) => {
      const until = addMinutes(ctx.now(), LEASE_MINUTES)
      if (!(await lanesStore.prolongLease(trx, lane, token, until))) return 'lost'
      const mail = await lanesStore.findNext(trx, lane)
      if (!mail) return 'none'
      mailId = mail.id
      if (await delivery.refresh(ctx, trx, mail.id)) return (await lanesStore.findNext(trx, lane)) ?? 'none'
      await lanesStore.setOutcome(trx, lane.platformId, mail.id, { withdrawnAt: ctx.now() })
      return 'withdrawn'
    }).catch(async (error) => {
      if (!mailId || mayPass(error)) throw error
      await setUnwritten(ctx, mailId, error)
      return 'unwritten' as const
    })
    if (found !== 'withdrawn' && found !== 'unwritten') return found
  }
}

/** A mail that can't be written makes way for the later ones. */
async function setUnwritten(ctx: Ctx, mailId: MailId, error: unknown): Promise<void> {
  ctx.log.error({ err: error, mailId }, 'a mail can’t be written')
  await withTransaction(ctx.db, async (trx) => {
    const failed = { failedAt: ctx.now(), error: JSON.stringify(reasonOf(error)) }
    await lanesStore.setOutcome(trx, ctx.platform.id, mailId, failed)
    await happened(ctx, trx, { kind: 'mail-not-written', id: mailId })
  })
}

/** A mail with more calendar files than mail servers take is several: the first has its text. */
function inParts(ctx: Ctx, mail: MailToSend): MailToSend[] {
  const { calendar } = mail
  const reader = { language: ctx.platform.defaultLanguage, timeZone: ctx.platform.timeZone }
  const [first, ...others] = chunksOf(calendar, MAX_FILES)
  return [
    { ...mail, calendar: first ?? [] },
    ...others.map((files, index) => {
      const from = (index + 1) * MAX_FILES + 1
      const params = { from, to: from + files.length - 1, count: calendar.length, subject: mail.subject }
      const subject = subjectOf('mail-more-dates', params, reader)
      const text = sentence('mail-more-dates', params, reader)
      const id = `${mail.id}.${index + 2}`
      return { ...mail, id, subject, text, html: '', calendar: files }
    }),
  ]
}

function chunksOf<T>(list: readonly T[], size: number): T[][] {
  const count = Math.ceil(list.length / size)
  return Array.from({ length: count }, (_, index) => list.slice(index * size, (index + 1) * size))
}

async function waitForServer(
  ctx: Ctx,
  lane: lanesStore.Lane,
  token: string,
  mailId: MailId,
  error: MailError,
): Promise<Date> {
  const failures = (await lanesStore.countFailures(ctx.db, lane)) + 1
  const minutes = Math.min(LONGEST_WAIT_MINUTES, 2 ** Math.min(failures - 1, 10))
  const retryAt = addMinutes(ctx.now(), minutes)
  const stored = JSON.stringify({ code: 'mail-unreachable', params: { answer: error.message } })
  await lanesStore.setOutcome(ctx.db, lane.platformId, mailId, { error: stored })
  await lanesStore.dropLease(ctx.db, lane, token, { retryAt, failures })
  ctx.log.warn({ mailId, failures, answer: error.message }, 'mail server did not take a mail')
  return retryAt
}

/** Platforms on which {@link sweepMails} finds something. */
export async function findMails(
  { send }: Pick<Delivery, 'send'>,
  db: Sweeping,
  now: Date,
): Promise<PlatformId[]> {
  if (!send) return []
  return lanesStore.listPlatformsWithDue(db, now, addMinutes(now, -GIVE_UP_DAYS * 24 * 60))
}

/** Every minute: what waits is tried again, and what has waited for days is given up. */
export async function sweepMails(ctx: Ctx, { send }: Pick<Delivery, 'send'>): Promise<void> {
  if (!send) return
  const now = ctx.now()
  const error = JSON.stringify({ code: 'mail-gave-up', params: { days: GIVE_UP_DAYS } })
  const before = addMinutes(now, -GIVE_UP_DAYS * 24 * 60)
  await lanesStore.giveUp(ctx.db, ctx.platform.id, { before, now, error })
  for (const personId of await lanesStore.listDue(ctx.db, ctx.platform.id, now, DUE_PEOPLE)) {
    const payload = { platformId: ctx.platform.id, personId }
    const atMostOnce = { key: `${payload.platformId} ${personId}`, seconds: 30 }
    await ctx.jobs.enqueue(ctx.db, deliverMailsJob, payload, { atMostOnce })
  }
}
