import { Temporal } from 'temporal-polyfill'
import type { EffectiveStatus } from './attendance.ts'
import type { CompletionRule, Requirement } from './completion-rule.ts'
import type { EventId } from './ids.ts'
import { readableTimeZone } from './time-zone.ts'

/**
 * `open`: not yet, and it can still be reached. `completed`. `out-of-reach`: with the events that are planned it can't be
 * reached any more. `refused`: a person has said that it is not completed, whatever the rule finds.
 */
export const completionStates = ['open', 'completed', 'out-of-reach', 'refused'] as const
export type CompletionState = (typeof completionStates)[number]

/** An event that takes or took place. */
export interface CountedEvent {
  readonly id: EventId
  readonly name: string
  readonly startsAt: Date
  readonly endsAt: Date
  /** Of its planned time, without breaks. */
  readonly plannedSeconds: number
  /** What a report says that somebody missed can be watched in its film until then; null = it can't. */
  readonly makeUpUntil: Date | null
}

/** What holds of somebody's attendance of an event: the mark, else the verdict. */
export interface HeldAttendance {
  readonly status: EffectiveStatus
  readonly source: 'mark' | 'verdict' | null
  /** Null = nothing tells how long. */
  readonly seconds: number | null
}

/** What a person said, and when it began to hold. */
interface Said<T> {
  readonly value: T
  readonly at: Date
}

/** What is known of one person in a session, beside its events. */
export interface CompletingPerson {
  /** An event that is left out is neither marked nor judged. */
  readonly attendance: ReadonlyMap<EventId, HeldAttendance>
  readonly score: Said<number> | null
  /** When they answered the survey of an event. */
  readonly evaluated: ReadonlyMap<EventId, Date>
  /** What the requirement by hand asks for was met. */
  readonly confirmation: Said<boolean> | null
  /** Wins over the rule. */
  readonly decision: Said<boolean> | null
}

/** `met`: for good, unless what it is made of is corrected. `missed`: it can't be met any more. */
export type RequirementState = 'met' | 'open' | 'missed'

/** What became of one requirement, with the numbers that make it so. */
export type RequirementResult = { readonly state: RequirementState } & (
  | {
      readonly type: 'events'
      /** Null = all. */
      readonly atLeast: number | null
      readonly of: number
      readonly attended: number
      /** The most that it can become. */
      readonly possible: number
    }
  | {
      readonly type: 'minutes'
      readonly percent: number
      readonly ofSeconds: number
      readonly seconds: number
      readonly possibleSeconds: number
    }
  | { readonly type: 'score'; readonly atLeast: number; readonly score: number | null }
  | { readonly type: 'by-hand'; readonly isConfirmed: boolean }
  | {
      readonly type: 'evaluation'
      /** Events that they attended. */
      readonly of: number
      readonly answered: number
    }
)

/** What was counted of one event, as it was then. */
export interface CountedAttendance {
  readonly eventId: EventId
  readonly name: string
  readonly startsAt: string
  readonly endsAt: string
  readonly plannedSeconds: number
  readonly status: EffectiveStatus
  readonly source: 'mark' | 'verdict' | null
  readonly seconds: number | null
}

/** What a completion rests on: enough to say why in a sentence, without asking anything else. */
export interface CompletionEvidence {
  readonly requirements: readonly RequirementResult[]
  /** By start. */
  readonly events: readonly CountedAttendance[]
  /** A person's word, which wins; null = the rule alone. */
  readonly decision: boolean | null
}

export interface Completion {
  readonly state: CompletionState
  readonly completedAt: Date | null
  readonly evidence: CompletionEvidence
}

/**
 * How far one person is. The order of events and requirements changes nothing, and more attendance never makes less of it.
 * What is not known counts neither as there nor as absent: it is still open.
 *
 * @param events those that take place, in any order
 * @param now what is marked of an event that is not over does not count yet
 */
