/** What the simulator knows, as it is kept in memory and in its file. Instants are milliseconds of the server's clock. */
export interface State {
  own: OwnServer
  jaas: Jaas
  /** Those that somebody is in. */
  rooms: Room[]
  /** Those that are over. */
  ended: Room[]
  seats: Seat[]
  refusals: Refusal[]
  calls: OutgoingCall[]
  recordings: Recording[]
}

/** Which of the two services a room is of. */
export type Site = 'own' | 'jaas'

/** What stands in the configuration of an own server. */
export interface OwnServer {
  appId: string
  appSecret: string
  /** Public keys that the server fetches, by their id. */
  publicKeys: Record<string, string>
  /** `reservations_api_prefix`; undefined = the module is not there. */
  reservationsPrefix?: string | undefined
  /** `api_prefix` of the event sync; undefined = the component is not there. */
  eventsPrefix?: string | undefined
  /** Goes along with calls of both. */
  callToken?: string | undefined
}

/** What a customer has in the console of JaaS. */
export interface Jaas {
  appId: string
  keyId: string
  publicKey: string
  /** A real console gives it away once. */
  privateKey: string
  webhook?: { url: string; secret: string } | undefined
}

export interface Room {
  site: Site
  /** As the server calls it: small letters, with its tenant before it. */
  name: string
  /** Of this run: another one each time that it opens. */
  sessionId: string
  createdAt: number
  endedAt?: number
  /** When its reservation is over. */
  closesAt?: number
  reservationId?: string
  isLobbyOn: boolean
  occupants: Occupant[]
  recording?: { id: string; startedAt: number; initiatorId: string }
}

/** One time that a browser was in a room or a breakout room of it. */
export interface Occupant {
  seatId: string
  jid: string
  participantId: string
  user: User
  isModerator: boolean
  breakoutId?: string
  joinedAt: number
  leftAt?: number
  leftBecause?: string
}

/** Of a token; a guest has none. */
export interface User {
  id: string
  name: string
  email: string
}

/** A browser that was let in by a token. */
export interface Seat {
  id: string
  site: Site
  roomName: string
  user: User
  /** What the token says: the server may have another view of it. */
  isModerator: boolean
  mayRecord: boolean
  /** Without a word until they press their microphone; a page alone knows it, so that browsers leave it out here. */
  startsMuted: boolean
  expiresAt: number
  state: 'in' | 'waiting' | 'denied'
  /** When its page was last heard of; undefined = it needs no page. */
  seenAt?: number
}

/** A room that was not allowed to open. */
export interface Refusal {
  roomName: string
  until: number
  message: string
}

/** A call that the service makes by itself. */
export interface OutgoingCall {
  kind: string
  roomName: string
  method: 'POST' | 'DELETE'
  url: string
  body: string
  isSigned: boolean
  dueAt: number
  tries: number
  /** Status of the last try; 0 = no answer; undefined = not tried yet. */
  status?: number
  isDone: boolean
}

/** Of JaaS alone. */
export interface Recording {
  id: string
  roomName: string
  sessionId: string
  initiatorId: string
  participants: User[]
  startedAt: number
  endedAt: number
  /** When it is out. */
  readyAt: number
  /** Goes along in its link. */
  token: string
  isTold: boolean
}

export function emptyState(own: OwnServer, jaas: Jaas): State {
  return { own, jaas, rooms: [], ended: [], seats: [], refusals: [], calls: [], recordings: [] }
}
