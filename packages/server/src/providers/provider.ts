/**
 * The one contract for conferencing services: this file is its door, and its parts stand in `contract/`. Core code branches
 * on capabilities and parts, never on a vendor.
 *
 * Vocabulary: a *room* is the object at the service that hosts an event; a *run* is one actual
 * start-to-end of a room; a *connection* is an account as an adapter calls its service; a *host* is the
 * service's user who owns rooms; a *marker* is a short text of ours that travels in a room, so that an interrupted create
 * can be found again.
 */
import type { RoomOption } from '../domain/room-options.ts'
import type { AttendancePart, EngagementPart, PresencePart, RunningPart } from './contract/attendance.ts'
import type { AccountFinding, MissingRights } from './contract/check.ts'
import type { Call, Connection } from './contract/connection.ts'
import type { HostsPart } from './contract/hosts.ts'
import type { Heard, HeardCall, HintsPart, InboundPart } from './contract/inbound.ts'
import type { JoinAtClick, RegistrationPart, SharedLink, StartPart } from './contract/join.ts'
import type { RecordingsPart } from './contract/recordings.ts'
import type { KeptRooms, RoomsAtClick } from './contract/rooms.ts'
import type { AppManifest } from './manifest.ts'
import type { Authentication } from './pairing.ts'

export * from './contract/attendance.ts'
export * from './contract/check.ts'
export * from './contract/connection.ts'
export * from './contract/hosts.ts'
export * from './contract/inbound.ts'
export * from './contract/join.ts'
export * from './contract/recordings.ts'
export * from './contract/room-order.ts'
export * from './contract/rooms.ts'

/** An app with its way of being allowed in and its session types. */
export interface ConferencingApp {
  readonly manifest: AppManifest
  readonly auth: Authentication
  readonly sessionTypes: ReadonlyMap<string, ConferencingProvider>
  /** What it tells and asks at the address of an account. Absent: nothing. */
  readonly inbound?: InboundPart
  /** Reads a call at an address that was asked for by {@link HintsPart}; asks nobody. Absent: it makes none. */
  readonly hear?: (call: HeardCall) => Heard
}

/** Whether rooms of an app's accounts belong to users of the service: who consented, or who was chosen. Else to nobody but the account. */
export function knowsHosts(
  { auth }: ConferencingApp,
  { hosts }: Pick<ConferencingProvider, 'hosts'>,
): boolean {
  return auth.kind === 'oauth-user' || hosts !== undefined
}

/** One session type of a conferencing service. */
export interface ConferencingProvider {
  readonly appId: string
  readonly sessionType: string
  readonly capabilities: Capabilities
  /** What stands in the way of using the account with this session type: one call that changes nothing. */
  checkAccount(connection: Connection, call: Call): Promise<(AccountFinding | MissingRights)[]>
  /** Who can host, to be chosen from. Absent: whoever consented hosts (`oauth-user`), or the service knows no hosts. */
  readonly hosts?: HostsPart
  /** Where events take place: rooms that the service keeps, or that are made when somebody comes. */
  readonly rooms: KeptRooms | RoomsAtClick
  /** How learners get in. */
  readonly join: SharedLink | RegistrationPart | JoinAtClick
  /** How an instructor gets in as host. Absent: only from the service's own pages. */
  readonly start?: StartPart
  /** Who was there, and when. Absent: a person marks attendance. */
  readonly attendance?: AttendancePart
  /** Whether a room runs at this moment. Absent: only a click on Start tells. */
  readonly running?: RunningPart
  /** Who is in a room while it runs. Absent: who pressed Join is all that is known until the end. */
  readonly presence?: PresencePart
  readonly recordings?: RecordingsPart
  /** What learners did in a run besides being there. Absent: nobody tells. */
  readonly engagement?: EngagementPart
  /** It calls us when something happens. Absent: we look from time to time. */
  readonly hints?: HintsPart
}

/** What a service can do with one session type besides its parts, and its limits. Callers branch on these and on parts alone. */
export interface Capabilities {
  /** Longest subject that the service takes, the marker included. */
  readonly subjectMaxLength: number
  /** How an instructor gets in: by a secret link without a sign-in, or by the host's or their own sign-in. */
  readonly start: 'host-link' | 'sign-in' | 'none'
  /** Rooms that one host can hold at the same time; undefined = the service sets no rule. */
  readonly roomsPerOrganizer: number | undefined
  /** Requests that the service takes for one client of ours; undefined = as many as we like. */
  readonly requestsPerSecond: number | undefined
  /** What a room can be told beside its plan; of others nothing is ordered, and people read that it can't. */
  readonly options: readonly RoomOption[]
  /** How the service counts requests where it tells classes of them apart. Default: by `requestsPerSecond` alone. */
  readonly rates?: Rates
}

export interface Rates {
  /** Requests a second of one client of ours, whatever the session type, by class. */
  readonly perSecond: Readonly<Record<string, number>>
  /** What one user of the service may do from midnight to midnight UTC, by budget. */
  readonly perDay: Readonly<Record<string, number>>
}

/** Whether a learner has a link of their own, stored or made at the click. */
export function givesOwnLinks({ join }: Pick<ConferencingProvider, 'join'>): boolean {
  return join.kind === 'registered' || (join.kind === 'at-click' && join.carriesId)
}
