/** What the simulator knows, as it is kept in memory and in its file. Instants are milliseconds of the server's clock. */
export interface State {
  /** What every call is signed with. */
  secret: string
  /** Those that are not over. */
  meetings: Meeting[]
  /** Those that are over, as their events tell of them. */
  ended: Meeting[]
  sessions: Session[]
  recordings: Recording[]
  callbacks: Callback[]
  /** Counts up: numbers of phones and names of people come from it. */
  serial: number
}

export type Role = 'MODERATOR' | 'VIEWER'

export interface Meeting {
  meetingID: string
  internalMeetingID: string
  name: string
  createTime: number
  attendeePW: string
  moderatorPW: string
  voiceBridge: string
  /** Minutes; 0 = without an end. */
  duration: number
  record: boolean
  autoStartRecording: boolean
  allowStartStopRecording: boolean
  isRecording: boolean
  /** Somebody, or `autoStartRecording`, has started a recording at least once. */
  hasRecordingMarks: boolean
  guestPolicy: string
  /** 0 = as many as like. */
  maxParticipants: number
  keepEvents: boolean
  endWhenNoModerator: boolean
  expireIfNoUserMinutes: number
  expireWhenLastLeftMinutes: number
  logoutURL: string
  meetingEndedURL: string
  /** Of `meta_…`, their names in small letters. */
  meta: Record<string, string>
  /** What `create` was given, to tell another create from the same one. */
  settings: Record<string, string>
  people: Person[]
  startTime: number
  /** 0 while it is not over. */
  endTime: number
  forciblyEnded: boolean
  /** When an end that was asked for comes. */
  endsAt?: number
}

/** Somebody in a meeting, by one browser. */
export interface Person {
  /** Of the server: `w_…`, or `v_…` by phone. */
  internalUserId: string
  /** Ours, of `join`; else the server's. */
  userID: string
  fullName: string
  role: Role
  isGuest: boolean
  stays: { joinedAt: number; leftAt?: number }[]
  /** When their page was last heard of; undefined = it needs no page. */
  seenAt?: number
}

/** What a join link was turned into: a right to come in. */
export interface Session {
  token: string
  internalMeetingID: string
  internalUserId: string
  userID: string
  fullName: string
  role: Role
  isGuest: boolean
  guestStatus: 'ALLOW' | 'WAIT' | 'DENY'
}

export interface Recording {
  recordID: string
  meetingID: string
  name: string
  startTime: number
  endTime: number
  participants: number
  meta: Record<string, string>
  /** When it is processed. */
  readyAt: number
  published: boolean
  isDeleted: boolean
}

/** A call that the server makes. */
export interface Callback {
  kind: 'end' | 'meeting-ended' | 'analytics' | 'recording-ready'
  internalMeetingID: string
  url: string
  dueAt: number
  tries: number
  /** Status of the last try; 0 = no answer; undefined = not tried yet. */
  status?: number
  isDone: boolean
}

export function emptyState(secret: string): State {
  return { secret, meetings: [], ended: [], sessions: [], recordings: [], callbacks: [], serial: 0 }
}
