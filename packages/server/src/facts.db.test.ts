import { randomUUID } from 'node:crypto'
import { languages } from '@lectern/texts'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../test/builders.ts'
import { tablesOfPlatforms, unsaidTables } from '../test/distribution.ts'
import { listOperations, type Operation, urlOf } from '../test/operations.ts'
import { keep } from '../test/refused.ts'
import { statementsOf } from '../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../test/test-app.ts'
import { bodiesToCarryOut, buildUntouched, type Ids, untouchedFor } from '../test/untouched.ts'
import type { Fact } from './domain/fact.ts'
import { listAudit } from './features/platform/audit/audit-log.service.ts'
import { findSigningKey } from './features/training/certificates/keys.service.ts'
import type { Actor } from './http/actor.ts'

// Whoever changes something says what happened, so that nobody who has to follow is forgotten.

/** Operations that write and say nothing, with why nobody has to follow. */
const silent: Readonly<Record<string, string>> = {
  'POST /password-resets': 'counts a try; the link is made by a job, whether or not there is such an account',
  'POST /me/second-factor': 'begins what is on only when it is confirmed',
  'POST /me/lms-code': 'a code of one’s own, which says nothing until it is typed',
  'POST /me/calendar-feed': 'an address of one’s own, which nobody else sees',
  'DELETE /me/calendar-feed': 'an address of one’s own, which nobody else sees',
  'POST /events/{eventId}/my-presence': 'counts a wrong word; one that is right is said',
  'PUT /board/draft': 'one’s own draft, which nobody else sees',
  'POST /accounts/{accountId}/pairings': 'begins a walk at the provider: nothing is paired yet',
  'POST /domains/{host}/proof': 'a look at the name servers that found nothing',
}

