import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { framedFaults, headerFaults } from '../../test/header-faults.ts'
import { bodiesFor, listOperations, type Operation, urlOf } from '../../test/operations.ts'
import { buildWorld, openDoors, type Relation, relations, type World } from '../../test/relations.ts'
import { makeFeed } from '../features/messages/icalendar/icalendar.service.ts'
import { type Door, doors } from './doors.ts'
import { scopeOf } from './scopes.ts'

// Every operation of the API, asked by everybody: who is let in stands in one table. docs/decisions/0029 says why.

/** Who is let in behind each door, of those who ask here; everybody else is refused with 401, 403 or 404. */
const letsIn = {
  machine: [...relations],
  page: [...relations],
  anybody: [...relations],
  'way-in': [...relations],
  'link-holder': [...relations],
  lms: [...relations], // a login counts for nothing there: lti.db.test.ts asks
  saml: [...relations], // a login counts for nothing there: saml.db.test.ts asks
  directory: [], // none of these has its token: scim.db.test.ts asks
  'signed-in': relations.filter((one) => one !== 'anonymous'),
  own: [], // of others: each person has their own
  planner: ['stranger', 'colleague', 'standIn', 'teacher', 'owner', 'superadmin'],
  superadmin: ['superadmin'],
  'reader-of-course': ['enrolled', 'stranger', 'colleague', 'standIn', 'teacher', 'owner', 'superadmin'],
  'planner-of-course': ['owner', 'superadmin'],
  'planner-of-session': ['teacher', 'owner', 'superadmin'],
  'previewer-of-change': ['teacher', 'owner', 'superadmin'], // of a change of a session
  'beginner-of-plan': ['teacher', 'owner', 'superadmin'], // each began one; all others ask for that of the superadmin
  'instructor-of-event': ['standIn', 'teacher', 'owner', 'superadmin'],
  'host-of-event': ['standIn', 'teacher', 'owner'],
  'reader-of-attendance': ['enrolled', 'standIn', 'teacher', 'owner', 'superadmin'],
  'participant-of-event': ['enrolled', 'standIn', 'owner'], // the session’s teacher teaches it no more: the stand-in does
  'learner-with-place': ['enrolled'],
  registrar: ['registrar'],
  'registrar-of-event': ['registrar'],
  manager: ['manager'],
  'manager-of-person': ['manager'],
  'decider-of-request': ['manager'],
  'power-user': ['powerUser'],
  'power-user-of-area': ['powerUser'],
} as const satisfies Record<Door, readonly Relation[]>

