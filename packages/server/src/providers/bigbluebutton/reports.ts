import { type Analytics, readAnalytics, readToken } from '@lectern/bigbluebutton-client'
import type { Connection, Told, ToldCall } from '../provider.ts'
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

/** Reads what a server posts after a meeting: who was there, or that a recording is ready. Each has a token of its own. */
export function hearServer(
  connection: Connection,
  { what, body, headers }: ToldCall,
  now: Date,
): Told | undefined {
  const secret = connection.secret('secret')
  if (what === 'analytics') {
    const token = /^Bearer (\S+)$/i.exec([headers.authorization].flat()[0] ?? '')?.[1] ?? ''
    const analytics = readToken(token, secret, 'HS512', now) && readAnalytics(body)
    const roomKey = analytics && roomKeyOf(analytics.meetingID)
    return roomKey === undefined ? undefined : { about: 'report', roomKey }
  }
  if (what === 'recording') {
    const token = new URLSearchParams(body).get('signed_parameters') ?? ''
    const meetingID = readToken(token, secret, 'HS256', now)?.meeting_id
    const roomKey = typeof meetingID === 'string' ? roomKeyOf(meetingID) : undefined
    return roomKey === undefined ? undefined : { about: 'recordings', roomKey }
  }
  return undefined
}
