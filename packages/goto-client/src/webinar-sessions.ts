import { type CallOptions, type GotoHttp, path, type ReportOptions } from './http.ts'
import { collectPages, PAGE_SIZE, pagesOf, readEmbeddedPage } from './pages.ts'
import { readArray, readObject } from './read.ts'
import { WEBINAR_ROOT, webinarPath } from './webinar-paths.ts'
import { readRegistrant, type WebinarRegistrant } from './webinar-registrants.ts'
import {
  readAttendee,
  readAttendeeAnswers,
  readPerformance,
  readPoll,
  readQuestion,
  readSession,
  type WebinarAttendee,
  type WebinarAttendeeAnswers,
  type WebinarPerformance,
  type WebinarPoll,
  type WebinarQuestion,
  type WebinarSession,
} from './webinar-sessions.types.ts'
import type { TimeRange, WebinarRef } from './webinars.types.ts'

/** One session of one webinar. */
export type WebinarSessionRef = WebinarRef & { sessionKey: string }

/** What was: sessions exist only after they ended, and their figures come some time later. */
export class WebinarSessions {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /** Sessions of a webinar; all pages. */
  async list(ref: WebinarRef, options: ReportOptions = {}): Promise<WebinarSession[]> {
    return this.#sessions(`${webinarPath(ref)}/sessions`, undefined, options)
  }

  /** Sessions that an organizer held in a span; all pages. */
  async listByOrganizer(
    request: TimeRange & { organizerKey: string },
    options: CallOptions = {},
  ): Promise<WebinarSession[]> {
    return this.#sessions(WEBINAR_ROOT + path`/organizers/${request.organizerKey}/sessions`, request, options)
  }

  /** Who came to any session of a webinar, one row per registrant and session; all pages. */
  async webinarAttendees(ref: WebinarRef, options: ReportOptions = {}): Promise<WebinarAttendee[]> {
    const rows: WebinarAttendee[] = []
    for await (const page of this.webinarAttendeePages(ref, options)) rows.push(...page)
    return rows
  }

  /** The same, a page at a time: each is asked for when it is wanted. While GoTo writes, a page can repeat rows. */
  webinarAttendeePages(ref: WebinarRef, options: ReportOptions = {}): AsyncGenerator<WebinarAttendee[]> {
    return pagesOf('attendees', (page) =>
      this.#http.call({
        method: 'GET',
        path: `${webinarPath(ref)}/attendees`,
        query: { page, size: PAGE_SIZE },
        what: 'the attendees',
        read: (json) => readEmbeddedPage(json, 'attendeeParticipationResponses', readAttendee),
        ...options,
      }),
    )
  }

  /** Who came to one session. */
  async attendees(ref: WebinarSessionRef, options: CallOptions = {}): Promise<WebinarAttendee[]> {
    return this.#rows(`${sessionPath(ref)}/attendees`, 'attendees', readAttendee, options)
  }

  /** The registration of someone who came. */
  async attendee(
    ref: WebinarSessionRef & { registrantKey: string },
    options: CallOptions = {},
  ): Promise<WebinarRegistrant> {
    return this.#http.call({
      method: 'GET',
      path: attendeePath(ref),
      what: 'the attendee',
      read: readRegistrant,
      signal: options.signal,
    })
  }

  /** What one attendee answered to polls, or to surveys. */
  async attendeeAnswers(
    ref: WebinarSessionRef & { registrantKey: string; to: 'polls' | 'surveys' },
    options: CallOptions = {},
  ): Promise<WebinarAttendeeAnswers[]> {
    return this.#rows(`${attendeePath(ref)}/${ref.to}`, ref.to, readAttendeeAnswers, options)
  }

  /** What one attendee asked. */
  async attendeeQuestions(
    ref: WebinarSessionRef & { registrantKey: string },
    options: CallOptions = {},
  ): Promise<WebinarQuestion[]> {
    return this.#rows(`${attendeePath(ref)}/questions`, 'questions', readQuestion, options)
  }

  /** Polls of a session, with the shares of the answers. */
  async polls(ref: WebinarSessionRef, options: CallOptions = {}): Promise<WebinarPoll[]> {
    return this.#rows(`${sessionPath(ref)}/polls`, 'polls', readPoll, options)
  }

  /** Surveys of a session, with the shares of the answers. */
  async surveys(ref: WebinarSessionRef, options: CallOptions = {}): Promise<WebinarPoll[]> {
    return this.#rows(`${sessionPath(ref)}/surveys`, 'surveys', readPoll, options)
  }

  /** What attendees asked in a session. */
  async questions(ref: WebinarSessionRef, options: CallOptions = {}): Promise<WebinarQuestion[]> {
    return this.#rows(`${sessionPath(ref)}/questions`, 'questions', readQuestion, options)
  }

  /** Figures of one session. */
  async performance(ref: WebinarSessionRef, options: CallOptions = {}): Promise<WebinarPerformance> {
    return this.#http.call({
      method: 'GET',
      path: `${sessionPath(ref)}/performance`,
      what: 'the performance',
      read: (json) => readPerformance(json, ref.sessionKey),
      signal: options.signal,
    })
  }

  /** Figures of every session of a webinar. */
  async webinarPerformance(ref: WebinarRef, options: CallOptions = {}): Promise<WebinarPerformance[]> {
    return this.#http.call({
      method: 'GET',
      path: `${webinarPath(ref)}/performance`,
      what: 'the performance',
      read: (json) =>
        Object.entries(readObject(json, 'performance')).map(([sessionKey, figures]) =>
          readPerformance(figures, sessionKey),
        ),
      signal: options.signal,
    })
  }

  async #sessions(
    address: string,
    range: TimeRange | undefined,
    options: ReportOptions,
  ): Promise<WebinarSession[]> {
    return collectPages('sessions', (page) =>
      this.#http.call({
        method: 'GET',
        path: address,
        query: { fromTime: range?.fromTime, toTime: range?.toTime, page, size: PAGE_SIZE },
        what: 'the sessions',
        read: (json) => readEmbeddedPage(json, 'sessionInfoResources', readSession),
        ...options,
      }),
    )
  }

  async #rows<T>(
    address: string,
    what: string,
    readRow: (json: unknown) => T,
    options: CallOptions,
  ): Promise<T[]> {
    return this.#http.call({
      method: 'GET',
      path: address,
      what: `the ${what}`,
      read: (json) => readArray(json, what, readRow),
      signal: options.signal,
    })
  }
}

function sessionPath(ref: WebinarSessionRef): string {
  return webinarPath(ref) + path`/sessions/${ref.sessionKey}`
}

function attendeePath(ref: WebinarSessionRef & { registrantKey: string }): string {
  return sessionPath(ref) + path`/attendees/${ref.registrantKey}`
}
