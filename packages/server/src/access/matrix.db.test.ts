import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bodiesFor, listOperations, type Operation, urlOf } from '../../test/operations.ts'
import { buildWorld, type Relation, relations, type World } from '../../test/relations.ts'
import { scopeOf } from '../http/scopes.ts'

// Every operation of the API, asked by everybody: who is let in stands in one table. docs/decisions/0029 says why.

/** Who is let in behind each door; everybody else is refused with 401, 403 or 404. */
const doors = {
  everybody: [...relations],
  signedIn: relations.filter((one) => one !== 'anonymous'),
  superadmins: ['superadmin'],
  planners: ['stranger', 'colleague', 'standIn', 'teacher', 'owner', 'superadmin'],
  seers: ['enrolled', 'stranger', 'colleague', 'standIn', 'teacher', 'owner', 'superadmin'],
  courseOwners: ['owner', 'superadmin'],
  sessionInstructors: ['teacher', 'owner', 'superadmin'],
  eventInstructors: ['standIn', 'teacher', 'owner', 'superadmin'],
  attendees: ['enrolled', 'standIn', 'teacher', 'owner', 'superadmin'],
  calendarOwners: ['enrolled', 'standIn', 'owner'], // whose own calendar it stands in
  placeHolders: ['enrolled'],
  nobodyElse: [], // of others: each person has their own
} as const satisfies Record<string, readonly Relation[]>
type Door = keyof typeof doors

