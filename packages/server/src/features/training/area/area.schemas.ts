import { z } from 'zod'
import { attendanceStatuses, doorStatuses, MAX_MARKS } from '../../../domain/attendance.ts'
import {
  AccountId,
  CourseId,
  Cursor,
  EventId,
  Instant,
  Language,
  LocalizedText,
  line,
  name,
  PersonId,
  SessionId,
  TimeZone,
  text,
  Version,
  WallTime,
} from '../../../http/schemas.ts'

const Count = z.int32()
const Standing = z.enum(['requested', 'waiting', 'offered', 'enrolled'])

export const AreaCourse = z
  .object({
    id: CourseId,
    name: z.string(),
    code: z.string(),
    categories: z.array(z.string()),
    sessionCount: Count,
    nextStartsAt: Instant.nullable(),
    isCancelled: z.boolean(),
  })
  .meta({ id: 'AreaCourse' })

const SessionBrief = z.object({
  id: SessionId,
  name: z.string(),
  code: z.string(),
  maxEnrollment: Count.nullable(),
  taken: Count.describe('places that somebody has, whoever it is'),
  mine: Count.describe('people of the area with a place'),
  firstStartsAt: Instant.nullable(),
  lastEndsAt: Instant.nullable(),
  isCancelled: z.boolean(),
})

export const AreaCourseDetails = AreaCourse.extend({
  description: z.string(),
  sessions: z.array(SessionBrief),
}).meta({ id: 'AreaCourseDetails' })

export const AreaEvent = z
  .object({
    id: EventId,
    courseId: CourseId,
    courseName: z.string(),
    sessionId: SessionId,
    sessionName: z.string(),
    name: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    startsWall: WallTime,
    endsWall: WallTime,
    timeZone: z.string(),
    place: z.string(),
    accountId: AccountId.nullable(),
    accountName: z.string().nullable(),
    isCancelled: z.boolean(),
    version: Version,
    mayChange: z.boolean(),
    mayMark: z.boolean(),
  })
  .meta({ id: 'AreaEvent' })

const Place = z.object({ personId: PersonId, name: z.string(), email: z.string(), status: Standing })

export const AreaSession = SessionBrief.extend({
  courseId: CourseId,
  courseName: z.string(),
  hasLine: z.boolean().describe('who finds no place can wait for one'),
  events: z.array(AreaEvent),
  people: z.array(Place).describe('of the area alone'),
}).meta({ id: 'AreaSession' })

export const AreaPerson = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    bookings: Count.describe('sessions of the area in which they have a place'),
  })
  .meta({ id: 'AreaPerson' })

/** What is called and told how; addresses, roles and whether they are there at all are for superadmins. */
const named = {
  firstName: name(100),
  lastName: line(100),
  language: Language.nullable(),
  timeZone: TimeZone.nullable(),
}
export const ChangeAreaPerson = z.object(named).partial().meta({ id: 'ChangeAreaPerson' })

export const AreaPersonDetails = AreaPerson.extend({
  ...{ firstName: z.string(), lastName: z.string() },
  ...{ language: Language.nullable(), timeZone: z.string().nullable() },
  version: Version,
  mayChange: z.boolean().describe('false: they may do more here than learn'),
  places: z.array(
    z.object({
      courseId: CourseId,
      courseName: z.string(),
      sessionId: SessionId,
      sessionName: z.string(),
      status: Standing,
      nextStartsAt: Instant.nullable(),
      completedAt: Instant.nullable(),
      present: Count,
      absent: Count,
      excused: Count,
    }),
  ),
}).meta({ id: 'AreaPersonDetails' })

export const AreaMarks = z
  .object({
    event: AreaEvent,
    people: z.array(
      z.object({
        personId: PersonId,
        name: z.string(),
        status: z.enum(attendanceStatuses),
        version: Count.describe('of the mark; 0 = nobody has marked this person yet'),
      }),
    ),
  })
  .meta({ id: 'AreaMarks' })

export const MarkInArea = z
  .object({
    marks: z
      .array(
        z.object({
          personId: PersonId,
          status: z.enum(doorStatuses),
          version: z.int32().min(0).describe('of the mark that this one replaces'),
        }),
      )
      .min(1)
      .max(MAX_MARKS),
  })
  .meta({ id: 'MarkInArea' })

export const MarkedInArea = z
  .object({
    people: z.array(z.object({ personId: PersonId, status: z.enum(attendanceStatuses), version: Count })),
    conflicts: z.array(PersonId).describe('whom somebody else marked meanwhile: that stays'),
  })
  .meta({ id: 'MarkedInArea' })

export const NewAreaSession = z
  .object({
    name: name(),
    code: line(50).default(''),
    maxEnrollment: z.int32().min(1).max(100_000).nullable().default(null).describe('null = no limit'),
  })
  .meta({ id: 'NewAreaSession' })

const event = {
  name: name(),
  startsWall: WallTime,
  endsWall: WallTime,
  timeZone: TimeZone,
  place: text(300).default(''),
  accountId: AccountId.nullable().default(null).describe('the conferencing account; null = no tool'),
}
export const NewAreaEvent = z.object(event).meta({ id: 'NewAreaEvent' })
export const ChangeAreaEvent = z
  .object({ ...event, place: text(300), accountId: AccountId.nullable() })
  .partial()
  .meta({ id: 'ChangeAreaEvent' })

export const AreaAccount = z
  .object({ id: AccountId, name: z.string(), toolName: LocalizedText })
  .meta({ id: 'AreaAccount' })

export const EnrollInArea = z
  .object({
    personIds: z.array(PersonId).min(1).max(200),
    whenFull: z.enum(['refuse', 'wait']).default('refuse'),
  })
  .meta({ id: 'EnrollInArea' })

export const EnrolledInArea = z
  .object({
    people: z.array(
      z.object({
        personId: PersonId,
        name: z.string(),
        status: Standing.nullable().describe('null = refused'),
        reason: z.string().nullable().describe('why not, as a sentence'),
      }),
    ),
  })
  .meta({ id: 'EnrolledInArea' })

export const AreaReport = z
  .object({
    courses: z.array(
      z.object({
        courseId: CourseId,
        courseName: z.string(),
        people: Count.describe('people of the area with a place in one of its sessions'),
        completed: Count.describe('of those: who has completed it'),
        present: Count.describe('people at events that have ended: there, also for a part'),
        absent: Count,
        excused: Count,
      }),
    ),
  })
  .meta({ id: 'AreaReport' })

const limit = z.coerce.number().int().min(1).max(200).default(100)
export const PageOfArea = z.object({ limit, cursor: Cursor })
export const FindInArea = PageOfArea.extend({
  query: z.string().trim().max(200).optional().describe('part of a name or e-mail address'),
})
export const AreaPlaceParams = z.object({ sessionId: SessionId, personId: PersonId })
export const AreaPersonParams = z.object({ personId: PersonId })
export const LeaveInArea = z.object({ reason: text(500).optional().describe('told to the person') })
