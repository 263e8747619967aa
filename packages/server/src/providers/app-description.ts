import type { LocalizedText } from '../domain/message.ts'

/** One entry of *Apps & features*, for example "GoToMeeting version 2". */
export interface AppDescription {
  readonly id: string
  readonly category: 'web-conferencing' | 'single-sign-on' | 'additional-features'
  readonly name: LocalizedText
  /** The company's service, as sentences name it. */
  readonly vendor: string
  /** In place of `vendor` where no company stands behind the app, so that its name is a word of ours. */
  readonly vendorName?: LocalizedText
  /** Name in the drop-down of an event's tools. */
  readonly toolName: LocalizedText
  readonly description: LocalizedText
  /** What must be true before pairing, one sentence each. */
  readonly prerequisites: readonly LocalizedText[]
  readonly accountForm: AccountForm
  /** Paths on the platform's own host to register as redirect URIs, the one that is sent first. */
  readonly redirectPaths: readonly string[]
  /** The provider's page on which clients are registered; opened in a window of its own. */
  readonly console?: { readonly name: LocalizedText; readonly url: string }
  /** How to register a client at the provider, in order; shown beside a first pairing. */
  readonly pairingSteps?: readonly LocalizedText[]
  /** What the service is told about people, shown before pairing. */
  readonly sends?: readonly LocalizedText[]
  /** The service ended: no new events, and accounts come by import alone. */
  readonly retired?: Retirement
}

export interface Retirement {
  /** What people should know, with the dates. */
  readonly note: LocalizedText
  /** The app whose paired organizers can delete rooms of this one. */
  readonly successorAppId: string
}

/** The form by which an account is made; the web renders it without knowing the vendor. */
export interface AccountForm {
  readonly fields: readonly AccountField[]
  readonly sessionTypes: readonly SessionTypeChoice[]
}

export interface AccountField {
  readonly name: 'clientId' | 'clientSecret' | 'joinUrl'
  readonly kind: 'text' | 'secret' | 'url'
  readonly label: LocalizedText
  readonly help: LocalizedText
  readonly maxLength: number
}

export interface SessionTypeChoice {
  readonly id: string
  readonly label: LocalizedText
  readonly help: LocalizedText
  /** What the provider's console calls the right that a client needs for it. */
  readonly scope?: string
  /** False while this release can't host it yet; then `help` says so. */
  readonly available: boolean
}
