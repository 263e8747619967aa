import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../../test/builders.ts'
import { bodiesFor, listOperations, type Operation, urlOf } from '../../test/operations.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { apiScopes } from '../domain/api-scope.ts'
import type { PasskeyId, PersonId } from '../domain/ids.ts'
import { makeKey } from '../features/people/api-keys/api-keys.service.ts'
import { getImport, listImportItems } from '../features/people/people/import.service.ts'

// A key of a superadmin, with every scope there is, tries to raise itself and others by everything that there is.

type Person = Awaited<ReturnType<TestPlatform['addActor']>>
interface Attack {
  readonly url: string
  readonly body?: object
  /** The status, and the code where it refuses; rows of imports say theirs. */
  readonly answers: readonly [number, string?]
}

/** `closed` to keys altogether, open and changes `nobody`, or what is tried and what comes of it. */
type Decided = 'closed' | 'nobody' | ((who: Who) => Attack[])

interface Who {
  readonly superadmin: Person
  readonly instructor: Person
  readonly learner: Person
}

let test: TestApp
let platform: TestPlatform
let who: Who
let secret: string
let maker: Person
let ids: Record<string, string>

beforeAll(async () => {
  test = await createTestApp(undefined, { API_REQUESTS_PER_MINUTE: '100000' })
  platform = await test.addPlatform('rights.example')
  ids = await buildEverything(test, platform)
  maker = await platform.addActor(['superadmin'])
  who = {
    superadmin: await platform.addActor(['superadmin'], 'sue@rights.example'),
    instructor: await platform.addActor(['instructor', 'learner'], 'ian@rights.example'),
    learner: await platform.addActor(['learner'], 'lea@rights.example'),
  }
  ids.otherPersonId = who.superadmin.personId
  ids.otherSessionId = ids.sessionId ?? ''
  for (const { personId } of [who.superadmin, who.instructor]) await giveWaysIn(personId)
  secret = (await makeKey(platform.ctx, maker, { name: 'All', scopes: [...apiScopes] })).secret
})
afterAll(() => test.close())

async function giveWaysIn(personId: Person['personId']) {
  const own = { platformId: platform.ctx.platform.id, personId }
  const factor = { ...own, secretSealed: '', recoveryHashes: [], lastStep: 0, createdAt: new Date() }
  await platform.ctx.db
    .insertInto('secondFactors')
    .values({ ...factor, confirmedAt: new Date() })
    .execute()
  const passkey = { ...own, id: platform.ctx.newId<PasskeyId>(), publicKey: Buffer.from('k'), name: 'Key' }
  await platform.ctx.db
    .insertInto('passkeys')
    .values({ ...passkey, credentialId: passkey.id, domain: 'rights.example' })
    .execute()
}

const protectedOnes = (): Person[] => [who.superadmin, who.instructor]
const tryAll = (of: (person: Person) => Attack[]) => protectedOnes().flatMap(of)
const refused: Attack['answers'] = [403, 'api-key-person-protected']
const raises: Attack['answers'] = [403, 'api-key-gives-no-rights']

