import type { Span, Webinar } from './model.ts'
import { readInstant } from './wire.ts'
import type { World } from './world.ts'

const SUBJECT_MAX = 128 // documented
const DESCRIPTION_MAX = 2048 // documented
const LOCALES = ['en_US', 'de_DE', 'es_ES', 'fr_FR', 'it_IT', 'zh_CN']
const DAY_MS = 86_400_000
/** Ours: a sequence without end would be no fun. */
const SEQUENCE_MAX = 100

type EmailSettings = Webinar['emailSettings']

/** Assumed: all mails are on unless somebody switches them off. */
export const defaultEmailSettings: EmailSettings = {
  confirmationEmail: { enabled: true },
  reminderEmail: { enabled: true },
  absenteeFollowUpEmail: { enabled: false },
  attendeeFollowUpEmail: { enabled: false, includeCertificate: false },
}

export type WebinarFields = Pick<
  Webinar,
  | 'subject'
  | 'description'
  | 'times'
  | 'timeZone'
  | 'type'
  | 'locale'
  | 'experienceType'
  | 'isPasswordProtected'
  | 'emailSettings'
>

/** @returns what is wrong with a create's body, or the new webinar's fields */
export function readNewWebinar(world: World, body: unknown): WebinarFields | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object'
  const fields = body as Record<string, unknown>
  if (fields.subject === undefined) return 'subject is required'
  const type = String(fields.type ?? 'single_session').toLowerCase()
  if (type !== 'single_session' && type !== 'series' && type !== 'sequence')
    return 'type: single_session, series or sequence'
  const experienceType = String(fields.experienceType ?? 'CLASSIC').toUpperCase()
  if (experienceType !== 'CLASSIC' && experienceType !== 'BROADCAST' && experienceType !== 'SIMULIVE')
    return 'experienceType: CLASSIC, BROADCAST or SIMULIVE'
  if (experienceType === 'SIMULIVE' && !fields.recordingAssetKey)
    return 'recordingAssetKey is required for SIMULIVE'
  const times = type === 'sequence' ? readSequence(fields) : readTimes(world, fields.times)
  if (typeof times === 'string') return times
  const common = readCommon(fields)
  if (typeof common === 'string') return common
  return {
    description: '',
    timeZone: 'Europe/Rome', // documented: the organizer's own zone
    locale: 'en_US',
    emailSettings: defaultEmailSettings,
    ...common,
    subject: String(fields.subject),
    times,
    type,
    experienceType,
    isPasswordProtected: String(fields.isPasswordProtected) === 'true',
  }
}

/** @returns what is wrong with an update's body, or what changes */
export function readWebinarChange(
  world: World,
  body: unknown,
  before: Webinar,
): Partial<WebinarFields> | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object'
  const fields = body as Record<string, unknown>
  const known = ['subject', 'description', 'times', 'timeZone', 'locale', 'emailSettings']
  if (!known.some((name) => fields[name] !== undefined)) return `One of ${known.join(', ')} is required`
  const common = readCommon(fields, before.emailSettings)
  if (typeof common === 'string') return common
  if (fields.times === undefined) return common
  const times = readTimes(world, fields.times, before.times)
  return typeof times === 'string' ? times : { ...common, times }
}

function readCommon(
  fields: Record<string, unknown>,
  mails: EmailSettings = defaultEmailSettings,
): Partial<WebinarFields> | string {
  const subject = fields.subject === undefined ? undefined : String(fields.subject)
  if (subject !== undefined && (subject.trim() === '' || subject.length > SUBJECT_MAX))
    return `subject: 1 to ${SUBJECT_MAX} characters`
  const description = fields.description === undefined ? undefined : String(fields.description)
  if (description !== undefined && description.length > DESCRIPTION_MAX)
    return `description: at most ${DESCRIPTION_MAX} characters`
  const locale = fields.locale === undefined ? undefined : String(fields.locale)
  if (locale !== undefined && !LOCALES.includes(locale)) return `locale: one of ${LOCALES.join(', ')}`
  const timeZone = fields.timeZone === undefined ? undefined : String(fields.timeZone)
  if (timeZone !== undefined && !isZone(timeZone)) return `timeZone: ${timeZone} is unknown`
  return {
    ...(subject === undefined ? {} : { subject }),
    ...(description === undefined ? {} : { description }),
    ...(locale === undefined ? {} : { locale }),
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(fields.emailSettings === undefined
      ? {}
      : { emailSettings: { ...mails, ...(fields.emailSettings as EmailSettings) } }),
  }
}

function readTimes(world: World, value: unknown, before: readonly Span[] = []): Span[] | string {
  if (!Array.isArray(value) || value.length === 0) return 'times is required'
  const spans: Span[] = []
  for (const entry of value) {
    const span = readSpan(entry)
    if (typeof span === 'string') return span
    const isNew = !before.some((other) => other.startsAt === span.startsAt)
    // Observed: dates in the past are refused.
    if (world.behavior.refusePastStart && isNew && span.startsAt <= world.now())
      return 'times: startTime must lie in the future'
    spans.push(span)
  }
  return spans
}

function readSpan(value: unknown): Span | string {
  const { startTime, endTime } = (value ?? {}) as { startTime?: unknown; endTime?: unknown }
  const startsAt = readInstant(startTime)
  const endsAt = readInstant(endTime)
  if (startsAt === undefined || endsAt === undefined) return 'times: startTime and endTime in ISO 8601'
  return endsAt <= startsAt ? 'times: endTime must be after startTime' : { startsAt, endsAt }
}

/** Documented in text: a first time, a pattern and a last day; all dates are one webinar. */
function readSequence(fields: Record<string, unknown>): Span[] | string {
  const first = readSpan(fields.recurrenceStart)
  if (typeof first === 'string') return first.replace('times', 'recurrenceStart')
  const days = { daily: 1, weekly: 7, monthly: 0 }[String(fields.recurrencePattern)]
  if (days === undefined) return 'recurrencePattern: daily, weekly or monthly'
  const until = Date.parse(`${String(fields.recurrenceEnd)}T23:59:59Z`)
  if (Number.isNaN(until)) return 'recurrenceEnd: a date such as 2027-12-01'
  const spans: Span[] = []
  for (let n = 0; n < SEQUENCE_MAX; n++) {
    const shift = days > 0 ? n * days * DAY_MS : monthsLater(first.startsAt, n) - first.startsAt
    const span = { startsAt: first.startsAt + shift, endsAt: first.endsAt + shift }
    if (span.startsAt > until) break
    spans.push(span)
  }
  return spans.length > 0 ? spans : 'recurrenceEnd lies before recurrenceStart'
}

function monthsLater(instant: number, months: number): number {
  const date = new Date(instant)
  date.setUTCMonth(date.getUTCMonth() + months)
  return date.getTime()
}

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