/** What this test can't ask so that it is carried out, with what would have to be there. */
const unreached: Readonly<Record<string, string>> = {
  'POST /logins': 'a password',
  'POST /passkey-sign-ins': 'a passkey',
  'POST /password-links/{token}': 'the link of a mail',
  'PUT /me/password': 'the password',
  'POST /me/second-factor/confirmation': 'a code',
  'POST /me/second-factor/removal': 'a code',
  'POST /me/passkeys': 'a passkey',
  'DELETE /me/passkeys/{passkeyId}': 'a passkey',
  'POST /me/proof': 'the password',
  'POST /me/proof/passkey': 'a passkey',
  'POST /accounts/{accountId}/checks': 'an account that is checked',
  'POST /accounts/{accountId}/organizers': 'a directory',
  'POST /identity-providers': 'a provider that answers',
  'POST /domains/{host}/primary': 'a proven domain',
  'PUT /apps/{appId}/switch': 'a retired app',
  'POST /apps/{appId}/imports': 'a retired app',
  'POST /apps/{appId}/removal': 'a retired app',
  'POST /left-rooms/{roomId}/deleted-by-hand': 'a room that is left over',
  'POST /moves': 'an event in an account',
  'POST /events/{eventId}/room/retries': 'a room',
  'POST /events/{eventId}/room/replacement': 'a room',
  'POST /events/{eventId}/room/switch': 'a warm spare',
  'POST /events/{eventId}/stand-in': 'another instructor',
  'DELETE /events/{eventId}/registrars/{personId}': 'somebody at that door',
  'PUT /door/events/{eventId}/marks': 'a list at a door of one’s own',
  'POST /team/requests/{sessionId}/{personId}/approval': 'a request of one’s own team',
  'POST /team/requests/{sessionId}/{personId}/refusal': 'a request of one’s own team',
  'PUT /team/deputy': 'a team of one’s own',
  'DELETE /team/deputy': 'a team of one’s own',
  'DELETE /people/{personId}/area': 'a power user',
  'POST /area/courses/{courseId}/sessions': 'an area of one’s own',
  'POST /area/sessions/{sessionId}/events': 'an area of one’s own',
  'PATCH /area/events/{eventId}': 'an area of one’s own',
  'PATCH /area/people/{personId}': 'an area of one’s own',
  'POST /area/sessions/{sessionId}/enrollments': 'an area of one’s own',
  'DELETE /area/sessions/{sessionId}/enrollments/{personId}': 'an area of one’s own',
  'PUT /area/events/{eventId}/marks': 'an area of one’s own',
  'POST /sessions/{sessionId}/decision': 'a minimum',
  'POST /events/{eventId}/nudges': 'an event that runs',
  'POST /events/{eventId}/presence-checks': 'an event that runs',
  'PATCH /events/{eventId}/presence-checks/{checkId}': 'a check of that event',
  'PUT /events/{eventId}/presence-checks/{checkId}/answers/{personId}': 'a check of that event',
  'POST /events/{eventId}/recordings/{recordingId}/watched': 'something that was missed',
  'POST /events/{eventId}/my-evaluation': 'an event that one was at',
  'POST /lms-links/{linkId}/roster': 'a roster of an LMS',
  'POST /lms-links/{linkId}/scores': 'a course that gets scores',
  'DELETE /courses/{courseId}/enrollment-rules/{ruleId}': 'a rule of that course',
  'POST /people/{personId}/cool-down-lifts': 'a person who is held back',
  'PUT /events/{eventId}/my-absence': 'an event that one missed',
  'PUT /events/{eventId}/attendance': 'an event that began',
  'POST /events/{eventId}/attendance/undo': 'an event that began',
  'POST /events/{eventId}/attendance/readings': 'an event that has ended',
  'POST /sessions/{sessionId}/completions/undo': 'a step that was made',
  'POST /sessions/{sessionId}/certificates/{certificateId}/recall': 'a certificate',
  'POST /sessions/{sessionId}/certificates/{certificateId}/reissue': 'a certificate',
  'POST /events/{eventId}/recordings/looks': 'an event that has ended',
  'POST /events/{eventId}/recording-consent': 'an event that is recorded',
  'POST /events/{eventId}/stays/{stayId}/match': 'a stay of an event that was held',
  'DELETE /events/{eventId}/stays/{stayId}/match': 'a stay of an event that was held',
  'POST /events/{eventId}/zone-change': 'a zone whose rules changed',
  'DELETE /report-exports/{exportId}': 'an export of one’s own',
  'DELETE /report-views/{viewId}': 'a view of one’s own',
  'PUT /report-views/{viewId}/mailing': 'a view of one’s own',
  'DELETE /report-views/{viewId}/mailing': 'a view of one’s own',
  'DELETE /report-views/{viewId}/mailing/me': 'a view of one’s own',
  'POST /events/{eventId}/changes/{boardChangeId}/put-back': 'a change of that event',
  'DELETE /me/absences/{absenceId}': 'an absence',
  'DELETE /people/{personId}/absences/{absenceId}': 'an absence',
  'POST /mails/{mailId}/resend': 'a mail that failed',
  'POST /people/{personId}/erasure-request/decline': 'a request of theirs',
  'PATCH /retention': 'the version of the platform, which others have changed',
  'POST /unsubscriptions': 'the link of a mail',
  'PUT /session-fields/order': 'the ids of all fields',
  'POST /me/notifications/{notificationId}/read': 'a notification of one’s own',
  'POST /webhook-deliveries/{deliveryId}/tries': 'a delivery that failed',
  'PUT /courses/{courseId}/image': 'a picture',
  'PUT /platform/images/{image}': 'a picture',
  'DELETE /platform/images/{image}': 'a picture',
  'DELETE /courses/{courseId}/image': 'a picture',
}

/** What has to be done before, so that there is something to do. */
const before: Readonly<Record<string, string>> = {
  'DELETE /events/{eventId}/cancellation': 'POST /events/{eventId}/cancellation',
  'DELETE /sessions/{sessionId}/cancellation': 'POST /sessions/{sessionId}/cancellation',
  'DELETE /courses/{courseId}/cancellation': 'POST /courses/{courseId}/cancellation',
  'DELETE /sessions/{sessionId}/my-place': 'POST /sessions/{sessionId}/my-place',
  'DELETE /me/erasure-request': 'POST /me/erasure-request',
  'DELETE /groups/{groupId}/members/{personId}': 'POST /groups/{groupId}/members',
}

let test: TestApp
let platform: TestPlatform
let admin: Actor & { email: string }
let cookie: string
let shared: Record<string, string>
let said: Fact['kind'][] = []
let looker: pg.Client
let everyTable: string

