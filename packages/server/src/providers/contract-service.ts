import type { Telling } from '../domain/telling.ts'
import type { OptionHands } from './options.contract.ts'
import type {
  ConferencingProvider,
  Connection,
  Host,
  Learner,
  Participant,
  ProviderRoom,
  RoomOrder,
} from './provider.ts'

/** How a call to the service goes wrong. */
export type Failure = 'error-500' | 'cut-before' | 'cut-after' | 'rate-limited' | 'slow'

export type FailingCall = 'create' | 'update' | 'delete' | 'register' | 'join'

/** What the contract's tests need of a service: a provider on it, and hands behind the scenes. */
export interface ContractService {
  readonly provider: ConferencingProvider
  readonly connection: Connection
  /** The next call of this kind goes wrong, once. */
  fail(call: FailingCall, failure: Failure): void
  /** Every access token that was given is dead; a refresh gives another. */
  endTokens(): void
  /** Keys of the rooms that are there; of rooms that are made at the click, of those that run. */
  roomKeys(): string[]
  /** A run in which these learners were from its beginning to its end; its report is out. */
  play(roomKey: string, learners: readonly Placed[], run: { from: string; to: string }): void
  /** Follows a link into a room, where that is what opens it. @throws {Error} for one that lets nobody in */
  enter?(link: string): Promise<unknown>
  /** Our id of the person in a link, where it does not stand there to be read. */
  idIn?(link: string): string
  /** What it tells of a room while it goes on, where that is how who was there becomes known. */
  tellings?(roomKey: string): readonly Telling[]
  /** What the service posts of the last run of a room, where it tells by itself. */
  told?(roomKey: string): string
  /** Where hosts are chosen from a directory (`provider.hosts`). */
  readonly directory?: ContractDirectory
  /** Reports are refused from now on, or no longer. */
  withhold(isWithheld: boolean): void
  /** The options of rooms behind the scenes; where a provider claims some. */
  readonly options?: OptionHands
  close(): Promise<void>
}

/** People in a service's directory, beside the host of the connection. It has more of them than fit on a page. */
export interface ContractDirectory {
  /** Another who may host. */
  readonly other: Host
  /** Keys of somebody without a licence, and of somebody who was deactivated. */
  readonly unlicensed: string
  readonly left: string
}

/** A learner with their place at the service, where it has places. */
export type Placed = Learner & { registrationKey?: string | undefined; externalId?: string | undefined }

export const TOMORROW = { startsAt: '2026-11-25T09:00:00.000Z', endsAt: '2026-11-25T10:00:00.000Z' }

export const LEA: Learner = { email: 'lea@x.example', firstName: 'Lea', lastName: 'Learner' }

export const INES: Participant = {
  ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', email: 'ines@x.example' },
  ...{ firstName: 'Ines', lastName: 'I', language: 'en' },
}

export const MAX: Learner = { email: 'max@x.example', firstName: 'Max', lastName: 'Learner' }

export async function allOf<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}

/** Does something with a room that is there for it alone, and gone afterwards. */
export type WithRoom = (
  work: (room: ProviderRoom, marker: string) => Promise<void>,
  fields?: Partial<RoomOrder>,
) => Promise<void>
