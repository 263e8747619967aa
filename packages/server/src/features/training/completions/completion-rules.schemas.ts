import { z } from 'zod'
import {
  type CompletionPreset,
  completionPresets,
  MAX_EVENTS_NEEDED,
  MAX_REMINDER_DAYS,
  MAX_REMINDERS,
  MAX_VALID_MONTHS,
  validityEnds,
} from '../../../domain/completion-rule.ts'
import { Instant } from '../../../http/schemas.ts'

export const Requirement = z
  .discriminatedUnion('type', [
    z.object({
      type: z.literal('events'),
      atLeast: z.int32().min(1).max(MAX_EVENTS_NEEDED).nullable().describe('null = all'),
    }),
    z.object({
      type: z.literal('minutes'),
      percent: z.int32().min(1).max(100).describe('of the sum of the planned minutes, without breaks'),
    }),
    z.object({ type: z.literal('score'), atLeast: z.number().min(0).max(100) }),
    z.object({ type: z.literal('by-hand') }).describe('somebody who plans says that it was met'),
    z
      .object({ type: z.literal('evaluation') })
      .describe('the survey of every event that they attended, once all are over'),
  ])
  .meta({ id: 'Requirement' })

const rule = {
  requirements: z.array(Requirement).min(1).max(10).describe('all of them have to be met; each type once'),
  validMonths: z
    .int32()
    .min(1)
    .max(MAX_VALID_MONTHS)
    .nullable()
    .describe('from the completion on; null = for good'),
  validTo: z.enum(validityEnds).describe('until the same day of that month, or until its last day'),
  reminderDays: z
    .array(z.int32().min(1).max(MAX_REMINDER_DAYS))
    .max(MAX_REMINDERS)
    .describe('before the end of the validity; empty = nobody is reminded'),
}

export const CompletionRule = z
  .object({
    ...rule,
    version: z.int32().min(0).describe('0 = the product’s own; it stands in each completion'),
    appliesFrom: Instant.nullable().describe('to sessions that end then or later; null = to all'),
    madeBy: z
      .string()
      .nullable()
      .describe('null = the product’s own, or carried over from an earlier release'),
    madeAt: Instant.nullable(),
  })
  .meta({ id: 'CompletionRule' })

const presetNames = Object.keys(completionPresets) as [CompletionPreset, ...CompletionPreset[]]

export const CompletionRules = z
  .object({
    version: z
      .int32()
      .min(0)
      .describe('of the rule in force; goes into If-Match of the next one, in double quotes'),
    rule: CompletionRule,
    earlier: z.array(CompletionRule).describe('newest first; completions by them stay to be seen'),
    presets: z
      .array(z.object({ name: z.enum(presetNames), rule: z.object(rule) }))
      .describe('rules to begin with'),
    toLookAt: z.int32().describe('sessions of the course of which completions are being made anew'),
    may: z.object({ change: z.boolean() }),
  })
  .meta({ id: 'CompletionRules' })

export const NewCompletionRule = z
  .object({
    ...rule,
    appliesToPast: z
      .boolean()
      .describe(
        'true: sessions that are over are looked at by it too, and their earlier completions stay to be seen',
      ),
  })
  .meta({ id: 'NewCompletionRule' })
