import { z } from 'zod'
import { effectiveStatuses } from '../../../domain/attendance.ts'
import { verdictStatuses } from '../../../domain/verdict.ts'
import { Instant, Message } from '../../../http/schemas.ts'

const seconds = z
  .int32()
  .nullable()
  .describe('of the window, breaks taken out; null = nothing tells how long')

export const EffectiveAttendance = z
  .object({
    status: z
      .enum(effectiveStatuses)
      .describe(
        'unknown: what would tell is not there, which is no absence; not-set: neither marked nor judged',
      ),
    source: z.enum(['mark', 'verdict']).nullable().describe('mark: by a person, which wins; null = not set'),
    seconds,
  })
  .meta({ id: 'EffectiveAttendance' })

export const Verdict = z
  .object({
    version: z.int32().describe('of the verdicts on this person in this event; earlier ones stay'),
    status: z.enum(verdictStatuses),
    isLate: z.boolean(),
    seconds,
    windowSeconds: z.int32().describe('what a share is of'),
    percent: z.int32().nullable().describe('whole percents that were reached'),
    reconnects: z.int32(),
    firstJoinedAt: Instant.nullable(),
    lastLeftAt: Instant.nullable().describe('null too where the report does not say'),
    madeUpSeconds: z
      .int32()
      .nullable()
      .describe('of `seconds`, what was watched in the recording; null = nothing'),
    checksAsked: z.int32().nullable().describe('presence checks that counted; null = the rule asks for none'),
    checksAnswered: z.int32().nullable(),
    halfDays: z.int32().nullable().describe('that had to be signed; null = the rule asks for no signature'),
    halfDaysSigned: z.int32().nullable(),
    reason: Message.describe('why it is so'),
    ruleVersion: z.int32().describe('of the rule by which it was given; 0 = the product’s own'),
    madeAt: Instant,
    supersededAt: Instant.nullable().describe('when another verdict took its place; null = it is in force'),
  })
  .meta({ id: 'Verdict' })