/** What says that somebody was let in, where it is not 2xx: the thing was asked for, and there is something else about it. */
const answersInside: Readonly<Record<string, string>> = {
  'POST /logins': 'wrong-email-or-password',
  'POST /passkey-sign-ins': 'invalid-request',
  'GET /password-links/{token}': 'password-link-ended',
  'POST /password-links/{token}': 'password-link-ended',
  'POST /unsubscriptions': 'unsubscribe-link-unknown',
  'PUT /me/password': 'password-wrong',
  'POST /me/second-factor/confirmation': 'second-factor-off',
  'POST /me/second-factor/removal': 'second-factor-off',
  'POST /me/passkeys': 'passkey-not-accepted',
  'POST /me/proof': 'password-wrong',
  'POST /me/proof/passkey': 'passkey-not-accepted',
  'POST /accounts/{accountId}/checks': 'check-not-needed',
  'POST /events/{eventId}/room/switch': 'spare-missing',
  'GET /accounts/{accountId}/directory': 'directory-not-there',
  'POST /accounts/{accountId}/organizers': 'directory-not-there',
  'POST /identity-providers': 'issuer-not-found',
  'POST /domains/{host}/primary': 'domain-not-proven',
  'POST /lms-links/{linkId}/roster': 'lms-link-nowhere',
  'POST /lms-links/{linkId}/scores': 'lms-scores-off',
  'GET /apps/{appId}/migration': 'app-not-retired',
  'PUT /apps/{appId}/switch': 'app-not-retired',
  'POST /apps/{appId}/imports': 'app-not-retired',
  'POST /apps/{appId}/removal': 'app-not-retired',
  'POST /left-rooms/{roomId}/deleted-by-hand': 'room-not-found',
  'POST /moves': 'move-nothing',
  'PUT /session-fields/order': 'session-field-order',
  'POST /events/{eventId}/zone-change': 'event-not-found',
  'POST /events/{eventId}/changes/{boardChangeId}/put-back': 'change-not-found',
  'POST /events/{eventId}/attendance/readings': 'attendance-not-ended',
  'PUT /events/{eventId}/presence-plan': 'changed-meanwhile',
  'DELETE /events/{eventId}/registrars/{personId}': 'registrar-not-found',
  'DELETE /people/{personId}/area': 'power-user-not-found',
  'POST /events/{eventId}/presence-checks': 'presence-no-class',
  'PATCH /events/{eventId}/presence-checks/{checkId}': 'presence-check-not-found',
  'PUT /events/{eventId}/presence-checks/{checkId}/answers/{personId}': 'presence-check-not-found',
  'GET /events/{eventId}/recordings/{recordingId}/film': 'recording-not-found',
  'GET /events/{eventId}/recordings/{recordingId}/transcript': 'recording-not-found',
  'GET /events/{eventId}/recordings/{recordingId}/captions.vtt': 'recording-not-found',
  'PATCH /events/{eventId}/recordings/{recordingId}': 'recording-not-found',
  'POST /events/{eventId}/recordings/{recordingId}/watched': 'recording-not-found',
  'GET /events/{eventId}/recordings/{recordingId}/clock': 'recording-not-found',
  'PUT /events/{eventId}/recordings/{recordingId}/clock': 'recording-not-found',
  'DELETE /events/{eventId}/recordings/{recordingId}': 'recording-not-found',
  'POST /events/{eventId}/recordings/looks': 'recording-not-ended',
  'POST /events/{eventId}/recording-consent': 'recording-notice-changed',
  'POST /events/{eventId}/stays/{stayId}/match': 'stay-not-found',
  'DELETE /events/{eventId}/stays/{stayId}/match': 'stay-not-found',
  'PUT /board/draft': 'changed-meanwhile',
  'PUT /platform/certificate-template': 'changed-meanwhile',
  'POST /sessions/{sessionId}/certificates/{certificateId}/recall': 'certificate-not-found',
  'POST /sessions/{sessionId}/certificates/{certificateId}/reissue': 'certificate-not-found',
  'GET /sessions/{sessionId}/certificates.pdf': 'certificates-none',
  'GET /verify/{code}': 'certificate-not-found',
  'GET /badges/keys/{keyId}': 'certificate-key-not-found',
  'GET /badges/status/{list}': 'certificate-list-not-found',
  'PUT /platform/attendance-rule': 'changed-meanwhile',
  'PUT /courses/{courseId}/completion-rule': 'changed-meanwhile',
  'PUT /platform/record-store': 'changed-meanwhile',
  'DELETE /platform/record-store': 'record-store-not-found',
  'POST /platform/record-store/tests': 'record-store-not-found',
  'PUT /courses/{courseId}/evaluation': 'changed-meanwhile',
  'POST /events/{eventId}/my-evaluation': 'evaluation-closed',
  'PUT /events/{eventId}/my-absence': 'absence-not-known',
  'POST /people/{personId}/cool-down-lifts': 'cool-down-none',
  'POST /sessions/{sessionId}/completions/undo': 'completion-change-not-found',
  'PUT /courses/{courseId}/attendance-rule': 'changed-meanwhile',
  'GET /events/{eventId}/attendance/reports/{reportId}': 'report-not-found',
  'POST /board/draft/release': 'changed-meanwhile',
  'DELETE /me/absences/{absenceId}': 'absence-not-found',
  'DELETE /people/{personId}/absences/{absenceId}': 'absence-not-found',
  'POST /mails/{mailId}/resend': 'mail-not-failed',
  'PATCH /notification-settings': 'changed-meanwhile',
  'PUT /notification-templates/{kind}': 'changed-meanwhile',
  'POST /sessions/{sessionId}/my-place': 'self-enrollment-off',
  'DELETE /courses/{courseId}/cancellation': 'course-not-cancelled',
  'DELETE /courses/{courseId}/enrollment-rules/{ruleId}': 'enrollment-rule-not-found',
  'PUT /courses/{courseId}/image': 'image-not-known',
  'PUT /platform/images/{image}': 'image-not-known',
  'GET /platform/images/{image}': 'platform-image-not-found',
  'DELETE /platform/images/{image}': 'platform-image-not-found',
  'DELETE /events/{eventId}/cancellation': 'event-not-cancelled',
  'DELETE /sessions/{sessionId}/cancellation': 'session-not-cancelled',
  'DELETE /sessions/{sessionId}/my-place': 'withdrawal-by-planner',
  'DELETE /events/{eventId}': 'has-evidence',
  'DELETE /sessions/{sessionId}': 'has-evidence',
  'DELETE /courses/{courseId}': 'has-evidence',
  'POST /previews': 'has-evidence',
  'POST /people/{personId}/erasure': 'erasure-not-confirmed',
  'POST /people/{personId}/erasure-request/decline': 'erasure-request-not-found',
  'DELETE /me/erasure-request': 'erasure-request-not-found',
}

