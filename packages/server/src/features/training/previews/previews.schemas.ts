import { z } from 'zod'
import { calendarMethods } from '../../../domain/calendar-update.ts'
import { notificationKinds } from '../../../domain/notification.ts'
import {
  CourseId,
  EventId,
  LocalizedText,
  PersonId,
  PersonName,
  quiet,
  SessionId,
} from '../../../http/schemas.ts'
import { RoomOption } from '../../rooms/accounts/room-options.schemas.ts'
import { CourseCancellation, SessionCancellation } from '../cancellations/cancellations.schemas.ts'
import { Merge } from '../decisions/decisions.schemas.ts'
import { EnrollmentMove, NewEnrollment } from '../enrollments/enrollments.schemas.ts'
import { Cancellation, ChangeEvent, NewEvent } from '../events/events.schemas.ts'
import { ChangeSession } from '../sessions/sessions.schemas.ts'

const version = { version: z.int32().min(1).describe('what goes into If-Match of the change itself') }
const ofEvent = { eventId: EventId }
const ofSession = { sessionId: SessionId }
const ofCourse = { courseId: CourseId }
const ofPlace = { sessionId: SessionId, personId: PersonId }
const action = <Name extends string>(name: Name) => ({ action: z.literal(name) })

/** The change itself, with the ids and the version that stand elsewhere in the real call. */
export const PreviewRequest = z
  .discriminatedUnion('action', [
    NewEvent.extend({ ...action('plan-event'), ...ofSession, ...quiet }),
    ChangeEvent.extend({ ...action('change-event'), ...ofEvent, ...version, ...quiet }),
    Cancellation.extend({ ...action('cancel-event'), ...ofEvent }),
    z.object({ ...action('restore-event'), ...ofEvent, ...quiet }),
    z.object({ ...action('delete-event'), ...ofEvent, ...quiet }),
    ChangeSession.extend({ ...action('change-session'), ...ofSession, ...version, ...quiet }),
    SessionCancellation.extend({ ...action('cancel-session'), ...ofSession }),
    z.object({ ...action('restore-session'), ...ofSession }),
    z.object({ ...action('delete-session'), ...ofSession }),
    Merge.extend({ ...action('merge-session'), ...ofSession }),
    CourseCancellation.extend({ ...action('cancel-course'), ...ofCourse }),
    z.object({ ...action('restore-course'), ...ofCourse }),
    z.object({ ...action('delete-course'), ...ofCourse }),
    NewEnrollment.extend({ ...action('enroll'), ...ofSession }),
    z.object({ ...action('unenroll'), ...ofPlace }),
    z.object({
      ...action('move'),
      ...ofPlace,
      toSessionId: SessionId,
      whenFull: EnrollmentMove.shape.whenFull,
    }),
  ])
  .meta({ id: 'PreviewRequest' })

const people = { people: z.int32(), names: z.array(z.string()).describe('some of them') }

export const Preview = z
  .object({
    isQuiet: z.boolean().describe('true: the people of `mails` will not learn of it'),
    mails: z
      .array(
        z.object({
          kind: z.enum(notificationKinds),
          title: z.string().describe('what the mail says, in short'),
          calendar: z
            .array(z.enum(calendarMethods))
            .describe('methods of the calendar updates that go with it; empty = none'),
          ...people,
        }),
      )
      .describe('by kind'),
    rooms: z
      .array(
        z.object({
          outcome: z.enum(['created', 'changed', 'made-anew', 'deleted']),
          count: z.int32(),
          events: z.array(z.string()).describe('names of some of their events'),
        }),
      )
      .describe('what happens to rooms at the provider'),
    unmetOptions: z
      .array(
        z.object({
          option: RoomOption,
          label: LocalizedText,
          tool: LocalizedText,
          count: z.int32(),
          events: z.array(z.string()).describe('names of some of the events'),
        }),
      )
      .describe('what is asked of rooms that come or change, and their tool can’t'),
    places: z
      .array(
        z.object({
          outcome: z
            .enum(['promoted', 'offered', 'enrolled', 'moved', 'waiting', 'requested', 'removed'])
            .describe('promoted: from the waiting list, by itself'),
          ...people,
        }),
      )
      .describe('who gets, keeps or loses places'),
    notPlaced: z.array(PersonName).describe('who was to move and finds neither a place nor a waiting list'),
  })
  .meta({ id: 'Preview' })
