import type { Hint } from '../../domain/hint.ts'
import type { Call, Connection } from './connection.ts'

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

/** An address that the service calls. */
export interface Listening {
  /** What it takes to look after it, and to end it: an opaque text for us. */
  readonly key: string
  /** What the service signs its calls with; undefined = it signs none. */
  readonly secret: string | undefined
}

export interface TellsPart {
  /** Reads a call; asks nobody. @returns undefined for one that the service has not signed, or that says nothing */
  hear(connection: Connection, told: ToldCall, call: Call): Promise<Told | undefined>
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
