import type { LocalizedText } from '../domain/message.ts'

/** One entry of *Apps & features*, for example "GoToMeeting version 2": all that can be said before an account is there. */
export interface AppManifest {
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
  /** What must be true before an account works, one sentence each. */
  readonly prerequisites: readonly LocalizedText[]
  readonly accountForm: AccountForm
  /** Paths on the platform's own host to register as redirect URIs, the one that is sent first. Default: none. */
  readonly redirectPaths?: readonly string[]
  /** The service can call an account, once a person has given it the account's address. Default: no person has to. */
  readonly calls?: {
    /** What to do with the address at the service. */
    readonly help: LocalizedText
    /** The secret field of the form without which no call is believed. Default: what every account has signs them. */
    readonly secretField?: string
  }
  /** The provider's page on which clients or keys are made; opened in a window of its own. */
  readonly console?: { readonly name: LocalizedText; readonly url: string }
  /** What to do at the provider, in order; shown beside a first account. */
  readonly pairingSteps?: readonly LocalizedText[]
  /** What the service is told about people, shown before the first account. */
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

/** The form by which an account is made; core, API and web know no field by its name. */
export interface AccountForm {
  readonly fields: readonly AccountField[]
  /**
   * The field whose value says which client, tenant or server of the service an account is: accounts that share it share
   * the service's rate, and another one needs every secret anew. Default: no field.
   */
  readonly identifiedBy?: string
  /** The field, of kind `date`, that says on which day what the form holds no longer lets the account in. Default: it does not end. */
  readonly endsOn?: string
  readonly sessionTypes: readonly SessionTypeChoice[]
}

/** What one field may hold. `lines` is a text of several lines, such as a key in PEM; `date` is `YYYY-MM-DD`. */
export type AccountFieldKind = 'text' | 'lines' | 'url' | 'choice' | 'date'

export interface AccountField {
  /** A name of the adapter's own, in camelCase; stable, since values are kept under it. */
  readonly name: string
  readonly kind: AccountFieldKind
  readonly label: LocalizedText
  readonly help: LocalizedText
  readonly maxLength: number
  /** Sealed when it is kept, never shown again, and left as it is by an empty value. Default: no. */
  readonly isSecret?: boolean
  /** An empty value is fine. Default: no. */
  readonly isOptional?: boolean
  /** The whole value must match; `says` is the sentence that asks for it. For browsers, too: no flags but `u`. */
  readonly pattern?: { readonly source: string; readonly says: LocalizedText }
  /** Of kind `choice`; the first one is preset. */
  readonly choices?: readonly { readonly value: string; readonly label: LocalizedText }[]
}

/** What an account's form holds, by the names of its fields; secrets are plain. Never stored or logged like this. */
export type Credentials = Readonly<Record<string, string>>

export interface SessionTypeChoice {
  readonly id: string
  readonly label: LocalizedText
  readonly help: LocalizedText
  /** What the provider's console calls the right that a client needs for it. */
  readonly scope?: string
  /** False while this release can't host it yet; then `help` says so. */
  readonly available: boolean
}
