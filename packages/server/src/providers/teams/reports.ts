import type { CallOptions, TeamsAttendanceRecord } from '@lectern/teams-client'
import { ProviderError } from '../../domain/errors.ts'
import { overlaps, type Span } from '../../domain/stay.ts'
import { type AttendancePart, type Call, WithheldError } from '../provider.ts'
import type { ReportedStay, ReportPage } from '../report.ts'
import { isGone } from '../service-errors.ts'
import { rightMissing } from './check.ts'
import { type Connect, options, type Reach, reach } from './connect.ts'
import { translatedPages, VENDOR } from './errors.ts'

/** Assumed: how late reports are is said nowhere; one of a run that goes on is empty. */
const READY_AFTER_MINUTES = 15
/** A caller who came by phone is a number. */
const PHONE = /^\+?[\d*\s().-]{6,}$/

/**
 * A report for each run. One that goes on has nobody in it, so that only those with an end are read. People without an account are
 * names alone, which anybody can type.
 */
export function teamsReports(connect: Connect): AttendancePart {
  return {
    identifies: false,
    readyAfterMinutes: READY_AFTER_MINUTES,
    readReports: (connection, key, span, call) =>
      withheld(translatedPages(readAll(reach(connect, connection, call), key, span, call))),
  }
}

async function* readAll(
  { teams, organizer }: Reach,
  key: string,
  span: Span,
  call: Call,
): AsyncGenerator<ReportPage> {
  const answers: string[] = []
  const heard: CallOptions = { ...options(call), onText: (text) => void answers.push(text) }
  try {
    for await (const reports of teams.reports(organizer, key, heard)) {
      for (const { id, startedAt, endedAt } of reports) {
        if (!startedAt || !endedAt || !overlaps({ startedAt, endedAt }, span)) continue
        const run = { key: id, startedAt, endedAt }
        for await (const records of teams.records(organizer, key, id, heard)) {
          const stays = records.flatMap((record) => staysOf(record, organizer))
          yield { run, stays, answers: answers.splice(0) }
        }
      }
    }
  } catch (error) {
    if (!isGone(error)) throw error // the meeting has expired, or was deleted
  }
}

function staysOf(record: TeamsAttendanceRecord, organizer: string): ReportedStay[] {
  const { name, email, userId, role } = record
  const isPhone = email === '' && userId === '' && PHONE.test(name)
  return record.stays.map(({ joinedAt, leftAt }) => ({
    kind: isPhone ? 'phone' : 'main',
    isHost: role === 'Organizer' || userId === organizer,
    ...{ registrationKey: undefined, externalId: undefined },
    ...{ name, email, joinedAt, leftAt },
  }))
}

/** A refusal for want of a right says which. */
export async function* withheld<T>(pages: AsyncIterable<T>): AsyncGenerator<T> {
  try {
    yield* pages
  } catch (error) {
    if (!(error instanceof ProviderError && error.kind === 'forbidden')) throw error
    const detail = error.cause instanceof Error ? error.cause.message : error.message
    throw new WithheldError(rightMissing(error.cause), { provider: VENDOR, detail }, { cause: error })
  }
}
