/**
 * The one contract for conferencing services. Core code branches on capabilities and parts, never on
 * a vendor.
 *
 * Vocabulary: a *room* is the object at the service that hosts an event; a *run* is one actual
 * start-to-end of a room; an *connection* is the service's user who owns rooms; a *marker* is a short
 * text of ours that travels in a room, so that an interrupted create can be found again.
 */
import type { RunEngagement } from '../domain/engagement.ts'
import { ProviderError } from '../domain/errors.ts'
import type { Hint } from '../domain/hint.ts'
import type { RoomSpec } from '../domain/room.ts'
import type { Span } from '../domain/stay.ts'
import type { AppManifest } from './manifest.ts'
import type { Authentication } from './pairing.ts'
import type { ReportPage } from './report.ts'

/** An account as an adapter calls its service. Credentials and tokens are kept by `features/rooms/accounts`. */
export interface Connection {
  /** What the account's form holds, without secrets. */
  readonly settings: Readonly<Record<string, string>>
  /** A secret of the form; empty where it has none. */
  secret(field: string): string
  /** The user of the service who hosts; undefined where the service knows none, or the call is about the whole account. */
  readonly host: Host | undefined
  /** A token that is valid now: the host's (`oauth-user`) or the account's (`app`). Other services have none: it throws. */
  accessToken(): Promise<string>
  /** A token was refused: gives a newer one, or undefined when the consent is dead. */
  replaceToken(refused: string): Promise<string | undefined>
}

/** A user of the service who hosts rooms. */
export interface Host {
  readonly userKey: string
  readonly accountKey: string | undefined
}

/** What goes along with each call. */
export interface Call {
  readonly signal?: AbortSignal
  readonly log?: (entry: CallEntry) => void
  /** Waits until a request may be sent: the service's rate is shared by all that call it. Left out = at once. */
  readonly pace?: () => Promise<void>
}

/** One request to a service, for the timeline of an event. Holds no token and no person. */
export interface CallEntry {
  readonly operation: string
  readonly status: number | undefined
  readonly durationMs: number
  /** What the service said, when it refused. */
  readonly error?: string | undefined
}

/** A room as the service has it. */
export interface ProviderRoom {
  /** The service's key: an opaque text for us. */
  readonly key: string
  readonly spec: RoomSpec
  /** The link for all participants; undefined where only a create or a registration gives links. */
  readonly joinUrl: string | undefined
  /** Most people that the plan lets register; undefined when the service doesn't say. */
  readonly seats?: number | undefined
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
}

/** One session type of a conferencing service. */
export interface ConferencingProvider {
  readonly appId: string
  readonly sessionType: string
  readonly capabilities: Capabilities
  /** What stands in the way of using the account with this session type: one call that changes nothing. */
  checkAccount(connection: Connection, call: Call): Promise<(AccountFinding | MissingRights)[]>
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
  /** It tells of each room at an address that it got when the room was made. Absent: it tells nothing by itself. */
  readonly tells?: TellsPart
}

/** The service has an object for each room, from planning until it is deleted: it can be read, found, changed and lost. */
export interface KeptRooms {
  readonly life: 'kept'
  /**
   * How a room whose create was interrupted is found again. `marker`: a text of ours that travels in it, another one with each
   * try. `own-id`: the service takes an id of ours and makes no second room under it, so that a create is simply repeated.
   */
  readonly identity: 'marker' | 'own-id'
  /** A room that an interrupted create left behind can be taken over. Without, it is deleted and made again. */
  readonly canAdopt: boolean
  /** Makes a room that carries the marker. What it gives says how the room is: the next step changes what is not as wanted. */
  createRoom(connection: Connection, spec: RoomSpec, marker: string, call: Call): Promise<ProviderRoom>
  /** Finds rooms that an interrupted create may have left behind. */
  findByMarker(connection: Connection, marker: string, call: Call): Promise<ProviderRoom[]>
  /** @throws {ProviderError} `not-found` */
  getRoom(connection: Connection, key: string, call: Call): Promise<ProviderRoom>
  /**
   * Sends what differs, then reads back: a service may accept a field and drop it. A room whose create is known needs
   * its marker no more; it keeps it where people don't read it.
   */
  updateRoom(
    connection: Connection,
    key: string,
    spec: RoomSpec,
    marker: string,
    call: Call,
  ): Promise<ProviderRoom>
  /**
   * What somebody changed at the service: where the room is not as it was wanted.
   *
   * @throws {ProviderError} `not-found` when it was deleted there
   */
  differences(
    connection: Connection,
    key: string,
    spec: RoomSpec,
    marker: string,
    call: Call,
  ): Promise<RoomDifference[]>
  /** Succeeds when the room is already gone. */
  deleteRoom(connection: Connection, key: string, call: Call): Promise<void>
  /** Every room of the host's that is planned or running there, ours or not. Absent: the service has no list. */
  readonly listRooms?: (connection: Connection, call: Call) => Promise<ProviderRoom[]>
}

