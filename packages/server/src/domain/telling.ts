import type { Hint } from './hint.ts'
import type { StayKind } from './stay.ts'

/** A provider's own word on a room, by calling us. It comes once or twice, late, and in any order. */
export type Telling = Hint | ToldReport | ToldRun | ToldPresence | ToldRecording

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

/** A recording is out, at an address that nobody gives again. */
export interface ToldRecording {
  readonly about: 'recording'
  readonly roomKey: string
  readonly recording: {
    /** The service's, the same each time that it is told. */
    readonly key: string
    readonly recordedAt: Date | undefined
  }
  /** A secret: it lets anybody have the film until it ends. */
  readonly url: string
  readonly urlEndsAt: Date
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
