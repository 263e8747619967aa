import { type CallOptions, type GotoHttp, path, type ReportOptions } from './http.ts'
import {
  type MeetingAttendee,
  type MeetingBody,
  type MeetingById,
  type MeetingCreated,
  type MeetingHistorical,
  type MeetingUpcoming,
  meetingRequest,
  readMeetingAttendee,
  readMeetingById,
  readMeetingCreated,
  readMeetingHistorical,
  readMeetingUpcoming,
} from './meetings.types.ts'
import { readArray, readOnly, requiredUrl } from './read.ts'

/** A span of time, by start; both ends are needed. */
export interface DateRange {
  startDate: Date
  endDate: Date
}

/** A room opened for its host. */
export interface HostUrl {
  /** Opens and starts the room with **no sign-in**: a secret. Ask for it at the click, never store it. */
  hostURL: string
}

const ROOT = '/G2M/rest'

/** GoToMeeting: rooms with one join URL for everybody and no registration. */
export class Meetings {
  readonly #http: GotoHttp

  constructor(http: GotoHttp) {
    this.#http = http
  }

  /**
   * Plans a meeting. Keep the `joinURL`: no other call returns it.
   *
   * @throws {GotoError} with `outcomeUnknown` when there may be a meeting all the same: see `upcoming`
   */
  async create(body: MeetingBody, options: CallOptions = {}): Promise<MeetingCreated> {
    return this.#http.call({
      method: 'POST',
      path: `${ROOT}/meetings`,
      body: meetingRequest(body),
      what: 'the created meeting',
      read: (json) => readMeetingCreated(readOnly(json, 'meeting')),
      signal: options.signal,
    })
  }

  /** One meeting, without its join URL. */
  async get(meetingId: string, options: CallOptions = {}): Promise<MeetingById> {
    return this.#http.call({
      method: 'GET',
      path: ROOT + path`/meetings/${meetingId}`,
      what: 'the meeting',
      read: (json) => readMeetingById(readOnly(json, 'meeting')),
      signal: options.signal,
    })
  }

  /** Replaces a meeting. GoTo knows no partial update: send everything. Its join URL stays. */
  async update(meetingId: string, body: MeetingBody, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'PUT',
      path: ROOT + path`/meetings/${meetingId}`,
      body: meetingRequest(body),
      what: 'the changed meeting',
      signal: options.signal,
    })
  }

  /** Deletes a meeting. One that is gone already is `not-found`; one that is running is `rejected`. */
  async delete(meetingId: string, options: CallOptions = {}): Promise<void> {
    await this.#http.run({
      method: 'DELETE',
      path: ROOT + path`/meetings/${meetingId}`,
      what: 'the deleted meeting',
      signal: options.signal,
    })
  }

  /** Gives the URL that starts the meeting as its host. */
  async start(meetingId: string, options: CallOptions = {}): Promise<HostUrl> {
    return this.#http.call({
      method: 'GET',
      path: ROOT + path`/meetings/${meetingId}/start`,
      what: 'the start of the meeting',
      read: (json) => ({ hostURL: requiredUrl(readOnly(json, 'start').hostURL, 'hostURL') }),
      signal: options.signal,
    })
  }

  /**
   * Who came, one row per join, of **all** sessions ever held under this id: split by `meetingInstanceKey`.
   */
  async attendees(meetingId: string, options: ReportOptions = {}): Promise<MeetingAttendee[]> {
    return this.#attendees(ROOT + path`/meetings/${meetingId}/attendees`, undefined, options)
  }

  /** Who came to an organizer's meetings of a span. Other organizers need the admin role. */
  async attendeesByOrganizer(
    request: DateRange & { organizerKey: string },
    options: CallOptions = {},
  ): Promise<MeetingAttendee[]> {
    const address = ROOT + path`/organizers/${request.organizerKey}/attendees`
    return this.#attendees(address, rangeQuery(request), options)
  }

  /** Who came to a group's meetings of a span (groups of at most 50 organizers; admin role). */
  async attendeesByGroup(
    request: DateRange & { groupKey: string },
    options: CallOptions = {},
  ): Promise<MeetingAttendee[]> {
    const address = ROOT + path`/groups/${request.groupKey}/attendees`
    return this.#attendees(address, rangeQuery(request), options)
  }

  /** Meetings that are planned or running: one's own, or another organizer's (admin role). */
  async upcoming(organizerKey?: string, options: CallOptions = {}): Promise<MeetingUpcoming[]> {
    const owner = organizerKey === undefined ? '' : path`/organizers/${organizerKey}`
    return this.#upcoming(`${ROOT + owner}/upcomingMeetings`, options)
  }

  /** Meetings of a group that are planned or running (admin role). */
  async upcomingByGroup(groupKey: string, options: CallOptions = {}): Promise<MeetingUpcoming[]> {
    return this.#upcoming(ROOT + path`/groups/${groupKey}/upcomingMeetings`, options)
  }

  /**
   * Sessions that were held, by start; running ones are left out. GoTo keeps about 90 days: older spans give
   * fewer or none.
   */
  async historical(
    request: DateRange & { organizerKey?: string },
    options: ReportOptions = {},
  ): Promise<MeetingHistorical[]> {
    const owner = request.organizerKey === undefined ? '' : path`/organizers/${request.organizerKey}`
    return this.#historical(`${ROOT + owner}/historicalMeetings`, request, options)
  }

  /** Sessions that a group held, as `historical` (admin role). */
  async historicalByGroup(
    request: DateRange & { groupKey: string },
    options: CallOptions = {},
  ): Promise<MeetingHistorical[]> {
    return this.#historical(ROOT + path`/groups/${request.groupKey}/historicalMeetings`, request, options)
  }

  /** Deletes the traces of one session: everything, or only who came, or only what was recorded. */
  async deleteSession(
    request: { organizerKey: string; sessionId: string; only?: 'attendees' | 'recordings' },
    options: CallOptions = {},
  ): Promise<void> {
    const session = ROOT + path`/organizers/${request.organizerKey}/sessions/${request.sessionId}`
    await this.#http.run({
      method: 'DELETE',
      path: request.only === undefined ? session : `${session}/${request.only}`,
      what: 'the deleted session',
      signal: options.signal,
    })
  }

  async #attendees(
    address: string,
    query: ReturnType<typeof rangeQuery> | undefined,
    options: ReportOptions,
  ): Promise<MeetingAttendee[]> {
    return this.#http.call({
      method: 'GET',
      path: address,
      query,
      what: 'the attendees',
      read: (json) => readArray(json, 'attendees', readMeetingAttendee),
      ...options,
    })
  }

  async #upcoming(address: string, options: CallOptions): Promise<MeetingUpcoming[]> {
    return this.#http.call({
      method: 'GET',
      path: address,
      what: 'the upcoming meetings',
      read: (json) => readArray(json, 'meetings', readMeetingUpcoming),
      signal: options.signal,
    })
  }

  async #historical(address: string, range: DateRange, options: ReportOptions): Promise<MeetingHistorical[]> {
    return this.#http.call({
      method: 'GET',
      path: address,
      query: rangeQuery(range),
      what: 'the past meetings',
      read: (json) => readArray(json, 'meetings', readMeetingHistorical),
      ...options,
    })
  }
}

function rangeQuery(range: DateRange): { startDate: Date; endDate: Date } {
  return { startDate: range.startDate, endDate: range.endDate }
}