/**
 * There is nothing at the service until somebody comes: a room is its key, which is ours, and Join and Start make it or find it
 * made. A plan is made, changed and given up without a call.
 */
export interface RoomsAtClick {
  readonly life: 'at-click'
  /** Ends what runs under a key; succeeds when nothing does. Absent: what runs ends when everybody has left. */
  readonly endRoom?: (connection: Connection, key: string, call: Call) => Promise<void>
}

/** A room that is planned, as Join and Start get it. */
export interface PlannedRoom {
  /** The service's, where it keeps rooms. Else ours: 25 lower-case letters and digits or so, that nobody guesses, for the life of the room. */
  readonly key: string
  readonly spec: RoomSpec
  /** Where it is made at the click. */
  readonly opening?: Opening | undefined
}

/** What a room that is made at the click is made with, besides what was planned. */
export interface Opening {
  /** People were told that it is recorded: hosts may. */
  readonly isRecorded: boolean
  /** A page of ours, for a browser that leaves or is not let in. */
  readonly backUrl: string
  /** Addresses of ours that begin with it are for what the service tells of this room; undefined = none that it reaches. */
  readonly tellUrl: string | undefined
}

/** All share the link that came with the room, which is stored. */
export interface SharedLink {
  readonly kind: 'shared'
}

/** A person of ours who enters. */
export interface Participant {
  /** Our id: what goes into the link where the tool allows it, and what attendance matches first (`externalId` of a stay). */
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly language: string
}

/** A link for one person, made at the click and stored nowhere. */
export interface JoinAtClick {
  readonly kind: 'at-click'
  /** Reports give our id of the person back. */
  readonly carriesId: boolean
  /** Makes the room where that is done by who comes first. @throws {ProviderError} */
  joinLink(connection: Connection, room: PlannedRoom, participant: Participant, call: Call): Promise<JoinLink>
}

export interface JoinLink {
  readonly url: string
  /** After this nobody gets in by it; undefined = it has no end of its own. */
  readonly expiresAt: Date | undefined
}

/** Whether a learner has a link of their own, stored or made at the click. */
export function givesOwnLinks({ join }: Pick<ConferencingProvider, 'join'>): boolean {
  return join.kind === 'registered' || (join.kind === 'at-click' && join.carriesId)
}

/** A part of a room that a person can change at the service. */
export type RoomDifference = 'subject' | 'description' | 'times'

/** Why an account can't be used as it is; each has a sentence that says what to do. */
export type AccountFinding =
  | 'account-unauthorized'
  | 'account-key-refused'
  | 'account-scope-missing'
  | 'account-licence-missing'
  | 'account-forbidden'
  | 'account-unreachable'
  | 'account-address-wrong'
  | 'account-address-private'
  | 'account-not-https'
  | 'account-certificate-refused'
  | 'account-version-old'
  | 'account-clock-off'
  | 'account-checksum-refused'

/** What an account may not do yet, where the service tells: by its own names. */
export interface MissingRights {
  readonly code: 'account-rights-missing'
  readonly rights: readonly string[]
}

/** A person as a service gets to know them. Nothing else is sent. */
export interface Learner {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
}

/** A learner's place at the service. */
export interface Registration {
  /** The service's key: an opaque text for us. */
  readonly key: string
  readonly email: string
  /** The learner's personal link: a secret. Undefined while the service wants a person's approval first. */
  readonly joinUrl: string | undefined
}

/** Learners are registered at the service, and get links of their own, which are stored. */
export interface RegistrationPart {
  readonly kind: 'registered'
  /**
   * Gives a learner a place. Somebody who has one keeps it: then this is a look-up, so that it is safe to
   * repeat after an unknown outcome.
   */
  register(connection: Connection, roomKey: string, learner: Learner, call: Call): Promise<Registration>
  /** Succeeds when the place, or the room, is already gone. */
  unregister(connection: Connection, roomKey: string, registrationKey: string, call: Call): Promise<void>
  /** Everybody with a place. May lag behind changes. @throws {ProviderError} `not-found` */
  listRegistrations(connection: Connection, roomKey: string, call: Call): Promise<Registration[]>
}

/** Who wants to start a room. */
export interface Instructor extends Participant {
  /** Their user at the service, when they are paired with the account. */
  readonly userKey: string | undefined
}

/** Short-lived secret links: asked for at the click, never stored. */
export interface StartLinks {
  /** Opens the room as host; makes it where it is made at the click. */
  readonly url: string
  /** What the service asks for on the way. */
  readonly needs: 'nothing' | 'own-sign-in' | 'organizer-sign-in'
  /** Lets somebody without the organizer's sign-in come in with a host's rights, once the room is open. */
  readonly coHostUrl?: string
}

export interface StartPart {
  startLinks(
    connection: Connection,
    room: PlannedRoom,
    instructor: Instructor,
    call: Call,
  ): Promise<StartLinks>
}

