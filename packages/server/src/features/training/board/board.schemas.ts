import { z } from 'zod'
import { conflictTypes } from '../../../domain/conflicts.ts'
import {
  AccountId,
  CourseId,
  EventId,
  Instant,
  LocalizedText,
  PersonId,
  PersonName,
  SeriesId,
  SessionId,
  text,
  Version,
  WallTime,
} from '../../../http/schemas.ts'
import { Room } from '../events/events.schemas.ts'

export const laneKinds = ['account', 'instructor', 'place', 'course'] as const

export const FindBoard = z.object({
  from: Instant,
  until: Instant.describe('43 days later at most'),
  lanes: z.enum(laneKinds).default('account'),
  courseId: CourseId.optional(),
  sessionId: SessionId.optional(),
  instructorId: PersonId.optional(),
  accountId: AccountId.optional(),
  place: text(300).optional(),
})

export const BoardConflict = z
  .object({
    type: z
      .enum([...conflictTypes, 'refused'])
      .describe('refused: by a rule that the text names, such as a time that does not exist'),
    severity: z
      .enum(['blocks', 'warns'])
      .describe('blocks: it can’t be saved so; warns: it can, and somebody should know'),
    text: z.string().describe('one short sentence in the reader’s language'),
    eventIds: z.array(EventId).describe('the other events in it, 10 at most'),
    personId: PersonId.nullable().describe('of the instructor whom it is about'),
  })
  .meta({ id: 'BoardConflict' })

export const BoardEvent = z
  .object({
    id: EventId,
    version: Version,
    name: z.string(),
    courseId: CourseId,
    sessionId: SessionId,
    accountId: AccountId.nullable(),
    instructorIds: z.array(PersonId).describe('who teaches it: its own instructors, or those of the session'),
    hasOwnInstructors: z.boolean(),
    place: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    startsWall: WallTime,
    endsWall: WallTime,
    timeZone: z.string(),
    seriesId: SeriesId.nullable(),
    hasSpare: z.boolean().describe('a second room is held ready for it'),
    state: z.enum(['coming', 'running', 'over', 'cancelled']),
    room: Room.shape.state.nullable().describe('null = it has none'),
    check: z.enum(['green', 'red']).nullable().describe('of the last check; null = there was none'),
    conflicts: z.array(BoardConflict).describe('of events that have not ended'),
    mayEdit: z.boolean(),
  })
  .meta({ id: 'BoardEvent' })

const Lane = z
  .object({
    id: z
      .string()
      .nullable()
      .describe('of the account, instructor or course, or the text of the place; null = without'),
    name: z.string().describe('empty for the lane without'),
    limit: z.int32().nullable().describe('rooms that an account holds at once; null = no limit'),
    peak: z.int32().describe('the most at one moment of the window'),
    peakAt: Instant.nullable(),
    minutes: z.int32().describe('that are planned in the window'),
  })
  .meta({ id: 'BoardLane' })

export const Board = z
  .object({
    readAt: Instant,
    from: Instant,
    until: Instant,
    lanesBy: z.enum(laneKinds),
    shownUntil: Instant.nullable().describe(
      'null = these are all. Else there are more events: those that begin from this instant on are left out',
    ),
    events: z.array(BoardEvent).describe('by start'),
    courses: z.array(
      z.object({
        id: CourseId,
        name: z.string(),
        code: z.string(),
        type: z.enum(['vilt', 'ilt']),
        hue: z.int32().min(0).max(11),
      }),
    ),
    sessions: z.array(
      z.object({
        id: SessionId,
        courseId: CourseId,
        name: z.string(),
        enrolled: z.int32().describe('places that are taken'),
        waiting: z.int32(),
        maxEnrollment: z.int32().nullable(),
        minEnrollment: z.int32().nullable(),
        mayEdit: z.boolean(),
      }),
    ),
    accounts: z.array(
      z.object({
        id: AccountId,
        name: z.string(),
        tool: LocalizedText,
        sessionTypeName: LocalizedText,
        isUsable: z.boolean().describe('false: it can’t host new events'),
      }),
    ),
    instructors: z.array(PersonName),
    lanes: z.array(Lane).describe('in order, empty ones too'),
    unplaced: z.object({
      events: z
        .array(z.object({ eventId: EventId, needs: z.enum(['room', 'instructor']) }))
        .describe('of the events that are shown'),
      sessions: z
        .array(z.object({ id: SessionId, courseId: CourseId, name: z.string(), courseName: z.string() }))
        .describe('they take place and have no date yet; 50 at most'),
    }),
    away: z
      .array(
        z.object({
          personId: PersonId,
          from: Instant,
          until: Instant,
          reason: z.string().describe('empty for who may not know it'),
        }),
      )
      .describe('absences that touch the window'),
    outside: z
      .array(z.object({ personId: PersonId, from: Instant, until: Instant }))
      .describe('outside weekly hours; only with lanes by instructor, or of one instructor'),
  })
  .meta({ id: 'Board' })