/** Every operation stands behind one door. Who is let in gets 2xx, or the code after the arrow. */
const table: Record<Door, readonly string[]> = {
  everybody: [
    'GET /platform',
    'POST /logins → wrong-email-or-password',
    'POST /passkey-sign-ins/options',
    'POST /passkey-sign-ins → invalid-request',
    'POST /password-resets',
    'GET /password-links/{token} → password-link-ended',
    'POST /password-links/{token} → password-link-ended',
    'POST /unsubscriptions → unsubscribe-link-unknown',
  ],
  signedIn: [
    'DELETE /logins/current',
    'GET /me',
    'PATCH /me',
    'GET /me/security',
    'PUT /me/password → password-wrong',
    'POST /me/second-factor',
    'POST /me/second-factor/confirmation → second-factor-off',
    'POST /me/second-factor/removal → second-factor-off',
    'POST /me/passkeys/options',
    'POST /me/passkeys → passkey-not-accepted',
    'POST /me/proof → password-wrong',
    'POST /me/proof/passkey/options',
    'POST /me/proof/passkey → passkey-not-accepted',
    'DELETE /me/logins',
    'GET /calendar/events',
    'GET /me/agenda',
    'GET /me/calendar-feed',
    'POST /me/calendar-feed',
    'DELETE /me/calendar-feed',
    'GET /courses',
    'GET /course-categories',
    'GET /events',
    'GET /me/notifications',
    'GET /me/notifications/unread',
    'POST /me/notifications/read',
    'GET /me/notification-preferences',
    'PATCH /me/notification-preferences',
    'GET /me/enrollments',
    'GET /catalogue',
    'GET /live',
  ],
  superadmins: [
    'GET /identity-providers',
    'POST /identity-providers → issuer-not-found',
    'PATCH /identity-providers/{providerId}',
    'DELETE /identity-providers/{providerId}',
    'GET /domains',
    'POST /domains',
    'POST /domains/{host}/proof',
    'POST /domains/{host}/primary → domain-not-proven',
    'DELETE /domains/{host}',
    'GET /audit',
    'GET /audit.csv',
    'GET /apps',
    'PATCH /apps/{appId}',
    'GET /apps/{appId}/migration → app-not-retired',
    'PUT /apps/{appId}/switch → app-not-retired',
    'GET /import-templates/events.csv',
    'POST /apps/{appId}/imports → app-not-retired',
    'POST /apps/{appId}/removal → app-not-retired',
    'POST /left-rooms/{roomId}/deleted-by-hand → room-not-found',
    'POST /moves/dry-run',
    'POST /moves → move-nothing',
    'GET /moves/newest',
    'GET /moves/{moveId}',
    'POST /moves/{moveId}/undo',
    'GET /moves/{moveId}/report.csv',
    'GET /accounts/{accountId}/capacity',
    'GET /apps/{appId}/coming-events',
    'GET /apps/{appId}/accounts',
    'POST /apps/{appId}/accounts',
    'GET /accounts/{accountId}',
    'PATCH /accounts/{accountId}',
    'DELETE /accounts/{accountId}',
    'POST /accounts/{accountId}/pairings',
    'GET /accounts/{accountId}/check',
    'GET /accounts/{accountId}/unknown-rooms',
    'DELETE /accounts/{accountId}/organizers/{organizerId}',
    'POST /people',
    'GET /people/export.csv',
    'GET /people/{personId}',
    'PATCH /people/{personId}',
    'POST /people/{personId}/invitation',
    'POST /people/{personId}/merge',
    'POST /people/{personId}/password-reset',
    'DELETE /people/{personId}/logins',
    'DELETE /people/{personId}/second-factor',
    'POST /people/imports',
    'GET /people/imports',
    'GET /people/imports/{importId}',
    'GET /people/imports/{importId}/items',
    'GET /people/imports/{importId}/report.csv',
    'POST /session-fields',
    'PUT /session-fields/order → session-field-order',
    'PATCH /session-fields/{fieldId}',
    'DELETE /session-fields/{fieldId}',
    'GET /zone-changes',
    'POST /events/{eventId}/zone-change → event-not-found',
    'GET /mails',
    'GET /mails/{mailId}',
    'POST /mails/{mailId}/resend → mail-not-failed',
    'GET /notification-settings',
    'PATCH /notification-settings → changed-meanwhile',
    'GET /notification-templates/{kind}',
    'PUT /notification-templates/{kind} → changed-meanwhile',
    'POST /notification-templates/{kind}/preview',
    'POST /notification-templates/{kind}/test',
    'GET /api-keys',
    'POST /api-keys',
    'DELETE /api-keys/{apiKeyId}',
    'GET /webhooks',
    'POST /webhooks',
    'GET /webhooks/{webhookId}',
    'PATCH /webhooks/{webhookId}',
    'DELETE /webhooks/{webhookId}',
    'POST /webhooks/{webhookId}/secret',
    'POST /webhooks/{webhookId}/tests',
    'GET /webhook-deliveries',
    'GET /webhook-deliveries/{deliveryId}',
    'POST /webhook-deliveries/{deliveryId}/tries',
    'POST /groups',
    'PATCH /groups/{groupId}',
    'DELETE /groups/{groupId}',
    'POST /groups/{groupId}/members',
    'DELETE /groups/{groupId}/members/{personId}',
  ],
  planners: [
    'POST /sessions/{sessionId}/copies',
    'POST /courses/{courseId}/copies',
    'GET /events/export.csv',
    'GET /sessions/export.csv',
    'GET /events/import-template.csv',
    'POST /events/imports',
    'POST /plans',
    'GET /plans',
    'GET /conferencing-tools',
    'GET /people',
    'POST /courses',
    'GET /session-fields',
    'POST /courses/{courseId}/sessions',
    'GET /preflights',
    'GET /teaching',
    'GET /alarms',
    'GET /groups',
    'GET /groups/{groupId}',
    'GET /groups/{groupId}/members',
  ],
  seers: [
    'GET /courses/{courseId}',
    'GET /courses/{courseId}/sessions',
    'GET /sessions/{sessionId}',
    'GET /sessions/{sessionId}/events',
    'GET /events/{eventId}',
    'GET /courses/{courseId}/my-places',
    'GET /sessions/{sessionId}/my-place',
    'POST /sessions/{sessionId}/my-place → self-enrollment-off',
    'GET /courses/{courseId}/image',
  ],
  courseOwners: [
    'PATCH /courses/{courseId}',
    'DELETE /courses/{courseId}',
    'POST /courses/{courseId}/cancellation',
    'DELETE /courses/{courseId}/cancellation → course-not-cancelled',
    'PUT /courses/{courseId}/image → image-not-known',
    'DELETE /courses/{courseId}/image',
  ],
  sessionInstructors: [
    'POST /sessions/{sessionId}/event-series',
    'POST /event-changes',
    'GET /plans/{planId}',
    'GET /plans/{planId}/items',
    'POST /plans/{planId}/undo',
    'GET /plans/{planId}/report.csv',
    'PATCH /sessions/{sessionId}',
    'DELETE /sessions/{sessionId}',
    'POST /sessions/{sessionId}/events',
    'PATCH /events/{eventId}',
    'DELETE /events/{eventId}',
    'POST /events/{eventId}/room/retries',
    'GET /events/{eventId}/stand-ins',
    'POST /events/{eventId}/stand-in',
    'DELETE /events/{eventId}/cancellation → event-not-cancelled',
    'POST /events/{eventId}/cancellation',
    'POST /events/{eventId}/room/replacement',
    'POST /sessions/{sessionId}/cancellation',
    'DELETE /sessions/{sessionId}/cancellation → session-not-cancelled',
    'GET /sessions/{sessionId}/decision',
    'POST /sessions/{sessionId}/decision',
    'POST /sessions/{sessionId}/merge',
    'POST /previews',
    'POST /events/{eventId}/preflight',
    'GET /sessions/{sessionId}/attendance',
    'POST /sessions/{sessionId}/completions',
    'GET /sessions/{sessionId}/attendance.csv',
    'GET /events/{eventId}/timeline',
    'GET /events/{eventId}/support-bundle',
    'GET /sessions/{sessionId}/enrollments',
    'POST /sessions/{sessionId}/enrollments',
    'GET /sessions/{sessionId}/enrollments.csv',
    'DELETE /sessions/{sessionId}/enrollments/{personId}',
    'POST /sessions/{sessionId}/enrollments/{personId}/move',
    'GET /sessions/{sessionId}/enrollments/{personId}/history',
    'POST /sessions/{sessionId}/enrollments/import',
    'POST /sessions/{sessionId}/enrollments/changes',
    'POST /courses/{courseId}/enrollments/import',
  ],
  eventInstructors: [
    'GET /events/{eventId}/preflight',
    'GET /events/{eventId}/roster',
    'GET /events/{eventId}/attendance.csv',
    'POST /events/{eventId}/nudges',
    'POST /events/{eventId}/messages',
    'PUT /events/{eventId}/attendance',
    'POST /events/{eventId}/attendance/undo',
    'GET /events/{eventId}/attendance/{personId}/changes',
  ],
  attendees: ['GET /events/{eventId}/my-attendance'],
  calendarOwners: ['GET /events/{eventId}/event.ics'],
  placeHolders: ['DELETE /sessions/{sessionId}/my-place → withdrawal-by-planner'],
  nobodyElse: [
    'DELETE /me/passkeys/{passkeyId}',
    'DELETE /me/logins/{loginId}',
    'POST /me/notifications/{notificationId}/read',
  ],
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
      ['sessionInstructors', ({ sessionId }) => ({ action: 'plan-event', sessionId, name: 'E', ...times })],
      ['sessionInstructors', ({ eventId }) => ({ action: 'change-event', eventId, version: 2, name: 'E' })],
      ['sessionInstructors', ({ eventId }) => ({ action: 'cancel-event', eventId })],
      ['sessionInstructors', ({ eventId }) => ({ action: 'restore-event', eventId }), 'event-not-cancelled'],
      ['sessionInstructors', ({ eventId }) => ({ action: 'delete-event', eventId })],
      [
        'sessionInstructors',
        ({ sessionId }) => ({ action: 'change-session', sessionId, version: 1, name: 'S' }),
      ],
      ['sessionInstructors', ({ sessionId }) => ({ action: 'cancel-session', sessionId, reason: 'R' })],
      [
        'sessionInstructors',
        ({ sessionId }) => ({ action: 'restore-session', sessionId }),
        'session-not-cancelled',
      ],
      ['sessionInstructors', ({ sessionId }) => ({ action: 'delete-session', sessionId })],
      [
        'sessionInstructors',
        ({ sessionId, otherSessionId }) => ({
          action: 'merge-session',
          sessionId,
          intoSessionId: otherSessionId,
        }),
      ],
      ['courseOwners', ({ courseId }) => ({ action: 'cancel-course', courseId, reason: 'R' })],
      ['courseOwners', ({ courseId }) => ({ action: 'restore-course', courseId }), 'course-not-cancelled'],
      ['courseOwners', ({ courseId }) => ({ action: 'delete-course', courseId })],
      [
        'sessionInstructors',
        ({ sessionId, otherPersonId }) => ({ action: 'enroll', sessionId, personId: otherPersonId }),
      ],
      ['sessionInstructors', ({ sessionId, personId }) => ({ action: 'unenroll', sessionId, personId })],
      [
        'sessionInstructors',
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
    door: 'superadmins',
    name: 'POST /sessions/{sessionId}/enrollments/{personId}/move',
    body: ({ foreignSessionId }) => ({ sessionId: foreignSessionId }),
  },
  {
    title: 'a move of many there',
    door: 'superadmins',
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
    door: 'superadmins',
    name: 'POST /sessions/{sessionId}/merge',
    body: ({ foreignSessionId }) => ({ intoSessionId: foreignSessionId }),
  },
  {
    title: 'a preview of a merge there',
    door: 'superadmins',
    name: 'POST /previews',
    body: ({ sessionId, foreignSessionId }) => ({
      action: 'merge-session',
      sessionId,
      intoSessionId: foreignSessionId,
    }),
  },
  {
    title: 'a preview of a move there',
    door: 'superadmins',
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
    door: 'superadmins',
    name: 'POST /sessions/{sessionId}/cancellation',
    body: (ids) => ({ reason: 'R', learners: { fate: 'move', ...elsewhere(ids) } }),
  },
  {
    title: 'a cancellation that moves one learner there',
    door: 'superadmins',
    name: 'POST /sessions/{sessionId}/cancellation',
    body: (ids) => ({
      reason: 'R',
      exceptions: [{ personId: ids.personId, fate: 'move', ...elsewhere(ids) }],
    }),
  },
  {
    title: 'a list for one’s own session and one of others',
    door: 'superadmins',
    name: 'POST /courses/{courseId}/enrollments/import',
    body: ({ sessionId, foreignSessionId }) => ({
      sessionIds: [sessionId, foreignSessionId],
      text: 'a@x.example',
    }),
  },
  {
    title: 'a change of one’s own events and one of others',
    door: 'superadmins',
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
    door: 'planners',
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
    door: 'courseOwners',
    name: 'PATCH /courses/{courseId}',
    body: () => ({ visibility: 'catalogue' }),
  },
  {
    title: 'other instructors for a session',
    door: 'sessionInstructors',
    name: 'PATCH /sessions/{sessionId}',
    body: ({ otherPersonId }) => ({ instructorIds: [otherPersonId] }),
  },
]

