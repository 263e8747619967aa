import type { Hint } from '../../domain/hint.ts'
import type { RoomSpec } from '../../domain/room.ts'
import type { Telling } from '../../domain/telling.ts'
import type { Call, Connection } from './connection.ts'

/**
 * What a service says and asks at the address of an account, `…/inbound/accounts/<account>`, and at any that goes on after it.
 *
 * It *tells* us: what it signed is kept once, answered, and heard by a job. It *asks* us: it is answered at once. And it makes
 * sure that we are who it takes us for: a *handshake*. Looking from time to time stays the safety net: what is told can be lost.
 */
export interface InboundPart {
  /**
   * Whether the service sent a call, and not so long ago that somebody may have kept it; asks nobody. Whatever it is given,
   * it does not throw.
   *
   * @returns undefined for what is not signed by a secret of the account
   */
  receive(connection: Connection, call: InboundCall, now: Date): Received | undefined
  /** What a call that was kept says, as far as it concerns rooms. Asks nobody, and does not throw: nothing for what is no word of it. */
  hear(kept: KeptCall): readonly Telling[]
  /** Answers a question that {@link receive} found signed. Absent: it asks none. */
  readonly answer?: (question: Question) => Promise<InboundAnswer>
}

/** A call of the service as it came in. Anybody can send one who knows the address. */
export interface InboundCall {
  readonly method: string
  /** What follows the account's address, without a slash before it or a query; often empty. */
  readonly path: string
  readonly body: string
  /** By small letters. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
}

export type KeptCall = Pick<InboundCall, 'path' | 'body'>

export type Received =
  /** Calls with the same key say the same: one of them is kept. */
  | { readonly kind: 'telling'; readonly key: string }
  | { readonly kind: 'question' }
  | { readonly kind: 'handshake'; readonly answer: InboundAnswer }

export interface Question {
  readonly connection: Connection
  readonly call: InboundCall
  readonly now: Date
  /** A room of the account that is planned, by its key. */
  findRoom(roomKey: string): Promise<AskedRoom | undefined>
}

/** A room of ours as a service asks about it. */
export interface AskedRoom {
  readonly key: string
  readonly spec: RoomSpec
  /** Who comes waits until a host lets them in; undefined = as the service has it. */
  readonly lobby?: boolean | undefined
  /** Join and Start lead people to it from here on. */
  readonly opensAt: Date
  /** It is held for its event from here to there: with the account's margins. */
  readonly heldFrom: Date
  readonly heldTo: Date
}

export interface InboundAnswer {
  readonly status: number
  /** Sent as JSON; undefined = no body. */
  readonly body?: object | undefined
  /** What the question says besides, such as that a run is over. */
  readonly tells?: readonly Telling[]
}

/** One value of a header, the first where there are several; empty where there is none. */
export function headerOf({ headers }: Pick<InboundCall, 'headers'>, name: string): string {
  return [headers[name]].flat()[0] ?? ''
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

/** An address that the service calls. */
export interface Listening {
  /** What it takes to look after it, and to end it: an opaque text for us. */
  readonly key: string
  /** What the service signs its calls with; undefined = it signs none. */
  readonly secret: string | undefined
}

/** A call at an address that was asked for by {@link HintsPart}. */
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
