import type { Door } from '../src/access/doors.ts'
import type { App } from '../src/app.ts'
import { usualRule } from '../src/domain/attendance-rule.ts'
import { usualTemplate } from '../src/domain/certificate.ts'
import { usualCompletionRule } from '../src/domain/completion-rule.ts'

/** An operation of the API, as its description has it. */
export interface Operation {
  /** Such as `GET /courses/{courseId}`. */
  readonly name: string
  readonly method: string
  /** Without `/api/v1`. */
  readonly path: string
  readonly tags: readonly string[]
  /** Who may ask. */
  readonly door: Door
}

/** Every operation that there is: whoever goes over all of them misses none that comes later. */
export function listOperations(app: App): readonly Operation[] {
  const known = operationsOf.get(app)
  if (known) return known
  const { paths } = app.http.swagger() as unknown as {
    paths: Record<string, Record<string, { tags?: readonly string[]; 'x-access': Door }>>
  }
  const operations = Object.entries(paths).flatMap(([whole, methods]) =>
    Object.entries(methods).map(([name, { tags = [], 'x-access': door }]) => {
      const [method, path] = [name.toUpperCase(), whole.replace('/api/v1', '')]
      return { name: `${method} ${path}`, method, path, tags, door }
    }),
  )
  operationsOf.set(app, operations)
  return operations
}

/** The description of an app is made anew whenever it is asked for, which takes long. */
const operationsOf = new WeakMap<App, readonly Operation[]>()

const queries: Record<string, string> = {
  '/search': '?q=a',
  '/events': '?as=learner',
  '/calendar/events': '?from=2026-11-01T00:00:00Z&until=2026-12-08T00:00:00Z',
  '/free-instructors': '?startsAt=2026-12-01T09:00:00Z&endsAt=2026-12-01T10:00:00Z',
  '/account-choices': '?startsAt=2026-12-01T09:00:00Z&endsAt=2026-12-01T10:00:00Z',
  '/board': '?from=2026-11-01T00:00:00Z&until=2026-12-06T00:00:00Z',
  '/accounts/{accountId}/capacity': '?from=2026-12-01T00:00:00Z&until=2026-12-08T00:00:00Z',
}

const ANY_ID = '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac'

/** Where an operation is asked for, with these ids by the names of path parameters. */
export function urlOf({ path }: Pick<Operation, 'path'>, ids: Readonly<Record<string, string>>): string {
  const own = path
    .replace('{appId}', 'fake')
    .replace('{image}', 'logo')
    .replace('{list}', '0')
    .replace('{code}', 'A'.repeat(26))
    .replace(/\{(certificateId|keyId)\}/, ANY_ID)
    .replace(/\{(\w+)\}/g, (_, name) => ids[name] ?? '')
  return `/api/v1${own}${queries[path] ?? ''}`
}

/** One id for whatever is asked for: of nothing that there is. */
export const idsOfNothing: Readonly<Record<string, string>> = new Proxy({}, { get: () => ANY_ID })

/**
 * A body for each operation that needs one, so that a refusal is one of rights and not of form.
 *
 * @param ids by the names of path parameters, and `otherSessionId`, `otherPersonId`
 */
