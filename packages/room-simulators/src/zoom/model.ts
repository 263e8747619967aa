/** What Zoom's simulator knows. Instants are milliseconds. */
export interface State {
  /** Of everything that is signed here: host links, passcodes in links. */
  secret: string
  accountId: string
  users: User[]
  apps: App[]
  tokens: Token[]
  rooms: Room[]
  registrants: Registrant[]
  instances: Instance[]
  deliveries: Delivery[]
  /** By host and day: meetings and webinars that were made or changed. */
  hostDays: Record<string, number>
  serial: number
}

export interface User {
  readonly id: string
  email: string
  firstName: string
  lastName: string
  /** Documented: 1 = basic, 2 = licensed. */
  type: 1 | 2
  /** The add-on. */
  hasWebinars: boolean
  status: 'active' | 'inactive'
  timezone: string
}

/** A server-to-server app of the account, as its owner made it in the Marketplace. */
export interface App {
  readonly clientId: string
  clientSecret: string
  /** Names without a family: see `scopes.ts`. */
  scopes: string[]
  isActivated: boolean
  secretToken: string
  subscription?: Subscription
}

export interface Subscription {
  url: string
  events: string[]
  /** Undefined = it has not proven itself, and nothing is sent. */
  validatedAt?: number
}

export interface Token {
  readonly token: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly expiresAt: number
  isRevoked?: boolean
}

export type Kind = 'meeting' | 'webinar'

/** A meeting or a webinar. */
export interface Room {
  readonly kind: Kind
  readonly id: string
  hostId: string
  /** Of its instance that runs, or ran last. */
  uuid: string
  topic: string
  agenda: string
  type: number
  /** Undefined: none was told. */
  startsAt?: number
  duration: number
  timezone: string
  password: string
  settings: Record<string, unknown>
  readonly createdAt: number
  usedAt?: number
  deletedAt?: number
}

export type RegistrantStatus = 'approved' | 'pending' | 'denied'

export interface Registrant {
  readonly id: string
  readonly kind: Kind
  readonly roomId: string
  readonly email: string
  firstName: string
  lastName: string
  status: RegistrantStatus
  /** The secret in the personal link. */
  readonly tk: string
  readonly createdAt: number
  /** By what was done and day. */
  days: Record<string, number>
}

/** One start-to-end of a room. */
export interface Instance {
  readonly uuid: string
  readonly kind: Kind
  readonly roomId: string
  readonly hostId: string
  readonly topic: string
  readonly startedAt: number
  endedAt?: number
  people: Person[]
  recording?: RecordingShape
  /** How its report comes, where it does not come whole some seconds after the end. */
  report?: ReportShape
}

/** Ours: how a recording comes, for tests. */
export interface RecordingShape {
  /** When it is out; `never` = it is said to be made, and nothing comes. */
  outAt?: number | 'never'
  transcript?: string
  isTrashed?: boolean
  /** Endpoints were told that it is out. */
  isAnnounced?: boolean
}

export interface ReportShape {
  outAt?: number | 'never'
  /** Before a moment, no more rows than these are in it. */
  grows?: { until: number; rows: number }[]
}

export interface Person {
  /** Of their page. */
  readonly pageId: string
  /** Documented: a number in the meeting, another each time that somebody comes in. */
  readonly userNumber: string
  readonly name: string
  readonly email: string
  readonly isHost: boolean
  /** Of a user of the account. */
  readonly userId?: string
  readonly registrantId?: string
  readonly isPhone?: boolean
  stays: Stay[]
  /** Last sign of life of the page. */
  seenAt?: number
  /** The same link was opened elsewhere. */
  isReplaced?: boolean
}

export interface Stay {
  readonly where: 'in_meeting' | 'in_waiting_room'
  readonly from: number
  to?: number
}

/** A webhook on its way. */
export interface Delivery {
  readonly clientId: string
  readonly body: string
  tries: number
  dueAt: number
  isDone: boolean
  status?: number
}

export function emptyState(secret: string): State {
  return {
    secret,
    accountId: 'SimulatedAccount-01x',
    users: [],
    apps: [],
    tokens: [],
    rooms: [],
    registrants: [],
    instances: [],
    deliveries: [],
    hostDays: {},
    serial: 0,
  }
}
