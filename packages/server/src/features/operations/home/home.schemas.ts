import { z } from 'zod'
import { todoKinds, urgencies } from '../../../domain/todo.ts'
import {
  AccountId,
  CertificateId,
  CourseId,
  EventId,
  Hue,
  Instant,
  LocalizedText,
  Message,
  SessionId,
} from '../../../http/schemas.ts'
import { OwnEnrollment } from '../../training/enrollments/enrollments.schemas.ts'
import { Event } from '../../training/events/events.schemas.ts'
import { TaughtEvent } from '../roster/roster.schemas.ts'

const nameOfCourse = {
  courseId: CourseId.nullable(),
  courseName: z.string().nullable(),
  courseHue: Hue.nullable(),
}

export const HomeTodo = z
  .object({
    kind: z.enum(todoKinds),
    urgency: z.enum(urgencies),
    name: z.string().describe('of the event, session or account; a recipient, the address of a webhook'),
    ...nameOfCourse,
    sessionId: SessionId.nullable(),
    eventId: EventId.nullable(),
    accountId: AccountId.nullable(),
    appId: z.string().nullable(),
    startsAt: Instant.nullable().describe('of the event'),
    endsAt: Instant.nullable(),
    timeZone: z.string().nullable(),
    at: Instant.nullable().describe(
      'since when work waits, when the decision is due, the pairing ends, the oldest request was made, the newest mail failed',
    ),
    count: z
      .int32()
      .nullable()
      .describe('learners of the event; learners who are missing, wait or ask; coming events; mails'),
    possible: z.int32().nullable().describe('waiting: places that there are or could be'),
    person: z.string().nullable().describe('requests: who asked first'),
    finding: Message.nullable().describe('what was found, in the reader’s language'),
  })
  .meta({ id: 'HomeTodo' })

export const HomeEvent = z
  .object({
    id: EventId,
    name: z.string(),
    courseId: CourseId,
    courseName: z.string(),
    courseHue: Hue,
    sessionId: SessionId,
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    place: z.string(),
    tool: LocalizedText.nullable(),
    instructors: z.array(z.string()).describe('at most three'),
    enrolled: z.int32(),
    maxEnrollment: z.int32().nullable(),
    state: z
      .enum([
        'not-started',
        'room',
        'check',
        'no-instructor',
        'no-room',
        'drift',
        'running',
        'ended',
        'preparing',
        'ready',
        'planned',
      ])
      .describe('what is wrong with it; else planned until its checks, ready when they are green'),
  })
  .meta({ id: 'HomeEvent' })

export const HomeDay = z
  .object({
    day: z.iso.date().describe('on the reader’s clocks'),
    count: z.int32().describe('all events of the day'),
    events: z.array(HomeEvent).describe('the first ones'),
  })
  .meta({ id: 'HomeDay' })

export const HomeRooms = z
  .object({
    accountId: AccountId,
    appId: z.string(),
    name: z.string(),
    limit: z.int32().nullable().describe('rooms at the same time; null = no limit'),
    now: z.int32(),
    peak: z.int32().describe('of the seven days'),
    peakAt: Instant.nullable(),
    days: z.array(z.int32()).describe('the most at the same time, for each of the seven days'),
    sessionsLeft: z.int32().nullable().describe('events that may still be planned; null = no limit'),
  })
  .meta({ id: 'HomeRooms' })

const Series = z.array(z.number().nullable())
export const HomeFigures = z
  .object({
    weeks: z.array(z.iso.date()).describe('first days of the weeks'),
    learners: Series.describe('people with a place in an event of the week'),
    presentPercent: Series.describe('of those who were marked; null where nobody was'),
    rooms: Series.describe('the most rooms at the same time'),
    roomsLicensed: z
      .int32()
      .nullable()
      .describe('rooms at the same time of all accounts; null = there is no limit'),
    takenPercent: Series.describe('of the places of sessions with a maximum; null where there are none'),
  })
  .meta({
    id: 'HomeFigures',
    description:
      'Eight weeks, the last one is this. Weeks begin on the first day of the platform, on the reader’s clocks.',
  })

export const firstSteps = [
  'tool',
  'pairing',
  'course',
  'session',
  'event',
  'people',
  'mail',
  'domain',
] as const
export const FirstSteps = z
  .object({
    hidden: z.boolean().describe('a superadmin has put them away'),
    appId: z.string().nullable().describe('a tool that is active'),
    steps: z.array(z.object({ step: z.enum(firstSteps), done: z.boolean() })),
  })
  .meta({ id: 'FirstSteps' })

const HomePlanning = z.object({
  todos: z.array(HomeTodo).describe('the most urgent first; a few of each kind'),
  counts: z.array(z.object({ kind: z.enum(todoKinds), count: z.int32() })).describe('all, by kind'),
  platform: z
    .object({
      days: z.array(HomeDay).describe('seven, the first one is today; eight events of two, three of others'),
      rooms: z.array(HomeRooms).describe('of accounts that are paired, fifty at most'),
      figures: HomeFigures,
      firstSteps: FirstSteps,
    })
    .nullable()
    .describe('for superadmins'),
})

const HomeTeaching = z.object({
  running: z.array(TaughtEvent),
  coming: z.array(TaughtEvent).describe('the next ten'),
  comingCount: z.int32(),
  unmarked: z.array(TaughtEvent).describe('ended in the last 30 days and not everybody is marked: five'),
  unmarkedCount: z.int32(),
})

const HomeLearning = z.object({
  events: z.array(Event).describe('running and coming, the next one first; twelve'),
  hasMoreEvents: z.boolean(),
  places: z.array(OwnEnrollment).describe('what one has or waits for, offers first; twenty'),
  hasMorePlaces: z.boolean(),
  answers: z
    .array(
      z.object({
        sessionId: SessionId,
        sessionName: z.string(),
        courseName: z.string(),
        answer: z.enum(['approved', 'declined', 'promoted', 'offer-expired', 'request-expired']),
        reason: z.string(),
        at: Instant,
      }),
    )
    .describe('to what one asked or waited for, in the last seven days; five'),
  done: z
    .array(
      OwnEnrollment.extend({
        events: z.int32().describe('that took place'),
        present: z.int32(),
        marked: z.int32().describe('events in which one was marked present or absent'),
        certificate: CertificateId.nullable().describe('one’s own of this session that holds'),
      }).meta({ id: 'DoneEnrollment' }),
    )
    .describe('completed or over, the latest first; five'),
  hasMoreDone: z.boolean(),
  noShows: z.int32().describe('events that one missed, in courses where no-shows are counted'),
})

export const Home = z
  .object({
    at: Instant.describe('when this was true'),
    learning: HomeLearning.nullable().describe('for learners'),
    teaching: HomeTeaching.nullable().describe('for instructors'),
    planning: HomePlanning.nullable().describe('for planners'),
  })
  .meta({ id: 'Home' })

export const HideFirstSteps = z.object({ hidden: z.boolean() }).meta({ id: 'HideFirstSteps' })