/** What is decided about every operation that is not only read. */
const decided: Record<string, Decided> = {
  'POST /people': () =>
    [['superadmin'], ['instructor'], ['learner', 'superadmin']].map((roles, index) => ({
      url: '/people',
      body: { email: `new${index}@rights.example`, firstName: 'New', lastName: '', roles },
      answers: raises,
    })),
  'PATCH /people/{personId}': ({ learner, superadmin }) => [
    ...tryAll(({ personId }) =>
      [
        { email: 'mine@rights.example' },
        { roles: ['learner'] },
        { roles: ['superadmin', 'instructor'] },
        { active: false },
        { firstName: 'Same', email: 'mine@rights.example' },
      ].map((body) => ({ url: `/people/${personId}`, body, answers: refused })),
    ),
    ...[['superadmin'], ['instructor'], ['learner', 'instructor']].map((roles) => ({
      url: `/people/${learner.personId}`,
      body: { roles },
      answers: raises,
    })),
    { url: `/people/${learner.personId}`, body: { email: superadmin.email }, answers: [422, 'email-taken'] },
    { url: `/people/${learner.personId}`, body: { email: 'lea2@rights.example' }, answers: [200] },
    { url: `/people/${superadmin.personId}`, body: { language: 'it' }, answers: [200] },
  ],
  'POST /people/{personId}/merge': ({ superadmin, instructor, learner }) =>
    [
      [superadmin, learner],
      [learner, superadmin],
      [instructor, learner],
      [learner, instructor],
      [superadmin, instructor],
    ].map(([into, duplicate]) => ({
      url: `/people/${into?.personId}/merge`,
      body: { duplicateId: duplicate?.personId },
      answers: refused,
    })),
  'POST /people/imports': ({ superadmin, instructor }) => {
    const rows = (lines: string, save = true): Attack => ({
      url: '/people/imports',
      body: { text: `email;first_name;roles\n${lines}`, save },
      answers: [202],
    })
    return [
      rows('made@rights.example;Made;superadmin\nmade2@rights.example;Made;instructor learner'),
      rows(`lea2@rights.example;Lea;instructor\nlea@rights.example;Lea;superadmin`),
      rows(`${superadmin.email};Sue;superadmin instructor\n${instructor.email};Ian;learner`),
      rows(`${instructor.email.toUpperCase()};Ian;superadmin`),
    ]
  },
  'POST /people/{personId}/invitation': 'closed',
  'POST /people/{personId}/password-reset': 'closed',
  'DELETE /people/{personId}/logins': 'closed',
  'DELETE /people/{personId}/second-factor': 'closed',
  'POST /people/{personId}/erasure/previews': 'closed',
  'POST /people/{personId}/erasure': 'closed',
  'POST /people/{personId}/erasure-request/decline': 'closed',
  'POST /me/erasure-request': 'closed',
  'DELETE /me/erasure-request': 'closed',
  'PATCH /retention': 'closed',
  'POST /retention/previews': 'closed',
  'POST /logins': 'closed',
  'DELETE /logins/current': 'closed',
  'POST /passkey-sign-ins/options': 'closed',
  'POST /passkey-sign-ins': 'closed',
  'POST /password-resets': 'closed',
  'POST /password-links/{token}': 'closed',
  'PATCH /me': 'closed',
  'PATCH /platform/settings': 'closed',
  'PUT /platform/images/{image}': 'closed',
  'DELETE /platform/images/{image}': 'closed',
  'PUT /me/password': 'closed',
  'POST /me/second-factor': 'closed',
  'POST /me/second-factor/confirmation': 'closed',
  'POST /me/second-factor/removal': 'closed',
  'POST /me/proof': 'closed',
  'POST /me/proof/passkey/options': 'closed',
  'POST /me/proof/passkey': 'closed',
  'POST /me/passkeys/options': 'closed',
  'POST /me/passkeys': 'closed',
  'DELETE /me/passkeys/{passkeyId}': 'closed',
  'DELETE /me/logins/{loginId}': 'closed',
  'DELETE /me/logins': 'closed',
  'POST /identity-providers': 'closed',
  'PATCH /identity-providers/{providerId}': 'closed',
  'DELETE /identity-providers/{providerId}': 'closed',
  'POST /saml-providers': 'closed',
  'PATCH /saml-providers/{samlProviderId}': 'closed',
  'POST /directories': 'closed',
  'DELETE /directories/{directoryId}': 'closed',
  'POST /lms': 'closed',
  'PATCH /lms/{lmsId}': 'closed',
  'DELETE /lms/{lmsId}': 'closed',
  'POST /lms/{lmsId}/deployments': 'closed',
  'POST /lms-invitations': 'closed',
  'POST /lms-keys': 'closed',
  'PATCH /lms-links/{linkId}': 'closed',
  'POST /lms-links/{linkId}/roster': 'closed',
  'POST /lms-links/{linkId}/scores': 'closed',
  'POST /domains': 'closed',
  'POST /domains/{host}/proof': 'closed',
  'POST /domains/{host}/primary': 'closed',
  'DELETE /domains/{host}': 'closed',
  'POST /me/calendar-feed': 'closed',
  'POST /me/lms-code': 'closed',
  'DELETE /me/calendar-feed': 'closed',
  'PATCH /apps/{appId}': 'closed',
  'PUT /apps/{appId}/switch': 'closed',
  'POST /apps/{appId}/imports': 'closed',
  'POST /apps/{appId}/removal': 'closed',
  'POST /left-rooms/{roomId}/deleted-by-hand': 'closed',
  'POST /moves/dry-run': 'closed',
  'POST /moves': 'closed',
  'POST /moves/{moveId}/undo': 'closed',
  'PUT /home/first-steps': 'closed',
  'PUT /door/events/{eventId}/marks': 'closed',
  'POST /team/requests/{sessionId}/{personId}/approval': 'closed',
  'POST /team/requests/{sessionId}/{personId}/refusal': 'closed',
  'PUT /team/deputy': 'closed',
  'PUT /people/{personId}/area': 'closed',
  'DELETE /people/{personId}/area': 'closed',
  'POST /area/courses/{courseId}/sessions': 'closed',
  'POST /area/sessions/{sessionId}/events': 'closed',
  'PATCH /area/events/{eventId}': 'closed',
  'PATCH /area/people/{personId}': 'closed',
  'POST /area/sessions/{sessionId}/enrollments': 'closed',
  'DELETE /area/sessions/{sessionId}/enrollments/{personId}': 'closed',
  'PUT /area/events/{eventId}/marks': 'closed',
  'DELETE /team/deputy': 'closed',
  'PUT /platform/certificate-template': 'closed',
  'POST /platform/certificate-template/preview': 'closed',
  'POST /platform/certificate-keys': 'closed',
  'PUT /platform/attendance-rule': 'closed',
  'POST /report-exports': 'closed',
  'DELETE /report-exports/{exportId}': 'closed',
  'POST /report-views': 'closed',
  'DELETE /report-views/{viewId}': 'closed',
  'PUT /report-views/{viewId}/mailing': 'closed',
  'DELETE /report-views/{viewId}/mailing': 'closed',
  'DELETE /report-views/{viewId}/mailing/me': 'closed',
  'PUT /courses/{courseId}/attendance-rule': 'nobody',
  'POST /sessions/{sessionId}/event-series': 'nobody',
  'POST /sessions/{sessionId}/certificates': 'nobody',
  'POST /sessions/{sessionId}/certificates/{certificateId}/recall': 'nobody',
  'POST /sessions/{sessionId}/certificates/{certificateId}/reissue': 'nobody',
  'POST /sessions/{sessionId}/copies': 'nobody',
  'POST /courses/{courseId}/copies': 'nobody',
  'POST /event-changes': 'nobody',
  'POST /events/imports': 'nobody',
  'POST /board/changes': 'nobody',
  'POST /board/changes/{boardChangeId}/undo': 'nobody',
  'PUT /board/draft': 'nobody',
  'DELETE /board/draft': 'nobody',
  'POST /board/draft/release': 'nobody',
  'POST /events/{eventId}/changes/{boardChangeId}/put-back': 'nobody',
  'PUT /me/availability': 'nobody',
  'POST /me/absences': 'nobody',
  'DELETE /me/absences/{absenceId}': 'nobody',
  'PUT /people/{personId}/availability': 'nobody',
  'POST /people/{personId}/absences': 'nobody',
  'DELETE /people/{personId}/absences/{absenceId}': 'nobody',
  'POST /plans': 'nobody',
  'POST /plans/{planId}/undo': 'nobody',
  'POST /apps/{appId}/accounts': 'closed',
  'PATCH /accounts/{accountId}': 'closed',
  'DELETE /accounts/{accountId}': 'closed',
  'POST /accounts/{accountId}/checks': 'closed',
  'POST /accounts/{accountId}/pairings': 'closed',
  'POST /accounts/{accountId}/organizers': 'closed',
  'DELETE /accounts/{accountId}/organizers/{organizerId}': 'closed',
  'POST /courses': 'nobody',
  'PATCH /courses/{courseId}': 'nobody',
  'DELETE /courses/{courseId}': 'nobody',
  'POST /session-fields': 'nobody',
  'PUT /session-fields/order': 'nobody',
  'PATCH /session-fields/{fieldId}': 'nobody',
  'DELETE /session-fields/{fieldId}': 'nobody',
  'POST /courses/{courseId}/sessions': 'nobody',
  'PATCH /sessions/{sessionId}': 'nobody',
  'DELETE /sessions/{sessionId}': 'nobody',
  'POST /sessions/{sessionId}/events': 'nobody',
  'PATCH /events/{eventId}': 'nobody',
  'DELETE /events/{eventId}': 'nobody',
  'POST /events/{eventId}/room/retries': 'nobody',
  'POST /events/{eventId}/stand-in': 'nobody',
  'POST /events/{eventId}/registrars': 'nobody',
  'DELETE /events/{eventId}/registrars/{personId}': 'nobody',
  'PUT /events/{eventId}/breakout-groups': 'nobody',
  'DELETE /events/{eventId}/cancellation': 'nobody',
  'POST /events/{eventId}/cancellation': 'nobody',
  'POST /events/{eventId}/room/replacement': 'nobody',
  'POST /events/{eventId}/room/switch': 'nobody',
  'POST /sessions/{sessionId}/cancellation': 'nobody',
  'DELETE /sessions/{sessionId}/cancellation': 'nobody',
  'POST /courses/{courseId}/cancellation': 'nobody',
  'DELETE /courses/{courseId}/cancellation': 'nobody',
  'POST /sessions/{sessionId}/decision': 'nobody',
  'POST /sessions/{sessionId}/merge': 'nobody',
  'POST /previews': 'nobody',
  'POST /events/{eventId}/preflight': 'nobody',
  'POST /events/{eventId}/nudges': 'nobody',
  'POST /events/{eventId}/messages': 'nobody',
  'PUT /events/{eventId}/attendance': 'nobody',
  'POST /events/{eventId}/attendance/undo': 'nobody',
  'PUT /events/{eventId}/presence-plan': 'nobody',
  'POST /events/{eventId}/presence-checks': 'nobody',
  'PATCH /events/{eventId}/presence-checks/{checkId}': 'nobody',
  'PUT /events/{eventId}/presence-checks/{checkId}/answers/{personId}': 'nobody',
  'POST /events/{eventId}/my-presence': 'nobody',
  'POST /events/{eventId}/attendance/readings': 'nobody',
  'PATCH /events/{eventId}/recordings/{recordingId}': 'nobody',
  'POST /events/{eventId}/recordings/{recordingId}/watched': 'nobody',
  'PUT /events/{eventId}/recordings/{recordingId}/clock': 'nobody',
  'DELETE /events/{eventId}/recordings/{recordingId}': 'nobody',
  'POST /events/{eventId}/recordings/looks': 'nobody',
  'PUT /events/{eventId}/recording-notice': 'nobody',
  'POST /events/{eventId}/recording-consent': 'nobody',
  'POST /events/{eventId}/stays/{stayId}/match': 'nobody',
  'DELETE /events/{eventId}/stays/{stayId}/match': 'nobody',
  'POST /sessions/{sessionId}/completions': 'nobody',
  'POST /sessions/{sessionId}/completions/undo': 'nobody',
  'POST /sessions/{sessionId}/scores': 'nobody',
  'PUT /courses/{courseId}/completion-rule': 'nobody',
  'PUT /platform/record-store': 'closed',
  'DELETE /platform/record-store': 'closed',
  'POST /platform/record-store/tests': 'closed',
  'PUT /courses/{courseId}/evaluation': 'nobody',
  'POST /events/{eventId}/my-evaluation': 'nobody',
  'PUT /events/{eventId}/my-absence': 'nobody',
  'POST /people/{personId}/cool-down-lifts': 'nobody',
  'POST /events/{eventId}/zone-change': 'nobody',
  'POST /mails/{mailId}/resend': 'closed',
  'POST /me/notifications/read': 'closed',
  'POST /me/notifications/{notificationId}/read': 'closed',
  'PATCH /me/notification-preferences': 'closed',
  'POST /unsubscriptions': 'closed',
  'PATCH /notification-settings': 'closed',
  'PUT /notification-templates/{kind}': 'closed',
  'POST /notification-templates/{kind}/preview': 'closed',
  'POST /notification-templates/{kind}/test': 'closed',
  'POST /api-keys': 'closed',
  'DELETE /api-keys/{apiKeyId}': 'closed',
  'POST /webhooks': 'closed',
  'PATCH /webhooks/{webhookId}': 'closed',
  'DELETE /webhooks/{webhookId}': 'closed',
  'POST /webhooks/{webhookId}/secret': 'closed',
  'POST /webhooks/{webhookId}/tests': 'closed',
  'POST /webhook-deliveries/{deliveryId}/tries': 'closed',
  'POST /sessions/{sessionId}/enrollments': 'nobody',
  'DELETE /sessions/{sessionId}/enrollments/{personId}': 'nobody',
  'POST /sessions/{sessionId}/enrollments/{personId}/move': 'nobody',
  'POST /sessions/{sessionId}/enrollments/import': 'nobody',
  'POST /sessions/{sessionId}/enrollments/changes': 'nobody',
  'POST /courses/{courseId}/enrollments/import': 'nobody',
  'POST /courses/{courseId}/enrollment-rules': 'nobody',
  'DELETE /courses/{courseId}/enrollment-rules/{ruleId}': 'nobody',
  'POST /sessions/{sessionId}/my-place': 'nobody',
  'DELETE /sessions/{sessionId}/my-place': 'nobody',
  'POST /groups': 'nobody',
  'PATCH /groups/{groupId}': 'nobody',
  'DELETE /groups/{groupId}': 'nobody',
  'POST /groups/{groupId}/members': 'nobody',
  'DELETE /groups/{groupId}/members/{personId}': 'nobody',
  'PUT /courses/{courseId}/image': 'nobody',
  'DELETE /courses/{courseId}/image': 'nobody',
}

