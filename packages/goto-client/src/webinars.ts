import { type CallOptions, type GotoHttp, path } from './http.ts'
import { collectPages, PAGE_SIZE, readEmbeddedPage } from './pages.ts'
import { optionalObject, optionalText, readArray, readObject, requiredUrl } from './read.ts'
import { WebinarHosts } from './webinar-hosts.ts'
import { WEBINAR_ROOT, webinarPath } from './webinar-paths.ts'
import { WebinarRecordings } from './webinar-recordings.ts'
import { WebinarRegistrants } from './webinar-registrants.ts'
import { WebinarSessions } from './webinar-sessions.ts'
import {
  readSpan,
  readWebinar,
  readWebinarCreated,
  type TimeRange,
  type TimeSpan,
  type Webinar,
  type WebinarAudio,
  type WebinarAudioUpdate,
  type WebinarBody,
  type WebinarCopy,
  type WebinarCreated,
  type WebinarRef,
  type WebinarUpdate,
  webinarRequest,
} from './webinars.types.ts'

/** GoToWebinar: rooms with registration, where each registrant has a join URL. */
export class Webinars {
  readonly #http: GotoHttp
  readonly registrants: WebinarRegistrants
  /** Co-organizers and panelists. */
  readonly hosts: WebinarHosts
  readonly sessions: WebinarSessions
  readonly recordings: WebinarRecordings

  constructor(http: GotoHttp) {
    this.#http = http
    this.registrants = new WebinarRegistrants(http)
    this.hosts = new WebinarHosts(http)
    this.sessions = new WebinarSessions(http)
    this.recordings = new WebinarRecordings(http)
  }

  /** Plans a webinar. Times in the past are `rejected`. */
  async create(
    request: { organizerKey: string; body: WebinarBody },
    options: CallOptions = {},
  ): Promise<WebinarCreated> {
    return this.#http.call({
      method: 'POST',
      path: WEBINAR_ROOT + path`/organizers/${request.organizerKey}/webinars`,
      body: webinarRequest(request.body),
      what: 'the created webinar',
      read: readWebinarCreated,
      signal: options.signal,
    })
  }

  /** One webinar. A cancelled one is `not-found`. */
  async get(ref: WebinarRef, options: CallOptions = {}): Promise<Webinar> {
    return this.#http.call({
      method: 'GET',
      path: webinarPath(ref),
      what: 'the webinar',
      read: readWebinar,
      signal: options.signal,
    })
  }

  /**
   * Changes a webinar that has not begun. GoTo accepts (202) and works later: read back.
   *
   * @param options.notifyParticipants whether GoTo mails them; its own default when left out
   */
  async update(
    ref: WebinarRef,
    body: WebinarUpdate,
    options: CallOptions & { notifyParticipants?: boolean } = {},
  ): Promise<void> {
    await this.#http.run({
      method: 'PUT',
      path: webinarPath(ref),
      query: { notifyParticipants: options.notifyParticipants },
      body: webinarRequest(body),
      what: 'the changed webinar',
      signal: options.signal,
    })
  }

  /**
   * Cancels a webinar. `conflict` while it is in session.
   *
   * @param options.sendCancellationEmails false unless told
   * @param options.deleteAll false cancels one time of a series; true, GoTo's default, all of it
   */
  async delete(
    ref: WebinarRef,
    options: CallOptions & { sendCancellationEmails?: boolean; deleteAll?: boolean } = {},
  ): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: webinarPath(ref),
      query: { sendCancellationEmails: options.sendCancellationEmails, deleteAll: options.deleteAll },
      what: 'the deleted webinar',
      signal: options.signal,
    })
  }

  /** Webinars planned in a span, of one organizer or (admin role) of an account; all pages. */
  async list(
    request: TimeRange & ({ organizerKey: string } | { accountKey: string }),
    options: CallOptions = {},
  ): Promise<Webinar[]> {
    const owner =
      'organizerKey' in request
        ? path`/organizers/${request.organizerKey}`
        : path`/accounts/${request.accountKey}`
    return collectPages('webinars', (page) =>
      this.#http.call({
        method: 'GET',
        path: `${WEBINAR_ROOT + owner}/webinars`,
        query: { fromTime: request.fromTime, toTime: request.toTime, page, size: PAGE_SIZE },
        what: 'the webinars',
        read: (json) => readEmbeddedPage(json, 'webinars', readWebinar),
        signal: options.signal,
      }),
    )
  }

  /** Webinars of an organizer that are running now, or did in a span. */
  async inSession(
    request: { organizerKey: string; fromTime?: Date; toTime?: Date },
    options: CallOptions = {},
  ): Promise<Webinar[]> {
    return this.#http.call({
      method: 'GET',
      path: WEBINAR_ROOT + path`/organizers/${request.organizerKey}/insessionWebinars`,
      query: { fromTime: request.fromTime, toTime: request.toTime },
      what: 'the running webinars',
      read: (json) => readArray(json, 'webinars', readWebinar),
      signal: options.signal,
    })
  }

  /** The times of a webinar. */
  async meetingTimes(ref: WebinarRef, options: CallOptions = {}): Promise<TimeSpan[]> {
    return this.#http.call({
      method: 'GET',
      path: `${webinarPath(ref)}/meetingtimes`,
      what: 'the times',
      read: (json) => readArray(json, 'times', readSpan),
      signal: options.signal,
    })
  }

  /** Gives the URL that starts a webinar; the organizer must sign in there. There is none without sign-in. */
  async startUrl(webinarKey: string, options: CallOptions = {}): Promise<{ startUrl: string }> {
    return this.#http.call({
      method: 'GET',
      path: WEBINAR_ROOT + path`/webinars/${webinarKey}/startUrl`,
      what: 'the start of the webinar',
      read: (json) => ({ startUrl: requiredUrl(readObject(json, 'start').startUrl, 'startUrl') }),
      signal: options.signal,
    })
  }

  /** Plans a webinar like another one. */
  async copy(webinarKey: string, body: WebinarCopy, options: CallOptions = {}): Promise<WebinarCreated> {
    return this.#http.call({
      method: 'PUT',
      path: WEBINAR_ROOT + path`/webinars/${webinarKey}/copy`,
      body: webinarRequest(body),
      what: 'the copied webinar',
      read: readWebinarCreated,
      signal: options.signal,
    })
  }

  /** How people hear a webinar. */
  async audio(ref: WebinarRef, options: CallOptions = {}): Promise<WebinarAudio> {
    return this.#http.call({
      method: 'GET',
      path: `${webinarPath(ref)}/audio`,
      what: 'the audio settings',
      read: (json) => {
        const audio = readObject(json, 'audio')
        return {
          type: optionalText(audio.type),
          confCallNumbers: optionalObject(audio.confCallNumbers) ?? {},
          privateInfo: optionalObject(audio.privateInfo),
        }
      },
      signal: options.signal,
    })
  }

  /** Changes how people hear a webinar. */
  async updateAudio(
    ref: WebinarRef,
    body: WebinarAudioUpdate,
    options: CallOptions & { notifyParticipants?: boolean } = {},
  ): Promise<void> {
    await this.#http.run({
      method: 'POST',
      path: `${webinarPath(ref)}/audio`,
      query: { notifyParticipants: options.notifyParticipants },
      body,
      what: 'the changed audio settings',
      signal: options.signal,
    })
  }
}
