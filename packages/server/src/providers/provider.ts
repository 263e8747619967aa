/**
 * The one contract for conferencing services. Core code branches on capabilities and parts, never on
 * a vendor.
 *
 * Vocabulary: a *room* is the object at the service that hosts an event; a *run* is one actual
 * start-to-end of a room; an *organizer* is the service's user who owns rooms; a *marker* is a short
 * text of ours that travels in a room, so that an interrupted create can be found again.
 */
import type { LocalizedText } from '../domain/message.ts'
import type { RoomSpec } from '../domain/room.ts'

/** One entry of *Apps & features*, for example "GoToMeeting version 2". */
export interface AppDescription {
  readonly id: string
  readonly category: 'web-conferencing' | 'single-sign-on' | 'additional-features'
  readonly name: LocalizedText
  /** The company's service, as sentences name it. */
  readonly vendor: string
  /** Name in the drop-down of an event's tools. */
  readonly toolName: LocalizedText
  readonly description: LocalizedText
  /** What must be true before pairing, one sentence each. */
  readonly prerequisites: readonly LocalizedText[]
  readonly accountForm: AccountForm
  /** Paths on the platform's own host to register as redirect URIs, the one that is sent first. */
  readonly redirectPaths: readonly string[]
}

/** The form by which an account is made; the web renders it without knowing the vendor. */
export interface AccountForm {
  readonly fields: readonly AccountField[]
  readonly sessionTypes: readonly SessionTypeChoice[]
}

export interface AccountField {
  readonly name: 'clientId' | 'clientSecret'
  readonly kind: 'text' | 'secret'
  readonly label: LocalizedText
  readonly help: LocalizedText
  readonly maxLength: number
}

export interface SessionTypeChoice {
  readonly id: string
  readonly label: LocalizedText
  readonly help: LocalizedText
  /** False while this release can't host it yet; then `help` says so. */
  readonly available: boolean
}

/** Credentials of an account under an app. */
export interface Credentials {
  readonly clientId: string
  readonly clientSecret: string
}

/** What a person's consent gave us. */
export interface Grant {
  readonly accessToken: string
  readonly accessTokenExpiresAt: Date
  readonly refreshToken: string
}

/** The service's user behind a grant. */
export interface ProviderUser {
  readonly userKey: string
  readonly accountKey: string | undefined
  readonly email: string
  readonly displayName: string
}

/** How an account becomes usable: the OAuth walk. Errors are `PairingError` or `ProviderError`. */
export interface PairingPart {
  /** Where the superadmin's browser goes. */
  authorizeUrl(
    credentials: Credentials,
    walk: { redirectUri: string; state: string; codeChallenge: string },
  ): string
  exchangeCode(
    credentials: Credentials,
    answer: { code: string; redirectUri: string; codeVerifier: string },
    signal?: AbortSignal,
  ): Promise<Grant>
  /** @throws {ProviderError} `unauthorized` when the grant is dead */
  refresh(credentials: Credentials, refreshToken: string, signal?: AbortSignal): Promise<Grant>
  whoAmI(accessToken: string, signal?: AbortSignal): Promise<ProviderUser>
}

/** A paired organizer as an adapter needs it. Tokens are kept by `features/accounts`. */
export interface Organizer {
  readonly userKey: string
  readonly accountKey: string | undefined
  /** A token that is valid now. */
  accessToken(): Promise<string>
  /** A token was refused: gives a newer one, or undefined when the pairing is dead. */
  replaceToken(refused: string): Promise<string | undefined>
}

/** What goes along with each call. */
export interface Call {
  readonly signal?: AbortSignal
  readonly log?: (entry: { operation: string; status: number | undefined; durationMs: number }) => void
}

/** A room as the service has it. */
export interface ProviderRoom {
  /** The service's key: an opaque text for us. */
  readonly key: string
  readonly spec: RoomSpec
  /** The link for all participants; undefined where only a create or a registration gives links. */
  readonly joinUrl: string | undefined
}

/** What a service can do with one session type, and its limits. Callers branch on nothing else. */
export interface Capabilities {
  /** A room that an interrupted create left behind can be taken over. Default without: it is deleted and made again. */
  readonly canAdopt: boolean
  /** Every learner gets a link of their own. Without: all share the room's link. */
  readonly hasRegistration: boolean
  /** Longest subject that the service takes, the marker included. */
  readonly subjectMaxLength: number
}

/** One session type of a conferencing service. */
export interface ConferencingProvider {
  readonly appId: string
  readonly sessionType: string
  readonly capabilities: Capabilities
  /** Makes a room that carries the marker. */
  createRoom(organizer: Organizer, spec: RoomSpec, marker: string, call: Call): Promise<ProviderRoom>
  /** Finds rooms that an interrupted create may have left behind. */
  findByMarker(organizer: Organizer, marker: string, call: Call): Promise<ProviderRoom[]>
  /** @throws {ProviderError} `not-found` */
  getRoom(organizer: Organizer, key: string, call: Call): Promise<ProviderRoom>
  /** Sends what differs, then reads back: a service may accept a field and drop it. The room keeps its marker. */
  updateRoom(
    organizer: Organizer,
    key: string,
    spec: RoomSpec,
    marker: string,
    call: Call,
  ): Promise<ProviderRoom>
  /** Succeeds when the room is already gone. */
  deleteRoom(organizer: Organizer, key: string, call: Call): Promise<void>
  /** How an instructor gets in as host. Absent: only from the service's own pages. */
  readonly start?: StartPart
}

export interface StartPart {
  /** A short-lived secret link that opens the room as host: fetched at the click, never stored. */
  hostUrl(organizer: Organizer, key: string, call: Call): Promise<string>
}

/** An app with its way of pairing and its session types. */
export interface ConferencingApp {
  readonly description: AppDescription
  readonly pairing: PairingPart
  readonly sessionTypes: ReadonlyMap<string, ConferencingProvider>
}

/** Why a pairing did not come about; each has a sentence that says what to mend. */
export type PairingFailure =
  | 'pairing-wrong-credentials'
  | 'pairing-redirect-uri'
  | 'pairing-code-refused'
  | 'pairing-scope-missing'
  | 'pairing-provider-down'

export class PairingError extends Error {
  override readonly name = 'PairingError'
  readonly failure: PairingFailure

  constructor(failure: PairingFailure, options?: ErrorOptions) {
    super(failure, options)
    this.failure = failure
  }
}
