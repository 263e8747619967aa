import type { MeetingAttendee, TrainingAttendee, WebinarAttendee, WebinarSession } from '@lectern/goto-client'
import { ProviderError } from '../../domain/errors.ts'
import { overlaps } from '../../domain/stay.ts'
import { type AttendancePart, type Call, WithheldError } from '../provider.ts'
import type { ReportedRun, ReportedStay, ReportPage } from '../report.ts'
import { rightMissing } from './check.ts'
import { type Connect, hostOf } from './connect.ts'
import { translated } from './errors.ts'
import { EARLY_RUN_MS, options } from './room-text.ts'

/** Assumed: how late reports are is said nowhere, only that there is none before a session has ended. */
const READY_AFTER_MINUTES = 5
/** A caller who hung up on the phone is a number, partly hidden at times. */
const PHONE = /^\+?[\d*xX().\s/-]{6,}$/

/** Meetings: everybody types a name, so that the report says how long, and our link says who. */
export function meetingReports(connect: Connect): AttendancePart {
  return {
    identifies: false,
    readyAfterMinutes: READY_AFTER_MINUTES,
    readReports: (connection, key, span, call) =>
      translatedPages(async function* () {
        const { meetings } = connect(connection, call)
        const answers: string[] = []
        const heard = hearing(call, answers)
        const rows = await meetings.attendees(key, heard)
        const runs = meetingRuns(rows).filter(({ run }) => overlaps(run, span))
        for (const { run, stays } of runs) yield { run, stays, answers: answers.splice(0) }
        if (runs.length > 0) return
        // Who was in no run is told by the history alone; one that somebody was in is not out yet.
        const range = { startDate: new Date(span.from.getTime() - EARLY_RUN_MS), endDate: span.to }
        const held = await meetings.historical(range, heard)
        for (const { meetingId, sessionId, startTime, endTime, numAttendees } of held) {
          const run = { key: sessionId ?? startTime.toISOString(), startedAt: startTime, endedAt: endTime }
          if (meetingId === key && numAttendees === 0 && overlaps(run, span))
            yield { run, stays: [], answers: answers.splice(0) }
        }
      }),
  }
}

/** GoTo lists every stay of every session ever held under an id; sessions are told apart by their instance. */
function meetingRuns(rows: readonly MeetingAttendee[]): { run: ReportedRun; stays: ReportedStay[] }[] {
  const instances = Map.groupBy(rows, (row) => row.meetingInstanceKey ?? row.startTime?.toISOString() ?? '')
  return [...instances].map(([key, own]) => {
    const firstJoin = Math.min(...own.map((row) => row.joinTime.getTime()))
    const startedAt = own.find((row) => row.startTime)?.startTime ?? new Date(firstJoin)
    const endedAt = own.find((row) => row.endTime)?.endTime
    return { run: { key, startedAt, endedAt }, stays: own.map(meetingStay) }
  })
}

function meetingStay(row: MeetingAttendee): ReportedStay {
  const { attendeeName: name = '', attendeeEmail: email = '', joinTime, leaveTime } = row
  return {
    kind: email === '' && PHONE.test(name) ? 'phone' : 'main',
    // Documented: `email` is the organizer's.
    isHost: email !== '' && email.toLowerCase() === row.email?.toLowerCase(),
    registrationKey: undefined,
    externalId: undefined,
    ...{ name, email, joinedAt: joinTime, leftAt: leaveTime },
  }
}

/** Webinars: a row for each registrant and session, page by page. Organizers and panelists are not among them. */
export function webinarReports(connect: Connect): AttendancePart {
  return {
    identifies: true,
    readyAfterMinutes: READY_AFTER_MINUTES,
    readReports: (connection, webinarKey, span, call) =>
      translatedPages(async function* () {
        const { sessions } = connect(connection, call).webinars
        const ref = { organizerKey: hostOf(connection).userKey, webinarKey }
        const answers: string[] = []
        const heard = hearing(call, answers)
        const held = (await sessions.list(ref, heard)).map(webinarRun).filter((run) => overlaps(run, span))
        for (const run of held) yield { run, stays: [], answers: answers.splice(0) }
        if (held.length === 0) return
        for await (const rows of sessions.webinarAttendeePages(ref, heard)) {
          for (const run of held) {
            const own = rows.filter((row) => row.sessionKey === run.key)
            const heardNow = answers.splice(0)
            if (own.length > 0 || heardNow.length > 0)
              yield { run, stays: own.flatMap(webinarStays), answers: heardNow }
          }
        }
      }),
  }
}

function webinarRun({ sessionKey, startTime, endTime }: WebinarSession): ReportedRun {
  return { key: sessionKey, startedAt: startTime, endedAt: endTime }
}

function webinarStays({ registrantKey, email = '', ...row }: WebinarAttendee): ReportedStay[] {
  const name = [row.firstName, row.lastName].filter(Boolean).join(' ')
  return row.attendance.map(({ joinTime, leaveTime }) => ({
    kind: 'main',
    isHost: false,
    registrationKey: registrantKey,
    externalId: undefined,
    ...{ name, email, joinedAt: joinTime, leftAt: leaveTime },
  }))
}

/** Trainings: those who did not come are listed too, and people are known by their address alone. */
export function trainingReports(connect: Connect): AttendancePart {
  return {
    identifies: true,
    readyAfterMinutes: READY_AFTER_MINUTES,
    readReports: (connection, trainingKey, span, call) =>
      translatedPages(async function* () {
        const { reports } = connect(connection, call).trainings
        const { userKey: organizerKey } = hostOf(connection)
        const answers: string[] = []
        const heard = hearing(call, answers)
        for (const session of await reports.sessions({ organizerKey, trainingKey }, heard)) {
          const { sessionKey, sessionStartTime: startedAt, sessionEndTime: endedAt } = session
          const run = { key: sessionKey, startedAt, endedAt }
          if (!overlaps(run, span)) continue
          const rows = await reports.attendees({ organizerKey, sessionKey }, heard)
          yield { run, stays: rows.flatMap(trainingStays), answers: answers.splice(0) }
        }
      }),
  }
}

function trainingStays({ givenName, surname, email = '', inSessionTimes }: TrainingAttendee): ReportedStay[] {
  const name = [givenName, surname].filter(Boolean).join(' ')
  return inSessionTimes.map(({ joinTime, leaveTime }) => ({
    kind: email === '' && PHONE.test(name) ? 'phone' : 'main',
    isHost: false,
    registrationKey: undefined,
    externalId: undefined,
    ...{ name, email, joinedAt: joinTime, leftAt: leaveTime },
  }))
}

/** Options for calls whose answers are kept as they came. */
function hearing(call: Call, answers: string[]) {
  return { ...options(call), onText: (text: string) => void answers.push(text) }
}

/** Pages whose failures become ours. */
async function* translatedPages(pages: () => AsyncGenerator<ReportPage>): AsyncGenerator<ReportPage> {
  const rest = pages()
  try {
    for (;;) {
      const next = await translated(() => rest.next())
      if (next.done) return
      yield next.value
    }
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'forbidden')) throw error
    const detail = error.cause instanceof Error ? error.cause.message : error.message
    throw new WithheldError(rightMissing(error.cause), { provider: 'GoTo', detail }, { cause: error })
  }
}
