import { type Analytics, readAnalytics, readToken } from '@lectern/bigbluebutton-client'
import { headerOf, type InboundPart } from '../provider.ts'
import type { ReportedStay, ReportPage } from '../report.ts'
import { roomKeyOf } from './meeting-id.ts'

/** The server's own ids: `w_…` of who came without a link of ours, `v_…` by phone. */
const OF_THE_SERVER = /^[wv]_/

/** What a server tells of a run after its end, as a report of one page. @returns undefined for what is no analytics */
export function toReport(body: string): ReportPage | undefined {
  const analytics = readAnalytics(body)
  return analytics && { ...pageOf(analytics), answers: [body] }
}

function pageOf({
  internalMeetingID,
  startedAt,
  endedAt,
  attendees,
}: Analytics): Omit<ReportPage, 'answers'> {
  return {
    run: { key: internalMeetingID, startedAt, endedAt },
    stays: attendees.flatMap(({ userID, name, isModerator, stays }) =>
      stays.map(
        ({ joinedAt, leftAt }): ReportedStay => ({
          kind: userID.startsWith('v_') ? 'phone' : 'main',
          isHost: isModerator,
          registrationKey: undefined,
          externalId: personOf(userID),
          name,
          email: '',
          joinedAt,
          leftAt,
        }),
      ),
    ),
  }
}

/** Our person behind a user of theirs. */
export function personOf(userID: string): string | undefined {
  return userID === '' || OF_THE_SERVER.test(userID) ? undefined : userID
}

/** What a server posts after a meeting: who was there, or that a recording is ready. Each has a token of its own. */
export const inboundServer: InboundPart = {
  receive(connection, call, now) {
    const secret = connection.secret('secret')
    const isSigned =
      call.path === 'analytics'
        ? readToken(/^Bearer (\S+)$/i.exec(headerOf(call, 'authorization'))?.[1] ?? '', secret, 'HS512', now)
        : call.path === 'recording' && readToken(recordingToken(call.body), secret, 'HS256', now)
    return isSigned ? { kind: 'telling', key: `${call.path} ${call.body}` } : undefined
  },
  hear({ path, body }) {
    const meetingID = path === 'analytics' ? readAnalytics(body)?.meetingID : meetingOf(recordingToken(body))
    const roomKey = typeof meetingID === 'string' ? roomKeyOf(meetingID) : undefined
    if (roomKey === undefined) return []
    return path === 'analytics'
      ? [{ about: 'report', roomKey }]
      : [{ about: 'recordings', roomKey, registrationKey: undefined }]
  },
}

function recordingToken(body: string): string {
  return new URLSearchParams(body).get('signed_parameters') ?? ''
}

/** Of a token whose signature was looked at when it came. */
function meetingOf(token: string): unknown {
  try {
    return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')).meeting_id
  } catch {
    return undefined
  }
}
