import { z } from 'zod'
import { rosterStates } from '../../../domain/roster.ts'
import { EventId, Instant, Message, PersonId, SessionId, text } from '../../../http/schemas.ts'
import { Attendance, EffectiveAttendance } from '../../training/attendance/attendance.schemas.ts'
import { Event } from '../../training/events/events.schemas.ts'
import { Preflight } from '../preflight/preflight.schemas.ts'

export const RosterLearner = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    isEnrolled: z.boolean().describe('false: gave the place back after being marked'),
    registration: z
      .enum(['pending', 'ready', 'failed'])
      .nullable()
      .describe('at the provider; null where learners need no place of their own there'),
    registrationReason: Message.nullable(),
    firstEnteredAt: Instant.nullable().describe('first click on Join'),
    lastEnteredAt: Instant.nullable(),
    entries: z.int32().describe('clicks on Join'),
    state: z
      .enum(rosterStates)
      .describe('expected: it has not begun; in: pressed Join, or is in the room where the provider tells'),
    isLate: z.boolean(),
    nudgedAt: Instant.nullable(),
    attendance: Attendance.describe('the mark by hand'),
    effective: EffectiveAttendance,
    explanation: z.string().describe('what they say of why they could not come; empty = nothing'),
  })
  .meta({ id: 'RosterLearner' })

export const RosterCounts = z
  .object({
    enrolled: z.int32(),
    registered: z.int32().nullable().describe('null where learners need no place at the provider'),
    expected: z.int32(),
    missing: z.int32(),
    in: z.int32(),
    left: z.int32(),
    late: z.int32(),
    present: z.int32().describe('by a mark, else by the verdict; so are the next ones'),
    partly: z.int32(),
    absent: z.int32(),
    excused: z.int32(),
    unknown: z.int32(),
    notSet: z.int32().describe('neither marked nor judged yet'),
  })
  .meta({ id: 'RosterCounts' })

export const Roster = z
  .object({
    eventId: EventId,
    sessionId: SessionId,
    startsAt: Instant,
    endsAt: Instant,
    at: Instant.describe('when this was true'),
    phase: z.enum(['before', 'running', 'after']),
    tells: z
      .enum(['clicks', 'presence'])
      .describe('clicks: who is in the room is not told while it runs, only who pressed Join'),
    provider: z.string().nullable().describe('the service that hosts it'),
    run: z
      .object({ isRunning: z.boolean(), lookedAt: Instant })
      .nullable()
      .describe('whether the room runs, as the provider said last; null where it was not asked'),
    instructors: z.array(
      z.object({
        id: PersonId,
        name: z.string(),
        startedAt: Instant.nullable().describe('first click on Start'),
      }),
    ),
    hasAlarm: z.boolean().describe('its time has come, and nobody has started it'),
    counts: RosterCounts,
    learners: z.array(RosterLearner),
    may: z.object({ nudge: z.boolean(), mark: z.boolean() }),
  })
  .meta({ id: 'Roster' })

export const TaughtEvent = z
  .object({
    event: Event,
    counts: z.object({
      enrolled: z.int32(),
      registered: z.int32().nullable(),
      in: z.int32().describe('learners who pressed Join'),
      present: z.int32().describe('by a mark, else by the verdict; so are the next ones'),
      partly: z.int32(),
      absent: z.int32(),
      excused: z.int32(),
      notSet: z.int32().describe('neither marked nor known by a verdict'),
    }),
    startedAt: Instant.nullable().describe('first click on Start'),
    hasAlarm: z.boolean(),
    preflight: Preflight.nullable(),
  })
  .meta({ id: 'TaughtEvent' })

export const Teaching = z
  .object({
    coming: z.array(TaughtEvent).describe('running and coming, the next one first; at most 100'),
    past: z.array(TaughtEvent).describe('ended in the last 30 days, the last one first; at most 100'),
  })
  .meta({ id: 'Teaching' })

export const Alarms = z
  .object({ items: z.array(Event).describe('events that nobody has started') })
  .meta({ id: 'Alarms' })

export const Nudged = z
  .object({
    told: z.int32(),
    waiting: z.int32().describe('missing too, but nudged a moment ago'),
  })
  .meta({ id: 'Nudged' })

export const NewMessage = z
  .object({
    about: z
      .enum(['event', 'session'])
      .describe('what the mail names and leads to; both have the same learners'),
    subject: text(200).min(1),
    text: text(5000).min(1),
  })
  .meta({ id: 'NewMessage' })

export const MessageSent = z.object({ told: z.int32() }).meta({ id: 'MessageSent' })
