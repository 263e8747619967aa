import { InvalidInputError } from './errors.ts'

/** What a percentage is of: the time as planned, or the class as its instructor held it within that time. */
export const ruleWindows = ['planned', 'class'] as const
export type RuleWindow = (typeof ruleWindows)[number]

/** By what a verdict is given. Breaks of an event are never counted. */
export interface AttendanceRule {
  /** Of the window: from here on somebody was present. */
  readonly thresholdPercent: number
  /** From here on they were partly there; below it, absent. */
  readonly partlyFromPercent: number
  readonly window: RuleWindow
  /** Who is away no longer than this between two stays was there all the same. */
  readonly gapSeconds: number
  /** Who comes later than this after the start is late. */
  readonly graceMinutes: number
  /** Who was there long enough was present from this share of the presence checks on; 0 = they don't count. */
  readonly checksPercent: number
  /** Presence checks that are asked by themselves in an hour, at random times. */
  readonly checksPerHour: number
  /** Every half-day has to be signed. */
  readonly signsHalfDays: boolean
  /** How many days what was missed can be watched in the recording, and counts; 0 = it does not. */
  readonly makeUpDays: number
}

/** The rule of a platform that has not made one. */
export const usualRule: AttendanceRule = {
  thresholdPercent: 80,
  partlyFromPercent: 10,
  window: 'planned',
  gapSeconds: 0,
  graceMinutes: 5,
  checksPercent: 0,
  checksPerHour: 0,
  signsHalfDays: false,
  makeUpDays: 0,
}

/** Longer gaps are absence, whatever a connection did. */
export const MAX_GAP_SECONDS = 600
export const MAX_GRACE_MINUTES = 60
export const MAX_MAKE_UP_DAYS = 365

/** @throws {InvalidInputError} `rule-partly-above-present` */
export function assertRule({ thresholdPercent, partlyFromPercent }: AttendanceRule): void {
  if (partlyFromPercent > thresholdPercent) {
    const params = { partly: partlyFromPercent, present: thresholdPercent }
    throw InvalidInputError.at('/partlyFromPercent', 'rule-partly-above-present', params)
  }
}