export interface AttendancePart {
  /** The report says who somebody is, by a place at the service or an address of theirs. Else names alone, that anybody can type. */
  readonly identifies: boolean
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

export interface PresencePart {
  /** Everybody who is or was in the run that goes on now, one entry for each stay; empty when none does. */
  listPresent(connection: Connection, roomKey: string, call: Call): Promise<PresentParticipant[]>
}

/** A recording of one run of a room. Nothing here leads to its file: links run out, and are asked for when they are needed. */
export interface Recording {
  /** The service's key: an opaque text for us, the same each time that it is listed. */
  readonly key: string
  readonly name: string
  /** When it was made, or when its run ended; undefined where the service does not say. */
  readonly recordedAt: Date | undefined
  readonly sizeBytes: number | undefined
  /** It has a film that can be fetched. Without, it stays at the service. */
  readonly hasFile: boolean
  readonly hasTranscript: boolean
}

/** What a service gives of its recordings. Callers branch on nothing else. */
export interface RecordingAbilities {
  /** What was said, as WebVTT. */
  readonly transcripts: boolean
  /** Parts of a film with names. Default without: the player shows none. */
  readonly chapters: boolean
}

/** Where a file of a recording is at this moment: a secret, that no browser and no table gets to see. */
export interface RecordingLink {
  readonly url: string
  /** What has to be sent along. */
  readonly headers: Readonly<Record<string, string>>
}

export interface RecordingsPart {
  readonly gives: RecordingAbilities
  /**
   * The recordings of a room's runs in a stretch of time, as far as they are out, page by page; no page before, and hours
   * after the end at times.
   *
   * @throws {WithheldError} when the service gives this account none
   * @throws {ProviderError}
   */
  listRecordings(
    connection: Connection,
    roomKey: string,
    span: Span,
    call: Call,
  ): AsyncIterable<readonly Recording[]>
  /**
   * A fresh link to the film, or to what was said in it.
   *
   * @throws {ProviderError} `not-found` when the service has it no longer
   */
  fileOf(
    connection: Connection,
    roomKey: string,
    recording: { readonly key: string; readonly span: Span },
    kind: 'film' | 'transcript',
    call: Call,
  ): Promise<RecordingLink>
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

/** An address that the service calls. */
export interface Listening {
  /** What it takes to look after it, and to end it: an opaque text for us. */
  readonly key: string
  /** What the service signs its calls with; undefined = it signs none. */
  readonly secret: string | undefined
}

export interface HintsPart {
  /**
   * Has the service call an address when something happens in the organizer's rooms. The service looks whether it
   * answers. What an interrupted call left behind, at addresses that begin with a prefix, is taken away first.
   *
   * @throws {ProviderError} `rejected` where the service does not reach the address
   */
  listen(connection: Connection, at: { url: string; prefix: string }, call: Call): Promise<Listening>
  /** Whether it still does. */
  isListening(connection: Connection, key: string, call: Call): Promise<boolean>
  /** Succeeds when it has ended already. */
  stopListening(connection: Connection, key: string, call: Call): Promise<void>
}

/** A call of the service about one room. Anybody can send one who knows the address. */
export interface ToldCall {
  /** What follows `tellUrl` in the address. */
  readonly what: string
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

/** What it brings: a report to keep as it came, or that there are recordings to look for. */
export interface Told {
  readonly about: 'report' | 'recordings'
  readonly roomKey: string
}

export interface TellsPart {
  /** Reads a call; asks nobody. @returns undefined for one that the service has not signed, or that says nothing */
  hear(connection: Connection, told: ToldCall, call: Call): Promise<Told | undefined>
}

/** A call of the service as it came in. Anybody can send one who knows the address. */
export interface HeardCall {
  readonly body: string
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** Those that it may be signed with. */
  readonly secrets: readonly string[]
}

/** What can be made of it. */
export interface Heard {
  /** Where to look; undefined = nowhere. */
  readonly hint: Hint | undefined
  /** Whether its signature fits; false also where there is none. */
  readonly isSigned: boolean
}

/** An app with its way of being allowed in and its session types. */
export interface ConferencingApp {
  readonly manifest: AppManifest
  readonly auth: Authentication
  readonly sessionTypes: ReadonlyMap<string, ConferencingProvider>
  /** Reads a call of the service; asks nobody. Absent: it makes none. */
  readonly hear?: (call: HeardCall) => Heard
}

/** Whether rooms of the app's accounts belong to users of the service. Else to nobody but the account. */
export function knowsHosts({ auth }: ConferencingApp): boolean {
  return auth.kind === 'oauth-user'
}

/** A service keeps from an account what it asks for, reports or recordings, and says why. */
export class WithheldError extends ProviderError {
  override readonly name = 'WithheldError'
  readonly finding: AccountFinding

  constructor(finding: AccountFinding, params: { provider: string; detail: string }, options?: ErrorOptions) {
    super('forbidden', params, options)
    this.finding = finding
  }
}
