import { z } from 'zod'
import { ruleWindows } from '../../../domain/attendance-rule.ts'
import { EventId, Instant, Message, PersonId, SessionId } from '../../../http/schemas.ts'
import { EffectiveAttendance, Verdict } from '../verdicts/verdicts.schemas.ts'
import { Attendance } from './attendance.schemas.ts'

const Stretch = z.object({ startsAt: Instant, endsAt: Instant })

export const SheetLearner = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    isEnrolled: z.boolean().describe('false: gave the place back, and was marked or in the room'),
    firstEnteredAt: Instant.nullable().describe('first click on Join'),
    isLate: z.boolean(),
    intervals: z
      .array(
        Stretch.extend({ isCertain: z.boolean().describe('false: the report does not say when they left') }),
      )
      .describe('in the room, on all devices together; in order'),
    devices: z.int32().describe('the most at the same moment'),
    answered: z.int32().describe('of the presence checks'),
    signed: z.int32().describe('of the half-days'),
    attendance: Attendance.describe('the mark by hand'),
    verdict: Verdict.nullable().describe('null: not judged, as before the end'),
    effective: EffectiveAttendance,
    explanation: z.string().describe('what they say of why they could not come; empty = nothing'),
  })
  .meta({ id: 'SheetLearner' })

export const AttendanceSheet = z
  .object({
    eventId: EventId,
    sessionId: SessionId,
    startsAt: Instant,
    endsAt: Instant,
    phase: z.enum(['before', 'running', 'after']),
    window: Stretch.extend({ kind: z.enum(ruleWindows) }).describe(
      'of what shares are taken; breaks are out of it',
    ),
    breaks: z.array(Stretch),
    rule: z.object({
      version: z.int32(),
      thresholdPercent: z.int32(),
      partlyFromPercent: z.int32(),
      window: z.enum(ruleWindows),
      gapSeconds: z.int32(),
      graceMinutes: z.int32(),
      checksPercent: z.int32(),
      checksPerHour: z.int32(),
      signsHalfDays: z.boolean(),
      makeUpDays: z.int32(),
    }),
    checks: z.int32().describe('presence checks that count; those that were withdrawn do not'),
    halfDays: z.int32().describe('that can be signed'),
    report: z.object({
      state: z
        .enum(['none', 'awaited', 'growing', 'final', 'withheld', 'never'])
        .describe(
          'none: nothing reports who was there; growing: more may come; never: it did not come in time',
        ),
      identifies: z.boolean().describe('false: it does not say who is who, so that a click on Join is'),
      provider: z.string().nullable().describe('the service that hosts it'),
      reason: Message.nullable().describe('why it is withheld, and what to do'),
      readAt: Instant.nullable(),
      expectedAt: Instant.nullable().describe('when an awaited one is asked for next; null: it is right now'),
      unmatched: z.int32().describe('stays that could be anybody’s'),
    }),
    learners: z.array(SheetLearner),
    may: z.object({ mark: z.boolean() }),
  })
  .meta({ id: 'AttendanceSheet' })