beforeAll(async () => {
  test = await createTestApp(
    undefined,
    { API_REQUESTS_PER_MINUTE: '1000000' },
    {
      prepare: ({ http }) =>
        http.addHook('preHandler', async (request) => {
          if (!request.ctx) return
          const { react } = request.ctx
          request.ctx = {
            ...request.ctx,
            react: async (ctx, trx, fact) => {
              said.push(fact.kind)
              await react(ctx, trx, fact)
            },
          }
        }),
    },
  )
  platform = await test.addPlatform('facts.example')
  admin = await platform.addActor(['superadmin'])
  await signedIn(test, platform, admin.email)
  const other = await platform.ctx.db.selectFrom('logins').select('id').executeTakeFirstOrThrow()
  cookie = await signedIn(test, platform, admin.email)
  shared = { ...(await buildEverything(test, platform)), loginId: other.id, kind: 'enrolled' }
  // The platform's first one is made by whoever is the first to have something signed.
  await findSigningKey(platform.ctx)
  looker = new pg.Client(test.db.connection)
  await looker.connect()
  everyTable = await sumsOfEveryTable()
})
afterAll(async () => {
  await looker?.end()
  await test.close()
})

/**
 * What every table holds, as one number each; without what is written down of every request, and tokens that are renewed.
 * Asked some four hundred times: the statement is planned once.
 */
async function contents(): Promise<Record<string, string>> {
  const { rows } = await looker.query<{ name: string; sum: string }>({ name: 'contents', text: everyTable })
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]))
}

async function sumsOfEveryTable(): Promise<string> {
  const { rows } = await looker.query<{ name: string }>(`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' and table_name not in ('logins', 'idempotency_keys', 'organizers')`)
  return rows
    .map(
      ({ name }) => `select '${name}' as name,
      (select coalesce(sum(hashtextextended(t::text, 0)), 0)::text from "${name}" t) as sum`,
    )
    .join(' union all ')
}

const operations = () => listOperations(test.app).filter(({ path }) => path !== '/live')
/** What nobody has changed yet is version 0 there. */
const startAtZero =
  /notification-(settings|templates)|board\/draft|attendance-rule|completion-rule|certificate-template|courses\/\{courseId\}\/evaluation|record-store/
const reads = ({ method }: Operation) => method === 'GET'

async function ask({ method, name, path }: Operation, ids: Ids, key = randomUUID()): Promise<number> {
  const answer = await test.app.http.inject({
    method: method as 'GET',
    url: urlOf({ path }, ids),
    headers: {
      host: platform.host,
      cookie,
      'if-match': startAtZero.test(name) ? '"0"' : '"1"',
      ...(method === 'POST' ? { 'idempotency-key': key } : {}),
    },
    ...(method === 'GET' || method === 'DELETE' ? {} : { payload: bodiesToCarryOut(ids)[name] ?? {} }),
  })
  return answer.statusCode
}

/** Whether a request with this key is known to have done something: after a crash it is not done again. */
async function isCommitted(key: string): Promise<boolean | undefined> {
  const keys = platform.ctx.db.selectFrom('idempotencyKeys').select('committed')
  return (await keys.where('key', '=', key).executeTakeFirst())?.committed
}

it('who only reads writes nothing and says nothing', async () => {
  cookie = await signedIn(test, platform, admin.email)
  const ids = { ...shared, ...(await buildUntouched(platform, admin)) }
  const stood = await contents()
  said = []
  const answered = await Promise.all(
    operations()
      .filter(reads)
      .map((operation) => ask(operation, ids)),
  )
  expect(answered.filter((status) => status < 300).length).toBeGreaterThan(70)
  expect(said).toEqual([])
  expect(await contents()).toEqual(stood)
})

const changing = () => operations().filter((operation) => !reads(operation))
/** What is deleted last has what belongs to it until then. */
function inOrder(): Operation[] {
  const endOf = ({ method, path }: Operation) => (method === 'DELETE' ? 1000 - path.length : 0)
  return changing().toSorted((a, b) => endOf(a) - endOf(b))
}
/** They end the login with which this test asks. */
const signsOut = /^(DELETE \/(logins\/current|me\/logins|people\/\{personId\}\/logins)|PUT \/me\/password)/

const none: readonly string[] = []
const found = { silent: [...none], unreached: [...none], half: [...none], repeated: [...none] }

/** All statements of operations that write. */
const asked = new Set<string>()

