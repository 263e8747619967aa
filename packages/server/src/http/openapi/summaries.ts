/** What operations do, where method and address alone do not say it well. */
const known: Readonly<Record<string, string>> = {
  'GET /search': 'Find courses, sessions, events, people, groups and accounts by name',
  'GET /platform': 'Read what everybody may know of the platform',
  'POST /logins': 'Sign in with a password',
  'DELETE /logins/current': 'Sign out',
  'POST /passkey-sign-ins/options': 'Begin to sign in with a passkey',
  'POST /passkey-sign-ins': 'Sign in with a passkey',
  'POST /password-resets': 'Ask for a link for a new password',
  'GET /password-links/{token}': 'Read whose password a link changes',
  'POST /password-links/{token}': 'Choose a password with a link',
  'GET /me': 'Read who is signed in',
  'PATCH /me': 'Change one’s own language and time zone',
  'GET /me/security': 'Read how one signs in',
  'PUT /me/password': 'Change one’s own password',
  'POST /me/second-factor': 'Begin to set up an authenticator app',
  'POST /me/second-factor/confirmation': 'Switch the authenticator app on with its first code',
  'POST /me/second-factor/removal': 'Switch the authenticator app off',
  'POST /me/proof': 'Prove again who one is, by password',
  'POST /me/proof/passkey/options': 'Begin to prove again who one is, by passkey',
  'POST /me/proof/passkey': 'Prove again who one is, by passkey',
  'POST /me/passkeys/options': 'Begin to add a passkey',
  'POST /me/passkeys': 'Add a passkey',
  'DELETE /me/logins': 'Sign out everywhere else',
  'DELETE /me/logins/{loginId}': 'Sign one browser out',
  'POST /domains/{host}/proof': 'Look for the proof that a domain is the platform’s',
  'POST /domains/{host}/primary': 'Make a domain the one in links of mails',
  'GET /me/calendar-feed': 'Read whether one has a calendar feed',
  'POST /me/lms-code': 'Make a code that says to an LMS who one is here',
  'POST /me/calendar-feed': 'Make a new secret address for one’s calendar feed',
  'DELETE /me/calendar-feed': 'End one’s calendar feed',
  'GET /events/{eventId}/event.ics': 'Read an event as a calendar file',
  'GET /audit': 'List who changed what',
  'GET /audit.csv': 'Export who changed what, as CSV',
  'PATCH /apps/{appId}': 'Activate or deactivate an app',
  'GET /apps/{appId}/migration': 'Read how far the move away from a retired app is',
  'PUT /apps/{appId}/switch': 'Set the day from which the successor of a retired app is used',
  'GET /import-templates/events.csv': 'Read an empty table for the import of events',
  'POST /apps/{appId}/imports': 'Import events with their rooms from a table',
  'POST /apps/{appId}/removal': 'Remove a retired app for good',
  'POST /left-rooms/{roomId}/deleted-by-hand': 'Say that a room was deleted at the provider by hand',
  'POST /moves/dry-run': 'Try a move of events to other accounts',
  'POST /moves': 'Move events to other accounts',
  'GET /moves/newest': 'Read the newest move',
  'POST /moves/{moveId}/undo': 'Take a move back',
  'GET /moves/{moveId}/report.csv': 'Read what became of each event of a move, as CSV',
  'GET /accounts/{accountId}/capacity': 'Read when the rooms of an account are busy',
  'GET /apps/{appId}/coming-events': 'Read which coming events use an app',
  'POST /accounts/{accountId}/pairings': 'Begin to pair an account',
  'GET /accounts/{accountId}/check': 'Check an account at the provider',
  'GET /accounts/{accountId}/unknown-rooms': 'List rooms at the provider that were not made here',
  'GET /conferencing-tools': 'List the tools and accounts that an event can have',
  'POST /people/{personId}/invitation': 'Mail an invitation again',
  'POST /people/{personId}/merge': 'Merge a duplicate into a person',
  'POST /people/{personId}/password-reset': 'Mail a link for a new password',
  'DELETE /people/{personId}/logins': 'Sign a person out everywhere',
  'DELETE /people/{personId}/second-factor': 'Switch a person’s authenticator app off',
  'GET /people/imports': 'List the newest imports of people',
  'GET /people/imports/{importId}': 'Read how far an import of people is',
  'GET /people/imports/{importId}/items': 'List what became of each row of an import',
  'GET /people/imports/{importId}/report.csv': 'Read what became of each row as a table',
  'GET /events': 'List events that concern the reader',
  'POST /sessions/{sessionId}/events': 'Plan an event',
  'POST /events/{eventId}/room/retries': 'Try to make the room of an event again',
  'POST /events/{eventId}/room/replacement': 'Give an event another room',
  'POST /events/{eventId}/cancellation': 'Cancel an event',
  'DELETE /events/{eventId}/cancellation': 'Restore a cancelled event',
  'POST /sessions/{sessionId}/cancellation': 'Cancel a session',
  'DELETE /sessions/{sessionId}/cancellation': 'Restore a cancelled session',
  'POST /courses/{courseId}/cancellation': 'Cancel a course',
  'DELETE /courses/{courseId}/cancellation': 'Restore a cancelled course',
  'GET /events/{eventId}/preflight': 'Read the check of an event',
  'POST /events/{eventId}/preflight': 'Check an event now',
  'GET /preflights': 'List the checks of coming events',
  'GET /events/{eventId}/timeline': 'Read everything that happened around an event',
  'GET /events/{eventId}/support-bundle':
    'Read what support needs to know of an event, without personal data',
  'GET /mails': 'List the newest mails',
  'POST /sessions/{sessionId}/enrollments': 'Enroll a person',
  'POST /sessions/{sessionId}/enrollments/import': 'Enroll many people by their addresses, or try it',
  'DELETE /sessions/{sessionId}/enrollments/{personId}': 'Remove a person from a session',
  'POST /sessions/{sessionId}/enrollments/{personId}/move': 'Move a person to another session of the course',
  'GET /sessions/{sessionId}/enrollments/{personId}/history': 'Read what became of an enrollment',
  'GET /me/enrollments': 'List one’s own enrollments',
  'GET /sessions/{sessionId}/my-place': 'Read one’s own place in a session',
  'POST /sessions/{sessionId}/my-place': 'Enroll oneself, accept an offer, or get in line',
  'DELETE /sessions/{sessionId}/my-place': 'Give one’s own place back',
  'GET /live': 'Hear what changes, as server-sent events',
}