/** What people with rights are and how they get in, what everybody else may, and who can sign in as whom. */
async function standing() {
  const of = (query: ReturnType<typeof sql<object>>) =>
    query.execute(platform.ctx.db).then(({ rows }) => rows)
  const own = protectedOnes().map(({ personId }) => personId)
  return {
    people: await of(sql`select id, email, password_hash, roles, active, merged_into from people
      where platform_id = ${platform.ctx.platform.id} and roles <> '{learner}' order by id`),
    logins: await of(sql`select id, person_id from logins where person_id = any(${own}) order by id`),
    passkeys: await of(sql`select id, person_id from passkeys where person_id = any(${own}) order by id`),
    factors: await of(sql`select person_id, confirmed_at from second_factors order by person_id`),
    identities: await of(sql`select * from identities where person_id = any(${own})`),
    links: await of(sql`select purpose from password_links where person_id = any(${own})`),
    addresses: await of(sql`select email from people where merged_into = any(${own})`),
    keys: await of(sql`select id, scopes, revoked_at from api_keys order by id`),
  }
}

async function ask({ method }: Operation, url: string, body: object | undefined) {
  const [, personId] = (/^\/people\/([\w-]{36})$/.exec(url) ?? []) as [string?, PersonId?]
  const row =
    personId &&
    (await platform.ctx.db
      .selectFrom('people')
      .select('version')
      .where('id', '=', personId)
      .executeTakeFirst())
  return test.app.http.inject({
    method: method as 'GET',
    url: url.startsWith('/api/v1') ? url : `/api/v1${url}`,
    headers: {
      host: platform.host,
      authorization: `Bearer ${secret}`,
      'if-match': `"${row ? row.version : 1}"`,
    },
    ...(method === 'DELETE' ? {} : { payload: body ?? {} }),
  })
}

