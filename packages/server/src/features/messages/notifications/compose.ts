import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { MailId, NotificationId, PersonId } from '../../../domain/ids.ts'
import { waysOf, wordingOf } from '../../../domain/notification.ts'
import { notificationRules } from '../../../domain/notification-rules.ts'
import { languageFor } from '../../../domain/platform.ts'
import { type Reader, titleOf } from '../../../messages/messages.ts'
import { findPrimaryHost } from '../../platform/platforms/hosts.service.ts'
import {
  countWaiting,
  lockMailsOf,
  putFailedMail,
  putMail,
  rewriteMail,
  type WrittenMail,
} from '../mails/mails.service.ts'
import { mayPass, reasonOf } from '../mails/unwritable.ts'
import { calendarOf, outdatedDates } from './calendar-part.ts'
import { toLetter } from './notification-letter.ts'
import type { Addressee, NotificationRow } from './notifications.store.ts'
import * as notificationsStore from './notifications.store.ts'
import * as settingsStore from './settings.store.ts'
import { type Truth, truthsOf } from './truth.ts'
import { unsubscribeUrlOf } from './unsubscribe.ts'
import { labelOf, textsOf, type Wording, word } from './wording.ts'

/** More than one person is ever told between two looks. */
const MOST = 1000

/** What was told to a person could not be put into a mail; the same would happen again. */
export class UnwritableError extends Error {
  /** The mail: see {@link groupOf}. */
  readonly group: string

  constructor(group: string, cause: unknown) {
    super('a mail can’t be written', { cause })
    this.name = 'UnwritableError'
    this.group = group
  }
}

/** The notifications of one mail: those of one transaction to one mailbox. */
const groupOf = ({ saveId, params }: NotificationRow) => `${saveId} ${params.leaves?.mailbox ?? ''}`

/**
 * Writes the mails of what waits for a person: one for all that was told in one transaction. Nobody else writes to them
 * meanwhile, so that a later mail says what is true later.
 *
 * @param unwritable groups that can't be written, and why: a failed mail takes their place
 * @returns how many notifications were not true any more, how many had waited, and mails that failed
 * @throws {UnwritableError} for the first group that can't be written
 */
export async function composeFor(
  ctx: Ctx,
  trx: Trx,
  personId: PersonId,
  unwritable: ReadonlyMap<string, unknown> = new Map(),
): Promise<{ outdated: number; shown: number; failed: MailId[] }> {
  const { id: platformId } = ctx.platform
  await lockMailsOf(ctx, trx, personId)
  const waiting = await notificationsStore.listUnsettled(trx, platformId, personId, {
    now: ctx.now(),
    limit: MOST,
  })
  const person = await notificationsStore.findAddressee(trx, platformId, personId)
  const groups = Map.groupBy(waiting, groupOf)
  const last = [...groups.keys()].at(-1)
  const shown = waiting.filter(({ heldUntil }) => heldUntil !== null).length
  const result = { outdated: 0, shown, failed: [] as MailId[] }
  for (const [group, told] of groups) {
    const settledAt = ctx.now()
    if (unwritable.has(group) && person) {
      const mailId = await putUnwritten(ctx, trx, person, told, unwritable.get(group))
      const ids = told.map(({ id }) => id)
      await notificationsStore.settle(trx, platformId, ids, { settledAt, outcome: 'mailed', mailId })
      if (mailId) result.failed.push(mailId)
      continue
    }
    const isLast = async () => group === last && (await countWaiting(ctx, trx, personId)) === 0
    const { mail, used, outdated, unwanted } = await write(ctx, trx, person, told, isLast).catch((error) => {
      throw mayPass(error) ? error : new UnwritableError(group, error)
    })
    const mailId = mail && (await putMail(ctx, trx, { ...mail, key: `notification:${used[0]}` }))
    const outcomes = [
      { ids: used, outcome: 'mailed', mailId: mailId ?? null },
      { ids: outdated, outcome: 'outdated' },
      { ids: unwanted, outcome: 'unwanted' },
    ] as const
    for (const { ids, ...settled } of outcomes) {
      await notificationsStore.settle(trx, platformId, ids, { settledAt, ...settled })
    }
    result.outdated += outdated.length
  }
  return result
}

/** A failed mail in place of one that can't be written; *Send again* writes it anew. @returns its id */
async function putUnwritten(
  ctx: Ctx,
  trx: Trx,
  person: Addressee,
  told: readonly NotificationRow[],
  error: unknown,
): Promise<MailId | null> {
  const [first] = told
  if (!first) return null
  const reason = reasonOf(error)
  const language = languageFor(ctx.platform, person.language)
  const reader = { language, timeZone: ctx.platform.timeZone }
  // A newer release may have told what this one does not know.
  const isKnown = first.kind in notificationRules
  const subject = isKnown ? labelOf(first.kind, language) : titleOf('mail-not-written', reader)
  ctx.log.error({ err: error, personId: person.id, kind: first.kind }, 'a mail can’t be written')
  const mailId = await putFailedMail(ctx, trx, { key: `notification:${first.id}`, person, subject, reason })
  return mailId ?? null
}

/**
 * Writes a mail of notifications anew, from what is true now.
 *
 * @returns false when nothing of it is; true also for mails that were not made of notifications
 */
