/*
 * GoToMeeting's vocabulary. A *meeting* is an id and a join URL; each time it is started is a *session*
 * (history says `sessionId`, attendees `meetingInstanceKey`). Member names are GoTo's, types are exact:
 * keys are strings, instants `Date`, durations minutes.
 */
import {
  type Fields,
  keyList,
  optionalBoolean,
  optionalInstant,
  optionalKey,
  optionalLeaveTime,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalUrl,
  readObject,
  requiredInstant,
  requiredKey,
  requiredUrl,
} from './read.ts'
import { formatInstant } from './time.ts'

/** Longest subject GoToMeeting takes, in characters. */
export const MEETING_SUBJECT_MAX = 100

/** GoToMeeting's kinds; later ones GoTo may invent pass through when read. */
export type MeetingType = 'immediate' | 'recurring' | 'scheduled'

/** What a meeting is made or replaced with. GoTo wants all of it each time. */
export interface MeetingBody {
  /** At most `MEETING_SUBJECT_MAX`. Angle brackets are escaped on the way. */
  subject: string
  /** Must lie in the future. */
  starttime: Date
  endtime: Date
  /** The password itself can only be set on GoTo's pages. */
  passwordrequired: boolean
  /** `PSTN`, `Free`, `Hybrid`, `Private`, `VoIP`, or free text up to 255 characters. */
  conferencecallinfo: string
  /** A recurring meeting has no pattern: it is one id that can be started any number of times. */
  meetingtype: MeetingType
  /** Organizers who may start the meeting too. */
  coorganizerKeys?: string[]
}

/** The answer to a create, and the only one with a join URL. */
export interface MeetingCreated {
  /** For everybody who takes part. */
  joinURL: string
  meetingid: string
  maxParticipants: number | undefined
  /** Legacy. */
  uniqueMeetingId: string | undefined
  /** Long text with line breaks and phone numbers. */
  conferenceCallInfo: string | undefined
}

/** One meeting, as asked for by id. */
export interface MeetingById {
  meetingId: string
  subject: string | undefined
  startTime: Date | undefined
  endTime: Date | undefined
  createTime: Date | undefined
  /** Minutes. */
  duration: number | undefined
  /** `ACTIVE` while the meeting runs, else `INACTIVE`. */
  status: string | undefined
  meetingType: string | undefined
  passwordRequired: boolean | undefined
  maxParticipants: number | undefined
  conferenceCallInfo: string | undefined
  coorganizerKeys: string[]
}

/** A meeting that is planned or running, with its organizer. */
export interface MeetingUpcoming {
  meetingId: string
  subject: string | undefined
  startTime: Date | undefined
  endTime: Date | undefined
  /** `ACTIVE` while the meeting runs, else `INACTIVE`. */
  status: string | undefined
  meetingType: string | undefined
  passwordRequired: boolean | undefined
  conferenceCallInfo: string | undefined
  organizerKey: string | undefined
  accountKey: string | undefined
  /** The organizer's, as are the two names. */
  email: string | undefined
  firstName: string | undefined
  lastName: string | undefined
  locale: string | undefined
  /** Only in lists by group. */
  groupName: string | undefined
}

/** A recording in GoTo's cloud. Appears minutes to hours after the end. */
export interface MeetingRecording {
  recordingId: string | undefined
  recordingName: string | undefined
  /** An mp4. */
  downloadUrl: string | undefined
  /** A page to watch it, with the transcript if there is one. */
  shareUrl: string | undefined
  /** Bytes. */
  fileSize: number | undefined
}

/** One session that was held. */
export interface MeetingHistorical {
  meetingId: string
  /** Undefined in lists by group. */
  sessionId: string | undefined
  subject: string | undefined
  startTime: Date
  endTime: Date | undefined
  /** Minutes. */
  duration: number | undefined
  numAttendees: number | undefined
  meetingType: string | undefined
  conferenceCallInfo: string | undefined
  organizerKey: string | undefined
  accountKey: string | undefined
  /** The organizer's, as are the two names. */
  email: string | undefined
  firstName: string | undefined
  lastName: string | undefined
  locale: string | undefined
  /** Only in lists by group. */
  groupName: string | undefined
  recording: MeetingRecording | undefined
}

/** One stay of one person in one session. */
export interface MeetingAttendee {
  meetingId: string | undefined
  /** Tells the sessions of a meeting apart. */
  meetingInstanceKey: string | undefined
  attendeeName: string | undefined
  /** Undefined for people who did not sign in. */
  attendeeEmail: string | undefined
  joinTime: Date
  /** Undefined while the person is there. */
  leaveTime: Date | undefined
  /** Minutes. */
  duration: number | undefined
  /** Of the session, as is `endTime`. */
  startTime: Date | undefined
  endTime: Date | undefined
  subject: string | undefined
  numAttendees: number | undefined
  meetingType: string | undefined
  organizerKey: string | undefined
  /** The **organizer's** address, not the attendee's. */
  email: string | undefined
  groupName: string | undefined
}

/** Writes the body of a create or a replacement. */
export function meetingRequest(body: MeetingBody): object {
  return {
    subject: escapeSubject(body.subject),
    starttime: formatInstant(body.starttime),
    endtime: formatInstant(body.endtime),
    passwordrequired: body.passwordrequired,
    conferencecallinfo: body.conferencecallinfo,
    timezonekey: '', // Deprecated, but it must be there and empty.
    meetingtype: body.meetingtype,
    coorganizerKeys: body.coorganizerKeys,
  }
}

