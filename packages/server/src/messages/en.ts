import type { MessageCode } from '../domain/message.ts'

/** One sentence: a title that is always the same, and a detail with `{name}` places for this time's words. */
export interface MessageText {
  readonly title: string
  readonly detail: string
}

export type MessageCatalog = Readonly<Record<MessageCode, MessageText>>

export const en: MessageCatalog = {
  'not-signed-in': { title: 'Not signed in', detail: 'Nobody is signed in here. Sign in and try again.' },
  'wrong-email-or-password': {
    title: 'Wrong e-mail or password',
    detail: 'The e-mail address or the password is wrong. Check both and try again.',
  },
  'too-many-requests': {
    title: 'Too many tries',
    detail: 'There were too many tries in a short time. Wait {seconds} seconds and try again.',
  },
  'too-many-tries': {
    title: 'Too many tries',
    detail:
      'There were too many tries to sign in that failed. Wait {seconds} seconds and try again. With “Forgot your password?” you get in at once.',
  },
  'sign-in-busy': {
    title: 'Many people sign in',
    detail: 'Very many people sign in at this moment. Wait {seconds} seconds and try again.',
  },
  'sign-in-needed-again': {
    title: 'Confirm that it is you',
    detail:
      'You signed in more than {minutes} minutes ago. Before you change how you sign in, confirm that it is you: with your password, a passkey or your identity provider.',
  },
  'proof-not-accepted': {
    title: 'Not confirmed',
    detail:
      '{provider} named somebody else, or did not ask who you are. Go back to your profile and try again, or confirm with your password or a passkey.',
  },
  'role-superadmin-needed': {
    title: 'Superadmins only',
    detail: 'Only a superadmin may do this. Ask one of yours to do it, or to give you the role.',
  },
  'role-planner-needed': {
    title: 'Planners only',
    detail: 'Only a superadmin or an instructor of the session may do this. Ask one of them.',
  },
  'course-of-others': {
    title: 'Others teach in this course',
    detail:
      'In {course} others have sessions: {sessions}. Ask a superadmin, or change your own sessions alone.',
  },
  'course-not-yours': {
    title: 'Not your course',
    detail: 'You neither made {course} nor teach in it. Ask who made it, or a superadmin.',
  },
  'plan-of-others': {
    title: 'Sessions that you don’t teach',
    detail:
      'The plan has events in sessions that you don’t teach any more (found: {sessions}). Ask a superadmin to take it back.',
  },
  'cross-site-request': {
    title: 'Request from another site',
    detail:
      'This change was asked for by a page of another site and was not carried out. Do it from a page of this platform.',
  },
  'invalid-request': { title: 'Invalid request', detail: 'Some fields are not as they must be: {fields}.' },
  'entrance-again': {
    title: 'Just a moment',
    detail:
      'Very many people are coming in right now. Leave this page open: it tries again by itself in {seconds} seconds.',
  },
  'text-unreadable': {
    title: 'Characters that are none',
    detail:
      'The text of {field} has a NUL character, or half of one of two parts, which cannot be stored. Type it again, or copy it from its source anew.',
  },
  'cursor-unknown': {
    title: 'No such page',
    detail: 'The cursor is none that this list gave. Leave it out to begin with the first page.',
  },
  'url-malformed': {
    title: 'Malformed address',
    detail: 'The address has a percent sign that encodes nothing. Write % as %25, and text as UTF-8.',
  },
  'url-too-long': {
    title: 'Address too long',
    detail: 'A part of the address is longer than any id. Check the address.',
  },
  'host-twice': {
    title: 'Two hosts',
    detail: 'The request names its host twice. Send one Host header.',
  },
  'headers-too-large': {
    title: 'Headers too large',
    detail:
      'The headers of the request are larger than 16 KB. Delete cookies of this site, or send fewer headers.',
  },
  'request-too-slow': {
    title: 'Request too slow',
    detail: 'The request did not arrive whole in time. Check the connection and send it again.',
  },
  'request-malformed': {
    title: 'Not a request',
    detail:
      'What arrived is no HTTP request that can be understood ({reason}). Check the program that sent it.',
  },
  'route-not-found': { title: 'No such address', detail: 'There is nothing at {path}. Check the address.' },
  'internal-error': {
    title: 'Something went wrong',
    detail:
      'This is our mistake, and it has been logged. Try again; if it stays, give your administrator the number {request}.',
  },
  'database-unavailable': {
    title: 'The database does not answer',
    detail: 'The database can’t be reached at this moment. Try again in {seconds} seconds.',
  },
  'database-busy': {
    title: 'Too much at once',
    detail:
      'Others were at work on the same things at the same moment, and this was not done. Try again in {seconds} seconds.',
  },
  'database-full': {
    title: 'No space left',
    detail:
      'The disk of the database is full, and this was not saved. Ask your administrator to free some space, then try again.',
  },
  'outcome-unknown': {
    title: 'Perhaps saved, perhaps not',
    detail:
      'The connection to the database was lost while this was being saved, so it is not known whether it was. Look whether it is there before you do it again. Programs that sent an Idempotency-Key may send the same request again.',
  },
  'body-too-large': {
    title: 'Too large',
    detail: 'The request is larger than the {limit} that are accepted. Send less at once.',
  },
  'unsupported-media-type': {
    title: 'Not JSON',
    detail: 'The request must be JSON (Content-Type: application/json).',
  },
  'changed-meanwhile': {
    title: 'Changed meanwhile',
    detail: 'Somebody changed this since you opened it. Load it again and repeat your change.',
  },
  'changed-at-once': {
    title: 'Changed at the same moment',
    detail:
      'Somebody else changed the same at this moment, so nothing was done. Load it again and repeat your change.',
  },
  'if-match-needed': {
    title: 'Version needed',
    detail: 'Send the version that you changed in the header If-Match, in double quotes.',
  },
  'api-key-not-valid': {
    title: 'API key not valid',
    detail:
      'The API key in the Authorization header is unknown here, has ended, or was revoked. Ask a superadmin for a new one.',
  },
  'api-key-scope-missing': {
    title: 'Scope missing',
    detail: 'This needs the scope {scope}, which the API key does not have. Use a key that has it.',
  },
  'api-key-not-allowed': {
    title: 'Not for API keys',
    detail: 'This can’t be done with an API key. Sign in and do it in the browser.',
  },
  'api-key-gives-no-rights': {
    title: 'API keys give no rights',
    detail:
      'An API key adds learners and gives no other role; found {roles}. Sign in and give the role in the browser.',
  },
  'api-key-person-protected': {
    title: 'Person closed to API keys',
    detail:
      '{name} has more rights than a learner: roles, e-mail address, activity and merging are closed to API keys. Sign in and do it in the browser.',
  },
  'api-key-too-many-requests': {
    title: 'Too many requests',
    detail: 'The API key has sent more than {limit} requests in a minute. Wait {seconds} seconds and go on.',
  },
  'api-key-expiry-past': {
    title: 'Expiry in the past',
    detail: 'The key would have ended at {at}. Choose a later day, or none.',
  },
  'api-key-not-found': {
    title: 'No such API key',
    detail: 'There is no such API key on this platform.',
  },
  'api-key-revoked': {
    title: 'API key revoked already',
    detail: 'The API key {name} was revoked before. There is nothing left to do.',
  },
  'webhook-not-found': {
    title: 'No such webhook',
    detail: 'There is no such webhook on this platform. It may have been removed.',
  },
  'webhook-url-credentials': {
    title: 'Name and password in the address',
    detail:
      'The address holds a name or a password, which would be shown in lists. Take them out; the signature says who sends.',
  },
  'delivery-not-found': {
    title: 'No such delivery',
    detail: 'There is no such delivery. Deliveries are kept for 90 days.',
  },
  'delivery-under-way': {
    title: 'Delivery under way',
    detail: 'The delivery is being sent just now. Wait for what comes of it.',
  },
  'webhook-off-failing': { title: 'Webhook failing', detail: 'It has failed for {days} days.' },
  'webhook-off-gone': {
    title: 'Webhook gone',
    detail: 'Its address answered that it is gone for good (410).',
  },
  'idempotency-key-invalid': {
    title: 'Idempotency-Key not valid',
    detail:
      'The Idempotency-Key header must have 1 to 255 visible ASCII characters. Send a new UUID, for example.',
  },
  'idempotency-other-request': {
    title: 'Idempotency-Key used before',
    detail:
      'The Idempotency-Key {key} was used for another request in the last 24 hours. Send this one with a new key.',
  },
  'idempotency-running': {
    title: 'Request still running',
    detail: 'The request with the Idempotency-Key {key} is still carried out. Ask again in some seconds.',
  },
  'idempotency-answer-lost': {
    title: 'Carried out, answer lost',
    detail:
      'The request with the Idempotency-Key {key} has changed something before it was cut off, and is not done again. Read what is there.',
  },
  'idempotency-answer-not-kept': {
    title: 'Carried out, answer not kept',
    detail:
      'The request with the Idempotency-Key {key} was carried out. Its answer held a secret or was too large, and was not kept. Read what is there.',
  },
  'app-not-found': {
    title: 'App not found',
    detail: 'There is no app “{app}”. Open Apps & features for the list.',
  },
  'app-not-active': {
    title: 'App not active',
    detail: '“{app}” is not active on this platform. A superadmin can activate it in Apps & features.',
  },
  'account-not-found': {
    title: 'Account not found',
    detail: 'There is no such account. It may have been deleted.',
  },
  'account-not-paired': {
    title: 'Account not paired',
    detail:
      'The account “{account}” is not paired, so that no new event can use it. A superadmin can pair it; or choose another account.',
  },
  'account-has-coming-events': {
    title: 'Account in use',
    detail:
      'The account “{account}” has {count} events that have not ended: {events}. Delete them or give them another account first.',
  },
  'account-session-type-fixed': {
    title: 'Session type is fixed',
    detail:
      'The session type of an account can’t change once it has events. Create another account for the other type.',
  },
  'session-type-not-available': {
    title: 'Session type not available',
    detail:
      'The session type “{type}” comes with a later version. Choose one that is available: {available}.',
  },
  'client-secret-needed': {
    title: 'Client Secret needed',
    detail: 'A new Client ID comes with a Client Secret of its own. Paste that too.',
  },
  'pairing-not-finished': {
    title: 'Pairing not finished',
    detail:
      '{provider}’s page has not led back here yet. If it showed an error, check in {provider}’s Developer Center that the Client ID is this one and that the redirect URI {uri} is registered exactly as written; then press Pair.',
  },
  'pairing-refused': {
    title: 'Consent refused',
    detail:
      '{provider} says that the access was not allowed. Press Pair and choose Allow on {provider}’s page.',
  },
  'pairing-wrong-credentials': {
    title: 'Client ID or Client Secret wrong',
    detail:
      '{provider} does not accept the Client ID with this Client Secret. Copy both again from {provider}’s Developer Center, save, and press Pair.',
  },
  'pairing-redirect-uri': {
    title: 'Redirect URI not registered',
    detail:
      '{provider} does not know the redirect URI {uri}. Add it to the OAuth client in {provider}’s Developer Center, exactly as written, and press Pair.',
  },
  'pairing-state-unknown': {
    title: 'Pairing not recognized',
    detail:
      'The way back from {provider} does not belong to a pairing that you began here, or it is too old. Press Pair to begin again.',
  },
  'pairing-code-refused': {
    title: 'Consent expired',
    detail:
      '{provider} did not accept its own consent code: it was used before or took more than ten minutes. Press Pair to begin again.',
  },
  'pairing-scope-missing': {
    title: 'Scope missing',
    detail:
      'The OAuth client has no right to {type}. Tick its scope in {provider}’s Developer Center and press Pair.',
  },
  'pairing-provider-down': {
    title: '{provider} did not answer',
    detail: '{provider} did not answer as it should. Wait a minute and press Pair again.',
  },
  'pairing-credentials-changed': {
    title: 'Credentials changed',
    detail:
      'The Client ID or Client Secret was changed. Press Pair to connect the account with {provider} again.',
  },
  'pairing-ended': {
    title: 'Pairing ended',
    detail:
      '{provider} no longer accepts this pairing: it ran out or was revoked. Press Pair; the rooms go on by themselves afterwards.',
  },
  'pairing-not-needed': {
    title: 'No pairing needed',
    detail: 'The account “{account}” needs no pairing: it can be used as it is.',
  },
  'account-field-needed': {
    title: 'Field needed',
    detail: '“{field}” is needed. Fill it in and save again.',
  },
  'link-invalid': {
    title: 'Not a link',
    detail: '“{found}” is not a link. Write it like https://meet.example.com/my-room.',
  },
  'course-not-found': {
    title: 'Course not found',
    detail: 'There is no such course, or you may not see it.',
  },
  'session-not-found': {
    title: 'Session not found',
    detail: 'There is no such session, or you may not see it.',
  },
  'event-not-found': { title: 'Event not found', detail: 'There is no such event, or you may not see it.' },
  'person-not-found': { title: 'Person not found', detail: 'There is no such person on this platform.' },
  'enrollment-not-found': {
    title: 'Enrollment not found',
    detail: 'This person is not enrolled in the session.',
  },
  'session-full': {
    title: 'Session full',
    detail:
      'All {max} places of this session are taken. Raise the maximum enrollment or choose another session.',
  },
  'session-full-now': {
    title: 'Session full',
    detail: 'All {max} places of this session are taken. Choose another session.',
  },
  'max-enrollment-below-enrolled': {
    title: 'Maximum too low',
    detail:
      '{enrolled} learners are enrolled already, more than the maximum of {max}. Choose at least {enrolled}, or remove learners first.',
  },
  'instructor-not-enrollable': {
    title: 'Instructors are not enrolled',
    detail: '{name} is an instructor of this session and needs no place in it.',
  },
  'person-not-instructor': {
    title: 'Not an instructor',
    detail: '{name} does not have the role of an instructor. Choose another person or give them the role.',
  },
  'not-enrolled': {
    title: 'Not enrolled',
    detail: 'You are not enrolled in this event. Ask the person who plans it to enroll you.',
  },
  'not-instructor-of-event': {
    title: 'Not your event',
    detail:
      'You are not an instructor of this event, so that you can’t start it. Ask the person who plans it.',
  },
  'event-time-invalid': {
    title: 'Not a date and time',
    detail: '“{found}” is not a date and time. Write it like 2026-11-24T10:00.',
  },
  'event-ends-before-start': {
    title: 'Ends before it starts',
    detail: 'The event ends {ends}, before it starts {starts}. Set the end after the start.',
  },
  'event-too-long': {
    title: 'Too long',
    detail: 'The event lasts {hours} hours; at most 24 are possible. Plan one event for each day.',
  },
  'event-in-past': {
    title: 'In the past',
    detail: 'The event would be over already ({ends}). Choose a time to come.',
  },
  'event-already-ended': {
    title: 'Event has ended',
    detail: 'The event ended {ends} and can’t be changed any more. Plan a new one.',
  },
  'event-cancelled': {
    title: 'Event cancelled',
    detail: 'This event was cancelled {at}. Its page in your training says what comes next.',
  },
  'event-cancelled-because': {
    title: 'Event cancelled',
    detail: 'This event was cancelled {at}: {reason}',
  },
  'event-cancelled-already': {
    title: 'Cancelled already',
    detail: 'The event is cancelled already, or it has ended.',
  },
  'event-not-cancelled': {
    title: 'Not cancelled',
    detail: 'The event is not cancelled, so that there is nothing to restore.',
  },
  'event-deleted': {
    title: 'Event deleted',
    detail: 'The event “{name}” was deleted {at}. Your training shows what comes next.',
  },
  'session-deleted': {
    title: 'Session deleted',
    detail: 'This session was deleted {at}. Your training shows what comes next.',
  },
  'course-deleted': {
    title: 'Course deleted',
    detail: 'This course was deleted {at}. Your training shows what comes next.',
  },
  'event-on-site': {
    title: 'Takes place on site',
    detail: 'There is nothing to join online: the event takes place here: {place}.',
  },
  'event-on-site-somewhere': {
    title: 'Takes place on site',
    detail: 'There is nothing to join online: the event takes place on site. Who plans it can say where.',
  },
  'has-history': {
    title: 'Took place',
    detail:
      '{count} events of it have taken place, and their history is kept. Cancel what is to come instead.',
  },
  'time-zone-unknown': {
    title: 'Unknown time zone',
    detail: '“{timeZone}” is not a time zone. Choose one such as Europe/Rome.',
  },
  'wall-time-skipped': {
    title: 'Time does not exist',
    detail:
      'On this day clocks go forward in {timeZone}, and {time} does not exist. Choose a time outside the skipped hour.',
  },
  'wall-time-twice': {
    title: 'Time exists twice',
    detail:
      'On this day clocks go back in {timeZone}, and {time} exists twice. Choose a time outside the repeated hour.',
  },
  'capacity-sessions-per-course': {
    title: 'Limit per course reached',
    detail:
      'The account “{account}” allows {limit} sessions per course, and this course has {used}. Choose another account, or ask a superadmin to raise the limit.',
  },
  'capacity-total-sessions': {
    title: 'Limit of sessions reached',
    detail:
      'The account “{account}” allows {limit} sessions in total, and {used} are planned. Choose another account, or ask a superadmin to raise the limit.',
  },
  'capacity-concurrent-rooms': {
    title: 'No room free',
    detail:
      'Rooms of “{account}” at the same time: {limit}. All are taken at {at} by: {events}. Choose another time or account.',
  },
  'capacity-organizers': {
    title: 'No organizer free',
    detail:
      'All {count} organizers of the account “{account}” host another room at {at}: {events}. Choose another time or account, or ask a superadmin to pair one more.',
  },
  'suggest-time': { title: 'Another time', detail: 'Take {startsAt} instead' },
  'suggest-account': { title: 'Another account', detail: 'Take the account “{account}” instead' },
  'organizer-missing': {
    title: 'No organizer',
    detail:
      'No {provider} user is paired with this account. A superadmin can pair one; the room is then made by itself.',
  },
  'organizer-not-found': {
    title: 'Organizer not found',
    detail: 'There is no such organizer in this account.',
  },
  'organizer-is-last': {
    title: 'Last organizer',
    detail: 'Nobody else is paired with “{account}”, and events are to come. Pair another organizer first.',
  },
  'account-over-limit': {
    title: 'Over the limit',
    detail:
      'More than {limit} rooms are planned at the same time: {events}. They stay; move or cancel what can’t take place.',
  },
  'account-over-total': {
    title: 'Over the limit',
    detail:
      '{count} sessions are planned, more than the {limit} that are allowed. They stay; no new one is accepted.',
  },
  'move-other-type': {
    title: 'Other type',
    detail:
      'Events can only move to another account of the same app and session type; “{account}” is not one.',
  },
  'room-not-ready': {
    title: 'Room not ready',
    detail: 'The room is still being prepared. Wait a moment; this page goes on by itself.',
  },
  'registration-pending': {
    title: 'Registration in progress',
    detail: 'Your place in the room is being booked. Wait a moment; this page goes on by itself.',
  },
  'room-creating': { title: 'Room in preparation', detail: 'The room is being made at the provider.' },
  'room-changed-there': {
    title: 'Changed at the provider',
    detail:
      'Somebody changed the room at {provider} ({parts}). The event is near, so that nothing is changed by itself: put it back there, or press “Try again now”.',
  },
  'account-unauthorized': {
    title: 'Pairing is dead',
    detail: '{provider} no longer accepts the pairing of “{account}”. A superadmin must pair it again.',
  },
  'account-forbidden': {
    title: 'A right is missing',
    detail:
      'The {provider} user of “{account}” may not use it: a licence or a scope is missing, or the trial has ended.',
  },
  'account-unreachable': {
    title: 'Provider does not answer',
    detail: '{provider} did not answer for “{account}”. Check again in some minutes.',
  },
  'preflight-no-room': {
    title: 'No room',
    detail: 'The event has no room yet. Press “Try again now”.',
  },
  'preflight-room-not-ready': {
    title: 'Room not ready',
    detail: 'The room is not ready. Press “Try again now”, or give the event another room.',
  },
  'preflight-changed': {
    title: 'Changed at the provider',
    detail: 'At {provider} the room is not as it was planned ({parts}). “Try again now” puts it back.',
  },
  'preflight-seats': {
    title: 'Too few seats',
    detail:
      'The plan of the organizer has {seats} seats, and {learners} learners are enrolled. Use an account with more seats.',
  },
  'preflight-not-registered': {
    title: 'Learners without a place',
    detail: '{count} learners are not registered at the provider: {names}. “Try again now” registers them.',
  },
  'start-unavailable': {
    title: 'Start not possible here',
    detail: 'Rooms of this type can’t be started from here. Start it from the provider’s own pages.',
  },
  'join-too-early': { title: 'Not open yet', detail: 'The room opens {opensAt}.' },
  'join-too-late': { title: 'Event has ended', detail: 'The event ended {ends}.' },
  'provider-unauthorized': {
    title: 'Pairing is dead',
    detail:
      '{provider} no longer accepts the pairing ({detail}). A superadmin must pair the account again; the rooms go on by themselves afterwards.',
  },
  'provider-forbidden': {
    title: 'A right is missing',
    detail:
      '{provider} does not allow it: {detail}. Check the licence of the {provider} user and the scopes of the OAuth client.',
  },
  'provider-not-found': {
    title: 'Gone at the provider',
    detail: '{provider} does not know the room any more: {detail}. It is made anew.',
  },
  'provider-rejected': {
    title: 'Refused by the provider',
    detail: '{provider} refuses it: {detail}. Change what it names.',
  },
  'provider-unexpected-response': {
    title: 'Answer not understood',
    detail:
      '{provider} gave an answer that we don’t understand: {detail}. Try again; if it stays, tell your administrator.',
  },
  'provider-rate-limited': {
    title: 'Provider is busy',
    detail: '{provider} asks us to slow down. It is tried again by itself.',
  },
  'provider-unavailable': {
    title: 'Provider does not answer',
    detail: '{provider} does not answer ({detail}). It is tried again by itself.',
  },
  'second-factor-needed': {
    title: 'Code needed',
    detail: 'Type the code that your authenticator app shows now, or one of your recovery codes.',
  },
  'second-factor-wrong': {
    title: 'Wrong code',
    detail:
      'This code is not the one that the authenticator app shows now, or it was used already. Wait for the next one and try again.',
  },
  'second-factor-on': {
    title: 'Already set up',
    detail: 'An authenticator app is set up already. Turn it off first to set up another one.',
  },
  'second-factor-off': {
    title: 'Not set up',
    detail: 'No authenticator app is set up. Start with “Set up”.',
  },
  'passkey-not-accepted': {
    title: 'Passkey not accepted',
    detail:
      'This passkey was not accepted here. Passkeys work only on the domain on which they were made; try again, or sign in with your password.',
  },
  'passkey-not-found': {
    title: 'Passkey not found',
    detail: 'There is no such passkey any more. Load the page again.',
  },
  'login-not-found': {
    title: 'Browser not found',
    detail: 'That browser is not signed in any more. Load the page again.',
  },
  'password-too-short': {
    title: 'Password too short',
    detail:
      'The password has {found} characters; at least {min} are needed. Take a few words that only you put together.',
  },
  'password-too-common': {
    title: 'Password too common',
    detail: 'This password is among those that are tried first. Take a few words that only you put together.',
  },
  'password-like-person': {
    title: 'Password too near',
    detail: 'The password is your name or address. Take something that nobody connects with you.',
  },
  'password-wrong': {
    title: 'Wrong password',
    detail: 'This is not your present password. Type it again, or sign out and use “Forgot your password?”.',
  },
  'password-link-ended': {
    title: 'Link has ended',
    detail:
      'This link was used already, or it is too old. Ask for a new one with “Forgot your password?” on the sign-in page.',
  },
  'mail-invitation': {
    title: 'Your invitation',
    detail: 'You were invited to {platform}. Choose your password within {days} days by this link:',
  },
  'mail-reset': {
    title: 'Choose a new password',
    detail:
      'Somebody, hopefully you, asked for a new password at {platform}. Choose it within {minutes} minutes by this link. If it was not you, do nothing: your password stays as it is.',
  },
  'mail-events-moved': {
    title: 'Your events have new rooms',
    detail:
      '{count} of your events take place in new rooms: {events}. You need not do anything: your links and calendar entries stay as they are.',
  },
  'email-taken': {
    title: 'Address in use',
    detail: '{email} belongs to somebody already. Search for the person instead.',
  },
  'email-invalid': {
    title: 'Not an e-mail address',
    detail: '“{found}” is not an e-mail address. Type one such as ada@company.example.',
  },
  'last-superadmin': {
    title: 'Last superadmin',
    detail: 'This is the only active superadmin. Give the role to somebody else first.',
  },
  'merge-with-itself': {
    title: 'The same person',
    detail: 'A person can’t be merged with themselves. Choose another one.',
  },
  'table-empty': {
    title: 'Empty table',
    detail: 'There are no rows. The first line names the columns, each further line is one row.',
  },
  'table-columns-missing': {
    title: 'Columns missing',
    detail:
      'The table has no column {missing}. Line {line} was taken for the names of the columns: {found}. Add the column or name it so.',
  },
  'table-too-many-rows': {
    title: 'Too many rows',
    detail: 'The table has {rows} rows; at most {max} are read at once. Split it.',
  },
  'table-not-csv': {
    title: 'Not a table',
    detail:
      'The row that begins in line {line} can’t be read: a quotation mark opens in it and is not closed, or text follows one. Within a cell, write a quotation mark twice.',
  },
  'table-column-twice': {
    title: 'Column twice',
    detail: 'Two columns are named “{column}” in line {line}. Delete one, or name it otherwise.',
  },
  'table-heading-lost': {
    title: 'Characters lost',
    detail:
      'Line {line} has � in place of letters: the file is in another encoding. Choose it as a file, so that the encoding can be chosen, or save it as “CSV UTF-8”.',
  },
  'table-characters-lost': {
    title: 'Characters lost',
    detail:
      '“{found}” in the row of line {line} has � in place of letters: the file is in another encoding. Choose it as a file, so that the encoding can be chosen, or save it as “CSV UTF-8”.',
  },
  'table-row-too-long': {
    title: 'Too many cells',
    detail:
      'The row has {found} cells, and the heading {expected}: “{extra}” belongs to no column. Put text with the separator in it into quotation marks.',
  },
  'import-not-found': {
    title: 'Import not found',
    detail: 'There is no such import. Reports are kept for 90 days.',
  },
  'import-twice': { title: 'Twice in the table', detail: '{email} stands in line {line} already.' },
  'import-inactive': {
    title: 'Not active',
    detail: '{email} belongs to somebody who is not active. Activate the person first.',
  },
  'import-superadmin': {
    title: 'Superadmin',
    detail: '{email} is a superadmin: that role is taken away by hand alone.',
  },
  'import-name-needed': { title: 'First name missing', detail: 'The first name is empty.' },
  'import-name-too-long': { title: 'Name too long', detail: 'A name has more than {max} characters.' },
  'import-role-unknown': {
    title: 'Unknown role',
    detail: '“{found}” is no role. Use superadmin, instructor or learner.',
  },
  'import-language-unknown': {
    title: 'Unknown language',
    detail: '“{found}” is no language that we speak. Use en or it.',
  },
  'import-cell-needed': { title: 'Empty cell', detail: 'The column {column} is empty.' },
  'import-cell-too-long': {
    title: 'Too long',
    detail: 'The column {column} has more than {max} characters.',
  },
  'import-room-twice': {
    title: 'Twice in the table',
    detail: 'The room {key} stands in line {line} already.',
  },
  'import-type-unknown': {
    title: 'Unknown session type',
    detail: '“{found}” is no session type. Use one of: {types}.',
  },
  'import-account-two-types': {
    title: 'Two types in one account',
    detail:
      'The account “{account}” has two session types here: {types}. An account has one; name them apart.',
  },
  'import-time-unknown': {
    title: 'Not a time',
    detail: '“{found}” is not a time. Write it like 10:00, or with the day: 2027-01-15 10:00.',
  },
  'secret-not-readable': {
    title: 'Secret not readable',
    detail:
      'A secret that is stored here was sealed with the key “{key}”, which this server does not have, or has differently. Enter the secret again where it can be entered, or ask the operator of the server to add that key to LECTERN_SECRET_KEYS, behind the newest one.',
  },
  'identity-provider-not-found': {
    title: 'Provider not found',
    detail: 'There is no such identity provider. Load the page again.',
  },
  'identity-provider-known': {
    title: 'Provider known',
    detail: 'There is a provider with the issuer {issuer} and the client {clientId} already.',
  },
  'identity-provider-off': {
    title: 'Provider is off',
    detail: '{provider} is not used for signing in at the moment. Sign in another way.',
  },
  'identity-provider-down': {
    title: 'Sign-in did not work',
    detail: '{provider} did not answer as expected ({reason}). Try again, or sign in another way.',
  },
  'issuer-not-found': {
    title: 'Issuer not found',
    detail:
      '{issuer} does not answer as an OpenID provider ({reason}). Check the address: it is the one before /.well-known/openid-configuration.',
  },
  'sign-in-walk-unknown': {
    title: 'Start again',
    detail:
      'This sign-in was not begun in this browser, or it took too long. Start again from the sign-in page.',
  },
  'sign-in-refused': {
    title: 'Sign-in refused',
    detail: '{provider} says that you did not allow the sign-in. Try again, or sign in another way.',
  },
  'sign-in-not-active': { title: 'Not active', detail: 'Your place here is not active. Ask a superadmin.' },
  'sign-in-no-place': {
    title: 'No place here',
    detail: '{email} is not known here. Ask a superadmin to add you.',
  },
  'sign-in-email-not-proven': {
    title: 'Address not proven',
    detail:
      '{provider} does not say that your e-mail address is verified, so that we can’t tell who you are. Verify it there, or sign in with your password.',
  },
  'domain-invalid': {
    title: 'Not a domain',
    detail: '“{found}” is not a domain that can be used. Type one such as training.company.com.',
  },
  'domain-taken': {
    title: 'Domain in use',
    detail: '{domain} is used by another platform. Choose another one.',
  },
  'domain-known': { title: 'Domain known', detail: '{domain} belongs to this platform already.' },
  'domain-not-found': {
    title: 'Domain not found',
    detail: 'There is no domain {domain} here. Load the page again.',
  },
  'domain-not-proven': {
    title: 'Domain not proven',
    detail: '{domain} is not proven yet: publish the token and press Check first.',
  },
  'domain-is-primary': {
    title: 'Primary domain',
    detail: '{domain} is the primary domain. Make another one primary first.',
  },
  'domain-is-default': {
    title: 'Default domain',
    detail: '{domain} was given by the operator and can’t be removed here.',
  },
  'domain-in-use': {
    title: 'You are on it',
    detail: 'You are working on {domain} now. Open the platform on another domain to remove this one.',
  },
  'domain-token-not-found': {
    title: 'Token not found',
    detail:
      'Neither place has the line {token}. The TXT record has: {record}. The file has: {file}. New DNS records can take some minutes to an hour.',
  },
  'app-retired': {
    title: 'Retired',
    detail: '{app} has ended: no new events or accounts can use it. Choose version 2.',
  },
  'app-not-retired': { title: 'Not retired', detail: '{app} is in use: there is nothing to migrate from.' },
  'app-removed': { title: 'Removed', detail: '{app} was removed from this platform for good.' },
  'app-has-events': {
    title: 'Events to come',
    detail:
      '{count} events still use it: {events}. Move or delete them first; afterwards that is no longer possible.',
  },
  'app-has-rooms': {
    title: 'Rooms left',
    detail: '{count} rooms are still to be deleted at the provider. Delete them first; the list says how.',
  },
  'room-by-hand': {
    title: 'Delete by hand',
    detail:
      'No paired organizer can delete the room {key} of “{account}”. Delete it at the provider and confirm that here, or pair its organizer under version 2.',
  },
  'room-not-found': {
    title: 'Room not found',
    detail: 'There is no such room to delete any more. Load the page again.',
  },
  'move-not-found': { title: 'Move not found', detail: 'There is no such move. Load the page again.' },
  'move-nothing': {
    title: 'Nothing to move',
    detail:
      'No coming event of these accounts begins from that day on. Choose an earlier day or other accounts.',
  },
  'move-same-account': {
    title: 'The same account',
    detail: 'Events of “{account}” can’t be moved to itself. Choose another account.',
  },
  'move-event-over': {
    title: 'Not to come any more',
    detail: 'The event was cancelled, deleted or has ended meanwhile: nothing was moved.',
  },
  'move-still-running': {
    title: 'Still running',
    detail: 'This move is not done yet. Wait until it is, then undo it.',
  },
  'move-undo-retired': {
    title: 'Can’t be undone',
    detail:
      'The events came from {app}, where no rooms can be made any more. Move them to another account instead.',
  },
  'account-scope-missing': {
    title: 'Scope missing',
    detail:
      'The OAuth client of “{account}” has no scope for this session type. Tick it in {provider}’s Developer Center (tab Scopes), save, and pair again: a new scope needs a new consent.',
  },
  'account-licence-missing': {
    title: 'Licence missing',
    detail:
      'This {provider} user has no active licence for the session type of “{account}”, or the trial has ended. Assign a licence in {provider}’s admin center, then check again.',
  },
  'account-key-refused': {
    title: 'Client refused',
    detail:
      '{provider} no longer accepts the Client ID and Client Secret of “{account}”. Copy both again from the OAuth client in the Developer Center, save, and pair again.',
  },
  'calendar-not-found': {
    title: 'No such calendar',
    detail: 'This calendar address is not in use any more. Make a new one in your profile.',
  },
  'calendar-join': { title: 'Join', detail: 'Join: {url}' },
  'self-enrollment-off': {
    title: 'No enrollment by oneself',
    detail: 'Learners don’t enroll in this session by themselves. Ask who plans it for a place.',
  },
  'enrollment-not-open': {
    title: 'Enrollment not open yet',
    detail: 'Enrollment opens on {at}. Come back then.',
  },
  'enrollment-closed': {
    title: 'Enrollment closed',
    detail: 'Enrollment ended on {at}. Ask who plans the session for a place.',
  },
  'session-over': {
    title: 'Session over',
    detail: 'The last event of this session ended on {at}. Choose another session.',
  },
  'offer-expired': {
    title: 'Offer expired',
    detail:
      'The place was held for you until {at} and then went to the next person. Enroll again to get in line.',
  },
  'withdrawal-closed': {
    title: 'Can’t be given back here',
    detail: 'Places could be given back here until {at}. Ask who plans the session.',
  },
  'enrollment-window': {
    title: 'Closes before it opens',
    detail: 'Enrollment would close on {closes}, before it opens on {opens}. Choose a later end.',
  },
  'move-other-course': {
    title: 'Not another session of this course',
    detail: 'A place moves to another session of the same course. Choose one of those.',
  },
  'enroll-no-address': {
    title: 'No e-mail address',
    detail: 'The text has no e-mail address. Paste addresses such as anna@example.com, one per line.',
  },
  'enroll-too-many': {
    title: 'Too many addresses',
    detail: 'The text has {found} addresses. Up to {max} are read at once: split it.',
  },
  'enroll-unknown': {
    title: 'Nobody with this address',
    detail: 'Nobody here has the address {email}. Add the person first.',
  },
  'enroll-waits': { title: 'Goes on the waiting list', detail: 'Goes on the waiting list.' },
  'enroll-who-needed': {
    title: 'Who is it about?',
    detail: 'The request names people in {found} ways. Give one of them: addresses, people or a group.',
  },
  'waiting-list-first': {
    title: 'Others come first',
    detail:
      'Free places go to people on the waiting list first. Choose another session, or ask who plans it.',
  },
  'withdrawal-by-planner': {
    title: 'Can’t be given back here',
    detail: 'Places in this session are given out by who plans it. Ask them to take yours back.',
  },
  'move-target-needed': {
    title: 'Where to?',
    detail: 'No session was named. Choose the session of this course that they move to.',
  },
  'group-not-found': {
    title: 'No such group',
    detail: 'This group does not exist, or it was deleted. Choose another one.',
  },
  'group-name-taken': {
    title: 'Name in use',
    detail: 'There is a group “{name}” already. Choose another name.',
  },
  'notify-event': { title: 'Event', detail: '{name}: {starts}' },
  'notify-enrolled': {
    title: 'You are enrolled',
    detail: 'You have a place in {course}, {session}. {joining}',
  },
  'notify-promoted': {
    title: 'A place from the waiting list',
    detail:
      'A place in {course}, {session} came free, and it is yours: you were next on the waiting list. {joining}',
  },
  'notify-requested': {
    title: 'Request received',
    detail:
      'Your request for a place in {course}, {session} was received. You will hear from us when somebody has decided.',
  },
  'notify-waiting': {
    title: 'On the waiting list',
    detail: '{course}, {session} is full. You are on the waiting list and will be told when a place is free.',
  },
  'notify-offered': {
    title: 'A place is free',
    detail:
      'A place in {course}, {session} is held for you until {until}. Take it on this page; after that the next person gets it.',
  },
  'notify-offer-expired': {
    title: 'The offer has expired',
    detail:
      'The place in {course}, {session} that was held for you went to the next person. You may get in line again.',
  },
  'notify-declined': {
    title: 'Request declined',
    detail:
      'Your request for a place in {course}, {session} was declined. Who plans the session can tell you more.\nReason: {reason}',
  },
  'notify-removed': {
    title: 'No longer enrolled',
    detail: 'You no longer have a place in {course}, {session}.\nReason: {reason}',
  },
  'notify-planned': { title: 'New dates', detail: '{course}, {session} has new dates.' },
  'notify-changed': {
    title: 'New time or place',
    detail: 'Dates of {course}, {session} have another time or place. {joining}',
  },
  'notify-cancelled': {
    title: 'Cancelled',
    detail: 'These dates of {course}, {session} do not take place.\nReason: {reason}',
  },
  'notify-restored': {
    title: 'Takes place after all',
    detail: 'These dates of {course}, {session} take place after all.',
  },
  'notify-reminder': {
    title: 'Reminder',
    detail: '{course}, {session} is coming up. {joining}',
  },
  'date-unknown': { title: 'Not a date', detail: '“{found}” is not a date. Write it like 2027-01-15.' },
  'series-no-date': {
    title: 'No date',
    detail: 'No date fits this rule. Choose other days, a later end or fewer skipped dates.',
  },
  'series-too-long': {
    title: 'Too many events',
    detail: 'A series has {max} events at most. Choose an earlier end or fewer days.',
  },
  'planning-conflicts': {
    title: 'Not possible as it is',
    detail:
      '{refused} of {total} are not possible, so that nothing was saved. Change or leave out what is named here.',
  },
  'copy-nothing': {
    title: 'Nothing to shift',
    detail:
      '“First event on” needs an event in what is duplicated, and there is none. Shift by days instead.',
  },
  'copy-too-many': {
    title: 'Too many events',
    detail:
      'There are {count} events in it, and {max} can be duplicated at once. Duplicate session by session.',
  },
  'edit-nothing': {
    title: 'Nothing to change',
    detail:
      'None of the chosen events can be changed: they have ended, are cancelled or are gone. Choose others.',
  },
  'edit-too-many': {
    title: 'Too many events',
    detail: '{count} events are chosen, and {max} can be changed at once. Choose fewer.',
  },
  'date-ambiguous': {
    title: 'Day or month first?',
    detail:
      '“{found}” could be {dayFirst} or {monthFirst}. Choose whether the day or the month comes first, or write the date like {dayFirst}.',
  },
  'import-course-twice': {
    title: 'Several courses of this name',
    detail:
      '{count} courses have the name “{found}”. Write one of these into the column course_code: {choices}.',
  },
  'import-session-twice': {
    title: 'Several sessions of this name',
    detail:
      '{count} sessions have the name “{found}”. Write one of these into the column session_code: {choices}.',
  },
  'import-event-twice': {
    title: 'Several events of this name',
    detail:
      'The session has {count} events “{found}” at this time. Write the id of one into the column event_id: {choices}.',
  },
  'import-too-many-changes': {
    title: 'Too many changes',
    detail:
      '{rows} rows would add or change something, or can’t be read; at most {max} are done at once. Split the table, or use “Plan a term”.',
  },
  'import-event-known': {
    title: 'Already there',
    detail: 'The session has this event at this time already.',
  },
  'import-event-differs': {
    title: 'Already there, and different',
    detail:
      'The session has this event at this time already, with another {columns}. To change it, write its id into the column event_id: {id}.',
  },
  'import-event-cancelled': {
    title: 'Already there, cancelled',
    detail:
      'The session has this event at this time already, and it is cancelled. Restore it, or give the new one another name.',
  },
  'import-enrollment-kept': {
    title: 'Left as it is',
    detail: 'The column status says “{status}”: nothing is changed for this person.',
  },
  'code-taken': {
    title: 'Code taken',
    detail: '“{code}” is the code of “{name}” already. Choose another one, or none.',
  },
  'import-course-unknown': {
    title: 'Unknown course',
    detail: 'There is no course with the code or name “{found}”. Make it first, or correct the cell.',
  },
  'import-session-unknown': {
    title: 'Unknown session',
    detail:
      'The course “{course}” has no session with the code, name or id “{found}”. Make it first, or correct the cell.',
  },
  'import-event-unknown': {
    title: 'Unknown event',
    detail: 'There is no event {found} in this session. Leave the cell empty to plan a new one.',
  },
  'import-account-unknown': {
    title: 'Unknown account',
    detail:
      'There is no account “{found}” that events can use. Write its name as the form of an event shows it.',
  },
  'import-account-twice': {
    title: 'Two accounts of this name',
    detail: '{count} accounts have the name “{found}”. Write the id of one, or name them apart: {choices}.',
  },
  'import-person-unknown': {
    title: 'Unknown instructor',
    detail: '{email} belongs to nobody who teaches here. Add the person or correct the address.',
  },
  'import-number-unknown': {
    title: 'Not a number',
    detail: '“{found}” in the column {column} is not a whole number from 1 to {max}.',
  },
  'import-nothing-in-row': {
    title: 'Nothing to do',
    detail: 'The row names no event and nothing about its session.',
  },
  'plan-row-twice': { title: 'Twice in the table', detail: 'Line {line} plans the same event already.' },
  'plan-event-known': {
    title: 'Planned already',
    detail: 'The session has this event at this time already.',
  },
  'plan-seats': {
    title: 'Too few seats',
    detail:
      'The session takes {learners} learners, and rooms of “{account}” have {seats} seats. Choose another account, or lower the maximum.',
  },
  'plan-empty': {
    title: 'Nothing to plan',
    detail: 'No row can be planned as it is. Correct the rows or take what is proposed.',
  },
  'plan-not-found': { title: 'Plan not found', detail: 'There is no such plan, or it is somebody else’s.' },
  'plan-still-running': {
    title: 'Still running',
    detail: 'The plan is still being carried out. Wait until it is done.',
  },
  'plan-undone': { title: 'Taken back already', detail: 'This plan was taken back already.' },
  'plan-event-touched': {
    title: 'Kept',
    detail: 'The event was changed, cancelled or has begun since it was planned, so that it is kept.',
  },
  'notify-address-left': {
    title: 'Your dates leave this calendar',
    detail:
      'Mails of {platform} for {name} no longer come to this address. These dates are taken out of its calendar:\n{events}\nIf you did not expect this, ask whoever runs your training.',
  },
  'notify-address-taken': {
    title: 'Your dates come to this address',
    detail:
      'Mails of {platform} for {name} come to this address from now on. These are your dates:\n{events}',
  },
  'notify-mail-not-written': {
    title: 'A mail was not sent: {subject}',
    detail:
      'A mail to {recipient} could not be written and was not sent. The outbox has all mails that failed; each can be sent again once the cause is gone.\n{findings}',
  },
  'notify-dates-off': {
    title: 'Dates that are off',
    detail: 'These dates are no longer yours, or do not take place:',
  },
  'notify-more-dates': { title: 'More dates', detail: 'and {count} more' },
  'notify-room-not-ready': {
    title: 'Not ready: {event}',
    detail: 'The check of “{event}” ({course}, {session}) found what keeps people out.\n{findings}',
  },
  'notify-webhook-off': {
    title: 'Webhook switched off: {webhook}',
    detail:
      'The webhook {webhook} was switched off and is told nothing any more.\n\n{findings}\n\nMend what receives it, then switch it on again.',
  },
  'notify-account-needs-pairing': {
    title: 'Pair again: {account}',
    detail:
      '{provider} no longer accepts the pairing of the account “{account}”. Pair it again on its page: its rooms go on by themselves afterwards.',
  },
  'notify-pairing-ends': {
    title: 'A pairing is about to end: {account}',
    detail:
      'The pairing of {organizer} with the account “{account}” ends {until}, because it could not be renewed. Pair again with one click: no room is lost.',
  },
  'notify-gone': {
    title: 'Deleted',
    detail: 'What this was about has been deleted.',
  },
  'notify-test': { title: 'Test', detail: 'Test: {subject}' },
  'notify-sample-course': { title: 'Course', detail: 'Safety at work' },
  'notify-sample-session': { title: 'Session', detail: 'Winter edition' },
  'notify-sample-event': { title: 'Event', detail: 'Day {number}' },
  'notify-sample-reason': { title: 'Reason', detail: 'The instructor is ill.' },
  'notify-sample-findings': { title: 'Findings', detail: 'The room is not ready.' },
  'notify-sample-subject': { title: 'Subject', detail: 'What to bring' },
  'notify-sample-text': { title: 'Text', detail: 'Please bring your notes.' },
  'notify-topic-places': { title: 'Places and the waiting list', detail: 'Places and the waiting list' },
  'notify-topic-changes': { title: 'Changes and cancellations', detail: 'Changes and cancellations' },
  'notify-topic-reminders': { title: 'Reminders', detail: 'Reminders' },
  'notify-topic-teaching': { title: 'Teaching', detail: 'Teaching' },
  'notify-topic-operation': { title: 'Rooms and accounts', detail: 'Rooms and accounts' },
  'notify-over': { title: 'No longer so', detail: 'This is no longer so.' },
  'notify-event-cancelled': { title: 'Cancelled', detail: '{name}: {starts}, cancelled' },
  'notify-several': { title: '{count} pieces of news', detail: '{title} (and {count} more)' },
  'notify-greeting': { title: 'Greeting', detail: 'Hello {name},' },
  'notify-open': { title: 'Open', detail: 'Open' },
  'notify-open-event': { title: 'To the event', detail: 'To the event' },
  'notify-open-session': { title: 'To the session', detail: 'To the session' },
  'notify-open-course': { title: 'To the course', detail: 'To the course' },
  'notify-open-calendar': { title: 'To the calendar', detail: 'To the calendar' },
  'notify-joining': { title: 'Join', detail: 'Each date has a link to join.' },
  'notify-joining-some': { title: 'Join', detail: 'Dates online have a link to join.' },
  'notify-joining-stays': { title: 'Join', detail: 'Your link stays the same.' },
  'notify-joining-page': { title: 'Join', detail: 'The page of the event leads you in.' },
  'notify-joining-now': { title: 'Join', detail: 'Join now.' },
  'notify-place-page': { title: 'Place', detail: 'The page of the event says where it is.' },
  'notify-open-all': { title: 'To all notifications', detail: 'To all notifications' },
  'notify-choose': {
    title: 'Which notifications you get',
    detail: 'Which notifications you get is chosen in your profile: {url}',
  },
  'notify-unsubscribe': { title: 'No more reminders by mail', detail: 'No more reminders by mail: {url}' },
  'mail-refused': {
    title: 'Refused',
    detail: 'The mail server refused it for good: {answer}. Check the address, then send it again.',
  },
  'mail-unreachable': {
    title: 'Tried again',
    detail: 'The mail server did not take it: {answer}. It is tried again by itself.',
  },
  'mail-not-found': {
    title: 'No such mail',
    detail: 'There is no such mail in the outbox. It may belong to another platform.',
  },
  'mail-not-failed': {
    title: 'Not failed',
    detail: 'Only a mail that has failed can be sent again. This one waits, was sent, or was withdrawn.',
  },
  'unsubscribe-link-unknown': {
    title: 'Link not known',
    detail:
      'This link does not work, or not any more. Sign in and choose in your profile which mails you get.',
  },
  'notification-not-found': {
    title: 'No such notification',
    detail: 'You have no such notification. After 90 days they are deleted.',
  },
  'notification-kind-unknown': {
    title: 'No such kind',
    detail: 'There is no kind of notification called “{kind}”. The list of them is under Notifications.',
  },
  'placeholder-unknown': {
    title: 'Placeholder not known',
    detail: '{found} does not exist here. Use {known}.',
  },
  'notification-kind-fixed': {
    title: 'Can’t be switched off',
    detail: 'People must hear of “{kind}”: it can’t be switched off.',
  },
  'notification-topic-fixed': {
    title: 'Can’t be chosen',
    detail: 'What you get of “{topic}” can’t be switched off.',
  },
  'reminders-doubled': {
    title: 'Twice the same',
    detail: 'Two reminders are {minutes} minutes before the start. Keep one of them.',
  },
  'mail-not-written': {
    title: 'Not written',
    detail:
      'The mail could not be written ({found}). Nothing was sent. Mend what is named, then send it again.',
  },
  'mail-more-dates': {
    title: 'more dates',
    detail:
      'These are dates {from} to {to} of {count} for the calendar. The mail before this one says what they are about: {subject}',
  },
  'mail-gave-up': {
    title: 'Given up',
    detail:
      'It could not be sent within {days} days and is not tried any more. Check the mail server, then send it again.',
  },
  'instructor-busy': {
    title: 'Instructor teaches then',
    detail:
      '{name} already teaches “{event}” ({course}) then, from {starts} to {ends}. Choose another time or another instructor, or say why both are to take place.',
  },
  'overlap-reason-needed': {
    title: 'Reason needed',
    detail: 'To plan both all the same, write the reason here. It is kept in the audit log.',
  },
  'stand-in-teaches-already': {
    title: 'Teaches it already',
    detail: '{name} teaches this event already. Choose another person.',
  },
  'stand-in-for-nobody': {
    title: 'Does not teach it',
    detail: 'The person to be replaced does not teach this event. Load it again and choose one who does.',
  },
  'break-ends-before-start': {
    title: 'Break ends before it starts',
    detail: 'The break ends {ends}, not after it starts {starts}. Choose a later end.',
  },
  'break-outside-event': {
    title: 'Break outside the event',
    detail:
      'The break from {starts} to {ends} is not within the event, which runs from {from} to {until}. Move the break or remove it.',
  },
  'breaks-overlap': {
    title: 'Breaks overlap',
    detail:
      'The break from {starts} to {ends} begins before the one above it has ended. Put breaks in order, without overlaps.',
  },
  'min-enrollment-above-max': {
    title: 'Minimum above maximum',
    detail:
      'The minimum of {min} learners is more than the maximum of {max}. Lower the minimum or raise the maximum.',
  },
  'decision-needs-minimum': {
    title: 'Minimum needed',
    detail:
      'There is a date of decision, but no minimum that it could be about. Enter a minimum or remove the date.',
  },
  'decision-in-past': {
    title: 'Date has passed',
    detail: 'The decision would be on {decides}, which has passed. Choose a later time.',
  },
  'decision-after-start': {
    title: 'Decision too late',
    detail:
      'The decision would be on {decides}, after the first event begins on {starts}. Choose an earlier time.',
  },
  'session-field-not-found': {
    title: 'Field not found',
    detail: 'There is no such field. It may have been deleted.',
  },
  'session-field-unknown': {
    title: 'Field not known',
    detail:
      'A value was sent for a field that this platform does not have. It may have been deleted: load the page again.',
  },
  'session-field-needed': {
    title: 'Field needed',
    detail: '“{field}” is needed. Fill it in.',
  },
  'session-field-invalid': {
    title: 'Value does not fit',
    detail: 'The value of “{field}” does not fit. Expected: {expected}.',
  },
  'session-field-kind-fixed': {
    title: 'Kind is fixed',
    detail:
      '{count} sessions have a value in “{field}”, so that it stays of its kind. Make a new field instead.',
  },
  'session-field-choices-needed': {
    title: 'Choices needed',
    detail: 'A field of this kind needs something to choose from. Enter at least one choice.',
  },
  'session-field-order': {
    title: 'Order not complete',
    detail:
      'There are {expected} fields, and the order names {found}. Load the page again and repeat the change.',
  },
  'image-not-found': {
    title: 'No picture',
    detail: 'This course has no picture.',
  },
  'image-not-known': {
    title: 'No picture that can be shown',
    detail: 'The file is not a PNG, JPEG or WebP picture. Choose one of those, of at most 1 MB.',
  },
  'image-too-wide': {
    title: 'Picture too large',
    detail: 'The picture is {width} × {height} pixels; {limit} on each side are accepted. Make it smaller.',
  },
  'notify-replaced': {
    title: 'Somebody else teaches',
    detail: 'Somebody else teaches these dates of {course}, {session}. They are taken out of your calendar.',
  },
  'notify-instructor': {
    title: 'Another instructor',
    detail: 'Dates of {course}, {session} have another instructor. Everything else stays as it is.',
  },
  'calendar-span': {
    title: 'Time span not possible',
    detail:
      'The calendar is read for {days} days at most, and “until” must be after “from”. Ask for a shorter time.',
  },
  'zone-change-settled': {
    title: 'Nothing to decide',
    detail: 'The times of this event agree with the present rules of its time zone. Load the page again.',
  },
  'notify-nudge': {
    title: 'It has begun: {event}',
    detail: '“{event}” of {course}, {session} has begun, and you are expected. {joining}',
  },
  'notify-message': {
    title: 'Message: {subject}',
    detail: '{sender} writes to everybody in {course}, {session}:\n\n{text}',
  },
  'notify-not-started': {
    title: 'Nobody has started it: {event}',
    detail:
      '“{event}” ({course}, {session}) should have begun, and nobody has pressed Start: {instructors}. Start it on its page, or ask one of them.',
  },
  'attendance-too-early': {
    title: 'Too early to mark',
    detail: 'People can be marked from {opensAt} on. Come back then.',
  },
  'attendance-not-enrolled': {
    title: 'Not enrolled',
    detail: 'This person has no place in the session of the event. Enroll them first.',
  },
  'attendance-twice': {
    title: 'Marked twice',
    detail: 'The same person is named twice. Send one mark for each person.',
  },
  'attendance-change-not-found': {
    title: 'Nothing to undo',
    detail: 'This event has no such step of marking. Load the page again and look at the marks.',
  },
  'completion-not-manual': {
    title: 'Completion is not by hand',
    detail: 'People complete this session by its rule, not by hand. A planner can change the rule.',
  },
  'completion-not-enrolled': {
    title: 'Not enrolled',
    detail: 'One of these people has no place in the session any more. Load the page again.',
  },
  'nudge-not-running': {
    title: 'Not running',
    detail: 'Who is missing can be told while the event runs: from {starts} until {ends}.',
  },
  'too-many-messages': {
    title: 'Too many messages',
    detail:
      'There were {count} messages to all learners within {minutes} minutes. Wait a while and try again.',
  },
  'message-to-nobody': {
    title: 'Nobody to write to',
    detail: 'Nobody is enrolled in this session. Enroll people first.',
  },
  'notify-session-cancelled': {
    title: 'Session cancelled',
    detail:
      '{course}, {session} does not take place. Reason: {reason} You stay in the course, and you will hear from us if the session takes place after all.',
  },
  'notify-session-restored': {
    title: 'Takes place after all',
    detail: '{course}, {session} takes place after all. You have your place. {joining}',
  },
  'notify-course-cancelled': {
    title: 'Course cancelled',
    detail:
      'The course {course} does not take place. Reason: {reason} You will hear from us if it takes place after all.',
  },
  'notify-course-restored': {
    title: 'Takes place after all',
    detail: 'The course {course} takes place after all. You have your place. {joining}',
  },
  'notify-moved': {
    title: 'You have a place in another session',
    detail: '{course}, {from} does not take place. Reason: {reason} You have a place in {session} instead.',
  },
  'notify-moved-to-waiting': {
    title: 'You are on the waiting list of another session',
    detail:
      '{course}, {from} does not take place. Reason: {reason} You are on the waiting list of {session} and will be told when a place is free.',
  },
  'notify-released': {
    title: 'Session cancelled',
    detail: '{course}, {session} does not take place, and your enrollment has ended. Reason: {reason}',
  },
  'notify-confirmed': {
    title: 'It takes place',
    detail: 'Enough people enrolled: {course}, {session} takes place.',
  },
  'notify-decision-due': {
    title: 'Too few people enrolled',
    detail:
      '{course}, {session} has {enrolled} enrolled, and {min} were expected by now. Decide on this page: confirm it anyway, merge it with another session, wait longer, or cancel it.',
  },
  'session-cancelled': {
    title: 'Session cancelled',
    detail:
      'This session was cancelled {at}: {reason} It takes no learners and no events unless it is restored.',
  },
  'course-cancelled': {
    title: 'Course cancelled',
    detail:
      'This course was cancelled {at}: {reason} It takes no learners and no events unless it is restored.',
  },
  'session-cancelled-already': {
    title: 'Cancelled already',
    detail: 'The session was cancelled {at} already. Load the page again to see it.',
  },
  'course-cancelled-already': {
    title: 'Cancelled already',
    detail: 'The course was cancelled {at} already. Load the page again to see it.',
  },
  'session-not-cancelled': {
    title: 'Not cancelled',
    detail: 'The session is not cancelled, so that there is nothing to restore.',
  },
  'course-not-cancelled': {
    title: 'Not cancelled',
    detail: 'The course is not cancelled, so that there is nothing to restore.',
  },
  'cancel-reason-needed': {
    title: 'Reason needed',
    detail:
      'The reason is empty. Say in a sentence why it does not take place: everybody concerned reads it.',
  },
  'move-target-not-needed': {
    title: 'No other session',
    detail: 'A session was named for learners who go to no other one. Leave it out, or choose to move them.',
  },
  'waiting-list-off': {
    title: 'No waiting list',
    detail: 'The session {session} has no waiting list. Turn it on in its properties, or choose another one.',
  },
  'restore-no-room': {
    title: 'Not all events can be restored',
    detail:
      '{count} of {total} events have no room any more, or nobody to teach them, and nothing was restored: {events}. Free what is in their way, then restore again.',
  },
  'preview-busy': {
    title: 'Somebody is changing this now',
    detail: 'Somebody else is changing this at the moment, so that the result can’t be told. Try again.',
  },
  'decision-none': {
    title: 'Nothing to decide',
    detail: 'The session has no minimum enrollment with a date. Set both in its properties.',
  },
  'decision-date-past': {
    title: 'Date is over',
    detail: 'The date {at} is over. Choose one that is still to come.',
  },
  'reason-too-few': {
    title: 'Too few people enrolled',
    detail: '{enrolled} people enrolled, and at least {min} were needed.',
  },
  'reason-merged': { title: 'Merged', detail: 'The session was merged with {session}.' },
}
