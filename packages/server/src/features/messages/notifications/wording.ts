import type { Phrase } from '@lectern/texts/server'
import type { NotificationTexts } from '../../../db/column-types.ts'
import type { Language } from '../../../domain/message.ts'
import { type NotificationParams, placeholdersOf, wordingOf } from '../../../domain/notification.ts'
import type { NotificationKind, NotificationTopic, Placeholder } from '../../../domain/notification-rules.ts'
import { fill, placeholdersIn, toOneLine } from '../../../domain/template.ts'
import { codeOfKind } from '../../../messages/kind-codes.ts'
import {
  formatDate,
  formatInstant,
  formatList,
  formatNumber,
  isInstantText,
  phrase,
  type Reader,
  sentence,
  subjectOf,
  titleOf,
  toMessage,
} from '../../../messages/messages.ts'
import type { Block } from '../mails/letter.ts'
import type { Truth } from './truth.ts'

/** A mail names so many dates; the calendar gets all of them. */
const NAMED_DATES = 50

/** Subject and text of a kind in one language, with placeholders in double braces. */
export interface KindTexts {
  readonly subject: string
  readonly text: string
}

/** What a kind says unless the platform says it otherwise. */
export function standardTexts(kind: NotificationKind, language: Language): KindTexts {
  const reader = { language, timeZone: 'UTC' }
  const names = placeholdersOf(wordingOf(kind))
  const asTemplate = Object.fromEntries(names.map((name) => [name, `{{${name}}}`]))
  const code = codeOfKind(kind)
  return { subject: subjectOf(code, asTemplate, reader), text: sentence(code, asTemplate, reader) }
}

/** A kind's name in lists. */
export function labelOf(kind: NotificationKind, language: Language): string {
  return titleOf(codeOfKind(kind), { language })
}

const topics: Readonly<Record<NotificationTopic, Phrase>> = {
  places: 'notify-topic-places',
  changes: 'notify-topic-changes',
  reminders: 'notify-topic-reminders',
  teaching: 'notify-topic-teaching',
  operation: 'notify-topic-operation',
}

/** A topic's name. */
export function topicLabelOf(topic: NotificationTopic, reader: Reader): string {
  return phrase(topics[topic], {}, reader)
}

/** What a kind says on a platform. @param own the platform's texts, when it wrote some */
export function textsOf(
  kind: NotificationKind,
  language: Language,
  own: NotificationTexts | undefined,
): KindTexts {
  return own?.[language] ?? standardTexts(kind, language)
}

/** What a notification says to a person. */
export interface Wording {
  readonly subject: string
  readonly blocks: readonly Block[]
}

/** All that the placeholders are made of. */
export interface Facts {
  readonly kind: NotificationKind
  readonly params: NotificationParams
  readonly truth: Pick<Truth, 'courseName' | 'sessionName' | 'offerExpiresAt' | 'events'>
  readonly name: string
  readonly platform: string
  readonly url: string
}

/** Puts a notification into words. Dates stand where the text has `{{events}}` on a line, or at its end. */
export function word(texts: KindTexts, facts: Facts, reader: Reader): Wording {
  const dates = facts.truth.events.map((event) => dateOf(event, reader))
  const values = valuesOf(facts, dates, reader)
  const parts = texts.text.split(/^[ \t]*\{\{\s*events\s*\}\}[ \t]*$/m)
  const paragraphs = parts.map((part) => fill(part, values).trim())
  const blocks = paragraphs.flatMap((text, index): Block[] => [
    ...(index > 0 && dates.length > 0 ? [datesBlock(dates, reader)] : []),
    ...(text ? [{ text }] : []),
  ])
  const saysDates = placeholdersIn(texts.text).includes('events')
  return {
    subject: toOneLine(fill(texts.subject, values)),
    blocks: saysDates || dates.length === 0 ? blocks : [...blocks, datesBlock(dates, reader)],
  }
}

/** Dates of a piece of news: the first ones, and how many more there are. */
export function datesBlock(dates: readonly string[], reader: Reader): Block {
  return { dates: shortened(dates, reader) }
}

function shortened(dates: readonly string[], reader: Reader): readonly string[] {
  const more = dates.length - NAMED_DATES
  if (more <= 0) return dates
  return [...dates.slice(0, NAMED_DATES), phrase('notify-more-dates', { count: more }, reader)]
}

/** `Day one: Thu 26 Nov, 10:00 (Rome)` */
export function dateOf(event: Truth['events'][number], reader: Reader): string {
  const { name, startsAt: starts, place } = event
  if (event.cancelledAt) return phrase('notify-event-cancelled', { name, starts }, reader)
  return place
    ? phrase('notify-event-at', { name, starts, place }, reader)
    : phrase('notify-event', { name, starts }, reader)
}

/** How one gets in, by what is online of it; nothing is said of joining what takes place on site alone. */
function joiningOf(
  kind: NotificationKind,
  events: readonly Pick<Truth['events'][number], 'accountId'>[],
  reader: Reader,
): string {
  const online = events.filter((event) => event.accountId !== null).length
  if (online === 0)
    return kind === 'reminder' && events.length > 0 ? phrase('notify-place-page', {}, reader) : ''
  if (kind === 'reminder') return phrase('notify-joining-page', {}, reader)
  if (kind === 'nudge') return phrase('notify-joining-now', {}, reader)
  if (kind === 'changed') return phrase('notify-joining-stays', {}, reader)
  return phrase(online < events.length ? 'notify-joining-some' : 'notify-joining', {}, reader)
}

function ownValue(value: string | number | readonly string[], reader: Reader): string {
  if (typeof value === 'number') return formatNumber(value, reader)
  if (typeof value === 'object') return formatList(value, reader)
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return formatDate(value, reader)
  return isInstantText(value) ? formatInstant(new Date(value), reader) : value
}

function valuesOf(
  { kind, params, truth, name, platform, url }: Facts,
  dates: readonly string[],
  reader: Reader,
): Record<string, string> {
  const { offerExpiresAt } = truth
  const known: Partial<Record<Placeholder, string>> = {
    name,
    platform,
    link: url,
    course: truth.courseName,
    session: truth.sessionName,
    events: shortened(dates, reader).join('; '),
    event: truth.events[0]?.name ?? '',
    joining: joiningOf(kind, truth.events, reader),
    reason: params.reason ?? '',
    until: offerExpiresAt ? formatInstant(offerExpiresAt, reader) : '',
    findings: (params.findings ?? []).map((found) => `• ${toMessage(found, reader)?.text ?? ''}`).join('\n'),
  }
  const own = Object.entries(params.values ?? {}).map(([key, value]) => [key, ownValue(value, reader)])
  const none = placeholdersOf(kind).map((placeholder) => [placeholder, ''])
  return { ...Object.fromEntries(none), ...known, ...Object.fromEntries(own) }
}