export async function refreshMail(ctx: Ctx, trx: Trx, mailId: MailId): Promise<boolean> {
  const { id: platformId } = ctx.platform
  const told = await notificationsStore.listOfMail(trx, platformId, mailId)
  const [first] = told
  if (!first) return true
  const { personId } = first
  const person = await notificationsStore.findAddressee(trx, platformId, personId)
  const isLast = async () =>
    (await countWaiting(ctx, trx, personId)) <= 1 &&
    (await notificationsStore.listUnsettled(trx, platformId, personId, { now: ctx.now(), limit: 1 }))
      .length === 0
  const { mail } = await write(ctx, trx, person, told, isLast)
  if (mail) await rewriteMail(ctx, trx, mailId, mail)
  return mail !== undefined
}

/** A mail and what became of each notification, by id. */
interface Written {
  readonly mail: WrittenMail | undefined
  readonly used: readonly NotificationId[]
  readonly outdated: readonly NotificationId[]
  readonly unwanted: readonly NotificationId[]
}

interface Part {
  readonly notification: NotificationRow
  readonly truth: Truth
  readonly wording: Wording
  readonly url: string
  readonly hue: number | undefined
}

async function write(
  ctx: Ctx,
  trx: Trx,
  person: Addressee | undefined,
  told: readonly NotificationRow[],
  isLast: () => Promise<boolean>,
): Promise<Written> {
  const all = told.map(({ id }) => id)
  if (!person?.active) return { mail: undefined, used: [], outdated: [], unwanted: all }
  const { id: platformId } = ctx.platform
  const settings = await settingsStore.findSettings(trx, platformId)
  const preferences = await settingsStore.listPreferences(trx, platformId, person.id)
  const isWanted = ({ kind }: NotificationRow) =>
    waysOf(kind, settings.kinds[wordingOf(kind)], preferences.get(notificationRules[kind].topic)).mail
  const wanted = told.filter(isWanted)
  const unwanted = told.filter((notification) => !isWanted(notification)).map(({ id }) => id)
  const merged = mergeAlike(wanted)
  const truths = await truthsOf(ctx, trx, person.id, merged, 'writing')
  const reader: Reader = {
    language: languageFor(ctx.platform, person.language),
    timeZone: person.timeZone ?? ctx.platform.timeZone,
    now: ctx.now(),
  }
  const origin = ctx.site.originOf(await findPrimaryHost(ctx, trx))
  const templates = await settingsStore.listTemplates(trx, platformId)
  const name = `${person.firstName} ${person.lastName}`.trim()
  const parts = merged.flatMap((notification): Part[] => {
    const truth = truths.get(notification.id)
    if (!truth?.isTrue) return []
    const { kind, params } = notification
    const url = origin + truth.path
    const texts = textsOf(kind, reader.language, templates.get(wordingOf(kind))?.texts)
    const facts = { kind, params, truth, name, platform: ctx.platform.name, url }
    return [{ notification, truth, wording: word(texts, facts, reader), url, hue: truth.courseHue }]
  })
  const saidKeys = new Set(parts.map(({ notification }) => keyOf(notification)))
  const [used, outdated] = [true, false].map((isSaid) =>
    wanted.filter((one) => saidKeys.has(keyOf(one)) === isSaid).map(({ id }) => id),
  ) as [NotificationId[], NotificationId[]]
  const mailbox = { name, email: told[0]?.params.leaves?.mailbox ?? person.email, language: reader.language }
  const addressee = { ...person, ...mailbox }
  const contents = { settings, reader, name, origin }
  if (parts.length === 0) {
    // Nothing else will say that these dates are off, or not this person's.
    const left = (await isLast()) ? await outdatedDates(ctx, trx, person.id, reader) : undefined
    if (!left) return { mail: undefined, used, outdated, unwanted }
    const pieces = [{ wording: left, url: `${origin}/notifications` }]
    const calendar = await calendarOf(ctx, trx, addressee, [])
    const letter = toLetter(ctx, { ...contents, pieces, unsubscribe: undefined })
    return { mail: { person: addressee, ...letter, calendar }, used: all, outdated: [], unwanted: [] }
  }
  const unsubscribe = unsubscribeOf(ctx, origin, person.id, parts)
  const mail: WrittenMail = {
    person: addressee,
    ...toLetter(ctx, { ...contents, pieces: parts, unsubscribe }),
    calendar: await calendarOf(ctx, trx, addressee, parts),
    unsubscribeUrl: unsubscribe?.url,
  }
  return { mail, used, outdated, unwanted }
}

/** A mail of reminders alone, or of one report, can be ended by a link. */
function unsubscribeOf(ctx: Ctx, origin: string, personId: PersonId, parts: readonly Part[]) {
  const [first] = parts
  const viewId = first?.notification.params.viewId
  const [kind, phrase] = viewId
    ? (['report', 'notify-unsubscribe-report'] as const)
    : (['reminder', 'notify-unsubscribe'] as const)
  const isAlone = parts.every(({ notification: told }) => told.kind === kind && told.params.viewId === viewId)
  return isAlone ? { phrase, url: unsubscribeUrlOf(ctx, origin, personId, viewId) } : undefined
}

const keyOf = ({ kind, sessionId, params }: NotificationRow) =>
  `${kind} ${sessionId ?? ''} ${JSON.stringify(params)}`

/** Twenty events planned in one save are one piece of news about twenty events. */
function mergeAlike(told: readonly NotificationRow[]): NotificationRow[] {
  return [...Map.groupBy(told, keyOf).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, eventIds: [...first.eventIds, ...others.flatMap(({ eventIds }) => eventIds)] }] : [],
  )
}
