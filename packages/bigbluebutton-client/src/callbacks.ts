import { createHmac, timingSafeEqual } from 'node:crypto'

/** How far the server's clock may be behind or before ours. */
const LEEWAY_SECONDS = 300

/** What a server tells some minutes after a meeting, where its script for analytics is installed. */
export interface Analytics {
  readonly meetingID: string
  readonly internalMeetingID: string
  readonly name: string
  readonly startedAt: Date
  readonly endedAt: Date | undefined
  readonly attendees: readonly AnalyticsAttendee[]
}

/** One person, whatever browsers they came by. */
export interface AnalyticsAttendee {
  /** Ours of the link; empty for guests at times, and the server's own for who came without a link of ours. */
  readonly userID: string
  readonly name: string
  readonly isModerator: boolean
  readonly stays: readonly { readonly joinedAt: Date; readonly leftAt: Date | undefined }[]
}

/**
 * Whether a token was signed with the secret, by this algorithm and no other, and has not run out. It covers
 * nothing but itself: what comes with it is only as good as the way on which it came.
 *
 * @returns its claims
 */
export function readToken(
  token: string,
  secret: string,
  algorithm: 'HS256' | 'HS512',
  now: Date,
): Readonly<Record<string, unknown>> | undefined {
  const [head = '', claims = '', signature = '', ...more] = token.split('.')
  if (more.length > 0 || secret === '') return undefined
  const expected = createHmac(algorithm === 'HS256' ? 'sha256' : 'sha512', secret)
    .update(`${head}.${claims}`)
    .digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined
  if (parsed(head)?.alg !== algorithm) return undefined
  const read = parsed(claims)
  const { exp } = read ?? {}
  if (exp !== undefined && !(typeof exp === 'number' && exp + LEEWAY_SECONDS > now.getTime() / 1000))
    return undefined
  return read
}

function parsed(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'))
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** @returns undefined for what is no analytics of a meeting's; people of whom nothing can be made are left out */
export function readAnalytics(body: string): Analytics | undefined {
  let json: unknown
  try {
    json = JSON.parse(body)
  } catch {
    return undefined
  }
  if (!isObject(json) || !isObject(json.data)) return undefined
  const { meeting_id: meetingID, internal_meeting_id: internalMeetingID, data } = json
  const startedAt = instantOf(data.start)
  if (!isText(meetingID) || !isText(internalMeetingID) || !startedAt) return undefined
  const metadata = isObject(data.metadata) ? data.metadata : {}
  return {
    meetingID,
    internalMeetingID,
    name: isText(metadata.meeting_name) ? metadata.meeting_name : '',
    startedAt,
    endedAt: instantOf(data.finish),
    attendees: (Array.isArray(data.attendees) ? data.attendees : []).filter(isObject).flatMap(readAttendee),
  }
}

function readAttendee(row: Record<string, unknown>): AnalyticsAttendee[] {
  const stays = staysOf(row)
  if (stays.length === 0) return []
  return [
    {
      userID: isText(row.ext_user_id) ? row.ext_user_id : '',
      name: isText(row.name) ? row.name : '',
      isModerator: row.moderator === true,
      stays,
    },
  ]
}

/** Read: newer servers tell of each browser apart; where they don't, comings and goings are paired in their order. */
function staysOf(row: Record<string, unknown>): { joinedAt: Date; leftAt: Date | undefined }[] {
  const sessions = (Array.isArray(row.sessions) ? row.sessions : []).filter(isObject)
  const bySession = sessions.flatMap(({ joins, lefts }) => paired(instantsOf(joins), instantsOf(lefts)))
  return bySession.length > 0 ? bySession : paired(instantsOf(row.joins), instantsOf(row.leaves))
}

function paired(joins: Date[], leaves: Date[]): { joinedAt: Date; leftAt: Date | undefined }[] {
  const left = [...leaves]
  return joins.map((joinedAt) => {
    const at = left.findIndex((leave) => leave >= joinedAt)
    return { joinedAt, leftAt: at < 0 ? undefined : left.splice(at, 1)[0] }
  })
}

function instantsOf(list: unknown): Date[] {
  return (Array.isArray(list) ? list : [])
    .map((one: unknown) => instantOf(isObject(one) ? one.timestamp : one))
    .filter((one) => one !== undefined)
    .sort((a, b) => a.getTime() - b.getTime())
}

/** Observed: `2025-02-03T13:48:54.000+02:00`, earlier `2021-06-23 18:52:12 +0200`. Without an offset it tells nothing. */
function instantOf(text: unknown): Date | undefined {
  const match = isText(text)
    ? /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d+)?) ?(Z|UTC|[+-]\d\d:?\d\d)$/.exec(text)
    : null
  if (!match) return undefined
  const [, day, time, zone = ''] = match
  const offset = zone.replace('UTC', 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')
  const date = new Date(`${day}T${time}${offset}`)
  return Number.isNaN(date.getTime()) ? undefined : date
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