let world: World
let operations: Operation[]
beforeAll(async () => {
  world = await buildWorld()
  operations = listOperations(world.test.app)
})
afterAll(() => world.close())

const doorOf = new Map(
  Object.entries(table).flatMap(([door, names]) =>
    names.map((line): [string, { door: Door; answers: string | undefined }] => {
      const [name = '', answers] = line.split(' → ')
      return [name, { door: door as Door, answers }]
    }),
  ),
)

function ask(operation: Operation, relation: Relation, headers: Record<string, string>, body?: Case['body']) {
  const ids = world.idsFor(relation)
  const payload = body ? body(ids) : (bodiesFor(ids)[operation.name] ?? {})
  const isStream = operation.name === 'GET /live' && 'cookie' in headers
  return world.takenBack(async () => {
    const answer = await world.test.app.http.inject({
      method: operation.method as 'GET',
      url: urlOf(operation, ids),
      // Courses and events were changed once; everything else is as it was made.
      headers: { 'if-match': /^\/(courses|events)\/\{/.test(operation.path) ? '"2"' : '"1"', ...headers },
      ...(isStream ? { payloadAsStream: true } : {}),
      ...(operation.method === 'GET' || operation.method === 'DELETE' ? {} : { payload }),
    })
    if (isStream) answer.stream().destroy()
    const isProblem = String(answer.headers['content-type']).includes('problem+json') && !isStream
    return {
      status: answer.statusCode,
      code: isProblem ? (answer.json().code as string) : undefined,
      body: isStream ? '' : answer.body,
    }
  })
}

/** `in`, or how it was refused. Anything else says what came. */
function outcome(
  { status, code }: { status: number; code: string | undefined },
  answers: string | undefined,
): string {
  const isDone = status >= 200 && status < 300
  if (isDone || (answers && code === answers)) return 'in'
  if (status === 401) return '401'
  return status === 403 || status === 404 ? 'refused' : `${status} ${code}`
}

function expected(door: Door, relation: Relation): string {
  if ((doors[door] as readonly Relation[]).includes(relation)) return 'in'
  return relation === 'anonymous' ? '401' : 'refused'
}

describe('every operation of the API', () => {
  it('stands behind one door', () => {
    const names = Object.values(table)
      .flat()
      .map((line) => line.split(' → ')[0])
    expect(names.toSorted()).toEqual(operations.map(({ name }) => name).toSorted())
  })

  it.each(relations)('lets in or refuses %s as the table says', async (relation) => {
    const found: Record<string, string> = {}
    const wanted: Record<string, string> = {}
    for (const operation of operations) {
      const { door, answers } = doorOf.get(operation.name) ?? { door: 'nobodyElse', answers: undefined }
      wanted[operation.name] = expected(door, relation)
      found[operation.name] = outcome(await ask(operation, relation, world.as(relation)), answers)
    }
    expect(found).toEqual(wanted)
  })

  it('lets a key in with its scope alone, and where it is closed to keys with none', async () => {
    const found: Record<string, string[]> = {}
    const wanted: Record<string, string[]> = {}
    for (const operation of operations) {
      const { door, answers } = doorOf.get(operation.name) ?? { door: 'nobodyElse', answers: undefined }
      if (operation.name === 'GET /platform') continue // public: asked with a key, none of its scopes is needed
      const scope = scopeOf({ ...operation, path: operation.path.replace(/\{(\w+)\}/g, ':$1') })
      const try_ = async (how: 'alone' | 'missing') => {
        const answer = await ask(operation, 'superadmin', world.withKey(scope ?? 'courses:read', how))
        const isClosed = answer.code?.startsWith('api-key-')
        return isClosed ? String(answer.code) : outcome(answer, answers)
      }
      found[operation.name] = [await try_('alone'), await try_('missing')]
      wanted[operation.name] = scope
        ? [expected(door, 'superadmin'), 'api-key-scope-missing']
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
      const found = outcome(answer, answers)
      expect([relation, found, answer.code]).toEqual([relation, expected(door, relation), answer.code])
    }
  })
})

describe('Start', () => {
  it.each([
    ['teacher', true],
    ['standIn', true],
    ['owner', true],
    ['former', false],
    ['enrolled', false],
    ['colleague', false],
    ['superadmin', false],
  ] as const)('leads %s into the room: %s', async (relation, may) => {
    const url = `/learn/events/${world.idsFor(relation).eventId}/start`
    const headers = { ...world.as(relation), accept: 'text/html' }
    const { statusCode } = await world.takenBack(() => world.test.app.http.inject({ url, headers }))
    expect(statusCode).toBe(may ? 302 : 403)
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
        const { body } = await ask(operation, relation, world.as(relation))
        expect([operation.name, body.includes(personId ?? ''), body.includes('person2@')]).toEqual([
          operation.name,
          false,
          false,
        ])
      }
    },
  )

  it('tells planners who choose people nothing of their sign-ins, and learners nothing of accounts', async () => {
    const read = async (name: string, relation: Relation) => {
      const operation = operations.find((one) => one.name === name) as Operation
      return JSON.parse((await ask(operation, relation, world.as(relation))).body)
    }
    const signedIn = async (relation: Relation) => {
      const { items } = (await read('GET /people', relation)) as { items: { signedInAt: string | null }[] }
      return items.some(({ signedInAt }) => signedInAt !== null)
    }
    expect([await signedIn('teacher'), await signedIn('superadmin')]).toEqual([false, true])
    const account = async (relation: Relation) =>
      (await read('GET /events/{eventId}', relation)).tool.accountName
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
      const read = async (name: string) => {
        const operation = operations.find((one) => one.name === name) as Operation
        return JSON.parse((await ask(operation, relation, world.as(relation))).body).may
      }
      may[relation] = [
        await read('GET /courses/{courseId}'),
        await read('GET /sessions/{sessionId}'),
        await read('GET /events/{eventId}'),
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