describe('a key of a superadmin with every scope', () => {
  const changing = () => listOperations(test.app).filter(({ method }) => method !== 'GET')

  it('is decided on for every operation that changes something', () => {
    expect(Object.keys(decided).sort()).toEqual(
      changing()
        .map(({ name }) => name)
        .sort(),
    )
  })

  it('raises nobody, and leaves roles, addresses, activity and ways in of people with rights as they are', async () => {
    const before = await standing()
    expect(before.factors).toHaveLength(2)
    for (const operation of changing()) {
      const { name } = operation
      const what = decided[name]
      if (typeof what === 'function') {
        for (const { url, body, answers } of what(who)) {
          const answer = await ask(operation, url, body)
          const [status, code] = answers
          const found = [name, body, answer.statusCode, status < 300 ? undefined : answer.json().code]
          expect(found).toEqual([name, body, status, code])
          await settleJobs(test, platform.ctx)
          expect([name, body, await standing()]).toEqual([name, body, before])
        }
        continue
      }
      const answer = await ask(operation, urlOf(operation, ids), bodiesFor(ids)[name])
      const isClosed = answer.statusCode === 403 && answer.json().code === 'api-key-not-allowed'
      expect([name, isClosed ? 'closed' : 'nobody']).toEqual([name, what])
      expect([name, await standing()]).toEqual([name, before])
    }
    await settleJobs(test, platform.ctx)
    expect(await standing()).toEqual(before)
  })

  it('says at each row of an import why it is left out, and takes the other rows', async () => {
    const text = [
      'email,first_name,roles',
      'root@rights.example,Root,superadmin',
      `${who.superadmin.email},Sue,learner`,
      `${who.instructor.email},Ian,`,
      'plain@rights.example,Plain,',
      'learner@rights.example,Lee,learner',
    ].join('\n')
    const operation = { method: 'POST' } as Operation
    const answer = await ask(operation, '/people/imports', { text, save: true })
    expect(answer.json()).toMatchObject({ waiting: 3, refused: 2 })
    await settleJobs(test, platform.ctx)
    const { id } = answer.json()
    const signed = { ...maker, reader: { language: 'en', timeZone: 'UTC' } as const }
    expect(await getImport(platform.ctx, signed, id)).toMatchObject({ added: 2, refused: 2 })
    const { items } = await listImportItems(platform.ctx, signed, id, { state: 'refused', limit: 10 })
    expect(items.map(({ line, reason }) => [line, reason])).toEqual([
      [
        2,
        'An API key adds learners and gives no other role; found superadmin. Sign in and give the role in the browser.',
      ],
      [3, expect.stringContaining('has more rights than a learner')],
    ])
  })

  it('does not get the answer that the browser of its person got for the same Idempotency-Key', async () => {
    const cookie = await signedIn(test, platform, maker.email)
    const body = { email: 'twice@rights.example', firstName: 'T', lastName: '', roles: ['superadmin'] }
    const send = (headers: Record<string, string>) =>
      test.app.http.inject({
        method: 'POST',
        url: '/api/v1/people',
        headers: { host: platform.host, 'idempotency-key': 'one-and-the-same', ...headers },
        payload: body,
      })
    expect((await send({ authorization: `Bearer ${secret}` })).json().code).toBe('api-key-gives-no-rights')
    expect((await send({ cookie })).statusCode).toBe(201)
    expect((await send({ authorization: `Bearer ${secret}` })).json().code).toBe('idempotency-other-request')
  })
})
