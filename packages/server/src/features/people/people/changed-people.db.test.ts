import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { reconcileRegistrationsJob } from '../../rooms/registrations/registrations.job.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { changeMe } from '../auth/auth.service.ts'
import { mergePeople } from './merge.service.ts'
import { changePerson, getPerson } from './people.service.ts'

let test: TestApp
let platform: TestPlatform
let admin: Actor
let sessionId: SessionId
let person: Actor & { email: string }

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('changed.example')
  admin = await platform.addActor(['superadmin'])
  const account = await pairedAccount(test, platform, admin, { sessionType: 'webinar' })
  sessionId = (await buildSession(platform, admin)).id
  const event = { sessionId, accountId: account.id, name: 'E', from: '10:00', to: '11:00' }
  await planEvent(platform, admin, event)
  await settleJobs(test, platform.ctx)
})
afterAll(() => test.close())
beforeEach(async () => {
  const [learner] = await addPeople(platform, 1)
  if (!learner) throw new Error('one was added')
  person = learner
  await enroll(platform.ctx, admin, sessionId, person.personId)
  await settleJobs(test, platform.ctx)
  expect(await registered(person.email)).toBe('Lea Learner0')
})

/** The name with which an address was registered at the provider, as long as it stands there. */
async function registered(email: string): Promise<string | undefined> {
  const all = [...test.fake.rooms.values()].flatMap((room) => [...room.registrations.values()])
  if (!all.some((entry) => entry.email === email)) return undefined
  const row = await platform.ctx.db
    .selectFrom('registrations')
    .select(['firstName', 'lastName'])
    .where('email', '=', email)
    .where('state', '=', 'ready')
    .executeTakeFirstOrThrow()
  return `${row.firstName} ${row.lastName}`
}

async function change(fields: Parameters<typeof changePerson>[3], personId: PersonId = person.personId) {
  const { version } = await getPerson(platform.ctx, admin, personId)
  await changePerson(platform.ctx, admin, { id: personId, expectedVersion: version }, fields)
}

/** The change said so itself: nothing waits for the sweep, which never runs in this file. */
async function follow(work: Promise<unknown>): Promise<void> {
  await work
  expect(test.jobs.map((job) => job.name)).toContain(reconcileRegistrationsJob.name)
  await settleJobs(test, platform.ctx)
}

it('a new name is at the provider at once', async () => {
  await follow(change({ firstName: 'Leonie' }))
  expect(await registered(person.email)).toBe('Leonie Learner0')
})

it('a new address is, and the old one is gone', async () => {
  await follow(change({ email: `new-${person.email}` }))
  expect([await registered(person.email), await registered(`new-${person.email}`)]).toEqual([
    undefined,
    'Lea Learner0',
  ])
})

it('who is deactivated is registered no more', async () => {
  await follow(change({ active: false }))
  expect(await registered(person.email)).toBeUndefined()
})

it('a merged duplicate is registered no more, the person who took over is', async () => {
  const [stays] = await addPeople(platform, 1)
  if (!stays) throw new Error('one was added')
  const pair = { personId: stays.personId, duplicateId: person.personId }
  await follow(mergePeople(platform.ctx, admin, pair))
  expect([await registered(person.email), await registered(stays.email)]).toEqual([undefined, 'Lea Learner0'])
})

it('one’s own language and zone are nothing that a provider knows', async () => {
  await changeMe(platform.ctx, person, { language: 'it', timeZone: 'Europe/Rome' })
  expect(test.jobs).toEqual([])
  expect(await registered(person.email)).toBe('Lea Learner0')
})
