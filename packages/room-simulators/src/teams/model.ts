import { randomUUID } from 'node:crypto'
import type { Permission } from './permissions.ts'

/** What Teams' simulator knows, of one tenant. Instants are milliseconds. */
export interface State {
  tenantId: string
  users: User[]
  apps: App[]
  tokens: Token[]
  meetings: Meeting[]
  runs: Run[]
  serial: number
}

export interface User {
  /** The object id. */
  readonly id: string
  displayName: string
  /** Also what they sign in with. */
  mail: string
  hasTeams: boolean
  isEnabled: boolean
}

/** An app registration, as an administrator leaves it. */
export interface App {
  readonly clientId: string
  clientSecret: string
  /** A secret ends; undefined = not yet. */
  secretEndsAt?: number
  permissions: Permission[]
  /** An administrator said yes to the permissions. */
  isConsented: boolean
  /** Organizers in its application access policy, and since when; `global` for all. */
  policy: Record<string, number>
}

export interface Token {
  readonly token: string
  readonly clientId: string
  readonly permissions: readonly Permission[]
  readonly expiresAt: number
  isRevoked?: boolean
}

export type Role = 'attendee' | 'presenter' | 'coorganizer'

export interface Meeting {
  readonly id: string
  readonly thread: string
  readonly organizerId: string
  readonly externalId: string
  readonly createdAt: number
  subject: string
  startsAt: number
  endsAt: number
  attendees: { userId: string; role: Role }[]
  /** By Microsoft's names. */
  settings: Record<string, unknown>
  deletedAt?: number
}

/** One start-to-end of a meeting. */
export interface Run {
  readonly id: string
  readonly callId: string
  readonly meetingId: string
  startedAt: number
  endedAt?: number
  people: Person[]
  isRecorded?: boolean
  transcript?: string
  /** When its report is whole. */
  reportOutAt?: number | 'never'
}

export interface Person {
  readonly pageId: string
  readonly name: string
  readonly email: string
  /** Of somebody with an account. */
  readonly userId?: string
  readonly role: 'Organizer' | 'Presenter' | 'Attendee'
  stays: { from: number; to?: number }[]
  isWaiting?: boolean
  seenAt?: number
}

export function emptyState(): State {
  return { tenantId: randomUUID(), users: [], apps: [], tokens: [], meetings: [], runs: [], serial: 0 }
}
