/*
 * GoToTraining's vocabulary. A *training* is planned, with one registration for all its times; each time it is
 * held is a *session*. Member names are GoTo's, types are exact: keys are strings, instants `Date`, durations
 * minutes.
 */
import type { DateRange } from './meetings.ts'
import {
  optionalBoolean,
  optionalInstant,
  optionalLeaveTime,
  optionalNumber,
  optionalObject,
  optionalText,
  optionalUrl,
  readArrayOrEmpty,
  readObject,
  requiredInstant,
  requiredKey,
  requiredText,
} from './read.ts'
import { formatInstant } from './time.ts'

/** Which training: its organizer and its key. */
export interface TrainingRef {
  organizerKey: string
  trainingKey: string
}

/** Which ways of registering GoTo leaves out. */
export interface TrainingRegistrationSettings {
  /** GoTo advises to switch web registration off too. */
  disableConfirmationEmail: boolean
  disableWebRegistration: boolean
}

/** What a training is made with. */
export interface TrainingBody {
  name: string
  description?: string
  /** IANA name; only for pages and mails. */
  timeZone: string
  times: DateRange[]
  registrationSettings?: TrainingRegistrationSettings
  /** Keys of co-organizers; only in accounts whose users share. */
  organizers?: string[]
}

/** An organizer of a training. */
export interface TrainingOrganizer {
  organizerKey: string
  email: string | undefined
  givenName: string | undefined
  surname: string | undefined
}

/** A training. */
export interface Training {
  trainingKey: string
  /** The 9-digit id for people. */
  trainingId: string | undefined
  name: string | undefined
  description: string | undefined
  timeZone: string | undefined
  times: DateRange[]
  organizers: TrainingOrganizer[]
  registrationSettings: {
    disableConfirmationEmail: boolean | undefined
    disableWebRegistration: boolean | undefined
  }
}

/** Someone registered for a training. */
export interface TrainingRegistrant {
  registrantKey: string
  email: string
  givenName: string | undefined
  surname: string | undefined
  /** `WAITING`, `APPROVED` or `DENIED`. */
  status: string | undefined
  registrationDate: Date | undefined
  joinUrl: string | undefined
  confirmationUrl: string | undefined
}

/** A registration that was made, or was there before. */
export interface TrainingRegistration {
  registrantKey: string
  /** Undefined when GoTo did not tell; reads can lag two hours behind. */
  joinUrl: string | undefined
  confirmationUrl: string | undefined
  /** True when the address was registered already: nothing was changed, the name included. */
  alreadyRegistered: boolean
}

/** One time that a training was held. */
export interface TrainingSession {
  sessionKey: string
  trainingName: string | undefined
  sessionStartTime: Date
  sessionEndTime: Date | undefined
  attendanceCount: number | undefined
  /** Minutes. */
  duration: number | undefined
  organizers: TrainingOrganizer[]
}

/** A registrant's time in a session; those who stayed away come last, with 0 minutes. */
export interface TrainingAttendee {
  /** All there is to find the registrant by. */
  email: string | undefined
  givenName: string | undefined
  surname: string | undefined
  /** Minutes. */
  timeInSession: number | undefined
  inSessionTimes: { joinTime: Date; leaveTime: Date | undefined; timeInPartOfSession: number | undefined }[]
}

/** A recording of a training. */
export interface TrainingRecording {
  recordingId: string
  name: string | undefined
  description: string | undefined
  registrationUrl: string | undefined
  downloadUrl: string | undefined
  startDate: Date | undefined
  endDate: Date | undefined
}

export function writeRange(range: DateRange): { startDate: string; endDate: string } {
  return { startDate: formatInstant(range.startDate), endDate: formatInstant(range.endDate) }
}

