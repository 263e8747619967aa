/** What the simulator knows, as it is kept in memory and in its file. Keys are digit strings. */
export interface State {
  clients: Client[]
  users: User[]
  codes: Code[]
  grants: Grant[]
  meetings: Meeting[]
  webinars: Webinar[]
  trainings: Training[]
  /** Of webinars and trainings. */
  registrants: Registrant[]
  runs: Run[]
  webhooks: Webhook[]
  subscriptions: Subscription[]
  webhookSecrets: WebhookSecret[]
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
  createdAt: number
}

export interface Code {
  code: string
  clientId: string
  userKey: string
  redirectUri: string
  codeChallenge?: string
  /** What the person allowed; undefined in a file of before: all that the client has. */
  scopes?: ClientScope[]
  expiresAt: number
  used: boolean
}

/** A consent with its newest tokens. Older access tokens stay good until they end. */
export interface Grant {
  clientId: string
  /** What the person allowed; undefined in a file of before: all that the client has. */
  scopes?: ClientScope[]
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

/** A stretch of time in milliseconds. */
export interface Span {
  startsAt: number
  endsAt: number
}

export interface Webinar {
  webinarKey: string
  /** The nine digits that people type. */
  webinarId: string
  organizerKey: string
  subject: string
  description: string
  times: Span[]
  timeZone: string
  type: 'single_session' | 'series' | 'sequence'
  locale: string
  experienceType: 'CLASSIC' | 'BROADCAST' | 'SIMULIVE'
  isPasswordProtected: boolean
  /** Shared by the webinars of a series. */
  recurrenceKey?: string
  emailSettings: {
    confirmationEmail: { enabled: boolean }
    reminderEmail: { enabled: boolean }
    absenteeFollowUpEmail: { enabled: boolean }
    attendeeFollowUpEmail: { enabled: boolean; includeCertificate: boolean }
  }
  audio: { type: 'PSTN' | 'VOIP' | 'Hybrid' | 'Private'; privateInfo?: Record<string, string> }
  createdAt: number
  coorganizers: WebinarHost[]
  panelists: WebinarHost[]
}

/** A co-organizer or panelist. */
export interface WebinarHost {
  key: string
  /** Set for a co-organizer who is a user of GoTo's: may start the webinar. */
  organizerKey?: string
  givenName: string
  surname: string
  email: string
  /** In the personal link. */
  joinCode: string
}

export interface Training {
  trainingKey: string
  /** The nine digits that people type. */
  trainingId: string
  organizerKey: string
  name: string
  description: string
  timeZone: string
  times: Span[]
  /** Users besides the organizer who may start it. */
  coorganizerKeys: string[]
  disableConfirmationEmail: boolean
  disableWebRegistration: boolean
}

export interface Registrant {
  registrantKey: string
  product: 'webinar' | 'training'
  /** Key of the webinar or training. */
  roomKey: string
  email: string
  firstName: string
  lastName: string
  status: 'APPROVED' | 'WAITING' | 'DENIED'
  registeredAt: number
  /** In the personal link; not the key. */
  joinCode: string
  /** What else a webinar's form was given. */
  fields: Record<string, unknown>
}

export interface Webhook {
  webhookKey: string
  clientId: string
  callbackUrl: string
  eventName: string
  eventVersion: string
  product: string
  state: 'ACTIVE' | 'INACTIVE'
  createdAt: number
}

export interface Subscription {
  subscriptionKey: string
  webhookKey: string
  userKey: string
  callbackUrl: string
  state: 'ACTIVE' | 'INACTIVE'
  createdAt: number
}

export interface WebhookSecret {
  id: number
  clientId: string
  value: string
  validFrom: number
}

/** Ours: how a recording comes, for tests. */
export interface RecordingShape {
  /** When it is out; `never` = it is said to be made, and nothing comes. */
  outAt?: number | 'never'
  /** Size of its film. */
  bytes?: number
  /** Until a moment its film is this large. */
  grows?: { until: number; bytes: number }[]
  /** What was said, as WebVTT. */
  transcript?: string
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
  /** How its recording comes, where it does not come whole some time after the end. */
  recordingShape?: RecordingShape
  /** How its report comes, where it does not come whole some seconds after the end. */
  report?: ReportShape
  /** Means of a webinar, in percent. */
  attentiveness?: number
  interest?: number
  /** What was asked in a webinar. */
  polls?: Poll[]
  surveys?: Poll[]
  questions?: Question[]
}

export interface Poll {
  question: string
  answers: { registrantKey: string; texts: string[] }[]
}

export interface Question {
  question: string
  registrantKey: string
  askedAt: number
  answers: { answer: string; answeredBy: string; answeredAt: number }[]
}

export interface ReportShape {
  outAt?: number | 'never'
  /** Before a moment, no more rows than these are in it. */
  grows?: { until: number; rows: number }[]
}
export interface Participant {
  id: string
  name: string
  email: string
  isHost: boolean
  registrantKey?: string
  /** Without an end in a run that has ended: the report does not tell it. */
  intervals: { joinAt: number; leaveAt?: number }[]
  /** Last sign of life of the page. */
  seenAt: number
}

export function emptyState(): State {
  return {
    clients: [],
    users: [],
    codes: [],
    grants: [],
    meetings: [],
    webinars: [],
    trainings: [],
    registrants: [],
    runs: [],
    webhooks: [],
    subscriptions: [],
    webhookSecrets: [],
    serial: 0,
  }
}
