/*
 * GoToWebinar's vocabulary. A *webinar* is planned (`webinarKey`; the 9-digit `webinarID` is only for people);
 * each time it is held is a *session*; people *register* and get a join URL of their own. Member names are
 * GoTo's, types are exact: keys are strings, instants `Date`.
 */
import {
  type Fields,
  optionalBoolean,
  optionalKey,
  optionalNumber,
  optionalText,
  optionalUrl,
  readArrayOrEmpty,
  readObject,
  requiredInstant,
  requiredKey,
} from './read.ts'
import { formatInstant } from './time.ts'

/** Longest subject GoToWebinar takes, in characters. */
export const WEBINAR_SUBJECT_MAX = 128
/** Longest description GoToWebinar takes, in characters. */
export const WEBINAR_DESCRIPTION_MAX = 2048

/** Which webinar: its organizer and its key. */
export interface WebinarRef {
  organizerKey: string
  webinarKey: string
}

/** From when to when. */
export interface TimeSpan {
  startTime: Date
  endTime: Date
}

/** Which times a list covers; GoTo wants both ends. */
export interface TimeRange {
  fromTime: Date
  toTime: Date
}

/** Languages of GoToWebinar's pages and mails. */
export type WebinarLocale = 'en_US' | 'de_DE' | 'es_ES' | 'fr_FR' | 'it_IT' | 'zh_CN'

/** Which mails GoTo sends; what is left out keeps GoTo's default. */
export interface WebinarEmailSettings {
  confirmationEmail?: { enabled: boolean }
  reminderEmail?: { enabled: boolean }
  absenteeFollowUpEmail?: { enabled: boolean }
  attendeeFollowUpEmail?: { enabled: boolean; includeCertificate?: boolean }
}

interface WebinarBodyBase {
  /** At most `WEBINAR_SUBJECT_MAX`. */
  subject: string
  /** At most `WEBINAR_DESCRIPTION_MAX`. */
  description?: string
  /** IANA name, for pages and mails; the organizer's own when left out. */
  timeZone?: string
  locale?: WebinarLocale
  /** The password itself can only be set on GoTo's pages. */
  isPasswordProtected?: boolean
  /** `CLASSIC` unless told. */
  experienceType?: 'CLASSIC' | 'BROADCAST' | 'SIMULIVE'
  /** What a simulive webinar plays. */
  recordingAssetKey?: string
  isOndemand?: boolean
  isBreakout?: boolean
  emailSettings?: WebinarEmailSettings
}

/**
 * What a webinar is made with. A `series` gives each of its times a webinar key of its own; a `sequence`
 * repeats under one key.
 */
export type WebinarBody = WebinarBodyBase &
  (
    | { type?: 'single_session' | 'series'; times: TimeSpan[] }
    | {
        type: 'sequence'
        recurrenceStart: TimeSpan
        recurrencePattern: 'daily' | 'weekly' | 'monthly'
        /** The last day, `2026-12-01`. */
        recurrenceEnd: string
      }
  )

/** What may change afterwards; at least one member. `times` replaces the whole schedule. */
export interface WebinarUpdate {
  subject?: string
  description?: string
  times?: TimeSpan[]
  timeZone?: string
  locale?: WebinarLocale
  emailSettings?: WebinarEmailSettings
}

/** What a copy changes; the rest comes from the webinar that is copied. */
export type WebinarCopy = WebinarUpdate & {
  type?: 'single_session'
  recordingAssetKey?: string
  isOndemand?: boolean
}

/** The answer to a create: ask for the rest with `get`. */
export interface WebinarCreated {
  webinarKey: string
  /** Of a series. */
  recurrenceKey: string | undefined
}