export function readTraining(json: unknown): Training {
  const training = readObject(json, 'training')
  const settings = optionalObject(training.registrationSettings)
  return {
    trainingKey: requiredKey(training.trainingKey, 'trainingKey'),
    trainingId: optionalText(training.trainingId),
    name: optionalText(training.name),
    description: optionalText(training.description),
    timeZone: optionalText(training.timeZone),
    times: readArrayOrEmpty(training.times, 'times', readRange),
    organizers: readArrayOrEmpty(training.organizers, 'organizers', readOrganizer),
    registrationSettings: {
      disableConfirmationEmail: optionalBoolean(settings?.disableConfirmationEmail),
      disableWebRegistration: optionalBoolean(settings?.disableWebRegistration),
    },
  }
}

export function readOrganizer(json: unknown): TrainingOrganizer {
  const organizer = readObject(json, 'organizer')
  return {
    organizerKey: requiredKey(organizer.organizerKey, 'organizerKey'),
    email: optionalText(organizer.email),
    givenName: optionalText(organizer.givenName),
    surname: optionalText(organizer.surname),
  }
}

export function readTrainingRegistration(json: unknown): TrainingRegistration {
  const registration = readObject(json, 'registration')
  return {
    registrantKey: requiredKey(registration.registrantKey, 'registrantKey'),
    joinUrl: optionalUrl(registration.joinUrl),
    confirmationUrl: optionalUrl(registration.confirmationUrl),
    alreadyRegistered: false,
  }
}

export function readTrainingRegistrant(json: unknown): TrainingRegistrant {
  const registrant = readObject(json, 'registrant')
  return {
    registrantKey: requiredKey(registrant.registrantKey, 'registrantKey'),
    email: requiredText(registrant.email, 'email'),
    givenName: optionalText(registrant.givenName),
    surname: optionalText(registrant.surname),
    status: optionalText(registrant.status)?.toUpperCase(),
    registrationDate: optionalInstant(registrant.registrationDate),
    joinUrl: optionalUrl(registrant.joinUrl),
    confirmationUrl: optionalUrl(registrant.confirmationUrl),
  }
}

export function readTrainingSession(json: unknown): TrainingSession {
  const session = readObject(json, 'session')
  return {
    sessionKey: requiredKey(session.sessionKey, 'sessionKey'),
    trainingName: optionalText(session.trainingName),
    sessionStartTime: requiredInstant(session.sessionStartTime, 'sessionStartTime'),
    sessionEndTime: optionalInstant(session.sessionEndTime),
    attendanceCount: optionalNumber(session.attendanceCount),
    duration: optionalNumber(session.duration),
    organizers: readArrayOrEmpty(session.organizers, 'organizers', readOrganizer),
  }
}

export function readTrainingAttendee(json: unknown): TrainingAttendee {
  const attendee = readObject(json, 'attendee')
  return {
    email: optionalText(attendee.email),
    givenName: optionalText(attendee.givenName),
    surname: optionalText(attendee.surname),
    timeInSession: optionalNumber(attendee.timeInSession),
    inSessionTimes: readArrayOrEmpty(attendee.inSessionTimes, 'inSessionTimes', (value) => {
      const stay = readObject(value, 'stay')
      return {
        joinTime: requiredInstant(stay.joinTime, 'joinTime'),
        leaveTime: optionalLeaveTime(stay.leaveTime),
        timeInPartOfSession: optionalNumber(stay.timeInPartOfSession),
      }
    }),
  }
}

export function readTrainingRecording(json: unknown): TrainingRecording {
  const recording = readObject(json, 'recording')
  return {
    recordingId: requiredKey(recording.recordingId, 'recordingId'),
    name: optionalText(recording.name),
    description: optionalText(recording.description),
    registrationUrl: optionalUrl(recording.registrationUrl),
    downloadUrl: optionalUrl(recording.downloadUrl),
    startDate: optionalInstant(recording.startDate),
    endDate: optionalInstant(recording.endDate),
  }
}

function readRange(json: unknown): DateRange {
  const range = readObject(json, 'time')
  return {
    startDate: requiredInstant(range.startDate, 'startDate'),
    endDate: requiredInstant(range.endDate, 'endDate'),
  }
}
