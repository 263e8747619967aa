import type { StayKind } from '../domain/stay.ts'

/** One stay of somebody in a run, as a service reports it: one row for each time that they came in. */
export interface ReportedStay {
  readonly kind: StayKind
  /** The service says that they are of the organizer's side. */
  readonly isHost: boolean
  /** Undefined where the service has no registrations, or doesn't tell. */
  readonly registrationKey: string | undefined
  /** What we put into the learner's link, where the service gives it back: the id of a person of ours. */
  readonly externalId: string | undefined
  /** As somebody typed it: nothing is proven by it. */
  readonly name: string
  /** Empty for people who came in without saying who they are. */
  readonly email: string
  readonly joinedAt: Date
  /** Undefined = the report does not say. */
  readonly leftAt: Date | undefined
}

/** One actual start-to-end of a room, once the service tells about it. */
export interface ReportedRun {
  readonly key: string
  readonly startedAt: Date
  /** Undefined = the report does not say. */
  readonly endedAt: Date | undefined
}

/** A part of the report of a run. A run comes in as many as the service gives, and in one at least. */
export interface ReportPage {
  readonly run: ReportedRun
  /** Pages of one run can repeat stays. */
  readonly stays: readonly ReportedStay[]
  /** The service's answers that this page was made of and that no page before had, as they came: JSON. */
  readonly answers: readonly string[]
}
