/** A right by the name that stands in both families' place, and what each family calls it. */
interface Scope {
  readonly granular: string
  readonly classic: string
}

const of = (granular: string, classic: string): Scope => ({
  granular: `${granular}:admin`,
  classic: `${classic}:admin`,
})

/** Documented, some names assumed. What an app has is kept by these names. */
export const SCOPES = {
  listUsers: of('user:read:list_users', 'user:read'),
  readUser: of('user:read:user', 'user:read'),
  readSettings: of('user:read:settings', 'user:read'),
  readZak: of('user:read:token', 'user:read'),
  writeMeeting: of('meeting:write:meeting', 'meeting:write'),
  readMeeting: of('meeting:read:meeting', 'meeting:read'),
  updateMeeting: of('meeting:update:meeting', 'meeting:write'),
  deleteMeeting: of('meeting:delete:meeting', 'meeting:write'),
  endMeeting: of('meeting:update:status', 'meeting:write'),
  listMeetings: of('meeting:read:list_meetings', 'meeting:read'),
  listRegistrants: of('meeting:read:list_registrants', 'meeting:read'),
  addRegistrant: of('meeting:write:registrant', 'meeting:write'),
  addRegistrants: of('meeting:write:batch_registrants', 'meeting:write'),
  changeRegistrant: of('meeting:update:registrant_status', 'meeting:write'),
  deleteRegistrant: of('meeting:delete:registrant', 'meeting:write'),
  listInstances: of('meeting:read:list_past_instances', 'meeting:read'),
  readPast: of('meeting:read:past_meeting', 'meeting:read'),
  pastParticipants: of('meeting:read:list_past_participants', 'meeting:read'),
  readReportDetails: of('report:read:meeting', 'report:read'),
  readWebinarReportDetails: of('report:read:webinar', 'report:read'),
  readReport: of('report:read:list_meeting_participants', 'report:read'),
  listRecordings: of('cloud_recording:read:list_recording_files', 'recording:read'),
  liveParticipants: of('dashboard:read:list_meeting_participants', 'dashboard_meetings:read'),
  writeWebinar: of('webinar:write:webinar', 'webinar:write'),
  readWebinar: of('webinar:read:webinar', 'webinar:read'),
  updateWebinar: of('webinar:update:webinar', 'webinar:write'),
  deleteWebinar: of('webinar:delete:webinar', 'webinar:write'),
  endWebinar: of('webinar:update:status', 'webinar:write'),
  listWebinars: of('webinar:read:list_webinars', 'webinar:read'),
  listWebinarRegistrants: of('webinar:read:list_registrants', 'webinar:read'),
  addWebinarRegistrant: of('webinar:write:registrant', 'webinar:write'),
  addWebinarRegistrants: of('webinar:write:batch_registrants', 'webinar:write'),
  changeWebinarRegistrant: of('webinar:update:registrant_status', 'webinar:write'),
  deleteWebinarRegistrant: of('webinar:delete:registrant', 'webinar:write'),
  listWebinarInstances: of('webinar:read:list_past_instances', 'webinar:read'),
  pastWebinarParticipants: of('webinar:read:list_past_participants', 'webinar:read'),
  readWebinarReport: of('report:read:list_webinar_participants', 'report:read'),
} as const satisfies Record<string, Scope>

export type ScopeName = keyof typeof SCOPES

export const ALL_SCOPES = Object.keys(SCOPES) as ScopeName[]

/** What a token says that it may do, in one family. */
export function scopeText(names: readonly string[], family: 'granular' | 'classic'): string {
  const known = names.filter((name): name is ScopeName => name in SCOPES)
  return [...new Set(known.map((name) => SCOPES[name][family]))].sort().join(' ')
}