/** What is asked for with other ids: behind which door, and with what. */
interface Case {
  readonly title: string
  readonly door: Door
  readonly name: string
  readonly body?: (ids: Readonly<Record<string, string>>) => object
  readonly answers?: string
}

const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'UTC' }
const elsewhere = ({ foreignSessionId }: Readonly<Record<string, string>>) => ({
  toSessionId: foreignSessionId,
})
const cases: Case[] = [
  // A preview is refused exactly as the change is.
  ...(
    [
      ['planner-of-session', ({ sessionId }) => ({ action: 'plan-event', sessionId, name: 'E', ...times })],
      ['planner-of-session', ({ eventId }) => ({ action: 'change-event', eventId, version: 2, name: 'E' })],
      ['planner-of-session', ({ eventId }) => ({ action: 'cancel-event', eventId })],
      ['planner-of-session', ({ eventId }) => ({ action: 'restore-event', eventId }), 'event-not-cancelled'],
      ['planner-of-session', ({ eventId }) => ({ action: 'delete-event', eventId }), 'has-evidence'],
      [
        'planner-of-session',
        ({ sessionId }) => ({ action: 'change-session', sessionId, version: 1, name: 'S' }),
      ],
      ['planner-of-session', ({ sessionId }) => ({ action: 'cancel-session', sessionId, reason: 'R' })],
      [
        'planner-of-session',
        ({ sessionId }) => ({ action: 'restore-session', sessionId }),
        'session-not-cancelled',
      ],
      ['planner-of-session', ({ sessionId }) => ({ action: 'delete-session', sessionId }), 'has-evidence'],
      [
        'planner-of-session',
        ({ sessionId, otherSessionId }) => ({
          action: 'merge-session',
          sessionId,
          intoSessionId: otherSessionId,
        }),
      ],
      ['planner-of-course', ({ courseId }) => ({ action: 'cancel-course', courseId, reason: 'R' })],
      [
        'planner-of-course',
        ({ courseId }) => ({ action: 'restore-course', courseId }),
        'course-not-cancelled',
      ],
      ['planner-of-course', ({ courseId }) => ({ action: 'delete-course', courseId }), 'has-evidence'],
      [
        'planner-of-session',
        ({ sessionId, otherPersonId }) => ({ action: 'enroll', sessionId, personId: otherPersonId }),
      ],
      ['planner-of-session', ({ sessionId, personId }) => ({ action: 'unenroll', sessionId, personId })],
      [
        'planner-of-session',
        ({ sessionId, personId, otherSessionId }) => ({
          action: 'move',
          sessionId,
          personId,
          toSessionId: otherSessionId,
        }),
      ],
    ] as [Door, NonNullable<Case['body']>, string?][]
  ).map(([door, body, answers]): Case => {
    const { action } = body({}) as { action: string }
    return {
      title: `a preview of ${action}`,
      door,
      name: 'POST /previews',
      body,
      ...(answers ? { answers } : {}),
    }
  }),
  // Into a session of somebody else: nobody but superadmins, however it is done.
  {
    title: 'a move to a session of others',
    door: 'superadmin',
    name: 'POST /sessions/{sessionId}/enrollments/{personId}/move',
    body: ({ foreignSessionId }) => ({ sessionId: foreignSessionId }),
  },
  {
    title: 'a move of many there',
    door: 'superadmin',
    name: 'POST /sessions/{sessionId}/enrollments/changes',
    body: ({ foreignSessionId, personId }) => ({
      change: 'move',
      personIds: [personId],
      sessionId: foreignSessionId,
      save: true,
    }),
  },
  {
    title: 'a merge there',
    door: 'superadmin',
    name: 'POST /sessions/{sessionId}/merge',
    body: ({ foreignSessionId }) => ({ intoSessionId: foreignSessionId }),
  },
  {
    title: 'a preview of a merge there',
    door: 'superadmin',
    name: 'POST /previews',
    body: ({ sessionId, foreignSessionId }) => ({
      action: 'merge-session',
      sessionId,
      intoSessionId: foreignSessionId,
    }),
  },
  {
    title: 'a preview of a move there',
    door: 'superadmin',
    name: 'POST /previews',
    body: ({ sessionId, personId, foreignSessionId }) => ({
      action: 'move',
      sessionId,
      personId,
      toSessionId: foreignSessionId,
    }),
  },
  {
    title: 'a cancellation that moves learners there',
    door: 'superadmin',
    name: 'POST /sessions/{sessionId}/cancellation',
    body: (ids) => ({ reason: 'R', learners: { fate: 'move', ...elsewhere(ids) } }),
  },
  {
    title: 'a cancellation that moves one learner there',
    door: 'superadmin',
    name: 'POST /sessions/{sessionId}/cancellation',
    body: (ids) => ({
      reason: 'R',
      exceptions: [{ personId: ids.personId, fate: 'move', ...elsewhere(ids) }],
    }),
  },
  {
    title: 'a list for one’s own session and one of others',
    door: 'superadmin',
    name: 'POST /courses/{courseId}/enrollments/import',
    body: ({ sessionId, foreignSessionId }) => ({
      sessionIds: [sessionId, foreignSessionId],
      text: 'a@x.example',
    }),
  },
  {
    title: 'a change of one’s own events and one of others',
    door: 'superadmin',
    name: 'POST /event-changes',
    body: ({ eventId, elsewhereEventId }) => ({
      eventIds: [eventId, elsewhereEventId],
      change: { moveDays: 7 },
      save: false,
    }),
  },
  // An edition of one’s own may stand in any course; it is taught by who makes it.
  {
    title: 'a duplicate of a session in another course',
    door: 'planner',
    name: 'POST /sessions/{sessionId}/copies',
    body: ({ elsewhereCourseId }) => ({
      name: 'S',
      shift: { days: 7 },
      courseId: elsewhereCourseId,
      keepsInstructors: false,
      save: false,
    }),
  },
  {
    title: 'a course that is to be seen by everybody',
    door: 'planner-of-course',
    name: 'PATCH /courses/{courseId}',
    body: () => ({ visibility: 'catalogue' }),
  },
  {
    title: 'other instructors for a session',
    door: 'planner-of-session',
    name: 'PATCH /sessions/{sessionId}',
    body: ({ otherPersonId }) => ({ instructorIds: [otherPersonId] }),
  },
]

