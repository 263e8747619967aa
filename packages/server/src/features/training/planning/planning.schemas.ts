import { z } from 'zod'
import type * as ids from '../../../domain/ids.ts'
import {
  AccountId,
  CourseId,
  EventId,
  Instant,
  line,
  Message,
  name,
  PersonId,
  text,
  WallTime,
} from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'
import { idOf } from '../../../id-schema.ts'
import { NewEvent } from '../events/events.schemas.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'

const PlainDate = z
  .string()
  .regex(/^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, says('field-date'))
  .describe('A date of the calendar: 2026-11-24')
const TimeOfDay = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, says('field-time'))
  .describe('14:30')
const Weekday = z
  .union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(6), z.literal(7)])
  .describe('1 is Monday, 7 is Sunday')

export const Save = z.boolean().default(false).describe('false = say what would happen and keep nothing')

export const Suggestion = z
  .object({ code: z.string(), text: z.string(), change: z.record(z.string(), z.string()) })
  .meta({
    id: 'Suggestion',
    description: 'What would be possible instead: fields to send in place of others.',
  })

export const PlanningResult = z
  .object({
    saved: z.boolean(),
    id: idOf<ids.SeriesId | ids.SessionId | ids.CourseId | ids.EventId>()
      .nullable()
      .describe(
        'what was made: the series, session or course; of changed events the first one; null in a dry run',
      ),
    refused: z.int32(),
    items: z.array(
      z.object({
        eventId: EventId.nullable().describe('null for an event that is not there (yet)'),
        session: z.string(),
        name: z.string(),
        startsWall: WallTime,
        endsWall: WallTime,
        timeZone: z.string(),
        startsAt: Instant.nullable().describe('null for a time that does not exist, or exists twice'),
        account: z.string().nullable(),
        outcome: z.enum(['possible', 'refused']),
        reason: Message.nullable(),
        suggestions: z.array(Suggestion),
        instead: z
          .enum(['skipped', 'changed'])
          .nullable()
          .describe('skipped: it is left out, by `onConflict`; changed: it is planned otherwise than wished'),
      }),
    ),
  })
  .meta({ id: 'PlanningResult' })

const Pattern = z
  .discriminatedUnion('repeats', [
    z.object({
      repeats: z.literal('weekly'),
      everyWeeks: z.int32().min(1).max(52).default(1),
      weekdays: z.array(Weekday).min(1).max(7),
    }),
    z.object({ repeats: z.literal('weekdays').describe('Monday to Friday') }),
    z.object({
      repeats: z.literal('monthly-weekday'),
      position: z
        .union([
          z.literal(1),
          z.literal(2),
          z.literal(3),
          z.literal(4),
          z.literal(5),
          z.literal(-1).describe('the last one'),
        ])
        .describe('the first to fifth of the month; -1 is the last'),
      weekday: Weekday,
    }),
    z.object({ repeats: z.literal('monthly-date'), day: z.int32().min(1).max(31) }),
  ])
  .meta({ id: 'RecurrencePattern' })

export const NewSeries = z
  .object({
    ...NewEvent.shape,
    name: name().describe('{n} becomes the number of the event: Module {n}'),
    startsWall: WallTime.describe('of the first event; the others begin at the same time on the wall'),
    rule: z.object({
      pattern: Pattern,
      ends: z.union([
        z.object({ count: z.int32().min(1).max(200).describe('events, skipped dates not counted') }),
        z.object({ until: PlainDate.describe('the last date that can be one') }),
      ]),
      skips: z.array(PlainDate).max(400).default([]).describe('dates that are left out, such as holidays'),
    }),
    exceptions: z
      .array(
        z.object({
          date: PlainDate.describe('as the rule has it'),
          startsWall: WallTime.optional(),
          endsWall: WallTime.optional(),
          accountId: AccountId.nullable().optional(),
        }),
      )
      .max(200)
      .default([])
      .describe('dates that are planned otherwise, such as by a suggestion'),
    onConflict: z
      .enum(['refuse', 'skip', 'next-free-time', 'other-account', 'next-day'])
      .optional()
      .describe(
        'what becomes of dates that are not possible; left out = refuse. skip: they are left out; next-free-time: the nearest time at which the account has a room; other-account: one of the same tool that has a room; next-day: the first of the six days after at which it is possible',
      ),
    save: Save,
  })
  .meta({ id: 'NewSeries' })

const Shift = z
  .union([
    z.object({ days: z.int32().min(-3660).max(3660) }),
    z.object({ firstOn: PlainDate.describe('when the first event is; the others keep their distance') }),
  ])
  .describe('times on the wall stay as they are, those of deadlines on the clocks of who copies')

const copied = {
  shift: Shift,
  keepsRooms: z.boolean().default(true).describe('false = events without a tool'),
  keepsInstructors: z.boolean().default(true),
  overlapReason: OverlapReason.optional(),
  save: Save,
}

export const SessionCopy = z
  .object({
    name: name(),
    code: line(50).default(''),
    courseId: CourseId.optional().describe('another course; left out = the same'),
    ...copied,
  })
  .meta({ id: 'SessionCopy' })

export const CourseCopy = z
  .object({ name: name(), code: line(50).default(''), ...copied })
  .meta({ id: 'CourseCopy' })

export const EventsChange = z
  .object({
    eventIds: z.array(EventId).min(1).max(500),
    scope: z
      .enum(['these', 'following', 'series'])
      .default('these')
      .describe('following: with those of the same series that come after; series: with all of it'),
    change: z
      .object({
        moveDays: z.int32().min(-3660).max(3660),
        moveMinutes: z.int32().min(-1440).max(1440),
        startsTime: TimeOfDay.describe('all begin then on their day, as long as before'),
        accountId: AccountId.nullable().describe('null = no tool'),
        name: name().describe('{n} becomes the number of the event'),
        description: text(10_000),
        place: text(300),
        instructorIds: z
          .array(PersonId)
          .max(50)
          .describe('who teaches them in place of the session’s instructors; empty = they do'),
        overlapReason: OverlapReason,
      })
      .partial()
      .refine(
        (change) => Object.values(change).some((value) => value !== undefined),
        says('field-no-change'),
      ),
    save: Save,
  })
  .meta({ id: 'EventsChange' })
