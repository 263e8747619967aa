import {
  type ApiRequest,
  type CallOptions,
  path,
  ServiceHttp,
  type ServiceOptions,
} from '@lectern/service-calls'
import { z } from 'zod'
import { ZoomError } from './errors.ts'
import { zoom } from './failure.ts'
import {
  AddedRegistrant,
  BatchRegistrants,
  PastDetails,
  PastInstance,
  pageOf,
  Recordings,
  Registrant,
  ReportRow,
  Room,
  User,
  UserSettings,
  type ZoomRecordings,
  type ZoomRegistrant,
  type ZoomReportRow,
  type ZoomRoom,
  type ZoomUser,
} from './shapes.ts'

/** Longest topic (documented). */
export const TOPIC_MAX = 200
/** Longest agenda (documented). */
export const AGENDA_MAX = 2000
/** Registrants of one batch (documented). */
export const BATCH_MAX = 30
/** Rows asked for at a time: the most that Zoom gives. */
const PAGE_SIZE = 300
/** A list of more pages is an error, never cut in silence. */
const PAGES_MAX = 200

/** What a room can be; both are called the same way. */
export type RoomKind = 'meeting' | 'webinar'

/** What a room is made of, or what of it is changed. */
export interface RoomBody {
  readonly topic?: string
  readonly agenda?: string
  readonly startsAt?: Date
  readonly durationMinutes?: number
  /** IANA name; what Zoom shows. The start is an instant, whatever it says. */
  readonly timeZone?: string
  /** Ten characters at most, of letters, digits and `@_*-`; empty = none, where the account allows that. Links change with it. */
  readonly password?: string
  /** Address or id of another user of the account, who shall host. Whether Zoom moved it, `hostId` tells when it is read. */
  readonly scheduleFor?: string
  /** By Zoom's names; those that an account locks are taken, and changed in silence. */
  readonly settings?: Readonly<Record<string, unknown>>
}

export interface NewRegistrant {
  readonly email: string
  readonly firstName: string
  /** Default: none. */
  readonly lastName?: string
}

/** Zoom's API for an account. */
export class Zoom {
  readonly #http: ServiceHttp

  /** @param options such as `https://api.zoom.us`, or what came with the token */
  constructor(options: ServiceOptions) {
    this.#http = new ServiceHttp(zoom, '/v2', options)
  }

  /** The account's users that are active, page by page. */
  users(options: CallOptions = {}): AsyncGenerator<ZoomUser[]> {
    const query = { status: 'active' }
    return this.#pages({ method: 'GET', path: '/users', query }, pageOf('users', User), options)
  }

  /**
   * One page of the same. Zoom has no search by name.
   *
   * @param token of the page before, good for 15 minutes (documented); left out = the first
   * @returns `next` is empty after the last one
   */
  usersPage(
    { token, size = PAGE_SIZE }: { token?: string | undefined; size?: number } = {},
    options: CallOptions = {},
  ): Promise<{ rows: ZoomUser[]; next: string }> {
    const query = { status: 'active', page_size: size, ...(token ? { next_page_token: token } : {}) }
    return this.#http.read({ method: 'GET', path: '/users', query }, pageOf('users', User), options)
  }

  /** @param user an id or an address */
  user(user: string, options: CallOptions = {}): Promise<ZoomUser> {
    return this.#http.read({ method: 'GET', path: path`/users/${user}` }, User, options)
  }

  userSettings(user: string, options: CallOptions = {}) {
    const request = { method: 'GET', path: path`/users/${user}/settings` } as const
    return this.#http.read(request, UserSettings, options)
  }

