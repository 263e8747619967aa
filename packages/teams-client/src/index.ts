export type { CallOptions } from '@lectern/service-calls'
export { type MeetingChange, type NewMeeting, SUBJECT_MAX, Teams } from './client.ts'
export { TeamsError } from './errors.ts'
export { type AppCredentials, requestToken, type TeamsToken } from './oauth.ts'
export type {
  TeamsAttendanceRecord,
  TeamsMeeting,
  TeamsParticipant,
  TeamsRecording,
  TeamsReport,
  TeamsUser,
} from './shapes.ts'
