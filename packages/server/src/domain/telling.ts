import type { Hint } from './hint.ts'
import type { StayKind } from './stay.ts'

/** A provider's own word on a room, by calling us. It comes once or twice, late, and in any order. */
export type Telling = Hint | ToldReport | ToldRun | ToldPresence

/** What was posted is a report of who was there. */
export interface ToldReport {
  readonly about: 'report'
  readonly roomKey: string
}

/** A run has begun, or is over. */
export interface ToldRun {
  readonly about: 'run'
  readonly roomKey: string
  readonly runKey: string
  readonly startedAt?: Date | undefined
  readonly endedAt?: Date | undefined
}

/** Somebody has come or gone. */
export interface ToldPresence {
  readonly about: 'presence'
  readonly roomKey: string
  readonly runKey: string
  readonly stay: ToldStay
}

export interface ToldStay {
  /** The service's, another one each time that somebody comes in: what says that they have gone bears it, too. */
  readonly key: string
  readonly kind: StayKind
  readonly registrationKey: string | undefined
  /** Our id of the person, where their link carried it. */
  readonly externalId: string | undefined
  /** What is left out was told already, or will be. */
  readonly joinedAt?: Date | undefined
  readonly leftAt?: Date | undefined
}
