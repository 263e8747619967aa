/**
 * Everything about Teams that had to be guessed, or that differs between tenants, as named switches. Each says where it
 * stands: *documented* at learn.microsoft.com, *read* in a program or an answer of somebody who integrates it, *observed* by
 * somebody who uses it, or *assumed*.
 */
export interface Behavior {
  /** Documented: an access token lives 3,599 seconds, and there is no refresh token. */
  tokenSeconds: number
  /** Read: a token of an app tells its permissions, though Microsoft promises no form of it. `opaque` tells nothing. */
  tokenForm: 'jwt' | 'opaque'
  /** Documented: an application access policy works after up to 30 minutes; here at once. */
  policyDelayMinutes: number
  /** Assumed: calls a second of an app; more are answered 429. */
  requestsPerSecond: number
  /** Documented: 429 says in seconds how long to wait. */
  retryAfterSeconds: number
  /** Documented: meetings of one organizer that are asked for in a month; more are answered 429. */
  meetingsPerMonth: number
  /** Assumed: a meeting that was made is found so many seconds later. */
  readLagSeconds: number
  /** Observed: a meeting is gone some time after its end; the product says 60 days. */
  meetingLifeDays: number
  /** Documented: createOrGet gives a meeting that is there as it is. `updated`: as it was asked for. */
  createOrGetAgain: 'as-it-is' | 'updated'
  /** Assumed: newer tenants give short links. */
  shortLinks: boolean
  /** Documented: the organization lets people without an account join. `lobby`: they wait whatever the meeting says. */
  anonymousJoin: 'allowed' | 'lobby' | 'forbidden'
  /** Observed: while a run goes on there is a report of it without anybody. `none`: there is none until the end. */
  reportWhileRunning: 'empty' | 'none'
  /** Assumed: a report is whole some minutes after the end; here sooner. */
  reportDelaySeconds: number
  /** Documented: so many reports of the newest runs are given. */
  reportsMax: number
  /** Documented: a page of users has so many rows at the most. Assumed: so has every other; 100 where a call asks for no number. */
  pageSize: number
  /** Read: an address that is not known is null, or an empty text. */
  unknownAddress: 'null' | 'empty'
  /** Documented: an administrator can switch attendance reports off. Assumed: then none are listed, or it is refused. */
  attendanceReports: 'on' | 'empty' | 'refused'
  /** Assumed: recordings are ready minutes after the end; here sooner. */
  recordingDelaySeconds: number
  /** Documented: contents of recordings and transcripts are metered. Assumed: an app without a subscription is answered 402. */
  meteredContent: 'paid' | 'refused'
  /** Ours: a person whose page was not heard of for so long has left. */
  heartbeatSeconds: number
}

export const defaultBehavior: Behavior = {
  tokenSeconds: 3599,
  tokenForm: 'jwt',
  policyDelayMinutes: 0,
  requestsPerSecond: 20,
  retryAfterSeconds: 1,
  meetingsPerMonth: 2000,
  readLagSeconds: 0,
  meetingLifeDays: 60,
  createOrGetAgain: 'as-it-is',
  shortLinks: false,
  anonymousJoin: 'allowed',
  reportWhileRunning: 'empty',
  reportDelaySeconds: 20,
  reportsMax: 50,
  pageSize: 999,
  unknownAddress: 'null',
  attendanceReports: 'on',
  recordingDelaySeconds: 60,
  meteredContent: 'paid',
  heartbeatSeconds: 12,
}
