/** What a sentence needs to be told: numbers, words and instants (shown in the reader's zone). */
export type MessageParams = Readonly<Record<string, string | number | Date>>

/** Every sentence that the server says to people, by its stable code. The texts are in `messages/`. */
export const messageCodes = [
  'not-signed-in',
  'wrong-email-or-password',
  'too-many-requests',
  'role-superadmin-needed',
  'role-planner-needed',
  'cross-site-request',
  'invalid-request',
  'route-not-found',
  'internal-error',
  'body-too-large',
  'unsupported-media-type',
  'changed-meanwhile',
  'if-match-needed',
  'app-not-found',
  'app-not-active',
  'account-not-found',
  'account-not-paired',
  'account-has-coming-events',
  'account-session-type-fixed',
  'session-type-not-available',
  'client-secret-needed',
  'pairing-not-finished',
  'pairing-refused',
  'pairing-wrong-credentials',
  'pairing-redirect-uri',
  'pairing-state-unknown',
  'pairing-code-refused',
  'pairing-scope-missing',
  'pairing-provider-down',
  'pairing-credentials-changed',
  'pairing-ended',
  'pairing-not-needed',
  'account-field-needed',
  'link-invalid',
  'course-not-found',
  'session-not-found',
  'event-not-found',
  'person-not-found',
  'enrollment-not-found',
  'session-full',
  'max-enrollment-below-enrolled',
  'instructor-not-enrollable',
  'person-not-instructor',
  'not-enrolled',
  'not-instructor-of-event',
  'event-time-invalid',
  'event-ends-before-start',
  'event-too-long',
  'event-in-past',
  'event-already-ended',
  'event-cancelled',
  'event-cancelled-because',
  'event-cancelled-already',
  'event-not-cancelled',
  'event-deleted',
  'has-history',
  'time-zone-unknown',
  'wall-time-skipped',
  'wall-time-twice',
  'capacity-sessions-per-course',
  'capacity-total-sessions',
  'capacity-concurrent-rooms',
  'capacity-organizers',
  'suggest-time',
  'suggest-account',
  'organizer-missing',
  'organizer-not-found',
  'organizer-is-last',
  'move-other-type',
  'account-over-limit',
  'account-over-total',
  'room-not-ready',
  'registration-pending',
  'room-creating',
  'room-changed-there',
  'account-unauthorized',
  'account-forbidden',
  'account-unreachable',
  'preflight-no-room',
  'preflight-room-not-ready',
  'preflight-changed',
  'preflight-seats',
  'preflight-not-registered',
  'start-unavailable',
  'join-too-early',
  'join-too-late',
  'provider-unauthorized',
  'provider-forbidden',
  'provider-not-found',
  'provider-rejected',
  'provider-unexpected-response',
  'provider-rate-limited',
  'provider-unavailable',
] as const

export type MessageCode = (typeof messageCodes)[number]

/** A sentence to be said later, as it is stored: the reason of a room's or account's state. */
export interface StoredMessage {
  readonly code: MessageCode
  readonly params: MessageParams
}

/** A text in every language that the product speaks. */
export interface LocalizedText {
  readonly en: string
  readonly it: string
}

export type Language = keyof LocalizedText
export const languages = ['en', 'it'] as const satisfies readonly Language[]