export function complete(
  rule: Pick<CompletionRule, 'requirements'>,
  events: readonly CountedEvent[],
  person: CompletingPerson,
  now: Date,
): Completion {
  const counted = [...events]
    .sort((a, b) => a.endsAt.getTime() - b.endsAt.getTime() || (a.id < b.id ? -1 : 1))
    .map((event) => toBounds(event, event.endsAt <= now ? person.attendance.get(event.id) : undefined, now))
  const found = rule.requirements.map((requirement) => check(requirement, counted, person, now))
  const evidence: CompletionEvidence = {
    requirements: found.map(({ result }) => result),
    events: counted.map(({ attendance }) => attendance),
    decision: person.decision?.value ?? null,
  }
  if (person.decision) {
    const { value, at } = person.decision
    return { state: value ? 'completed' : 'refused', completedAt: value ? at : null, evidence }
  }
  if (found.some(({ result }) => result.state === 'missed'))
    return { state: 'out-of-reach', completedAt: null, evidence }
  const metAt = found.flatMap(({ metAt: at }) => (at ? [at.getTime()] : []))
  return metAt.length === found.length
    ? { state: 'completed', completedAt: new Date(Math.max(...metAt)), evidence }
    : { state: 'open', completedAt: null, evidence }
}

/** What of an event is certain, and what it can still become. */
interface Bounds {
  readonly endsAt: Date
  readonly plannedSeconds: number
  readonly wasThere: boolean
  readonly mayHaveBeenThere: boolean
  readonly least: number
  readonly most: number
  readonly attendance: CountedAttendance
}

function toBounds(event: CountedEvent, held: HeldAttendance | undefined, now: Date): Bounds {
  const { id, name, startsAt, endsAt, plannedSeconds, makeUpUntil } = event
  const { status, source, seconds }: HeldAttendance = held ?? {
    status: 'not-set',
    source: null,
    seconds: null,
  }
  const known = seconds === null ? null : Math.min(seconds, plannedSeconds)
  const isOpen = status === 'unknown' || status === 'not-set'
  const [least, most] = isOpen
    ? [known ?? 0, plannedSeconds]
    : secondsOf({ status, source, seconds: known }, plannedSeconds)
  // What a person marked is their word: no film makes it another one.
  const canBeMadeUp = source === 'verdict' && makeUpUntil !== null && now < makeUpUntil
  return {
    endsAt,
    plannedSeconds,
    wasThere: status === 'present',
    mayHaveBeenThere: isOpen || canBeMadeUp || status === 'present',
    least,
    most: canBeMadeUp ? plannedSeconds : most,
    attendance: {
      ...{
        eventId: id,
        name,
        startsAt: startsAt.toISOString(),
        endsAt: endsAt.toISOString(),
        plannedSeconds,
      },
      ...{ status, source, seconds },
    },
  }
}

/** Of what is said for good. Somebody's word that a person was there is for the whole event, unless it says how long. */
function secondsOf({ status, source, seconds }: HeldAttendance, planned: number): [number, number] {
  if (seconds !== null) return [seconds, seconds]
  if (status === 'present') return [source === 'mark' ? planned : 0, planned]
  return status === 'partly' ? [0, planned] : [0, 0]
}

interface Checked {
  readonly result: RequirementResult
  /** Undefined = it is not met. */
  readonly metAt: Date | undefined
}

