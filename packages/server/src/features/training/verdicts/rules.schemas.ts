import { z } from 'zod'
import {
  MAX_GAP_SECONDS,
  MAX_GRACE_MINUTES,
  MAX_MAKE_UP_DAYS,
  ruleWindows,
} from '../../../domain/attendance-rule.ts'
import { MAX_CHECKS_PER_HOUR } from '../../../domain/presence-check.ts'
import { Instant } from '../../../http/schemas.ts'

const rule = {
  thresholdPercent: z.int32().min(1).max(100).describe('from this share of the window on: present'),
  partlyFromPercent: z.int32().min(1).max(100).describe('from this share on: partly; below it: absent'),
  window: z
    .enum(ruleWindows)
    .describe(
      'of the planned time, or of the class as its instructor held it within that; breaks never count',
    ),
  gapSeconds: z
    .int32()
    .min(0)
    .max(MAX_GAP_SECONDS)
    .describe('who is away no longer than this between two stays was there all the same'),
  graceMinutes: z
    .int32()
    .min(0)
    .max(MAX_GRACE_MINUTES)
    .describe('who comes later than this after the start is late'),
  checksPercent: z
    .int32()
    .min(0)
    .max(100)
    .default(0)
    .describe('from this share of the presence checks on: present; 0 = they don’t count'),
  checksPerHour: z
    .int32()
    .min(0)
    .max(MAX_CHECKS_PER_HOUR)
    .default(0)
    .describe('presence checks that are asked by themselves in an hour of class, at random times'),
  signsHalfDays: z.boolean().default(false).describe('every half-day has to be signed'),
  makeUpDays: z
    .int32()
    .min(0)
    .max(MAX_MAKE_UP_DAYS)
    .default(0)
    .describe('how long what was missed can be watched in the recording, and counts; 0 = it does not'),
}

export const AttendanceRule = z
  .object({
    ...rule,
    version: z.int32().min(0).describe('0 = the product’s own; it stands in each verdict'),
    appliesFrom: Instant.nullable().describe('to events that start then or later; null = to all'),
    madeBy: z.string().nullable().describe('null = the product’s own'),
    madeAt: Instant.nullable(),
  })
  .meta({ id: 'AttendanceRule' })

export const AttendanceRules = z
  .object({
    version: z
      .int32()
      .min(0)
      .describe('of the rule in force; goes into If-Match of the next one, in double quotes'),
    rule: AttendanceRule,
    earlier: z.array(AttendanceRule).describe('newest first; their verdicts stay'),
    toJudge: z.int32().describe('events whose verdicts are being made anew'),
  })
  .meta({ id: 'AttendanceRules' })

export const NewAttendanceRule = z
  .object({
    ...rule,
    appliesToPast: z
      .boolean()
      .describe('true: events that are over are judged anew too, and their earlier verdicts stay to be seen'),
  })
  .meta({ id: 'NewAttendanceRule' })

export const CourseAttendanceRules = AttendanceRules.extend({
  version: z.int32().min(0).describe('0 = it never had one; goes into If-Match, in double quotes'),
  isOwn: z.boolean().describe('false: `rule` is the platform’s'),
  earlier: z
    .array(AttendanceRule.extend({ followsPlatform: z.boolean().describe('it had none of its own then') }))
    .describe('newest first; their verdicts stay'),
}).meta({ id: 'CourseAttendanceRules' })

export const NewCourseAttendanceRule = NewAttendanceRule.extend({
  followsPlatform: z
    .boolean()
    .default(false)
    .describe('true: the course has no rule of its own any more, whatever the numbers say'),
}).meta({ id: 'NewCourseAttendanceRule' })
