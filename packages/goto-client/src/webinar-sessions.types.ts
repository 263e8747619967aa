import {
  optionalBoolean,
  optionalInstant,
  optionalKey,
  optionalLeaveTime,
  optionalNumber,
  optionalObject,
  optionalText,
  readArrayOrEmpty,
  readObject,
  requiredInstant,
  requiredKey,
  textList,
} from './read.ts'

/** One time that a webinar was held. */
export interface WebinarSession {
  sessionKey: string
  webinarKey: string | undefined
  webinarID: string | undefined
  webinarName: string | undefined
  startTime: Date
  endTime: Date | undefined
  registrantsAttended: number | undefined
  registrantCount: number | undefined
  totalPollCount: number | undefined
  accountKey: string | undefined
  creatingOrganizerKey: string | undefined
  creatingOrganizerName: string | undefined
  startingOrganizerKey: string | undefined
  startingOrganizerName: string | undefined
  timeZone: string | undefined
  experienceType: string | undefined
  followupEmailTriggered: boolean | undefined
}

/** A registrant's time in a session. */
export interface WebinarAttendee {
  registrantKey: string
  sessionKey: string | undefined
  email: string | undefined
  firstName: string | undefined
  lastName: string | undefined
  attendanceTimeInSeconds: number | undefined
  /** One entry per stay; stays of two devices may overlap. */
  attendance: { joinTime: Date; leaveTime: Date | undefined }[]
}

/** What everybody answered to one question of a poll or survey. */
export interface WebinarPoll {
  question: string | undefined
  numberOfResponses: number | undefined
  responses: { text: string | undefined; percentage: number | undefined }[]
}

/** What one attendee answered to one question of a poll or survey. */
export interface WebinarAttendeeAnswers {
  question: string | undefined
  answers: string[]
}

/** What an attendee asked, and what was answered. */
export interface WebinarQuestion {
  question: string | undefined
  /** An e-mail address. */
  askedBy: string | undefined
  askerKey: string | undefined
  dateAsked: Date | undefined
  answers: {
    answer: string | undefined
    answeredBy: string | undefined
    answererRole: string | undefined
    answererEmail: string | undefined
    answerTime: Date | undefined
  }[]
}

/** Figures of one session. */
export interface WebinarPerformance {
  sessionKey: string
  startTime: Date | undefined
  endTime: Date | undefined
  registrantCount: number | undefined
  percentageAttendance: number | undefined
  averageInterestRating: number | undefined
  averageAttentiveness: number | undefined
  averageAttendanceTimeSeconds: number | undefined
  pollCount: number | undefined
  surveyCount: number | undefined
  questionsAsked: number | undefined
  percentagePollsCompleted: number | undefined
  percentageSurveysCompleted: number | undefined
}

export function readSession(json: unknown): WebinarSession {
  const session = readObject(json, 'session')
  return {
    sessionKey: requiredKey(session.sessionKey, 'sessionKey'),
    webinarKey: optionalKey(session.webinarKey),
    webinarID: optionalText(session.webinarID),
    webinarName: optionalText(session.webinarName),
    startTime: requiredInstant(session.startTime, 'startTime'),
    endTime: optionalInstant(session.endTime),
    registrantsAttended: optionalNumber(session.registrantsAttended),
    registrantCount: optionalNumber(session.registrantCount),
    totalPollCount: optionalNumber(session.totalPollCount),
    accountKey: optionalKey(session.accountKey),
    creatingOrganizerKey: optionalKey(session.creatingOrganizerKey),
    creatingOrganizerName: optionalText(session.creatingOrganizerName),
    startingOrganizerKey: optionalKey(session.startingOrganizerKey),
    startingOrganizerName: optionalText(session.startingOrganizerName),
    timeZone: optionalText(session.timeZone),
    experienceType: optionalText(session.experienceType)?.toUpperCase(),
    followupEmailTriggered: optionalBoolean(session.followupEmailTriggered),
  }
}

export function readAttendee(json: unknown): WebinarAttendee {
  const attendee = readObject(json, 'attendee')
  return {
    registrantKey: requiredKey(attendee.registrantKey, 'registrantKey'),
    sessionKey: optionalKey(attendee.sessionKey),
    email: optionalText(attendee.email),
    firstName: optionalText(attendee.firstName),
    lastName: optionalText(attendee.lastName),
    attendanceTimeInSeconds: optionalNumber(attendee.attendanceTimeInSeconds),
    attendance: readArrayOrEmpty(attendee.attendance, 'attendance', (value) => {
      const stay = readObject(value, 'stay')
      return {
        joinTime: requiredInstant(stay.joinTime, 'joinTime'),
        leaveTime: optionalLeaveTime(stay.leaveTime),
      }
    }),
  }
}

export function readPoll(json: unknown): WebinarPoll {
  const poll = readObject(json, 'poll')
  return {
    question: optionalText(poll.question),
    numberOfResponses: optionalNumber(poll.numberOfResponses),
    responses: readArrayOrEmpty(poll.responses, 'responses', (value) => {
      const response = readObject(value, 'response')
      return { text: optionalText(response.text), percentage: optionalNumber(response.percentage) }
    }),
  }
}

export function readAttendeeAnswers(json: unknown): WebinarAttendeeAnswers {
  const poll = readObject(json, 'answers')
  // `answers` has replaced `answer`.
  const answers = Array.isArray(poll.answers) ? poll.answers : [poll.answer]
  return { question: optionalText(poll.question), answers: textList(answers) }
}

export function readQuestion(json: unknown): WebinarQuestion {
  const question = readObject(json, 'question')
  return {
    question: optionalText(question.question),
    askedBy: optionalText(question.askedBy),
    askerKey: optionalKey(question.askerKey),
    dateAsked: optionalInstant(question.dateAsked),
    answers: readArrayOrEmpty(question.answers, 'answers', (value) => {
      const answer = readObject(value, 'answer')
      return {
        answer: optionalText(answer.answer),
        answeredBy: optionalText(answer.answeredBy),
        answererRole: optionalText(answer.answererRole),
        answererEmail: optionalText(answer.answererEmail),
        answerTime: optionalInstant(answer.answerTime),
      }
    }),
  }
}

export function readPerformance(json: unknown, sessionKey: string): WebinarPerformance {
  const figures = readObject(json, 'performance')
  const session = optionalObject(figures.sessionInfo)
  const attendance = optionalObject(figures.attendance)
  const polls = optionalObject(figures.pollsAndSurveys)
  return {
    sessionKey: optionalKey(session?.sessionKey) ?? sessionKey,
    startTime: optionalInstant(session?.startTime),
    endTime: optionalInstant(session?.endTime),
    registrantCount: optionalNumber(attendance?.registrantCount),
    percentageAttendance: optionalNumber(attendance?.percentageAttendance),
    averageInterestRating: optionalNumber(attendance?.averageInterestRating),
    averageAttentiveness: optionalNumber(attendance?.averageAttentiveness),
    averageAttendanceTimeSeconds: optionalNumber(attendance?.averageAttendanceTimeSeconds),
    pollCount: optionalNumber(polls?.pollCount),
    surveyCount: optionalNumber(polls?.surveyCount),
    questionsAsked: optionalNumber(polls?.questionsAsked),
    percentagePollsCompleted: optionalNumber(polls?.percentagePollsCompleted),
    percentageSurveysCompleted: optionalNumber(polls?.percentageSurveysCompleted),
  }
}
