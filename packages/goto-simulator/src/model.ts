/** What the simulator knows, as it is kept in memory and in its file. Keys are digit strings. */
export interface State {
  clients: Client[]
  users: User[]
  codes: Code[]
  grants: Grant[]
  meetings: Meeting[]
  runs: Run[]
  /** Counts up: every key comes from it. */
  serial: number
}

export type Product = 'meeting' | 'webinar' | 'training'
/** What can be ticked on an OAuth client in the Developer Center. */
export type ClientScope = Product | 'admin'

export interface Client {
  clientId: string
  clientSecret: string
  name: string
  description: string
  redirectUris: string[]
  scopes: ClientScope[]
  /** The user who made it; undefined when made by control. */
  ownerKey?: string
}

export interface User {
  key: string
  accountKey: string
  email: string
  password: string
  firstName: string
  lastName: string
  products: Product[]
  licence: 'active' | 'trial' | 'expired'
}

export interface Code {
  code: string
  clientId: string
  userKey: string
  redirectUri: string
  codeChallenge?: string
  expiresAt: number
  used: boolean
}

/** A consent with its newest tokens. Older access tokens stay good until they end. */
export interface Grant {
  clientId: string
  userKey: string
  refreshToken: string
  refreshExpiresAt: number
  accessTokens: { token: string; expiresAt: number }[]
  revoked: boolean
}

export interface Meeting {
  meetingId: string
  organizerKey: string
  subject: string
  startsAt: number
  endsAt: number
  meetingType: 'immediate' | 'recurring' | 'scheduled'
  passwordRequired: boolean
  conferenceCallInfo: string
  coorganizerKeys: string[]
  /** In the join link; not the id, so that links can't be guessed. */
  joinCode: string
}

/** One actual start-to-end of a room. */
export interface Run {
  key: string
  product: Product
  roomKey: string
  organizerKey: string
  startedAt: number
  endedAt?: number
  participants: Participant[]
  recording?: boolean
}

export interface Participant {
  id: string
  name: string
  email: string
  isHost: boolean
  registrantKey?: string
  intervals: { joinAt: number; leaveAt?: number }[]
  /** Last sign of life of the page. */
  seenAt: number
}

export function emptyState(): State {
  return { clients: [], users: [], codes: [], grants: [], meetings: [], runs: [], serial: 0 }
}
