import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../test/builders.ts'
import { importPeople } from '../test/import-people.ts'
import { sized } from '../test/sized.ts'
import { statementsOf } from '../test/statements.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../test/test-app.ts'
import { happened } from './ctx.ts'
import { withTransaction } from './db/database.ts'
import { ProviderError } from './domain/errors.ts'
import type { Fact } from './domain/fact.ts'
import type { EventId, PersonId } from './domain/ids.ts'
import { unsubscribe } from './features/messages/notifications/preferences.service.ts'
import { unsubscribeUrlOf } from './features/messages/notifications/unsubscribe.ts'
import { listKeys, makeKey, revokeKey } from './features/people/api-keys/api-keys.service.ts'
import { mergePeople } from './features/people/people/merge.service.ts'
import { changePerson, createPerson, getPerson } from './features/people/people/people.service.ts'
import { changeApp, planSwitch } from './features/platform/apps/apps.service.ts'
import { addWebhook } from './features/platform/webhooks/webhooks.service.ts'
import { waitForPairing } from './features/rooms/rooms/rooms.service.ts'
import type { Actor } from './http/actor.ts'
import type { LiveMessage } from './live/live.ts'

// What follows on one way and was forgotten on another. Whoever says the same fact can't forget it.

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
const heard: LiveMessage[] = []
/** Set = whoever follows by telling open pages fails. */
let isLiveBroken = false

beforeAll(async () => {
  const live = {
    async publish(_db: unknown, _platformId: unknown, message: LiveMessage) {
      if (isLiveBroken) throw new Error('planted')
      heard.push(message)
    },
    subscribe: () => () => {},
    onGap: () => () => {},
    close: async () => {},
  }
  test = await createTestApp(undefined, {}, { live })
  platform = await test.addPlatform('reactions.example')
  superadmin = await platform.addActor(['superadmin'])
})
afterAll(() => test.close())
beforeEach(() => {
  isLiveBroken = false
  heard.length = 0
})

/** Which pages are told to read again: a kind with the ids of its things. */
const shown = () =>
  heard.flatMap(({ type, id, within = [] }) => [id, ...within].map((one) => `${type}/${one}`))
/** Whose streams are told to look whether they may go on. */
const checked = () =>
  heard.flatMap(({ type, forPeople }) => (type === 'login' && Array.isArray(forPeople) ? forPeople : []))
const learner = async () => (await addPeople(platform, 1))[0] as Actor & { email: string }
const stateOfKey = async (id: string) =>
  (await listKeys(platform.ctx, superadmin)).find((key) => key.id === id)?.state
const key = { name: 'Other system', scopes: ['people:read' as const] }

it('keys of a duplicate end with a merge, as they do when somebody is deactivated or is no superadmin any more', async () => {
  const fall = async (actor: Actor, change: object) => {
    const { version } = await getPerson(platform.ctx, superadmin, actor.personId)
    await changePerson(platform.ctx, superadmin, { id: actor.personId, expectedVersion: version }, change)
  }
  const ways: Record<string, (other: Actor) => Promise<unknown>> = {
    merged: async ({ personId: duplicateId }) => {
      const { personId } = await learner()
      await mergePeople(platform.ctx, superadmin, { personId, duplicateId })
    },
    deactivated: (other) => fall(other, { active: false }),
    'with other roles': (other) => fall(other, { roles: ['instructor'] }),
    'with another name': (other) => fall(other, { firstName: 'Ada' }),
  }
  const states: Record<string, unknown> = {}
  for (const [way, work] of Object.entries(ways)) {
    const other = await platform.addActor(['superadmin'])
    const { apiKey } = await makeKey(platform.ctx, other, key)
    heard.length = 0
    await work(other)
    states[way] = [await stateOfKey(apiKey.id), shown().includes(`api-key/${apiKey.id}`)]
    expect([way, checked().includes(other.personId)]).toEqual([way, true])
  }
  expect(states).toEqual({
    merged: ['revoked', true],
    deactivated: ['revoked', true],
    'with other roles': ['revoked', true],
    'with another name': ['active', false],
  })
})

it('what listens with a key is told at once that the key was revoked', async () => {
  const { apiKey } = await makeKey(platform.ctx, superadmin, key)
  await revokeKey(platform.ctx, superadmin, apiKey.id)
  expect(checked()).toContain(superadmin.personId)
})

it('who gets other roles or another name by a table is shown so, and may other things at once', async () => {
  const people = [await learner(), await learner()]
  const rows = people.map(({ email }) => `${email},Leonie,Learner,instructor`)
  await importPeople(platform, superadmin, {
    text: ['email,first_name,last_name,roles', ...rows].join('\n'),
  })
  const ids = people.map(({ personId }) => personId)
  expect(checked()).toEqual(expect.arrayContaining(ids))
  expect(shown()).toEqual(expect.arrayContaining(ids.map((id) => `person/${id}`)))
})

it('who is new is shown in lists of people, by hand and by a table', async () => {
  const unset = { language: null, timeZone: null, invite: false }
  const fields = {
    email: 'new@reactions.example',
    firstName: 'Nina',
    lastName: 'New',
    roles: ['learner' as const],
  }
  const { id } = await createPerson(platform.ctx, superadmin, { ...fields, ...unset })
  expect(shown()).toContain(`person/${id}`)
  heard.length = 0
  await importPeople(platform, superadmin, { text: 'email,first_name\nnext@reactions.example,Nico' })
  expect(heard.map(({ type }) => type)).toContain('person')
})

