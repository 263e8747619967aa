import {
  type ApiRequest,
  type CallOptions,
  path,
  ServiceHttp,
  type ServiceOptions,
} from '@lectern/service-calls'
import type { z } from 'zod'
import { TeamsError } from './errors.ts'
import { graph } from './failure.ts'
import {
  AttendanceRecord,
  Meeting,
  pageOf,
  Recording,
  Report,
  type TeamsAttendanceRecord,
  type TeamsMeeting,
  type TeamsParticipant,
  type TeamsRecording,
  type TeamsReport,
  type TeamsUser,
  User,
} from './shapes.ts'

const VERSION = '/v1.0'
/** Longest subject (assumed: nothing is documented, and Outlook takes as many). */
export const SUBJECT_MAX = 255
/** Users asked for at a time: the most that is given. */
const USERS_PAGE = 999
/** A list of more pages is an error, never cut in silence. */
const PAGES_MAX = 1000
const USER_FIELDS = 'id,displayName,mail,userPrincipalName,accountEnabled,assignedPlans'

export interface NewMeeting {
  /** Ours: a second call with it gives the meeting of the first. */
  readonly externalId: string
  /** What follows is for one that is made now; left out = now, for an hour. */
  readonly subject?: string
  readonly startsAt?: Date
  readonly endsAt?: Date
}

export interface TeamsUserPage {
  readonly users: readonly TeamsUser[]
  /** What leads to the next page; undefined = there is none. */
  readonly next: string | undefined
}

/** What of a meeting is changed. Its organizer and its link never are. */
export interface MeetingChange {
  readonly subject?: string | undefined
  /** Both go together (documented). */
  readonly times?: { readonly startsAt: Date; readonly endsAt: Date } | undefined
  /** Who has a role besides the organizer: the whole list, since what is sent replaces it (documented). */
  readonly attendees?: readonly TeamsParticipant[] | undefined
  /** Everything else, by Microsoft's names. */
  readonly settings?: Readonly<Record<string, unknown>> | undefined
}

/** Microsoft Graph for an app that acts by itself. `organizer` is always an object id (documented: nothing else is reliable). */
export class Teams {
  readonly #http: ServiceHttp
  readonly #graphUrl: string

  constructor(options: ServiceOptions) {
    this.#http = new ServiceHttp(graph, VERSION, options)
    this.#graphUrl = options.apiUrl
  }

  /**
   * A page of the tenant's users whose account is on.
   *
   * @param token what leads to it; undefined = the first page
   */
  async users(token: string | undefined, options: CallOptions = {}): Promise<TeamsUserPage> {
    const query = {
      ...{ $select: USER_FIELDS, $top: USERS_PAGE, $filter: 'accountEnabled eq true' },
      $skiptoken: token,
    }
    const request = { method: 'GET', path: '/users', query } as const
    const { value: users, '@odata.nextLink': link } = await this.#http.read(request, pageOf(User), options)
    return { users, next: (link && URL.parse(link)?.searchParams.get('$skiptoken')) || undefined }
  }

  /** @param user an object id, or the name that they sign in with */
  user(user: string, options: CallOptions = {}): Promise<TeamsUser> {
    const query = { $select: USER_FIELDS }
    return this.#http.read({ method: 'GET', path: path`/users/${user}`, query }, User, options)
  }

  /**
   * Makes a meeting, or gives the one that was made under the same id. It is in no calendar and mails nobody. The one that is there
   * keeps its own subject and times.
   *
   * @throws {TeamsError} `forbidden` with `policyMissing` where the organizer is in no policy of the app
   */
  createOrGet(organizer: string, meeting: NewMeeting, options: CallOptions = {}): Promise<TeamsMeeting> {
    const { externalId, subject, startsAt, endsAt } = meeting
    const body = { externalId, subject, startDateTime: startsAt, endDateTime: endsAt }
    const request = {
      method: 'POST',
      path: path`/users/${organizer}/onlineMeetings/createOrGet`,
      body,
    } as const
    return this.#http.read(request, Meeting, options)
  }