let world: World
let operations: readonly Operation[]
let feedToken: string
beforeAll(async () => {
  world = await buildWorld()
  const { ctx } = world.platform
  const feed = await makeFeed(ctx, await world.platform.addActor(['learner']))
  feedToken = /calendar\/(.+)\.ics$/.exec(feed.url)?.[1] ?? ''
  operations = listOperations(world.test.app)
})
afterAll(() => world.close())

/** What was answered to each who read: all is taken back, so that nobody else reads anything else. */
const readings = new Map<string, string>()

async function read(operation: Operation, relation: Relation): Promise<string> {
  const known = readings.get(`${relation} ${operation.name}`)
  return known ?? (await ask(operation, relation, world.as(relation))).body
}

function ask(operation: Operation, relation: Relation, headers: Record<string, string>, body?: Case['body']) {
  const ids = world.idsFor(relation)
  const payload = body ? body(ids) : (bodiesFor(ids)[operation.name] ?? {})
  const isStream = operation.name === 'GET /live' && 'cookie' in headers
  return world.takenBack(async () => {
    const answer = await world.test.app.http.inject({
      method: operation.method as 'GET',
      url: urlOf(operation, ids),
      // Courses and events were changed once; everything else is as it was made.
      headers: {
        'if-match': /^\/(area\/)?(courses|events)\/\{/.test(operation.path) ? '"2"' : '"1"',
        ...headers,
      },
      ...(isStream ? { payloadAsStream: true } : {}),
      ...(operation.method === 'GET' || operation.method === 'DELETE' ? {} : { payload }),
    })
    if (isStream) answer.stream().destroy()
    const isProblem = String(answer.headers['content-type']).includes('problem+json') && !isStream
    return {
      status: answer.statusCode,
      code: isProblem ? (answer.json().code as string) : undefined,
      body: isStream ? '' : answer.body,
      faults: headerFaults(answer.headers),
    }
  })
}

/** `in`, or how it was refused. Anything else says what came, or what the answer lacks for browsers. */
function outcome(
  { status, code, faults }: { status: number; code: string | undefined; faults: readonly string[] },
  answers: string | undefined,
): string {
  if (faults.length > 0) return faults.join(', ')
  const isDone = status >= 200 && status < 300
  if (isDone || (answers && code === answers)) return 'in'
  if (status === 401) return '401'
  return status === 403 || status === 404 ? 'refused' : `${status} ${code}`
}

function expected(door: Door, relation: Relation): string {
  if ((letsIn[door] as readonly Relation[]).includes(relation)) return 'in'
  return relation === 'anonymous' ? '401' : 'refused'
}

describe('every operation of the API', () => {
  it.each(relations)('lets in or refuses %s as its door says', async (relation) => {
    const found: Record<string, string> = {}
    const wanted: Record<string, string> = {}
    for (const operation of operations) {
      wanted[operation.name] = expected(operation.door, relation)
      const answer = await ask(operation, relation, world.as(relation))
      if (operation.method === 'GET') readings.set(`${relation} ${operation.name}`, answer.body)
      found[operation.name] = outcome(answer, answersInside[operation.name])
    }
    expect(found).toEqual(wanted)
  })

  it('is refused by its service as well, where roles alone decide: jobs and other services come by no door', async () => {
    const letThrough: string[] = []
    for (const relation of ['learner', 'stranger'] as const) {
      for (const operation of operations) {
        if (doors[operation.door].needs === 'nothing' || doors[operation.door].needs === 'login') continue
        if (expected(operation.door, relation) === 'in') continue
        const answer = await ask(operation, relation, { ...world.as(relation), ...openDoors })
        const isRefused = answer.status === 403 && answer.code?.startsWith('role-')
        if (!isRefused)
          letThrough.push(`${operation.name} lets in ${relation}: ${answer.status} ${answer.code}`)
      }
    }
    expect(letThrough).toEqual([])
  })

  it('knows no login and no key of another platform', async () => {
    const found: Record<string, string[]> = {}
    const wanted: Record<string, string[]> = {}
    for (const operation of operations) {
      const answers = [
        await ask(operation, 'superadmin', world.fromElsewhere('login')),
        await ask(operation, 'superadmin', world.fromElsewhere('key')),
      ]
      found[operation.name] = answers.map((answer) => outcome(answer, answersInside[operation.name]))
      wanted[operation.name] = [expected(operation.door, 'anonymous'), '401']
    }
    expect(found).toEqual(wanted)
  })

  it('lets a key in with its scope alone, and where it is closed to keys with none', async () => {
    const found: Record<string, string[]> = {}
    const wanted: Record<string, string[]> = {}
    for (const operation of operations) {
      const { keys } = doors[operation.door]
      const scope = scopeOf({ ...operation, path: operation.path.replace(/\{(\w+)\}/g, ':$1') })
      const try_ = async (how: 'alone' | 'missing') => {
        const answer = await ask(operation, 'superadmin', world.withKey(scope ?? 'courses:read', how))
        const isClosed = answer.code?.startsWith('api-key-')
        return isClosed ? String(answer.code) : outcome(answer, answersInside[operation.name])
      }
      found[operation.name] = [await try_('alone'), await try_('missing')]
      wanted[operation.name] =
        keys === 'any'
          ? ['in', 'in']
          : scope && keys === 'scope'
            ? [expected(operation.door, 'superadmin'), 'api-key-scope-missing']
            : ['api-key-not-allowed', 'api-key-not-allowed']
    }
    expect(found).toEqual(wanted)
  })
})

describe('asked with things of several', () => {
  it.each(cases)('$title is refused and done as the table says', async ({ door, name, body, answers }) => {
    const operation = operations.find((one) => one.name === name) as Operation
    for (const relation of relations) {
      const answer = await ask(operation, relation, world.as(relation), body)
      const found = outcome(answer, answers ?? answersInside[name])
      expect([relation, found, answer.code]).toEqual([relation, expected(door, relation), answer.code])
    }
  })
})

/** Where people and machines go besides the API, and what is asked for there where it is not just the address. */
const asked: Readonly<Record<string, string>> = {
  'GET /healthz': '',
  'GET /readyz': '',
  'GET /internal/metrics': '',
  'GET /internal/tls-allowed': '/internal/tls-allowed?domain=relations.example',
  'GET /api/docs/errors': '',
  'GET /api/docs': '',
  'GET /api/docs/:part': '/api/docs/events',
  'GET /api/v1/openapi.json': '',
  'GET /learn/fake': '', // back from the provider’s consent
  'GET /learn/events/:eventId/join': '',
  'GET /learn/events/:eventId/start': '',
  'GET /sign-in/with/:providerId': '',
  'GET /sign-in/back': '',
  'GET /sign-in/saml/:samlProviderId': '',
  'POST /sign-in/saml/:samlProviderId/acs': '',
  'GET /sign-in/saml/:samlProviderId/logout': '',
  'POST /sign-in/saml/:samlProviderId/logout': '',
  'GET /sign-in/saml/answers/:handle': '',
  'GET /calendar/:token.ics': '',
  'POST /unsubscribe': '/unsubscribe?token=unknown',
  'GET /inbound/:organizerId/:path': '/inbound/unknown/unknown',
  'POST /inbound/:organizerId/:path': '/inbound/unknown/unknown',
  'POST /inbound/rooms/:roomId/:what': '/inbound/rooms/unknown/unknown',
  ...Object.fromEntries(
    ['GET', 'POST', 'PUT', 'DELETE'].flatMap((method) => [
      [`${method} /inbound/accounts/:accountId`, '/inbound/accounts/unknown'],
      [`${method} /inbound/accounts/:accountId/*`, '/inbound/accounts/unknown/unknown'],
    ]),
  ),
  ...Object.fromEntries(
    ['Users', 'Groups'].flatMap((things) => [
      ...['GET', 'POST'].map((method) => [`${method} /scim/v2/${things}`, '']),
      ...['GET', 'PUT', 'PATCH', 'DELETE'].map((method) => [`${method} /scim/v2/${things}/:id`, '']),
    ]),
  ),
  ...Object.fromEntries(
    ['ServiceProviderConfig', 'ResourceTypes', 'ResourceTypes/:id', 'Schemas', 'Schemas/:id', '*'].map(
      (path) => [`GET /scim/v2/${path}`, ''],
    ),
  ),
  'GET /lti/login': '',
  'GET /lti/jwks': '',
  'GET /lti/config.json': '',
  'GET /lti/page.js': '',
  'GET /lti/register': '',
  ...Object.fromEntries(
    [
      'login',
      'launch',
      'prove',
      'page',
      'link',
      'place',
      'enter',
      'join',
      'open',
      'code',
      'proof',
      'choose',
      'plan',
    ].map((path) => [`POST /lti/${path}`, '']),
  ),
  'GET /manifest.webmanifest': '',
  'GET /.well-known/jwks.json': '',
  'GET /': '',
  'GET /*': '/learn/courses',
}

describe('every address besides the API', () => {
  const others = () => {
    const named = new Set(operations.map(({ name }) => name))
    return world.test.app.http
      .listDoors()
      .filter(({ method }) => method !== 'HEAD')
      .map((route) => ({ ...route, name: `${route.method} ${route.url}` }))
      .filter(({ name }) => !named.has(name.replace('/api/v1', '').replace(/:(\w+)/g, '{$1}')))
      .filter(({ url, door }) => !(door === 'page' && /\.\w+$/.test(url) && url !== '/manifest.webmanifest'))
  }

  it('is asked here, but for the files of the web app', () => {
    expect(
      others()
        .map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(asked).sort())
  })

  it.each(relations)('lets in, leads to the sign-in or refuses %s as its door says', async (relation) => {
    const ids = { ...world.idsFor(relation), token: feedToken }
    const found: Record<string, string> = {}
    const wanted: Record<string, string> = {}
    for (const { name, url, method, door } of others()) {
      const answer = await world.takenBack(() =>
        world.test.app.http.inject({
          method: method as 'GET',
          url: (asked[name] || url).replace(/:(\w+)/g, (_, of: keyof typeof ids) => String(ids[of])),
          headers: { ...world.as(relation), accept: 'text/html' },
        }),
      )
      const { location = '' } = answer.headers
      const isSignIn = String(location).startsWith('/sign-in?')
      const isRefused =
        [403, 404].includes(answer.statusCode) && !answer.body.includes('unsubscribe-link-unknown')
      const isTold = String(location).includes('pairing=role-superadmin-needed')
      const isFramed = door === 'lms' && String(answer.headers['content-type']).startsWith('text/html')
      const faults = isFramed ? framedFaults(answer.headers) : headerFaults(answer.headers)
      if (faults.length > 0) found[name] = faults.join(', ')
      else if (door === 'directory') found[name] = answer.statusCode === 401 ? 'no token' : 'in'
      else found[name] = isSignIn ? '401' : isRefused || isTold ? 'refused' : 'in'
      wanted[name] = door === 'directory' ? 'no token' : expected(door, relation)
    }
    expect(found).toEqual(wanted)
  })
})

describe('a refusal', () => {
  it('says whose sessions stand in the way of changing a course', async () => {
    const operation = operations.find((one) => one.name === 'DELETE /courses/{courseId}') as Operation
    const answer = await ask(operation, 'teacher', world.as('teacher'))
    expect(JSON.parse(answer.body)).toMatchObject({
      status: 403,
      code: 'course-of-others',
      detail: expect.stringMatching(
        /^In Shared others have sessions: Shared foreignSessionId \(Pat Person\d+\)\./,
      ),
    })
  })
})

describe('a row of a table', () => {
  const rows = ({ foreignSessionId, sessionId }: Readonly<Record<string, string>>) =>
    [sessionId, foreignSessionId].map((id, index) => ({
      session_id: id ?? '',
      event: `Row ${index}`,
      start: `2026-12-0${index + 7} 10:00`,
      end: `2026-12-0${index + 7} 11:00`,
    }))
  const judged = async (relation: Relation, name: string) => {
    const operation = operations.find((one) => one.name === name) as Operation
    const isPlan = name === 'POST /plans'
    const { body } = await ask(operation, relation, world.as(relation), (ids) =>
      isPlan
        ? { rows: rows(ids).map((cells, index) => ({ line: index + 2, cells })), save: false }
        : {
            text: [
              'session_id,event,start,end',
              ...rows(ids).map((cells) => Object.values(cells).join(',')),
            ].join('\n'),
            save: true,
          },
    )
    const parsed = JSON.parse(body) as { rows: { line: number; outcome: string }[] }
    return parsed.rows.toSorted((a, b) => a.line - b.line).map((row) => row.outcome.slice(0, 6))
  }

  it.each([
    ['teacher', [true, false]],
    ['colleague', [false, true]],
    ['standIn', [false, false]],
    ['stranger', [false, false]],
    ['superadmin', [true, true]],
  ] as const)(
    'that names a session of others is left out for %s, in plans and imports',
    async (relation, may) => {
      expect(await judged(relation, 'POST /plans')).toEqual(may.map((one) => (one ? 'possib' : 'refuse')))
      expect(await judged(relation, 'POST /events/imports')).toEqual(
        may.map((one) => (one ? 'add' : 'refuse')),
      )
    },
  )
})

describe('what is only read', () => {
  /** People are chosen here, to be enrolled: for every planner. */
  const listsOfPeople = ['GET /people', 'GET /groups/{groupId}/members']

  it.each(['learner', 'former', 'stranger', 'colleague'] as const)(
    'tells %s nothing about who learns in a session that they do not teach',
    async (relation) => {
      const { personId } = world.idsFor(relation)
      for (const operation of operations) {
        if (operation.method !== 'GET' || listsOfPeople.includes(operation.name)) continue
        const body = await read(operation, relation)
        expect([operation.name, body.includes(personId ?? ''), body.includes('person2@')]).toEqual([
          operation.name,
          false,
          false,
        ])
      }
    },
  )

  it('tells managers of their own people alone, in what is theirs to read', async () => {
    const { personId = '', duplicateId = '' } = world.idsFor('manager')
    const told: string[] = []
    for (const operation of operations) {
      if (operation.method !== 'GET') continue
      const body = await read(operation, 'manager')
      if (body.includes(personId)) told.push(operation.name)
      expect([operation.name, body.includes(duplicateId)]).toEqual([operation.name, false])
    }
    expect(told).toEqual(['GET /team', 'GET /team/people/{personId}', 'GET /team/requests'])
  })

  it('tells power users of the people and courses of their area alone, in what is theirs to read', async () => {
    const {
      personId = '',
      duplicateId = '',
      elsewhereCourseId = '',
      elsewhereEventId = '',
    } = world.idsFor('powerUser')
    const told: string[] = []
    for (const operation of operations) {
      if (operation.method !== 'GET') continue
      const body = await read(operation, 'powerUser')
      if (body.includes(personId) || body.includes('person2@')) told.push(operation.name)
      const outside = [duplicateId, elsewhereCourseId, elsewhereEventId, 'Elsewhere sessionId', 'Alone day']
      expect([operation.name, outside.filter((one) => body.includes(one))]).toEqual([operation.name, []])
    }
    expect(told.sort()).toEqual([
      'GET /area/events/{eventId}/marks',
      'GET /area/people',
      'GET /area/people/{personId}',
      'GET /area/sessions/{sessionId}',
    ])
  })

  it('tells registrars the names at their door, and nothing else of anybody', async () => {
    const { personId = '' } = world.idsFor('registrar')
    const told: string[] = []
    for (const operation of operations) {
      if (operation.method !== 'GET') continue
      const body = await read(operation, 'registrar')
      if (body.includes(personId)) told.push(operation.name)
      expect([operation.name, body.includes('person2@')]).toEqual([operation.name, false])
    }
    expect(told).toEqual(['GET /door/events/{eventId}'])
  })

  it('tells planners who choose people nothing of their sign-ins, and learners nothing of accounts', async () => {
    const readJson = async (name: string, relation: Relation) => {
      const operation = operations.find((one) => one.name === name) as Operation
      return JSON.parse(await read(operation, relation))
    }
    const signedIn = async (relation: Relation) => {
      const { items } = (await readJson('GET /people', relation)) as {
        items: { signedInAt: string | null }[]
      }
      return items.some(({ signedInAt }) => signedInAt !== null)
    }
    expect([await signedIn('teacher'), await signedIn('superadmin')]).toEqual([false, true])
    const account = async (relation: Relation) =>
      (await readJson('GET /events/{eventId}', relation)).tool.accountName
    expect([await account('enrolled'), await account('stranger')]).toEqual(['', 'Shared'])
  })

  it('sends `may` as the table says: no button is shown that is refused', async () => {
    const may: Record<string, unknown> = {}
    for (const relation of [
      'enrolled',
      'stranger',
      'colleague',
      'standIn',
      'teacher',
      'owner',
      'superadmin',
    ] as const) {
      const mayOf = async (name: string) => {
        const operation = operations.find((one) => one.name === name) as Operation
        return JSON.parse(await read(operation, relation)).may
      }
      may[relation] = [
        await mayOf('GET /courses/{courseId}'),
        await mayOf('GET /sessions/{sessionId}'),
        await mayOf('GET /events/{eventId}'),
      ]
    }
    const of = (course: boolean, plan: boolean, session: boolean, teach: boolean) => [
      { edit: course, plan },
      { edit: session, enroll: session },
      { edit: session, retryRoom: session, teach },
    ]
    expect(may).toEqual({
      enrolled: of(false, false, false, false),
      stranger: of(false, true, false, false),
      colleague: of(false, true, false, false),
      standIn: of(false, true, false, true),
      teacher: of(false, true, true, true),
      owner: of(true, true, true, true),
      superadmin: of(true, true, true, true),
    })
  })
})
