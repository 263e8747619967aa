export { GotoClient } from './client.ts'
export {
  ERROR_BODY_MAX,
  GotoError,
  type GotoErrorDetails,
  type GotoErrorKind,
  GotoOAuthError,
} from './errors.ts'
export type { CallOptions, GotoCall, GotoClientOptions } from './http.ts'
export { DEFAULT_MAX_ATTEMPTS, DEFAULT_TIMEOUT_MS, RETRY_WAIT_MAX_MS } from './http.ts'
export type { GotoAccount, GotoUser, Identity } from './identity.ts'
export { numericKey, parseJson, stringifyJson } from './json.ts'
export type { DateRange, HostUrl, Meetings } from './meetings.ts'
export {
  MEETING_SUBJECT_MAX,
  type MeetingAttendee,
  type MeetingBody,
  type MeetingById,
  type MeetingCreated,
  type MeetingHistorical,
  type MeetingRecording,
  type MeetingType,
  type MeetingUpcoming,
} from './meetings.types.ts'
export { createPkcePair, GotoOAuth, type GotoOAuthOptions, type GotoTokens } from './oauth.ts'
export { formatInstant, parseInstant } from './time.ts'
