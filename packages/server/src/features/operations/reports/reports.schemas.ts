import { z } from 'zod'
import { AccountId, CourseId, GroupId, PersonId, SessionId } from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'

/** By what a report has its rows. */
export const reportKeys = ['course', 'session', 'instructor', 'group', 'account'] as const
export type ReportKey = (typeof reportKeys)[number]

const Month = z
  .string()
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/, says('field-month'))
  .describe('`2026-11`, in the platform’s zone')
/** The same in an answer. */
const SaidMonth = z.string().describe('`2026-11`')

const filters = {
  from: Month.optional().describe('the first month; without it, twelve months until `to`'),
  to: Month.optional().describe('the last month; without it, the present one'),
  courseId: CourseId.optional(),
  sessionId: SessionId.optional(),
  instructorId: PersonId.optional().describe('who taught; for instructors always they themselves'),
  groupId: GroupId.optional().describe('learners who are in it today'),
  accountId: AccountId.optional(),
}

export const ReportQuery = z.object({
  by: z.enum(reportKeys).default('course').describe('what the rows are of'),
  ...filters,
})
export type ReportQuery = z.output<typeof ReportQuery>

const counts = {
  events: z.int32().describe('that were over and took place'),
  plannedMinutes: z.int32().describe('of the events, without breaks'),
  seats: z.int32().describe('places of learners in events: one for each learner and event'),
  present: z.int32(),
  partly: z.int32(),
  absent: z.int32().describe('no-shows'),
  excused: z.int32(),
  notKnown: z.int32().describe('unknown, or neither marked nor judged'),
  late: z.int32(),
  learnerMinutes: z.int32().describe('that learners were there, as far as it is known'),
  presentPercent: z
    .number()
    .nullable()
    .describe('present, of those who were present, partly there or absent; null: nobody'),
  absentPercent: z.number().nullable().describe('absent, of the same'),
}

export const ReportCounts = z.object(counts).meta({ id: 'ReportCounts' })
export const ReportRow = z
  .object({
    id: z.string().nullable().describe('of the course, session, instructor, group or account; null: none'),
    name: z.string().nullable().describe('null: it is gone, or there is none'),
    of: z.string().nullable().describe('the course of a session'),
    ...counts,
  })
  .meta({ id: 'ReportRow' })

export const AttendanceReport = z
  .object({
    by: z.enum(reportKeys),
    from: SaidMonth,
    to: SaidMonth,
    chosen: z
      .object({
        course: z.string().nullable(),
        session: z.string().nullable(),
        instructor: z.string().nullable(),
        group: z.string().nullable(),
        account: z.string().nullable(),
      })
      .describe('names of what it is narrowed to; null: not narrowed, or gone'),
    total: ReportCounts,
    months: z
      .array(z.object({ month: SaidMonth, ...counts }))
      .describe('every month of the period, in order'),
    items: z.array(ReportRow).describe('those with the most places first, 200 at most'),
    more: z.int32().describe('rows that are left out; an export has them all'),
    pending: z.int32().describe('changes that are not counted yet'),
  })
  .meta({ id: 'AttendanceSums' })

export const RoomsQuery = z.object({ from: filters.from, to: filters.to, accountId: filters.accountId })
export type RoomsQuery = z.output<typeof RoomsQuery>

export const RoomsReport = z
  .object({
    from: SaidMonth,
    to: SaidMonth,
    months: z.array(
      z.object({ month: SaidMonth, events: z.int32(), roomMinutes: z.int32(), refusals: z.int32() }),
    ),
    items: z.array(
      z.object({
        id: AccountId,
        name: z.string().nullable(),
        events: z.int32(),
        roomMinutes: z.int32().describe('as planned, breaks included: the room is held'),
        peak: z.int32().describe('the most rooms at the same moment'),
        licence: z.int32().nullable().describe('rooms that the account may hold at once; null: no limit'),
        refusals: z.int32().describe('times that were wanted and had no room left'),
        fewerWithOneMore: z.int32().describe('of them, those that one room more would have held'),
      }),
    ),
  })
  .meta({ id: 'RoomsReport' })

export const ExpiringReport = z
  .object({
    months: z.array(z.object({ month: SaidMonth, count: z.int32() })).describe('the coming twelve, in order'),
  })
  .meta({ id: 'ExpiringReport' })
