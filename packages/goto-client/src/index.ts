export { GotoClient } from './client.ts'
export {
  ERROR_BODY_MAX,
  GotoError,
  type GotoErrorDetails,
  type GotoErrorKind,
  GotoOAuthError,
} from './errors.ts'
export type { CallOptions, GotoCall, GotoClientOptions, ReportOptions } from './http.ts'
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
export { PAGE_SIZE, PAGES_MAX } from './pages.ts'
export { formatInstant, parseInstant } from './time.ts'
export type { TrainingRegistrants } from './training-registrants.ts'
export type { TrainingReports } from './training-reports.ts'
export type { NotifiedParties, Trainings } from './trainings.ts'
export type {
  Training,
  TrainingAttendee,
  TrainingBody,
  TrainingOrganizer,
  TrainingRecording,
  TrainingRef,
  TrainingRegistrant,
  TrainingRegistration,
  TrainingRegistrationSettings,
  TrainingSession,
} from './trainings.types.ts'
export { readWebhookEvent, type WebhookEvent } from './webhook-events.ts'
export type {
  UserSubscription,
  Webhook,
  WebhookBody,
  WebhookEventName,
  WebhookSecret,
  WebhookState,
  Webhooks,
} from './webhooks.ts'
export type { Coorganizer, CoorganizerBody, CoorganizerRef, Panelist, WebinarHosts } from './webinar-hosts.ts'
export type {
  AccountRecordingSearch,
  RecordingAsset,
  RecordingSearch,
  WebinarRecordings,
} from './webinar-recordings.ts'
export type {
  WebinarRegistrant,
  WebinarRegistrantBody,
  WebinarRegistrants,
  WebinarRegistration,
  WebinarRegistrationFields,
} from './webinar-registrants.ts'
export type { WebinarSessionRef, WebinarSessions } from './webinar-sessions.ts'
export type {
  WebinarAttendee,
  WebinarAttendeeAnswers,
  WebinarPerformance,
  WebinarPoll,
  WebinarQuestion,
  WebinarSession,
} from './webinar-sessions.types.ts'
export type { Webinars } from './webinars.ts'
export {
  type TimeRange,
  type TimeSpan,
  WEBINAR_DESCRIPTION_MAX,
  WEBINAR_SUBJECT_MAX,
  type Webinar,
  type WebinarAudio,
  type WebinarAudioUpdate,
  type WebinarBody,
  type WebinarCopy,
  type WebinarCreated,
  type WebinarEmailSettings,
  type WebinarLocale,
  type WebinarRef,
  type WebinarUpdate,
} from './webinars.types.ts'