function check(
  requirement: Requirement,
  events: readonly Bounds[],
  person: CompletingPerson,
  now: Date,
): Checked {
  switch (requirement.type) {
    case 'events': {
      const { atLeast } = requirement
      const attended = events.filter(({ wasThere }) => wasThere)
      const possible = events.filter(({ mayHaveBeenThere }) => mayHaveBeenThere).length
      const need = atLeast ?? events.length
      // Dates that nobody has planned yet are nothing that somebody has missed.
      const isMissed = need <= events.length && possible < need
      const isMet = need > 0 && attended.length >= need
      const result = {
        type: 'events',
        atLeast,
        of: events.length,
        attended: attended.length,
        possible,
      } as const
      return {
        result: { ...result, state: stateOf(isMet, isMissed) },
        metAt: isMet ? attended[need - 1]?.endsAt : undefined,
      }
    }
    case 'minutes': {
      const { percent } = requirement
      const ofSeconds = sum(events, ({ plannedSeconds }) => plannedSeconds)
      const reaches = (seconds: number) => seconds * 100 >= percent * ofSeconds
      const seconds = sum(events, ({ least }) => least)
      const possibleSeconds = sum(events, ({ most }) => most)
      const isMet = ofSeconds > 0 && reaches(seconds)
      const result = { type: 'minutes', percent, ofSeconds, seconds, possibleSeconds } as const
      return {
        result: { ...result, state: stateOf(isMet, !reaches(possibleSeconds)) },
        metAt: isMet ? whenReached(events, reaches) : undefined,
      }
    }
    case 'score': {
      const { atLeast } = requirement
      const score = person.score?.value ?? null
      const isMet = score !== null && score >= atLeast
      // A test can be taken again.
      return {
        result: { type: 'score', atLeast, score, state: stateOf(isMet, false) },
        metAt: isMet ? person.score?.at : undefined,
      }
    }
    case 'by-hand': {
      const isConfirmed = person.confirmation?.value ?? false
      const result = { type: 'by-hand', isConfirmed, state: stateOf(isConfirmed, false) } as const
      return { result, metAt: isConfirmed ? person.confirmation?.at : undefined }
    }
    case 'evaluation': {
      const attended = events.filter(
        ({ attendance: { status } }) => status === 'present' || status === 'partly',
      )
      const answered = attended.flatMap(({ attendance }) => person.evaluated.get(attendance.eventId) ?? [])
      // What comes can be attended, too: it is met when nothing more can be asked.
      const isOver = events.every(({ endsAt }) => endsAt <= now)
      const isKnown = events.every(
        ({ attendance: { eventId, status } }) =>
          (status !== 'unknown' && status !== 'not-set') || person.evaluated.has(eventId),
      )
      const isMet = isOver && isKnown && attended.length > 0 && answered.length === attended.length
      const times = [...answered, ...events.map(({ endsAt }) => endsAt)].map((at) => at.getTime())
      return {
        result: {
          ...{ type: 'evaluation', of: attended.length, answered: answered.length },
          state: stateOf(isMet, false),
        },
        metAt: isMet ? new Date(Math.max(...times)) : undefined,
      }
    }
  }
}

function stateOf(isMet: boolean, isMissed: boolean): RequirementState {
  if (isMet) return 'met'
  return isMissed ? 'missed' : 'open'
}

/** The end of the event with which what is certain was enough. */
function whenReached(events: readonly Bounds[], reaches: (seconds: number) => boolean): Date | undefined {
  let seconds = 0
  for (const { least, endsAt } of events) {
    seconds += least
    if (least > 0 && reaches(seconds)) return endsAt
  }
  return undefined
}

function sum(events: readonly Bounds[], of: (event: Bounds) => number): number {
  return events.reduce((total, event) => total + of(event), 0)
}

/** How much of a requirement is met, in whole percents of it; 100 = met. */
export function percentOf(result: RequirementResult): number {
  if (result.state === 'met') return 100
  const share = shareOf(result)
  return Math.min(99, Math.max(0, Math.floor(share * 100)))
}

function shareOf(result: RequirementResult): number {
  switch (result.type) {
    case 'events': {
      const need = result.atLeast ?? result.of
      return need === 0 ? 0 : result.attended / need
    }
    case 'minutes': {
      const need = (result.percent * result.ofSeconds) / 100
      return need === 0 ? 0 : result.seconds / need
    }
    case 'score':
      return result.score === null || result.atLeast === 0 ? 0 : result.score / result.atLeast
    case 'by-hand':
      return 0
    case 'evaluation':
      return result.of === 0 ? 0 : result.answered / result.of
  }
}

/** How far somebody is: the mean of the requirements; 100 only when it is completed. */
export function progressOf({ state, evidence }: Pick<Completion, 'state' | 'evidence'>): number {
  if (state === 'completed') return 100
  const shares = evidence.requirements.map(percentOf)
  const mean = shares.length === 0 ? 0 : shares.reduce((total, share) => total + share, 0) / shares.length
  return Math.min(99, Math.floor(mean))
}

/**
 * The last second in which a completion is valid: of the day so many months later, or of the last day of that month.
 *
 * @param timeZone in which days begin
 * @returns null = it does not expire
 */
export function validUntilOf(
  { validMonths, validTo }: Pick<CompletionRule, 'validMonths' | 'validTo'>,
  completedAt: Date,
  timeZone: string,
): Date | null {
  if (validMonths === null) return null
  const zone = readableTimeZone(timeZone)
  const day = Temporal.Instant.fromEpochMilliseconds(completedAt.getTime())
    .toZonedDateTimeISO(zone)
    .toPlainDate()
    .add({ months: validMonths })
  const last = validTo === 'end-of-month' ? day.with({ day: day.daysInMonth }) : day
  const next = last.add({ days: 1 }).toZonedDateTime(zone)
  return new Date(next.epochMilliseconds - 1000)
}
