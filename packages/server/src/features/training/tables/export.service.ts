import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { toCsv } from '../../../csv/csv.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Actor } from '../../../http/actor.ts'
import { accountNamer } from './account-names.ts'
import { columnNames, timeCells } from './table.ts'
import type { ExportFilter } from './tables.schemas.ts'
import * as tablesStore from './tables.store.ts'

/** Rows of one file. */
const MAX_ROWS = 20_000

/** Events as a table that can be imported again. */
export async function exportEvents(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof ExportFilter>,
): Promise<string> {
  assertPlanner(actor)
  const nameOfAccount = await accountNamer(ctx)
  const rows = await tablesStore.listEventsToExport(ctx.db, ctx.platform.id, toStoreFilter(filter))
  return toCsv(
    [...columnNames, 'state'],
    rows.map((row) => {
      const times = timeCells(row)
      return [
        row.courseCode,
        row.courseName,
        row.sessionId,
        row.sessionCode,
        row.sessionName,
        row.maxEnrollment,
        row.id,
        row.name,
        row.description,
        times.date,
        times.start,
        times.end_date,
        times.end,
        row.timeZone,
        nameOfAccount(row.accountId),
        row.instructors,
        row.eventInstructors,
        row.place,
        row.cancelledAt ? 'cancelled' : 'planned',
      ]
    }),
  )
}

/** Sessions as a table that can be imported again. */
export async function exportSessions(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof ExportFilter>,
): Promise<string> {
  assertPlanner(actor)
  const rows = await tablesStore.listSessionsToExport(ctx.db, ctx.platform.id, toStoreFilter(filter))
  return toCsv(
    [
      'course_code',
      'course',
      'session_id',
      'session_code',
      'session',
      'max_enrollment',
      'instructors',
      'enrolled',
      'events',
    ],
    rows.map((row) => [
      row.courseCode,
      row.courseName,
      row.id,
      row.code,
      row.name,
      row.maxEnrollment,
      row.instructors,
      row.enrolled,
      row.events,
    ]),
  )
}

/** The table to fill in, with one row as an example. */
export function importTemplate(actor: Actor): string {
  assertPlanner(actor)
  const example: Partial<Record<string, string>> = {
    course_code: 'SAFE-1',
    course: 'Safety at work',
    session_code: 'SAFE-1-SPRING',
    session: 'Spring edition',
    max_enrollment: '20',
    event: 'Day 1',
    date: '2027-01-15',
    start: '10:00',
    end: '12:00',
    time_zone: 'Europe/Rome',
    account: 'Main account',
    instructors: 'instructor@company.example',
  }
  return toCsv(columnNames, [columnNames.map((name) => example[name] ?? '')])
}

function toStoreFilter(filter: z.output<typeof ExportFilter>): tablesStore.ExportFilter {
  return {
    courseId: filter.courseId,
    sessionId: filter.sessionId,
    from: filter.from === undefined ? undefined : new Date(filter.from),
    until: filter.until === undefined ? undefined : new Date(filter.until),
    limit: MAX_ROWS,
  }
}
