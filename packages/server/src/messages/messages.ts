import {
  createSpeaker,
  defaultLanguage,
  type Language,
  localeOf,
  outlineOf,
  type Params,
  type Speaker,
} from '@lectern/texts'
import { type Phrase, type ServerKey, type SubjectCode, serverTexts } from '@lectern/texts/server'
import {
  type FirstOf,
  inEachLanguage,
  type LocalizedText,
  type MessageCode,
  type MessageParams,
  type OnClocks,
  type ProblemCode,
  type StoredMessage,
} from '../domain/message.ts'
import { readableTimeZone } from '../domain/time-zone.ts'

/** For whom a sentence is made. */
export interface Reader {
  readonly language: Language
  /** IANA zone in which instants are shown. */
  readonly timeZone: string
  /** When it is written: dates of another year say theirs. Left out = no date says its year. */
  readonly now?: Date
}

/** A mistake of ours in what is said: a parameter that was not given. */
type HearTrouble = (error: Error) => void

let hearTrouble: HearTrouble = (error) => {
  throw error
}

/**
 * Mistakes in what is said are heard by the log from here on, and the reader gets `…` where a word is missing. Without
 * it they throw, as they do in tests.
 */
export function tolerateGaps(hear: HearTrouble): void {
  hearTrouble = hear
}

const speakers: Readonly<Record<Language, Speaker<ServerKey>>> = inEachLanguage((language) =>
  createSpeaker<ServerKey>(
    language,
    (key) => serverTexts(language)[key],
    ({ key, cause }) => hearTrouble(new Error(`“${key}” can’t be said in ${language}`, { cause })),
  ),
)

/** The title of a code: always the same in a language. */
export function titleOf(code: ProblemCode, { language }: Pick<Reader, 'language'>): string {
  return speakers[language](`${code}.title`)
}

/**
 * The sentence of a code, with this time's words. Instants become dates and times in the reader's zone,
 * with the zone named; lists are read as the language says them.
 */
export function sentence(code: MessageCode, params: MessageParams, reader: Reader): string {
  return say(`${code}.detail`, params, reader)
}

/** The subject of a mail, with this time's words. */
export function subjectOf(code: SubjectCode, params: MessageParams, reader: Reader): string {
  return say(`${code}.subject`, params, reader)
}

/** Words that have no code: what stands on a button, a line of a mail. */
export function phrase(key: Phrase, params: MessageParams, reader: Reader): string {
  return say(key, params, reader)
}

/** Words in every language that the product speaks, for readers who are not known yet. */
export function localized(key: Phrase): LocalizedText {
  return inEachLanguage((language) => speakers[language](key))
}

/** A name that no language translates. */
export function everywhere(name: string): LocalizedText {
  return inEachLanguage(() => name)
}

/** Every failure that people and programs can be told of, in English, with its arguments in braces. */
export function listProblems(): { code: ProblemCode; title: string; detail: string }[] {
  const texts = serverTexts(defaultLanguage)
  return Object.entries(texts).flatMap(([key, title]) => {
    const code = key.slice(0, -'.title'.length)
    const detail = texts[`${code}.detail`]
    // Why an attendance was judged as it was is no failure.
    const isReason = code.startsWith('verdict-') || texts[`${code}.subject`] !== undefined
    const isProblem = key.endsWith('.title') && detail !== undefined && !isReason
    return isProblem ? [{ code: code as ProblemCode, title, detail: outlineOf(detail) }] : []
  })
}

export function isMessageCode(code: string): code is MessageCode {
  return Object.hasOwn(serverTexts(defaultLanguage), `${code}.detail`)
}

/**
 * A stored reason as it is shown. Instants were stored as RFC 3339 texts.
 *
 * @returns null for none, and for one of another release that this one has no words for
 */
export function toMessage(
  stored: StoredMessage | null,
  reader: Reader,
): { code: MessageCode; text: string } | null {
  if (!stored || !isMessageCode(stored.code)) return null
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
  const when = new Intl.DateTimeFormat(localeOf(reader.language), {
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
  return speakers[reader.language]('instant', { when, city })
}

/** `Thu 26 Nov 2026, 10:00`: what clocks of a zone show that is not named. */
export function formatWall(wall: string, reader: Reader): string {
  const [date = '', time = ''] = wall.split('T')
  return `${formatDate(date, reader)}, ${time}`
}

/** `Thu 26 Nov 2026`: a day of the calendar. */
export function formatDate(date: string, { language }: Reader): string {
  return new Intl.DateTimeFormat(localeOf(language), {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    timeZone: 'UTC',
  })
    .format(new Date(`${date}T00:00:00Z`))
    .replace(/^(\p{L}+),/u, '$1')
}

/** `1,200`, as the reader writes it. */
export function formatNumber(value: number, { language }: Pick<Reader, 'language'>): string {
  return new Intl.NumberFormat(localeOf(language)).format(value)
}

/** “A, B and C”, as the language says it. */
export function formatList(words: readonly string[], { language }: Pick<Reader, 'language'>): string {
  return new Intl.ListFormat(localeOf(language), { type: 'conjunction' }).format(words)
}

function say(key: ServerKey, params: MessageParams, reader: Reader): string {
  const values = Object.entries(params).map(([name, value]) => [name, toParam(value, reader)])
  return speakers[reader.language](key, Object.fromEntries(values) as Params)
}

function toParam(value: MessageParams[string], reader: Reader): Params[string] {
  if (value instanceof Date) return formatInstant(value, reader)
  if (typeof value !== 'object' || 'anyOf' in value) return value
  if (isList(value)) return value.map((one) => (typeof one === 'string' ? one : inLanguage(one, reader)))
  if (isFirstOf(value)) return listed(value, reader)
  if (isOnClocks(value)) return formatWall(value.wall, reader)
  return inLanguage(value, reader)
}

/** A release that did not speak the reader's language may have stored it. */
function inLanguage(text: LocalizedText, { language }: Reader): string {
  return text[language] ?? text[defaultLanguage]
}

const isOnClocks = (value: object): value is OnClocks => 'wall' in value
// Array.isArray does not know lists that can't be written to.
const isList = (value: object): value is readonly (string | LocalizedText)[] => Array.isArray(value)
const isFirstOf = (value: object): value is FirstOf => 'first' in value

function listed({ first, more, isChoice }: FirstOf, reader: Reader): Params[string] {
  const words = more > 0 ? [...first, phrase('list-more', { count: more }, reader)] : first
  return isChoice ? { anyOf: words } : words
}