it('a merge is shown on the pages of both', async () => {
  const [one, two] = [(await learner()).personId, (await learner()).personId]
  await mergePeople(platform.ctx, superadmin, { personId: one, duplicateId: two })
  expect(shown()).toEqual(expect.arrayContaining([`person/${one}`, `person/${two}`]))
})

it('who ends reminders by the link in a mail sees it in open windows', async () => {
  const { personId } = await learner()
  const token =
    unsubscribeUrlOf(platform.ctx, 'https://reactions.example', personId, undefined).split('token=')[1] ?? ''
  await unsubscribe(platform.ctx, token)
  expect(heard).toEqual([{ type: 'notification', id: '', forPeople: [personId as PersonId] }])
})

it('the day of a switch is shown wherever the app is', async () => {
  const appId = test.fake.app.manifest.id
  await changeApp(platform.ctx, superadmin, { appId, active: true }, 'https://reactions.example')
  heard.length = 0
  await planSwitch(platform.ctx, superadmin, { appId, switchAt: new Date('2027-01-01T00:00:00Z') })
  expect(shown()).toEqual([`app/${appId}`])
})

it('a room that is found to be out of reach is shown and announced, as one that can’t be made is', async () => {
  const { ctx } = platform
  const account = await pairedAccount(test, platform, superadmin)
  const session = await buildSession(platform, superadmin)
  const plan = { sessionId: session.id, accountId: account.id, name: 'Day one', from: '10:00', to: '11:00' }
  const event = await planEvent(platform, superadmin, plan)
  await settleJobs(test, ctx)
  const url = 'https://other.example/hook'
  await addWebhook(ctx, superadmin, { url, description: '', eventTypes: null, active: true })
  const room = await ctx.db.selectFrom('rooms').selectAll().executeTakeFirstOrThrow()
  heard.length = 0
  await waitForPairing(ctx, room, new ProviderError('unauthorized', { provider: 'Fake', detail: 'ended' }))
  expect(shown()).toContain(`event/${event.id}`)
  const announced = await ctx.db.selectFrom('webhookEvents').select(['type', 'object']).execute()
  expect(announced).toEqual([{ type: 'room.failed', object: { eventId: event.id, state: 'blocked' } }])
})

it('whoever follows and fails takes back what happened and all that followed; the caller gets a sentence', async () => {
  const headers = { host: platform.host, cookie: await signedIn(test, platform, superadmin.email) }
  const rows = () =>
    sql`select (select count(*) from courses) as courses, (select count(*) from audit_entries) as entries,
      (select count(*) from webhook_events) as events`.execute(platform.ctx.db)
  const before = await rows()
  const payload = { name: 'Half', type: 'vilt' }
  const ask = () => test.app.http.inject({ method: 'POST', url: '/api/v1/courses', headers, payload })
  isLiveBroken = true
  const answer = await ask()
  expect(answer.json()).toMatchObject({
    status: 500,
    code: 'internal-error',
    detail: expect.stringMatching(/\.$/),
  })
  expect(answer.body).not.toContain('planted')
  expect((await rows()).rows).toEqual(before.rows)
  isLiveBroken = false
  expect((await ask()).statusCode).toBe(201)
})

const MANY = sized(2_000, 20_000)

it(`a fact about ${MANY} people costs as many statements as one about two`, async () => {
  const { ctx } = platform
  const { id: sessionId, courseId } = await buildSession(platform, superadmin)
  await sql`insert into people (platform_id, id, email, first_name, last_name, roles)
    select ${ctx.platform.id}, gen_random_uuid(), 'many' || n || '@reactions.example', 'Mara', n::text, '{learner}'
    from generate_series(1, ${MANY}::int) n`.execute(ctx.db)
  await sql`insert into enrollments (platform_id, session_id, person_id, status)
    select platform_id, ${sessionId}, id, 'enrolled' from people where first_name = 'Mara'`.execute(ctx.db)
  const people = await ctx.db.selectFrom('people').select('id').where('firstName', '=', 'Mara').execute()
  const all = people.map(({ id }) => id)
  const facts = (personIds: readonly PersonId[]): readonly Fact[] => [
    {
      kind: 'enrollments-changed',
      ...{ sessionId, courseId },
      changes: personIds.map((personId) => ({
        ...{ personId, before: undefined, reason: '' },
        ...{ status: 'enrolled', cause: 'enrolled' },
      })),
    },
    { kind: 'people-imported', personIds },
    {
      kind: 'learners-nudged',
      ...{ id: ctx.newId<EventId>(), by: superadmin.personId, sessionId, personIds, isOnline: true },
    },
  ]
  const costs = async (personIds: readonly PersonId[]) => {
    const costs: Record<string, number> = {}
    for (const fact of facts(personIds)) {
      const say = () => withTransaction(ctx.db, (trx) => happened(ctx, trx, fact))
      costs[fact.kind] = (await statementsOf(say)).statements.length
    }
    return costs
  }
  const few = await costs(all.slice(0, 2))
  expect(Math.max(...Object.values(few))).toBeLessThan(10)
  expect(await costs(all)).toEqual(few)
})