  get(organizer: string, id: string, options: CallOptions = {}): Promise<TeamsMeeting> {
    return this.#http.read(
      { method: 'GET', path: path`/users/${organizer}/onlineMeetings/${id}` },
      Meeting,
      options,
    )
  }

  /** Looks for a meeting by its link: the only way without its id, since there is no list. */
  async findByLink(organizer: string, link: string, options: CallOptions = {}): Promise<TeamsMeeting[]> {
    const query = { $filter: `JoinWebUrl eq '${link.replaceAll("'", "''")}'` }
    const request = { method: 'GET', path: path`/users/${organizer}/onlineMeetings`, query } as const
    return (await this.#http.read(request, pageOf(Meeting), options)).value
  }

  /** Changes a meeting in place: its id and link stay. */
  update(
    organizer: string,
    id: string,
    change: MeetingChange,
    options: CallOptions = {},
  ): Promise<TeamsMeeting> {
    const { subject, times, attendees, settings } = change
    const body = {
      ...(subject === undefined ? {} : { subject }),
      ...(times === undefined ? {} : { startDateTime: times.startsAt, endDateTime: times.endsAt }),
      ...(attendees === undefined ? {} : { participants: { attendees: attendees.map(participantOf) } }),
      ...settings,
    }
    return this.#http.read(
      { method: 'PATCH', path: path`/users/${organizer}/onlineMeetings/${id}`, body },
      Meeting,
      options,
    )
  }

  /** One that is gone already is `not-found`. */
  delete(organizer: string, id: string, options: CallOptions = {}): Promise<void> {
    return this.#http.run({ method: 'DELETE', path: path`/users/${organizer}/onlineMeetings/${id}` }, options)
  }

  /** The reports of a meeting, one for each run, page by page; of the newest fifty runs (documented). */
  reports(organizer: string, id: string, options: CallOptions = {}): AsyncGenerator<TeamsReport[]> {
    const request = {
      method: 'GET',
      path: path`/users/${organizer}/onlineMeetings/${id}/attendanceReports`,
    } as const
    return this.#pages(request, Report, options)
  }

  /** Who was in a run, page by page: a row for each person, with their stays. */
  records(
    organizer: string,
    id: string,
    reportId: string,
    options: CallOptions = {},
  ): AsyncGenerator<TeamsAttendanceRecord[]> {
    const request = {
      method: 'GET',
      path: path`/users/${organizer}/onlineMeetings/${id}/attendanceReports/${reportId}/attendanceRecords`,
    } as const
    return this.#pages(request, AttendanceRecord, options)
  }

  /** Needs a permission of its own, and for its content a subscription that pays (documented). */
  recordings(
    kind: 'recordings' | 'transcripts',
    organizer: string,
    id: string,
    options: CallOptions = {},
  ): AsyncGenerator<TeamsRecording[]> {
    const request = {
      method: 'GET',
      path: `${path`/users/${organizer}/onlineMeetings/${id}`}/${kind}`,
    } as const
    return this.#pages(request, Recording, options)
  }

  /** Where a recording's film or a transcript's text is, for whoever has the token. */
  contentUrl(kind: 'recordings' | 'transcripts', organizer: string, id: string, itemId: string): string {
    const from = `${path`/users/${organizer}/onlineMeetings/${id}`}/${kind}${path`/${itemId}/content`}`
    const url = new URL(`${VERSION}${from}`, this.#graphUrl)
    if (kind === 'transcripts') url.searchParams.set('$format', 'text/vtt')
    return url.href
  }

  async *#pages<T>(request: ApiRequest, row: z.ZodType<T>, options: CallOptions): AsyncGenerator<T[]> {
    let next: ApiRequest | undefined = request
    for (let page = 0; page < PAGES_MAX && next; page++) {
      const answer: { value: T[]; '@odata.nextLink'?: string | undefined } = await this.#http.read(
        next,
        pageOf(row),
        options,
      )
      yield answer.value
      const link = answer['@odata.nextLink']
      next = link === undefined ? undefined : this.#requestOf(link, request)
    }
    if (next)
      throw new TeamsError(`Microsoft Graph has more than ${PAGES_MAX} pages of ${request.path}.`, {
        kind: 'unexpected-response',
      })
  }

  /** Where a next page is; an address of somebody else's would get the token. */
  #requestOf(link: string, { method, path: from }: ApiRequest): ApiRequest {
    const url = URL.canParse(link) ? new URL(link) : undefined
    if (url?.origin !== new URL(this.#graphUrl).origin || !url.pathname.startsWith(`${VERSION}/`))
      throw new TeamsError(`Microsoft Graph’s next page of ${from} is at another address.`, {
        kind: 'unexpected-response',
      })
    return {
      method,
      path: url.pathname.slice(VERSION.length),
      query: Object.fromEntries(url.searchParams),
    }
  }
}

function participantOf({ userId, upn, role }: TeamsParticipant): object {
  return {
    ...(userId === '' ? {} : { identity: { user: { id: userId } } }),
    ...(upn === '' ? {} : { upn }),
    role,
  }
}