export function readMeetingCreated(meeting: Fields): MeetingCreated {
  return {
    joinURL: requiredUrl(meeting.joinURL ?? meeting.joinUrl ?? meeting.joinurl, 'joinURL'),
    meetingid: requiredKey(meeting.meetingid ?? meeting.meetingId, 'meetingid'),
    maxParticipants: optionalNumber(meeting.maxParticipants),
    uniqueMeetingId: optionalKey(meeting.uniqueMeetingId),
    conferenceCallInfo: optionalText(meeting.conferenceCallInfo),
  }
}

export function readMeetingById(meeting: Fields): MeetingById {
  return {
    meetingId: requiredMeetingId(meeting),
    subject: readSubject(meeting),
    startTime: optionalInstant(meeting.startTime),
    endTime: optionalInstant(meeting.endTime),
    createTime: optionalInstant(meeting.createTime),
    duration: optionalNumber(meeting.duration),
    status: optionalText(meeting.status),
    meetingType: optionalText(meeting.meetingType),
    passwordRequired: optionalBoolean(meeting.passwordRequired),
    maxParticipants: optionalNumber(meeting.maxParticipants),
    conferenceCallInfo: optionalText(meeting.conferenceCallInfo),
    coorganizerKeys: keyList(meeting.coorganizerKeys),
  }
}

export function readMeetingUpcoming(value: unknown): MeetingUpcoming {
  const meeting = readObject(value, 'meeting')
  return {
    meetingId: requiredMeetingId(meeting),
    subject: readSubject(meeting),
    startTime: optionalInstant(meeting.startTime),
    endTime: optionalInstant(meeting.endTime),
    status: optionalText(meeting.status),
    meetingType: optionalText(meeting.meetingType),
    passwordRequired: optionalBoolean(meeting.passwordRequired),
    conferenceCallInfo: optionalText(meeting.conferenceCallInfo),
    ...readOrganizer(meeting),
    accountKey: optionalKey(meeting.accountKey),
    locale: optionalText(meeting.locale),
    groupName: optionalText(meeting.groupName),
  }
}

export function readMeetingHistorical(value: unknown): MeetingHistorical {
  const meeting = readObject(value, 'meeting')
  const recording = optionalObject(meeting.recording)
  return {
    meetingId: requiredMeetingId(meeting),
    sessionId: optionalKey(meeting.sessionId),
    subject: readSubject(meeting),
    startTime: requiredInstant(meeting.startTime, 'startTime'),
    endTime: optionalInstant(meeting.endTime),
    duration: optionalNumber(meeting.duration),
    numAttendees: optionalNumber(meeting.numAttendees),
    meetingType: optionalText(meeting.meetingType),
    conferenceCallInfo: optionalText(meeting.conferenceCallInfo),
    ...readOrganizer(meeting),
    accountKey: optionalKey(meeting.accountKey),
    locale: optionalText(meeting.locale),
    groupName: optionalText(meeting.groupName),
    recording: recording && readRecording(recording),
  }
}

export function readMeetingAttendee(value: unknown): MeetingAttendee {
  const attendee = readObject(value, 'attendee')
  return {
    meetingId: optionalKey(attendee.meetingId),
    meetingInstanceKey: optionalKey(attendee.meetingInstanceKey),
    attendeeName: optionalText(attendee.attendeeName),
    attendeeEmail: optionalText(attendee.attendeeEmail),
    joinTime: requiredInstant(attendee.joinTime, 'joinTime'),
    leaveTime: optionalLeaveTime(attendee.leaveTime),
    duration: optionalNumber(attendee.duration),
    startTime: optionalInstant(attendee.startTime),
    endTime: optionalInstant(attendee.endTime),
    subject: readSubject(attendee),
    numAttendees: optionalNumber(attendee.numAttendees),
    meetingType: optionalText(attendee.meetingType),
    organizerKey: readOrganizer(attendee).organizerKey,
    email: optionalText(attendee.email),
    groupName: optionalText(attendee.groupName),
  }
}

function readRecording(recording: Fields): MeetingRecording {
  return {
    recordingId: optionalText(recording.recordingId),
    recordingName: optionalText(recording.recordingName),
    downloadUrl: optionalUrl(recording.downloadUrl),
    shareUrl: optionalUrl(recording.shareUrl),
    fileSize: optionalNumber(recording.fileSize),
  }
}

function requiredMeetingId(meeting: Fields): string {
  return requiredKey(meeting.meetingId ?? meeting.meetingid ?? meeting.meetingKey, 'meetingId')
}

/** GoTo spells the organizer's key in two ways. */
function readOrganizer(fields: Fields) {
  return {
    organizerKey: optionalKey(fields.organizerKey) ?? optionalKey(fields.organizerkey),
    email: optionalText(fields.email),
    firstName: optionalText(fields.firstName),
    lastName: optionalText(fields.lastName),
  }
}

function escapeSubject(subject: string): string {
  return subject.replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function readSubject(fields: Fields): string | undefined {
  return optionalText(fields.subject)?.replaceAll('&lt;', '<').replaceAll('&gt;', '>')
}
