import { z } from 'zod'
import { AccountId, CourseId, EventId, Hue, Instant, PersonId } from '../../../http/schemas.ts'

/** An event as a calendar shows it: what it takes to draw it, and no more. */
export const CalendarEntry = z
  .object({
    id: EventId,
    name: z.string(),
    courseId: CourseId,
    courseName: z.string(),
    courseHue: Hue,
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string().describe('the event’s own zone'),
    cancelled: z.boolean(),
    tool: z.string().nullable().describe('name of the conferencing tool; null = none'),
    place: z.string().describe('empty = none'),
    hasSpare: z.boolean().describe('a second room is held ready for it; told to planners and who teaches it'),
    myRole: z.enum(['learner', 'instructor']).nullable().describe('null = I only see it'),
  })
  .meta({ id: 'CalendarEntry' })

const entries = {
  items: z.array(CalendarEntry).describe('by start'),
  shownUntil: Instant.nullable().describe(
    'null = these are all. Else there are more events: those that begin from this instant on are left out',
  ),
}

export const CalendarEntries = z.object(entries).meta({ id: 'CalendarEntries' })

export const FindCalendarEntries = z.object({
  from: Instant,
  until: Instant.describe('45 days later at most'),
  scope: z
    .enum(['mine', 'teaching', 'all'])
    .default('mine')
    .describe('mine: I have a place in them, or teach them; teaching: I teach them; all: for planners'),
  courseId: CourseId.optional(),
  instructorId: PersonId.optional(),
  accountId: AccountId.optional(),
})

export const Agenda = z
  .object({
    ...entries,
    readAt: Instant.describe('a copy that is kept for times without a connection says so how old it is'),
    timeZone: z.string().describe('mine'),
  })
  .meta({ id: 'Agenda' })
