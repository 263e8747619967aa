import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import type { PersonId } from '../../domain/ids.ts'
import { type CalendarUpdate, notificationRules, waysOf, wordingOf } from '../../domain/notification.ts'
import type { Reader } from '../../messages/messages.ts'
import { toUpdates } from '../calendar/calendar.service.ts'
import { lockMailsOf, putMail, rewriteMail, type WrittenMail } from '../mails/mails.service.ts'
import { findPrimaryHost } from '../platforms/hosts.service.ts'
import { toLetter } from './notification-letter.ts'
import type { Addressee, NotificationRow } from './notifications.store.ts'
import * as notificationsStore from './notifications.store.ts'
import * as settingsStore from './settings.store.ts'
import { type Truth, truthsOf } from './truth.ts'
import { unsubscribeUrlOf } from './unsubscribe.ts'
import { textsOf, type Wording, word } from './wording.ts'

/** More than one person is ever told between two looks. */
const MOST = 1000

/**
 * Writes the mails of what waits for a person: one for all that was told in one transaction. Nobody else writes to them
 * meanwhile, so that a later mail says what is true later.
 *
 * @returns notifications that were not true any more
 */
export async function composeFor(ctx: Ctx, trx: Trx, personId: PersonId): Promise<number> {
  const { id: platformId } = ctx.platform
  await lockMailsOf(ctx, trx, personId)
  const waiting = await notificationsStore.listUnsettled(trx, platformId, personId, MOST)
  const person = await notificationsStore.findAddressee(trx, platformId, personId)
  let outdatedCount = 0
  for (const [, group] of Map.groupBy(waiting, ({ saveId }) => saveId)) {
    const { mail, used, outdated, unwanted } = await write(ctx, trx, person, group)
    const settledAt = ctx.now()
    const mailId = mail && (await putMail(ctx, trx, { ...mail, key: `notification:${used[0]}` }))
    const outcomes = [
      { ids: used, outcome: 'mailed', mailId: mailId ?? null },
      { ids: outdated, outcome: 'outdated' },
      { ids: unwanted, outcome: 'unwanted' },
    ] as const
    for (const { ids, ...settled } of outcomes) {
      await notificationsStore.settle(trx, platformId, ids, { settledAt, ...settled })
    }
    outdatedCount += outdated.length
  }
  return outdatedCount
}

/**
 * Writes a mail of notifications anew, from what is true now.
 *
 * @returns false when nothing of it is; true also for mails that were not made of notifications
 */
export async function refreshMail(ctx: Ctx, trx: Trx, mailId: string): Promise<boolean> {
  const told = await notificationsStore.listOfMail(trx, ctx.platform.id, mailId)
  const [first] = told
  if (!first) return true
  const person = await notificationsStore.findAddressee(trx, ctx.platform.id, first.personId)
  const { mail } = await write(ctx, trx, person, told)
  if (mail) await rewriteMail(ctx, trx, mailId, mail)
  return mail !== undefined
}

/** A mail and what became of each notification, by id. */
interface Written {
  readonly mail: WrittenMail | undefined
  readonly used: readonly string[]
  readonly outdated: readonly string[]
  readonly unwanted: readonly string[]
}

interface Part {
  readonly notification: NotificationRow
  readonly truth: Truth
  readonly wording: Wording
  readonly url: string
}

async function write(
  ctx: Ctx,
  trx: Trx,
  person: Addressee | undefined,
  told: readonly NotificationRow[],
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
    language: person.language ?? ctx.platform.defaultLanguage,
    timeZone: person.timeZone ?? ctx.platform.timeZone,
  }
  const origin = ctx.site.originOf(await findPrimaryHost(ctx, trx))
  const templates = await settingsStore.listTemplates(trx, platformId)
  const name = `${person.firstName} ${person.lastName}`.trim()
  const parts = merged.flatMap((notification): Part[] => {
    const truth = truths.get(notification.id)
    if (!truth?.isTrue) return []
    const { kind, params } = notification
    const url = origin + pathOf(notification, truth)
    const texts = textsOf(kind, reader.language, templates.get(wordingOf(kind))?.texts)
    const facts = { kind, params, truth, name, platform: ctx.platform.name, url }
    return [{ notification, truth, wording: word(texts, facts, reader), url }]
  })
  const saidKeys = new Set(parts.map(({ notification }) => keyOf(notification)))
  const [used, outdated] = [true, false].map((isSaid) =>
    wanted.filter((one) => saidKeys.has(keyOf(one)) === isSaid).map(({ id }) => id),
  ) as [string[], string[]]
  if (parts.length === 0) return { mail: undefined, used, outdated, unwanted }
  const unsubscribeUrl = parts.every(({ notification: { kind } }) => kind === 'reminder')
    ? unsubscribeUrlOf(ctx, origin, person.id)
    : undefined
  const mail: WrittenMail = {
    person,
    ...toLetter(ctx, { settings, reader, name, origin, pieces: parts, unsubscribeUrl }),
    calendar: await calendarOf(ctx, trx, { ...person, name, language: reader.language }, parts),
    unsubscribeUrl,
  }
  return { mail, used, outdated, unwanted }
}

const keyOf = ({ kind, sessionId, params }: NotificationRow) =>
  `${kind} ${sessionId ?? ''} ${JSON.stringify(params)}`

/** Twenty events planned in one save are one piece of news about twenty events. */
function mergeAlike(told: readonly NotificationRow[]): NotificationRow[] {
  return [...Map.groupBy(told, keyOf).values()].flatMap(([first, ...others]) =>
    first ? [{ ...first, eventIds: [...first.eventIds, ...others.flatMap(({ eventIds }) => eventIds)] }] : [],
  )
}

/** Each event once, by what was said of it last. */
async function calendarOf(
  ctx: Ctx,
  trx: Trx,
  person: Parameters<typeof toUpdates>[1],
  parts: readonly Part[],
): Promise<CalendarUpdate[]> {
  // The transaction alone: a second connection could be waited for by all who hold one.
  const within = { ...ctx, db: trx }
  const updates = new Map<string, CalendarUpdate>()
  const put = async (method: CalendarUpdate['method'], event: Truth['events'][number]) => {
    const [update] = await toUpdates(within, person, method, [event])
    updates.delete(event.id)
    if (update) updates.set(event.id, { ...update, name: event.name })
  }
  for (const { notification, truth } of parts) {
    for (const event of truth.gone) await put('CANCEL', event)
    const method = notificationRules[notification.kind].calendar
    if (!method) continue
    for (const event of truth.events) await put(method, event)
  }
  return [...updates.values()]
}

/** The page of ours that a notification leads to. */
export function pathOf(
  { kind, sessionId, params }: Pick<NotificationRow, 'kind' | 'sessionId' | 'params'>,
  { events }: Pick<Truth, 'events'>,
): string {
  const [first] = events
  if (params.path) return params.path
  if (kind === 'reminder' && first) return `/learn/events/${first.id}`
  return sessionId ? `/sessions/${sessionId}` : '/notifications'
}