const idsFor = untouchedFor(() => buildUntouched(platform, admin))

async function look(operation: Operation): Promise<void> {
  const ids = await idsFor(operation, shared)
  const first = changing().find(({ name }) => name === before[operation.name])
  if (first) await ask(first, ids)
  if (operation.path.includes('/members/')) ids.personId = ids.otherPersonId ?? ''
  const stood = await contents()
  said = []
  const key = randomUUID()
  const { result: status, statements } = await statementsOf(() => ask(operation, ids, key))
  for (const statement of statements) asked.add(statement)
  const now = await contents()
  const written = Object.keys(now).filter((table) => now[table] !== stood[table])
  if (status >= 300) found.unreached.push(operation.name)
  if (status < 300 && written.length > 0 && said.length === 0) found.silent.push(operation.name)
  const isDone = status < 300 && written.length > 0 && said.length > 0
  if (isDone && (await isCommitted(key)) === false) found.repeated.push(operation.name)
  // Who is refused has changed nothing, but for what counts tries.
  if (status >= 300 && written.some((table) => table !== 'sign_in_tries')) found.half.push(operation.name)
  if (signsOut.test(operation.name)) cookie = await signedIn(test, platform, admin.email)
}

describe('every operation that writes', () => {
  const PARTS = 4
  it.each(Array.from({ length: PARTS }, (_, part) => part))('is asked, part %i', async (part) => {
    const all = inOrder()
    const size = Math.ceil(all.length / PARTS)
    cookie = await signedIn(test, platform, admin.email)
    for (const operation of all.slice(part * size, (part + 1) * size)) await look(operation)
    expect(found.half).toEqual([])
    expect(found.repeated).toEqual([])
  })

  it('says what happened, or stands among the silent ones', () => {
    expect(found.silent.sort()).toEqual(Object.keys(silent).sort())
    expect(found.unreached.sort()).toEqual(Object.keys(unreached).sort())
  })

  it('says the platform of each table that it asks, as tables need that are spread over servers', async () => {
    const tables = await tablesOfPlatforms(looker)
    const unsaid = [...asked].filter((statement) => unsaidTables(statement, tables).length > 0)
    expect(asked.size).toBeGreaterThan(500)
    expect(unsaid).toEqual([])
  })
})

it.runIf(process.env.LECTERN_RECORD)('keeps what this release asks when it changes something', async () => {
  await keep(looker, 'changes', asked)
})

/** What is for programs: ids, names of fields and of values, braces. */
const OF_PROGRAMS = /[{}[\]]|[0-9a-f]{8}-[0-9a-f]{4}-|\b[a-z]+[A-Z]\w*|\b[a-z]+_[a-z]/

describe('the log of all that was done', () => {
  it.each(languages)('says it in words, in %s: no ids, no names of fields, no braces', async (language) => {
    const actor = { ...admin, reader: { language, timeZone: 'Europe/Rome' } }
    const entries: Awaited<ReturnType<typeof listAudit>>['items'] = []
    for (let cursor: string | undefined; ; ) {
      const page = await listAudit(platform.ctx, actor, { limit: 100, cursor })
      entries.push(...page.items)
      if (page.nextCursor === null) break
      cursor = page.nextCursor
    }
    expect(new Set(entries.map(({ action }) => action)).size).toBeGreaterThan(40)
    const wrong = entries.flatMap(({ action, details, objectName, objectType }) => {
      const said = details.filter((sentence) =>
        OF_PROGRAMS.test(sentence.replaceAll(/\S+@\S+|https?:\S+/g, '')),
      )
      const isNamed = objectName === null || !/^[0-9a-f]{8}-|\//.test(objectName) || objectType === 'webhook'
      return [...said, ...(isNamed ? [] : [String(objectName)])].map((sentence) => `${action}: ${sentence}`)
    })
    expect([...new Set(wrong)]).toEqual([])
    // Whatever was written down of a change is said, or left out on purpose.
    const unsaid = entries.flatMap(({ action, changes, details }) => {
      const keys = Object.keys(changes).filter((key) => !['quiet', 'bytes', 'deliveryId'].includes(key))
      return keys.length > 0 && details.length === 0 ? [`${action}: ${keys}`] : []
    })
    expect([...new Set(unsaid)]).toEqual([])
  })
})