  /**
   * Plans a meeting or a webinar. Counts against the host's hundred a day.
   *
   * @throws {ZoomError} with `outcomeUnknown` when there may be one all the same: look through {@link list}
   */
  create(kind: RoomKind, host: string, body: RoomBody, options: CallOptions = {}): Promise<ZoomRoom> {
    const type = kind === 'meeting' ? 2 : 5
    return this.#http.read(
      {
        method: 'POST',
        path: path`/users/${host}/${kind}s`,
        body: { type, ...bodyOf(body) },
      },
      Room,
      options,
    )
  }

  /** A room, with a fresh link for its host. */
  get(kind: RoomKind, id: string, options: CallOptions = {}): Promise<ZoomRoom> {
    return this.#http.read({ method: 'GET', path: path`/${kind}s/${id}` }, Room, options)
  }

  /** Changes a room in place: its number and links stay. Counts against the host's hundred a day, whatever it changes. */
  update(kind: RoomKind, id: string, body: RoomBody, options: CallOptions = {}): Promise<void> {
    return this.#http.run({ method: 'PATCH', path: path`/${kind}s/${id}`, body: bodyOf(body) }, options)
  }

  /** Deletes a room, and mails nobody. One that is gone already is `not-found`, one that runs `rejected`. */
  delete(kind: RoomKind, id: string, options: CallOptions = {}): Promise<void> {
    const query =
      kind === 'meeting'
        ? { schedule_for_reminder: 'false', cancel_meeting_reminder: 'false' }
        : { cancel_webinar_reminder: 'false' }
    return this.#http.run({ method: 'DELETE', path: path`/${kind}s/${id}`, query }, options)
  }

  /** Rooms of a host whose number is alive, page by page; without settings, and with the beginning of their agenda. */
  list(kind: RoomKind, host: string, options: CallOptions = {}): AsyncGenerator<ZoomRoom[]> {
    const request = {
      method: 'GET',
      path: path`/users/${host}/${kind}s`,
      query: { type: 'scheduled' },
    } as const
    return this.#pages(request, pageOf(`${kind}s`, Room), options)
  }

  /** Gives somebody a place, approved at once; who has one gets the same (assumed). Three a day for one address. */
  async addRegistrant(
    kind: RoomKind,
    id: string,
    one: NewRegistrant,
    options: CallOptions = {},
  ): Promise<ZoomRegistrant> {
    const body = { ...registrantOf(one), auto_approve: true }
    const request = { method: 'POST', path: path`/${kind}s/${id}/registrants`, body } as const
    return { email: one.email, ...(await this.#http.read(request, AddedRegistrant, options)) }
  }

  /**
   * Gives places to thirty people at most, approved at once; Zoom mails nobody. Heavy where one is light, and refused as a whole for one
   * of them (assumed): then some may have a place all the same, and who is missing in the answer has none.
   */
  addRegistrants(
    kind: RoomKind,
    id: string,
    people: readonly NewRegistrant[],
    options: CallOptions = {},
  ): Promise<ZoomRegistrant[]> {
    // Documented of meetings alone: webinars have no mails to switch off here.
    const mails = kind === 'meeting' ? { registrants_confirmation_email: false } : {}
    const body = { auto_approve: true, ...mails, registrants: people.map(registrantOf) }
    const request = { method: 'POST', path: path`/${kind}s/${id}/batch_registrants`, body } as const
    return this.#http.read(request, BatchRegistrants, options)
  }

  /** Who has a place, page by page. */
  registrants(kind: RoomKind, id: string, options: CallOptions = {}): AsyncGenerator<ZoomRegistrant[]> {
    const query = { status: 'approved' }
    const request = { method: 'GET', path: path`/${kind}s/${id}/registrants`, query } as const
    return this.#pages(request, pageOf('registrants', Registrant), options)
  }

  /** Takes a place away. One that is gone already is `not-found`. */
  deleteRegistrant(
    kind: RoomKind,
    id: string,
    registrantId: string,
    options: CallOptions = {},
  ): Promise<void> {
    return this.#http.run(
      { method: 'DELETE', path: path`/${kind}s/${id}/registrants/${registrantId}` },
      options,
    )
  }

  /** Each start-to-end that is over, of the last fifteen months. */
  async instances(kind: RoomKind, id: string, options: CallOptions = {}) {
    const request = { method: 'GET', path: path`/past_${kind}s/${id}/instances` } as const
    const shape = z.object({ [`${kind}s`]: z.array(PastInstance).default([]) })
    const answer = await this.#http.read(request, shape, options)
    return answer[`${kind}s`] ?? []
  }

  /** When an instance began and ended; `not-found` until its report is out. */
  instance(kind: RoomKind, uuid: string, options: CallOptions = {}) {
    const request = { method: 'GET', path: path`/report/${kind}s/${uuidKey(uuid)}` } as const
    return this.#http.read(request, PastDetails, options)
  }

  /** The report of one instance, page by page, a row for each stay; `not-found` until it is out. */
  report(kind: RoomKind, uuid: string, options: CallOptions = {}): AsyncGenerator<ZoomReportRow[]> {
    const request = {
      method: 'GET',
      path: path`/report/${kind}s/${uuidKey(uuid)}/participants`,
      query: { include_fields: 'registrant_id' },
    } as const
    return this.#pages(request, pageOf('participants', ReportRow), options)
  }

  /** The recording of an instance; `not-found` where there is none. No file has been made where it has none. */
  recordings(
    uuid: string,
    { ttlSeconds, ...options }: CallOptions & { readonly ttlSeconds?: number } = {},
  ): Promise<ZoomRecordings> {
    const query = ttlSeconds === undefined ? {} : { include_fields: 'download_access_token', ttl: ttlSeconds }
    const request = { method: 'GET', path: path`/meetings/${uuidKey(uuid)}/recordings`, query } as const
    return this.#http.read(request, Recordings, options)
  }

  async *#pages<T>(
    request: ApiRequest,
    shape: z.ZodType<{ next: string; rows: T[] }>,
    options: CallOptions,
  ): AsyncGenerator<T[]> {
    let next: string | undefined
    for (let page = 0; page < PAGES_MAX; page++) {
      // Documented: webinars have pages with numbers, where everything else has a secret that leads to the next.
      const query = { ...request.query, page_size: PAGE_SIZE, page_number: page + 1, next_page_token: next }
      const answer = await this.#http.read({ ...request, query }, shape, options)
      yield answer.rows
      if (answer.next === '') return
      next = answer.next
    }
    throw new ZoomError(`Zoom has more than ${PAGES_MAX} pages of ${request.path}.`, {
      kind: 'unexpected-response',
    })
  }
}