/** A webinar, by key or from a list; lists leave out the counts and the organizer's name. */
export interface Webinar {
  webinarKey: string
  webinarID: string | undefined
  organizerKey: string | undefined
  organizerEmail: string | undefined
  organizerName: string | undefined
  accountKey: string | undefined
  subject: string | undefined
  description: string | undefined
  times: TimeSpan[]
  timeZone: string | undefined
  locale: string | undefined
  /** The page where people register. */
  registrationUrl: string | undefined
  inSession: boolean | undefined
  impromptu: boolean | undefined
  isPasswordProtected: boolean | undefined
  isOndemand: boolean | undefined
  type: string | undefined
  recurrencePeriod: string | undefined
  recurrenceType: string | undefined
  /** `AUTOMATIC` or `MANUAL`: whether registrants wait for the organizer. */
  approvalType: string | undefined
  /** Always in upper case, unlike GoTo's. */
  experienceType: string | undefined
  numberOfRegistrants: number | undefined
  registrationLimit: number | undefined
}

/** How people hear a webinar. */
export interface WebinarAudio {
  /** `PSTN`, `VOIP`, `Hybrid` or `Private`. */
  type: string | undefined
  /** By country; empty for private audio. */
  confCallNumbers: Fields
  privateInfo: Fields | undefined
}

/** How people shall hear a webinar. */
export interface WebinarAudioUpdate {
  type: 'PSTN' | 'VOIP' | 'Hybrid' | 'Private'
  /** ISO countries with a number. */
  pstnInfo?: { tollFreeCountries?: string[]; tollCountries?: string[] }
  /** Texts about one's own conference. */
  privateInfo?: { attendee: string; organizer?: string; panelist?: string }
}

/** Writes the body of a create, a change or a copy. */
export function webinarRequest(body: WebinarBody | WebinarUpdate | WebinarCopy): object {
  if ('recurrenceStart' in body) return { ...body, recurrenceStart: writeSpan(body.recurrenceStart) }
  return { ...body, times: body.times?.map(writeSpan) }
}

export function readWebinarCreated(json: unknown): WebinarCreated {
  const webinar = readObject(json, 'webinar')
  return {
    webinarKey: requiredKey(webinar.webinarKey, 'webinarKey'),
    recurrenceKey: optionalKey(webinar.recurrenceKey),
  }
}

export function readWebinar(json: unknown): Webinar {
  const webinar = readObject(json, 'webinar')
  return {
    webinarKey: requiredKey(webinar.webinarKey, 'webinarKey'),
    webinarID: optionalText(webinar.webinarID) ?? optionalText(webinar.webinarId),
    organizerKey: optionalKey(webinar.organizerKey),
    organizerEmail: optionalText(webinar.organizerEmail),
    organizerName: optionalText(webinar.organizerName),
    accountKey: optionalKey(webinar.accountKey),
    // A wrapper of 2019 saw `name`.
    subject: optionalText(webinar.subject) ?? optionalText(webinar.name),
    description: optionalText(webinar.description),
    times: readArrayOrEmpty(webinar.times, 'times', readSpan),
    timeZone: optionalText(webinar.timeZone),
    locale: optionalText(webinar.locale),
    registrationUrl: optionalUrl(webinar.registrationUrl),
    inSession: optionalBoolean(webinar.inSession),
    impromptu: optionalBoolean(webinar.impromptu),
    isPasswordProtected: optionalBoolean(webinar.isPasswordProtected),
    isOndemand: optionalBoolean(webinar.isOndemand),
    type: optionalText(webinar.type),
    recurrencePeriod: optionalText(webinar.recurrencePeriod),
    recurrenceType: optionalText(webinar.recurrenceType),
    approvalType: optionalText(webinar.approvalType),
    experienceType: optionalText(webinar.experienceType)?.toUpperCase(),
    numberOfRegistrants: optionalNumber(webinar.numberOfRegistrants),
    registrationLimit: optionalNumber(webinar.registrationLimit),
  }
}

export function readSpan(value: unknown): TimeSpan {
  const span = readObject(value, 'time span')
  return {
    startTime: requiredInstant(span.startTime, 'startTime'),
    endTime: requiredInstant(span.endTime, 'endTime'),
  }
}

function writeSpan(span: TimeSpan): { startTime: string; endTime: string } {
  return { startTime: formatInstant(span.startTime), endTime: formatInstant(span.endTime) }
}
