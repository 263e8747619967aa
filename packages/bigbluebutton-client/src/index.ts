export { type Analytics, type AnalyticsAttendee, readAnalytics, readToken } from './callbacks.ts'
export {
  BigBlueButton,
  type BigBlueButtonCall,
  type BigBlueButtonOptions,
  type CallOptions,
  type ServerInfo,
} from './client.ts'
export { BigBlueButtonError, type BigBlueButtonErrorKind } from './errors.ts'
export {
  type Attendee,
  type BreakoutGroup,
  type CreatedMeeting,
  type CreateMeeting,
  type GuestPolicy,
  type Join,
  MEETING_NAME_MAX,
  type MeetingInfo,
  type Recording,
  type RecordingFormat,
  type RecordingSearch,
  type Role,
  type TextTrack,
} from './meetings.ts'
export { apiFolder, CHECKSUM_ALGORITHMS, type ChecksumAlgorithm } from './sign.ts'
