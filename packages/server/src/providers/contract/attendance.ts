import type { RunEngagement } from '../../domain/engagement.ts'
import type { Span } from '../../domain/stay.ts'
import type { ReportPage } from '../report.ts'
import type { Call, Connection } from './connection.ts'

export interface AttendancePart {
  /** The report says who somebody is, by a place at the service or an address of theirs. Else names alone, that anybody can type. */
  readonly identifies: boolean
  /** Minutes after the planned end before which no report is out, by what the service says or others have seen: it is not asked for before. */
  readonly readyAfterMinutes: number
  /**
   * The reports of the runs of a room that overlap a stretch of time, as far as they are out: nothing before. A run in
   * which nobody was comes as a page without stays, where the service tells of it. Each page is asked for when it is
   * wanted, so that no more than a page is held.
   *
   * @throws {WithheldError} when a page is asked for and the service gives this account none
   * @throws {ProviderError}
   */
  readReports(connection: Connection, roomKey: string, span: Span, call: Call): AsyncIterable<ReportPage>
  /**
   * Reads a report that the service told by itself (`tells`). Present: it answers no question about who was there, so
   * that `readReports` gives nothing, and what it told is kept and read again.
   *
   * @returns undefined for what is none
   */
  readonly readTold?: (body: string, call: Call) => Promise<ReportPage | undefined>
}

export interface RunningPart {
  /** @throws {ProviderError} `not-found` */
  isRunning(connection: Connection, roomKey: string, call: Call): Promise<boolean>
}

export interface PresencePart {
  /** Everybody who is or was in the run that goes on now, one entry for each stay; empty when none does. */
  listPresent(connection: Connection, roomKey: string, call: Call): Promise<PresentParticipant[]>
}

/** A participant of a run that goes on. */
export interface PresentParticipant {
  readonly registrationKey: string | undefined
  /** Our id of the person, where their link carried it. */
  readonly externalId?: string | undefined
  readonly email: string
  /** Undefined = the service does not say: since somebody saw them first. */
  readonly joinedAt: Date | undefined
  /** Undefined = still there. */
  readonly leftAt: Date | undefined
}

export interface EngagementPart {
  /**
   * What learners did in one run that was held. Surveys are answered for days after it, so that a later reading can
   * say more.
   *
   * @throws {ProviderError}
   */
  readEngagement(connection: Connection, roomKey: string, runKey: string, call: Call): Promise<RunEngagement>
}
