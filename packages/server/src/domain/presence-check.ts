import type { Interval } from './presence.ts'
import { clip, lengthOf, subtract, union } from './presence.ts'

/** What people are asked during a class. */
export const presenceKinds = ['check', 'signature'] as const
export type PresenceKind = (typeof presenceKinds)[number]

/** How one answers: by a button on the page, by a word that is said, by a QR code that is shown. */
export const checkWays = ['button', 'word', 'qr'] as const
export type CheckWay = (typeof checkWays)[number]
/** `hand`: somebody said it in their place. */
export const answerWays = [...checkWays, 'hand'] as const
export type AnswerWay = (typeof answerWays)[number]

/** How long one can answer where nobody says otherwise, in minutes. */
export const USUAL_CHECK_MINUTES = 5
export const MAX_CHECK_MINUTES = 60
/** A QR code is another one after so long. */
export const CODE_STEP_MS = 15_000
/** From the code in sight to the answer: so many steps of a code that has gone are taken. */
const CODE_STEPS = 4
/** What a phone kept without a network is taken for so long after the check. */
export const LATE_HOURS = 24
/** A phone's own seconds run apart from ours by no more than this within that time. */
const TOLERANCE_MS = 10_000
/** One signs from so many minutes before a half-day until so many after it. */
export const SIGN_MINUTES = { before: 15, after: 30 } as const
export const MAX_CHECKS_PER_HOUR = 6

/** The clock of a phone, read twice: when somebody answered, and when the phone sent it. */
export interface PhoneTimes {
  readonly phoneAt: Date
  readonly sentAt: Date
}

/**
 * When something was done on a phone, by the clock of the server: as long before it came as the phone counted between
 * both. A clock that is wrong is wrong twice, and does not matter; one that was set meanwhile makes it another moment,
 * which the window of the check has to allow.
 */
export function momentOf({ phoneAt, sentAt }: PhoneTimes, receivedAt: Date): Date {
  return new Date(receivedAt.getTime() - Math.max(0, sentAt.getTime() - phoneAt.getTime()))
}

/** What is asked, as far as an answer is weighed by it. */
export interface AnsweredCheck {
  readonly way: CheckWay
  readonly opensAt: Date
  readonly closesAt: Date
  readonly isWithdrawn: boolean
}

export type AnswerRefusal =
  | 'presence-withdrawn'
  | 'presence-not-open'
  | 'presence-closed'
  | 'presence-too-late'
  | 'presence-wrong-code'

/**
 * Whether an answer is taken. What shows that somebody was asked in time is `isProven`: the word, the code of that moment,
 * or what their page was given while the check was open.
 *
 * @returns why not; undefined = it is
 */
export function refusalOf(
  check: AnsweredCheck,
  answer: { readonly at: Date; readonly receivedAt: Date; readonly isProven: boolean },
): AnswerRefusal | undefined {
  const { at, receivedAt, isProven } = answer
  if (check.isWithdrawn) return 'presence-withdrawn'
  if (at.getTime() < check.opensAt.getTime() - TOLERANCE_MS) return 'presence-not-open'
  if (at.getTime() > check.closesAt.getTime() + TOLERANCE_MS) return 'presence-closed'
  if (receivedAt.getTime() > check.closesAt.getTime() + LATE_HOURS * 3_600_000) return 'presence-too-late'
  return isProven ? undefined : 'presence-wrong-code'
}

/** The steps whose code somebody can have seen who answers at a moment. */
export function stepsAt(at: Date): number[] {
  const step = Math.floor(at.getTime() / CODE_STEP_MS)
  return Array.from({ length: CODE_STEPS + 1 }, (_, back) => step + 1 - back)
}

/** A word as it is compared: by ear, nobody hears capitals, accents and spaces. */
export function asHeard(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[^\p{L}\p{N}]/gu, '')
    .toLowerCase()
}

/**
 * When presence checks open by themselves: as many as an hour of class is to have, one at a random moment of each equal
 * part of it. None in a break, in the first minutes, or so late that nobody could answer.
 *
 * @param random in [0, 1)
 */
export function drawTimes(
  { window, breaks }: { readonly window: Interval; readonly breaks: readonly Interval[] },
  perHour: number,
  random: () => number,
): Date[] {
  const answer = USUAL_CHECK_MINUTES * 60_000
  const class_ = subtract([window], union(breaks))
  const usable = clip(class_, { from: window.from + answer, to: window.to })
    .map(({ from, to }) => ({ from, to: to - answer }))
    .filter(({ from, to }) => to > from)
  const length = lengthOf(usable)
  const count = length === 0 ? 0 : checksIn(lengthOf(class_) / 60_000, perHour)
  return Array.from(
    { length: count },
    (_, n) => new Date(momentWithin(usable, ((n + random()) / count) * length)),
  )
}

/** How many checks a class of so many minutes asks by itself. */
export function checksIn(minutes: number, perHour: number): number {
  return perHour === 0 ? 0 : Math.max(1, Math.round((minutes / 60) * perHour))
}

/** The moment that lies so far into stretches of time. */
function momentWithin(stretches: readonly Interval[], into: number): number {
  let left = into
  for (const { from, to } of stretches) {
    if (left < to - from) return Math.floor(from + left)
    left -= to - from
  }
  return stretches.at(-1)?.to ?? 0
}