function bodyOf(body: RoomBody): object {
  const { topic, agenda, startsAt, durationMinutes, timeZone, password, scheduleFor, settings } = body
  return {
    ...(scheduleFor === undefined ? {} : { schedule_for: scheduleFor }),
    ...(topic === undefined ? {} : { topic }),
    ...(agenda === undefined ? {} : { agenda }),
    ...(startsAt === undefined ? {} : { start_time: instantOf(startsAt) }),
    ...(durationMinutes === undefined ? {} : { duration: durationMinutes }),
    ...(timeZone === undefined ? {} : { timezone: timeZone }),
    ...(password === undefined ? {} : { password }),
    ...(settings === undefined ? {} : { settings }),
  }
}

/** Zoom takes whole seconds, and UTC with a Z. */
function instantOf(at: Date): string {
  return `${at.toISOString().slice(0, 19)}Z`
}

function registrantOf({ email, firstName, lastName = '' }: NewRegistrant): object {
  return { email, first_name: firstName, ...(lastName === '' ? {} : { last_name: lastName }) }
}

/** An instance's text as it stands in a path. Documented: encoded twice where it begins with a slash or holds two. */
function uuidKey(uuid: string): string {
  return uuid.startsWith('/') || uuid.includes('//') ? encodeURIComponent(uuid) : uuid
}
