import type { Language, MessageCode, MessageParams, StoredMessage } from '../domain/message.ts'
import { readableTimeZone } from '../domain/time-zone.ts'
import { en, type MessageCatalog } from './en.ts'
import { it } from './it.ts'

/** For whom a sentence is made. */
export interface Reader {
  readonly language: Language
  /** IANA zone in which instants are shown. */
  readonly timeZone: string
  /** When it is written: dates of another year say theirs. Left out = no date says its year. */
  readonly now?: Date
}

const catalogs: Record<Language, MessageCatalog> = { en, it }

/** The title of a code: always the same in a language. */
export function titleOf(code: MessageCode, reader: Reader): string {
  return catalogs[reader.language][code].title
}

/**
 * The sentence of a code, with this time's words. Instants become dates and times in the reader's zone,
 * with the zone named. A parameter that is missing leaves its place visible, so that a test sees it.
 */
export function sentence(code: MessageCode, params: MessageParams, reader: Reader): string {
  return catalogs[reader.language][code].detail.replace(/\{(\w+)\}/g, (place, key: string) => {
    const value = params[key]
    if (value === undefined) return place
    return value instanceof Date ? formatInstant(value, reader) : String(value)
  })
}

/** The raw texts of a code, its places in single braces: what a platform's own text stands in for. */
export function rawText(code: MessageCode, language: Language): { title: string; detail: string } {
  return catalogs[language][code]
}

/** A stored reason as it is shown; null stays null. Instants were stored as RFC 3339 texts. */
export function toMessage(
  stored: StoredMessage | null,
  reader: Reader,
): { code: MessageCode; text: string } | null {
  if (!stored) return null
  const params = Object.fromEntries(
    Object.entries(stored.params).map(([key, value]) => [
      key,
      isInstantText(value) ? new Date(value) : value,
    ]),
  )
  return { code: stored.code, text: sentence(stored.code, params, reader) }
}

/** RFC 3339 in UTC, as instants are stored inside JSON. */
export function isInstantText(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value)
}

/** `Thu 26 Nov, 10:00 (Rome)` in the reader's zone and language; with its year when that is another one than now. */
export function formatInstant(instant: Date, reader: Reader): string {
  const timeZone = readableTimeZone(reader.timeZone)
  const yearOf = (at: Date) => new Intl.DateTimeFormat('en', { year: 'numeric', timeZone }).format(at)
  const saysYear = reader.now !== undefined && yearOf(reader.now) !== yearOf(instant)
  const formatted = new Intl.DateTimeFormat(reader.language === 'it' ? 'it-IT' : 'en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    ...(saysYear ? { year: 'numeric' } : {}),
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  })
    .format(instant)
    .replace(/^(\p{L}+),/u, '$1')
  const city = timeZone.split('/').at(-1)?.replaceAll('_', ' ') ?? timeZone
  return `${formatted} (${city})`
}
