import { InvalidInputError } from './errors.ts'

/** What a rule can ask for. */
export const requirementTypes = ['events', 'minutes', 'score', 'by-hand', 'evaluation'] as const
export type RequirementType = (typeof requirementTypes)[number]

export type Requirement =
  /** So many of the session's events; null = all. */
  | { readonly type: 'events'; readonly atLeast: number | null }
  /** Of the sum of the planned time of its events, without breaks: long events weigh more. */
  | { readonly type: 'minutes'; readonly percent: number }
  /** From 0 to 100. */
  | { readonly type: 'score'; readonly atLeast: number }
  /** Somebody who plans says so. */
  | { readonly type: 'by-hand' }
  /** The survey of every event that they attended, once all are over. */
  | { readonly type: 'evaluation' }

export const validityEnds = ['day', 'end-of-month'] as const
export type ValidityEnd = (typeof validityEnds)[number]

/** By what learners complete the sessions of a course. */
export interface CompletionRule {
  /** All of them have to be met; at least one, each type once. */
  readonly requirements: readonly Requirement[]
  /** From the completion on; null = for good. */
  readonly validMonths: number | null
  readonly validTo: ValidityEnd
  /** Days before the end of the validity; empty = nobody is reminded. */
  readonly reminderDays: readonly number[]
}

/** The rule of a course that has none of its own. */
export const usualCompletionRule: CompletionRule = {
  requirements: [{ type: 'events', atLeast: null }],
  validMonths: null,
  validTo: 'day',
  reminderDays: [60, 30, 7],
}

/** A century: longer is for good. */
export const MAX_VALID_MONTHS = 1200
export const MAX_REMINDERS = 5
export const MAX_REMINDER_DAYS = 365
export const MAX_EVENTS_NEEDED = 500

const rule = (...requirements: Requirement[]): CompletionRule => ({ ...usualCompletionRule, requirements })

/** Rules to begin with, by what they are made for. What law or a sponsor asks beyond them is said with the names. */
export const completionPresets = {
  plain: rule({ type: 'minutes', percent: 80 }),
  'italy-81-08': rule({ type: 'minutes', percent: 90 }, { type: 'by-hand' }),
  'us-cpe': rule({ type: 'minutes', percent: 100 }),
  hipaa: rule({ type: 'events', atLeast: null }),
  osha: rule({ type: 'events', atLeast: null }),
  france: rule({ type: 'events', atLeast: null }),
} as const satisfies Record<string, CompletionRule>
export type CompletionPreset = keyof typeof completionPresets

/** @throws {InvalidInputError} `requirement-twice`, `reminder-twice` */
export function assertCompletionRule({ requirements, reminderDays }: CompletionRule): void {
  for (const [index, { type }] of requirements.entries()) {
    const isTwice = requirements.findIndex((other) => other.type === type) < index
    if (isTwice) throw InvalidInputError.at(`/requirements/${index}/type`, 'requirement-twice', {})
  }
  for (const [index, days] of reminderDays.entries()) {
    if (reminderDays.indexOf(days) < index)
      throw InvalidInputError.at(`/reminderDays/${index}`, 'reminder-twice', { days })
  }
}
