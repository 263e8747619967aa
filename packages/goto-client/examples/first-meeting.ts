/*
 * Signs in at the GoTo simulator and plans a meeting, a webinar and a training. In one terminal
 * `npm run simulator`, in another `node packages/goto-client/examples/first-meeting.ts`.
 */
import { createPkcePair, GotoClient, GotoError, GotoOAuth } from '@lectern/goto-client'

const simulator = process.env.GOTO_SIMULATOR_URL ?? 'http://localhost:8090'
const redirectUri = 'http://localhost:3000/callback'

/** The simulator's own door, in place of the Developer Center and of the page where a person presses Allow. */
async function control(path: string, body: object): Promise<Record<string, string>> {
  const response = await fetch(`${simulator}/_control/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`)
  return (await response.json()) as Record<string, string> // Our own simulator, not GoTo.
}

const email = `ann.${Date.now()}@example.com`
const { clientId = '', clientSecret = '' } = await control('clients', {
  name: 'Example',
  description: 'A first look',
  redirectUris: [redirectUri],
  scopes: ['collab:', 'identity:scim.me'],
})
await control('users', {
  email,
  password: 'example',
  firstName: 'Ann',
  lastName: 'Lee',
  products: ['meeting', 'webinar', 'training'],
})

// 1. OAuth. With GoTo itself the code comes to `redirectUri`, after a person visited `authorizeUrl(...)`.
const oauth = new GotoOAuth({ authUrl: simulator, clientId, clientSecret })
const pkce = await createPkcePair()
console.log(
  'A person would visit',
  oauth.authorizeUrl({ redirectUri, state: 's', codeChallenge: pkce.challenge }),
)
const { code = '' } = await control('codes', {
  clientId,
  email,
  redirectUri,
  codeChallenge: pkce.challenge,
  codeChallengeMethod: 'S256',
})
let tokens = await oauth.exchangeCode({ code, redirectUri, codeVerifier: pkce.verifier })

// 2. A client that refreshes by itself. A server would store the tokens, and refresh once at a time.
const goto = new GotoClient({
  apiUrl: simulator,
  accessToken: async () => tokens.accessToken,
  onUnauthorized: async () => {
    tokens = await oauth.refresh({ refreshToken: tokens.refreshToken })
    return tokens.accessToken
  },
  onCall: ({ method, path, status, durationMs }) => {
    console.log(`  ${method} ${path} ${status ?? 'no answer'} in ${Math.round(durationMs)} ms`)
  },
})

// 3. Calls.
const me = await goto.identity.me()
console.log(`${me.firstName} has the organizer key ${me.userKey}`)

const organizerKey = me.userKey
const startTime = new Date(Date.now() + 24 * 60 * 60 * 1000)
const endTime = new Date(startTime.getTime() + 60 * 60 * 1000)

const meeting = await goto.meetings.create({
  subject: 'Vectors <1>',
  starttime: startTime,
  endtime: endTime,
  passwordrequired: false,
  conferencecallinfo: 'VoIP',
  meetingtype: 'scheduled',
})
console.log('Meeting', meeting.meetingid, meeting.joinURL)

const { webinarKey } = await goto.webinars.create({
  organizerKey,
  body: {
    subject: 'Sums',
    description: 'Of all kinds',
    times: [{ startTime, endTime }],
    timeZone: 'Europe/Berlin',
  },
})
const learner = { firstName: 'Bo', lastName: 'Li', email: 'bo@example.com' }
const first = await goto.webinars.registrants.create({ organizerKey, webinarKey }, learner)
const second = await goto.webinars.registrants.create({ organizerKey, webinarKey }, learner)
console.log('Webinar', webinarKey, first.joinUrl, second.alreadyRegistered ? '(once)' : '(twice?)')

const { trainingKey } = await goto.trainings.create({
  organizerKey,
  body: {
    name: 'Proofs',
    timeZone: 'Europe/Berlin',
    times: [{ startDate: new Date(+startTime + 7_200_000), endDate: new Date(+endTime + 7_200_000) }],
  },
})
console.log('Training', trainingKey, (await goto.trainings.start(trainingKey)).hostURL)

try {
  await goto.meetings.get('999999999')
} catch (error) {
  if (!(error instanceof GotoError)) throw error
  console.log(`${error.kind}: ${error.message}`)
}