const verbs: Readonly<Record<string, { item: string; whole: string }>> = {
  GET: { item: 'Read', whole: 'List' },
  POST: { item: 'Add to', whole: 'Add' },
  PATCH: { item: 'Change', whole: 'Change' },
  PUT: { item: 'Set', whole: 'Set' },
  DELETE: { item: 'Remove', whole: 'Remove' },
}

/**
 * One line that says what an operation does.
 *
 * @param path without the prefix of the API: `/courses/{courseId}`
 */
export function summaryOf(method: string, path: string): string {
  return known[`${method} ${path}`] ?? derived(method, path)
}

function derived(method: string, path: string): string {
  const verb = verbs[method] ?? { item: method, whole: method }
  const parts = path.split('/').filter(Boolean)
  const nouns = parts.filter((part) => !part.startsWith('{')).map((part) => part.replaceAll('-', ' '))
  const noun = nouns.at(-1) ?? 'this'
  const owner = nouns.length > 1 ? ` of ${one(nouns.at(-2) ?? '')}` : ''
  if (parts.at(-1)?.startsWith('{')) return `${verb.item} ${one(noun)}`
  const isMany = noun !== one(noun).replace(/^an? /, '')
  if (!isMany) return `${method === 'GET' ? 'Read' : verb.whole} the ${noun}${owner}`
  return method === 'POST' ? `${verb.whole} ${one(noun)}${owner}` : `${verb.whole} ${noun}${owner}`
}

/** `courses` → `a course`. */
function one(noun: string): string {
  if (noun === 'me') return 'oneself'
  const single = noun === 'people' ? 'person' : noun.replace(/ies$/, 'y').replace(/(?<![s])s$/, '')
  return `${/^[aeiou]/.test(single) ? 'an' : 'a'} ${single}`
}