export function bodiesFor(ids: Readonly<Record<string, string>>): Record<string, object> {
  const { personId, otherPersonId, duplicateId = otherPersonId } = ids
  const { sessionId, otherSessionId, eventId, changeId = ANY_ID, accountId, otherAccountId } = ids
  const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'UTC' }
  const copy = { name: 'Copy', shift: { days: 7 }, keepsInstructors: false, save: true }
  const move = {
    accounts: [{ fromAccountId: accountId, toAccountId: otherAccountId }],
    startsFrom: '2026-12-01T00:00:00Z',
  }
  const hours = { timeZone: 'UTC', hours: [{ weekday: 1, starts: '09:00', ends: '17:00' }] }
  return {
    'POST /accounts/{accountId}/organizers': { userKey: 'nobody' },
    'POST /board/changes': {
      operations: [{ op: 'plan', sessionId, name: 'E', ...times }],
      save: true,
    },
    'POST /board/changes/{boardChangeId}/undo': { save: true },
    'PUT /board/draft': { operations: [{ op: 'plan', sessionId, name: 'E', ...times }] },
    'POST /board/draft/release': { version: 1 },
    'POST /events/{eventId}/changes/{boardChangeId}/put-back': { version: 2 },
    'PUT /me/availability': hours,
    'PUT /people/{personId}/availability': hours,
    'POST /me/absences': times,
    'POST /people/{personId}/absences': times,
    'POST /logins': { email: 'nobody@x.example', password: 'wrong' },
    'POST /password-resets': { email: 'nobody@x.example' },
    'POST /password-links/{token}': { password: 'four small words' },
    'POST /apps/{appId}/accounts': {
      name: 'A',
      fields: { clientId: 'c', clientSecret: 's' },
      sessionType: 'meeting',
      limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
    },
    'PATCH /apps/{appId}': { active: true },
    'POST /courses': { name: 'C', type: 'vilt' },
    'POST /courses/{courseId}/sessions': { name: 'S' },
    'POST /sessions/{sessionId}/events': { name: 'E', ...times },
    'POST /sessions/{sessionId}/event-series': {
      name: 'E',
      ...times,
      rule: { pattern: { repeats: 'weekdays' }, ends: { count: 2 } },
      save: true,
    },
    'POST /sessions/{sessionId}/copies': copy,
    'POST /courses/{courseId}/copies': copy,
    'POST /events/imports': { text: 'event\nE', save: true },
    'POST /plans': { text: 'event\nE' },
    'POST /event-changes': { eventIds: [eventId], change: { moveDays: 1 }, save: true },
    'POST /sessions/{sessionId}/enrollments': { personId: otherPersonId },
    'POST /sessions/{sessionId}/enrollments/import': { text: 'a@x.example' },
    'POST /sessions/{sessionId}/enrollments/{personId}/move': { sessionId: otherSessionId },
    'POST /sessions/{sessionId}/enrollments/changes': { personIds: [personId], change: 'remove' },
    'POST /courses/{courseId}/enrollment-rules': { groupId: ids.groupId, save: true },
    'POST /courses/{courseId}/enrollments/import': { sessionIds: [sessionId], text: 'a@x.example' },
    'POST /groups': { name: 'G' },
    'PATCH /groups/{groupId}': { name: 'G' },
    'POST /groups/{groupId}/members': { text: 'a@x.example' },
    'POST /moves': move,
    'POST /moves/dry-run': move,
    'PUT /apps/{appId}/switch': { switchAt: null },
    'POST /apps/{appId}/imports': { text: 'a', save: false },
    'POST /people': { email: 'a@x.example', firstName: 'A', lastName: '', roles: ['learner'] },
    'POST /people/imports': { text: 'email,first_name\nb@x.example,B', save: true },
    'POST /people/{personId}/merge': { duplicateId },
    'PATCH /retention': { days: { mails: 200 } },
    'POST /retention/previews': { days: { mails: 200 } },
    'POST /people/{personId}/erasure': { confirm: 'a@x.example' },
    'POST /people/{personId}/erasure-request/decline': { reason: 'R' },
    'POST /me/erasure-request': { reason: 'R' },
    'POST /domains': { host: 'new.example' },
    'POST /identity-providers': {
      name: 'N',
      issuer: 'https://x.example',
      clientId: 'c',
      clientSecret: 's',
      createsPeople: false,
      active: true,
    },
    'POST /saml-providers': { name: 'N' },
    'POST /directories': { name: 'D' },
    'POST /lms': {
      ...{ name: 'L', issuer: 'https://lms.example', clientId: 'c' },
      ...{ authUrl: 'https://lms.example/auth', tokenUrl: 'https://lms.example/token' },
      keysUrl: 'https://lms.example/keys',
    },
    'PATCH /lms/{lmsId}': { name: 'L' },
    'POST /lms/{lmsId}/deployments': { deploymentId: '1', state: 'accepted' },
    'POST /lms-links/{linkId}/roster': { save: true },
    'PATCH /lms-links/{linkId}': { courseId: null, sessionId: null, eventId: null },
    'POST /api-keys': { name: 'K', scopes: ['courses:read'] },
    'POST /webhooks': { url: 'https://x.example/' },
    'PUT /me/password': { current: 'x', password: 'y' },
    'POST /me/second-factor/confirmation': { code: '1' },
    'POST /me/second-factor/removal': { code: '1' },
    'POST /me/proof': { password: 'x' },
    'POST /me/proof/passkey': { challengeId: 'x', answer: {} },
    'POST /me/passkeys': { challengeId: ANY_ID, name: 'P', answer: {} },
    'POST /report-exports': { kind: 'sums', format: 'csv', query: {} },
    'PUT /report-views/{viewId}/mailing': { every: 'week', hour: 7, personIds: [personId] },
    'POST /report-views': { name: 'V', isShared: false, query: {} },
    'PUT /courses/{courseId}/attendance-rule': { ...usualRule, thresholdPercent: 90, appliesToPast: true },
    'PUT /platform/certificate-template': { ...usualTemplate, prefix: 'NEW', signatoryName: 'Ada' },
    'POST /platform/certificate-template/preview': { ...usualTemplate, language: 'en' },
    'POST /sessions/{sessionId}/certificates/{certificateId}/recall': { reason: 'R' },
    'POST /sessions/{sessionId}/certificates/{certificateId}/reissue': { reason: 'R' },
    'PUT /platform/attendance-rule': { ...usualRule, thresholdPercent: 70, appliesToPast: true },
    'PUT /events/{eventId}/attendance': { marks: [{ personId, status: 'present', version: 0 }] },
    'POST /events/{eventId}/attendance/undo': { changeId },
    'PUT /events/{eventId}/presence-plan': { checksPerHour: 2, version: 0 },
    'POST /events/{eventId}/presence-checks': { way: 'button' },
    'PATCH /events/{eventId}/presence-checks/{checkId}': { change: 'close' },
    'PUT /events/{eventId}/presence-checks/{checkId}/answers/{personId}': { isPresent: true, version: 0 },
    'POST /events/{eventId}/my-presence': {
      sentAt: '2026-12-01T10:00:00Z',
      answers: [{ id: ANY_ID, code: 'x', phoneAt: '2026-12-01T10:00:00Z' }],
    },
    'POST /events/{eventId}/stays/{stayId}/match': { personId },
    'POST /events/{eventId}/recordings/{recordingId}/watched': { rate: 1, ranges: [] },
    'PUT /events/{eventId}/recordings/{recordingId}/clock': {
      beginsAt: '2026-12-01T10:00:00Z',
      pauses: [],
      version: 0,
    },
    'PATCH /events/{eventId}/recordings/{recordingId}': { isHidden: true },
    'PUT /events/{eventId}/recording-notice': { isRecorded: true },
    'POST /events/{eventId}/recording-consent': { version: 0 },
    'POST /events/{eventId}/messages': { about: 'event', subject: 'S', text: 'T' },
    'POST /sessions/{sessionId}/completions': { personIds: [personId], isCompleted: true, reason: 'R' },
    'POST /sessions/{sessionId}/completions/undo': { changeId },
    'POST /sessions/{sessionId}/scores': { scores: [{ personId, score: 80 }] },
    'PUT /platform/record-store': {
      ...{ url: 'https://lrs.example/xapi', username: 'key', secret: 'secret', isActive: false },
    },
    'PUT /courses/{courseId}/evaluation': {
      questions: [{ type: 'text', text: 'What else?', isOptional: true }],
      ...{ isAnonymous: true, isOpen: false },
    },
    'PUT /events/{eventId}/my-absence': { explanation: 'The train did not run.' },
    'POST /people/{personId}/cool-down-lifts': { reason: 'R' },
    'POST /events/{eventId}/my-evaluation': { version: 1, answers: {} },
    'PUT /courses/{courseId}/completion-rule': { ...usualCompletionRule, appliesToPast: true },
    'POST /events/{eventId}/cancellation': {},
    'POST /events/{eventId}/registrars': { personId: otherPersonId },
    'POST /team/requests/{sessionId}/{personId}/refusal': { reason: 'R' },
    'PUT /team/deputy': { email: ids.deputyEmail ?? 'nobody@x.example', endsAt: '2026-12-10T00:00:00Z' },
    'PUT /people/{personId}/area': {
      ...{ groupIds: [], personIds: [otherPersonId], categories: ['ladders'], courseIds: [], version: 0 },
    },
    'POST /area/courses/{courseId}/sessions': { name: 'S' },
    'POST /area/sessions/{sessionId}/events': { name: 'E', ...times },
    'PATCH /area/events/{eventId}': { name: 'E' },
    'PATCH /area/people/{personId}': { lastName: 'L' },
    'POST /area/sessions/{sessionId}/enrollments': { personIds: [personId] },
    'PUT /area/events/{eventId}/marks': { marks: [{ personId, status: 'present', version: 0 }] },
    'PUT /door/events/{eventId}/marks': { marks: [{ personId, status: 'present', version: 0 }] },
    'POST /events/{eventId}/stand-in': { personId: otherPersonId },
    'PUT /events/{eventId}/breakout-groups': { breakoutGroups: [{ name: 'A', personIds: [] }] },
    'POST /session-fields': { name: 'F', kind: 'text' },
    'PUT /session-fields/order': { ids: [] },
    'POST /events/{eventId}/zone-change': { keep: 'wall-time' },
    'POST /events/{eventId}/room/replacement': {},
    'POST /events/{eventId}/room/switch': { accountId: otherAccountId },
    'POST /sessions/{sessionId}/cancellation': { reason: 'R' },
    'POST /courses/{courseId}/cancellation': { reason: 'R' },
    'PATCH /me/notification-preferences': { topics: [] },
    'POST /unsubscriptions': { token: 'x' },
    'PUT /home/first-steps': { hidden: true },
    'PUT /notification-templates/{kind}': { en: null, it: null },
    'POST /notification-templates/{kind}/preview': { language: 'en', subject: 'S', text: 'T' },
    'POST /notification-templates/{kind}/test': { language: 'en', subject: 'S', text: 'T' },
    'POST /sessions/{sessionId}/decision': { action: 'confirm' },
    'POST /sessions/{sessionId}/merge': { intoSessionId: otherSessionId },
    'POST /previews': { action: 'delete-event', eventId },
  }
}
