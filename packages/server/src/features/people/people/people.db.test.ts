import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, outboxOf, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { importPeople } from '../../../../test/import-people.ts'
import { sized } from '../../../../test/sized.ts'
import {
  createTestApp,
  PASSWORD,
  settleJobs,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import { enroll, listEnrollments } from '../../training/enrollments/enrollments.service.ts'
import { tryImport } from './import.service.ts'
import { mergePeople } from './merge.service.ts'
import { changePerson, createPerson, findPeople, getPerson, invitePerson } from './people.service.ts'

type Actor = Awaited<ReturnType<TestPlatform['addActor']>>

let test: TestApp
let platform: TestPlatform
let superadmin: Actor
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('people.example')
  superadmin = await platform.addActor(['superadmin'], 'ada@people.example')
})
afterAll(() => test.close())

const call = (method: string, url: string, payload?: object, cookie?: string) =>
  test.app.http.inject({
    method: method as 'GET',
    url: `/api/v1${url}`,
    headers: { host: platform.host, ...(cookie ? { cookie } : {}) },
    ...(payload ? { payload } : {}),
  })
const newPerson = (email: string, more: object = {}) =>
  createPerson(platform.ctx, superadmin, {
    email,
    firstName: 'Nia',
    lastName: 'New',
    roles: ['learner'],
    language: null,
    timeZone: null,
    invite: false,
    ...more,
  })
const newestMailTo = async (email: string) =>
  (await outboxOf(platform, superadmin)).find((mail) => mail.recipient === email)
const linkIn = (body: string | undefined) => /\/welcome\/([\w-]+)/.exec(body ?? '')?.[1] ?? ''

describe('an invitation', () => {
  it('is a link in the person’s language by which they choose a password, once', async () => {
    await newPerson('nia@people.example', { language: 'it', invite: true })
    const mail = await newestMailTo('nia@people.example')
    expect(mail?.subject).toBe('people.example: Il tuo invito')
    expect(mail?.body).toContain('https://people.example/welcome/')
    const token = linkIn(mail?.body)
    expect((await call('GET', `/password-links/${token}`)).json()).toMatchObject({
      purpose: 'invitation',
      firstName: 'Nia',
    })
    const weak = await call('POST', `/password-links/${token}`, { password: 'password12' })
    expect(weak.json()).toMatchObject({ status: 422, code: 'password-too-common' })
    const chosen = await call('POST', `/password-links/${token}`, { password: 'four small words' })
    expect(chosen.json()).toEqual({ signedIn: true })
    expect(chosen.cookies[0]?.name).toBe('__Host-lectern_login')
    expect(
      (await call('POST', `/password-links/${token}`, { password: 'another password' })).statusCode,
    ).toBe(410)
    const people = await findPeople(platform.ctx, superadmin, { query: 'nia@', state: 'active', limit: 10 })
    expect(people.items[0]).toMatchObject({ state: 'active' })
    expect(people.items[0]?.signedInAt).not.toBeNull()
  })

  it('is a state of its own in the list: whoever asks for the active gets none who never came', async () => {
    await newPerson('invited@states.example', { invite: true })
    await newPerson('active@states.example', { invite: false })
    const gone = await newPerson('gone@states.example', { invite: false })
    await platform.ctx.db.updateTable('people').set({ active: false }).where('id', '=', gone.id).execute()
    const found = async (
      state: 'present' | 'active' | 'invited' | 'inactive' | 'all',
      actor: Actor = superadmin,
    ) =>
      (await findPeople(platform.ctx, actor, { query: '@states', state, limit: 10 })).items.map(
        (person) => `${person.email.split('@')[0]} ${person.state}`,
      )
    expect((await found('all')).sort()).toEqual(['active active', 'gone inactive', 'invited invited'])
    for (const state of ['active', 'invited', 'inactive'] as const) {
      const items = await found(state)
      expect([state, items.map((item) => item.split(' ')[1])]).toEqual([state, [state]])
    }
    expect((await found('present')).sort()).toEqual(['active active', 'invited invited'])
    // Who was invited is not for instructors to know: they find everybody whom they may choose.
    const instructor = await platform.addActor(['instructor'])
    expect((await found('active', instructor)).sort()).toEqual(['active active', 'invited active'])
    await expect(found('invited', instructor)).rejects.toMatchObject({ code: 'role-superadmin-needed' })
  })

  it('ends after two weeks', async () => {
    await newPerson('late@people.example', { invite: true })
    const token = linkIn((await newestMailTo('late@people.example'))?.body)
    const now = test.clock.now
    test.clock.now = new Date(now.getTime() + 14 * 86_400_000)
    expect((await call('GET', `/password-links/${token}`)).json()).toMatchObject({
      code: 'password-link-ended',
    })
    test.clock.now = now
  })
})

describe('a link for a password', () => {
  const open = async (token: string) => (await call('GET', `/password-links/${token}`)).statusCode === 200

  it('ends when its person has another address: whoever reads the old mailbox is somebody else', async () => {
    const person = await newPerson('mistyped@people.example', { invite: true })
    const invitation = linkIn((await newestMailTo('mistyped@people.example'))?.body)
    const change = { expectedVersion: person.version, id: person.id }
    const renamed = await changePerson(platform.ctx, superadmin, change, { firstName: 'Mia' })
    expect(await open(invitation)).toBe(true)
    const again = { ...change, expectedVersion: renamed.version }
    await changePerson(platform.ctx, superadmin, again, { email: 'right@people.example' })
    expect(await open(invitation)).toBe(false)
    const taken = await call('POST', `/password-links/${invitation}`, { password: 'four small words' })
    expect(taken.json()).toMatchObject({ status: 410, code: 'password-link-ended' })
    await invitePerson(platform.ctx, superadmin, person.id)
    expect(await open(linkIn((await newestMailTo('right@people.example'))?.body))).toBe(true)
  })

  it('ends when its person changes the password: whoever asked for it gets nothing by it any more', async () => {
    const person = await platform.addActor(['learner'], 'changes@people.example')
    const cookie = await signedIn(test, platform, person.email)
    await call('POST', '/password-resets', { email: person.email })
    await settleJobs(test, platform.ctx)
    const token = linkIn((await newestMailTo(person.email))?.body)
    expect(await open(token)).toBe(true)
    const change = { current: PASSWORD, password: 'some other words' }
    expect((await call('PUT', '/me/password', change, cookie)).statusCode).toBe(204)
    expect(await open(token)).toBe(false)
  })
})

describe('a forgotten password', () => {
  it('is replaced by a link; all browsers are signed out, and nobody learns who is here', async () => {
    const person = await platform.addActor(['learner'], 'forgets@people.example')
    const cookie = await signedIn(test, platform, person.email)
    const [known, unknown] = [
      await call('POST', '/password-resets', { email: 'forgets@people.example' }),
      await call('POST', '/password-resets', { email: 'nobody@people.example' }),
    ]
    expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body])
    await settleJobs(test, platform.ctx)
    expect(await newestMailTo('nobody@people.example')).toBeUndefined()
    const token = linkIn((await newestMailTo(person.email))?.body)
    await call('POST', `/password-links/${token}`, { password: 'a new one altogether' })
    expect((await call('GET', '/me', undefined, cookie)).statusCode).toBe(401)
    const again = await call('POST', '/logins', { email: person.email, password: 'a new one altogether' })
    expect(again.statusCode).toBe(201)
  })

  it('makes no more than three mails in the hour', async () => {
    const person = await platform.addActor(['learner'], 'asks@people.example')
    for (let times = 0; times < 5; times++) await call('POST', '/password-resets', { email: person.email })
    await settleJobs(test, platform.ctx)
    const mails = (await outboxOf(platform, superadmin)).filter((mail) => mail.recipient === person.email)
    expect(mails).toHaveLength(3)
  })
})

describe('a person', () => {
  it('who is deactivated is out at once, and the last superadmin can’t be', async () => {
    const person = await platform.addActor(['learner'], 'leaves@people.example')
    const cookie = await signedIn(test, platform, person.email)
    const target = { id: person.personId, expectedVersion: 1 }
    await changePerson(platform.ctx, superadmin, target, { active: false })
    expect((await call('GET', '/me', undefined, cookie)).statusCode).toBe(401)
    await expect(signedIn(test, platform, person.email)).rejects.toThrow(/wrong-email/)
    const last = { id: superadmin.personId, expectedVersion: 1 }
    for (const change of [{ active: false }, { roles: ['learner' as const] }]) {
      await expect(changePerson(platform.ctx, superadmin, last, change)).rejects.toMatchObject({
        code: 'last-superadmin',
      })
    }
  })

  it('needs an address of their own', async () => {
    await expect(newPerson('ADA@people.example')).rejects.toMatchObject({ code: 'email-taken' })
    await expect(newPerson('no address')).rejects.toMatchObject({ code: 'email-invalid' })
  })
})

describe('a duplicate', () => {
  it('is merged: places, teaching, address and registrations go to the person who stays', async () => {
    const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
    const first = await buildSession(platform, superadmin)
    const second = await buildSession(platform, superadmin, { maxEnrollment: 1 })
    await planEvent(platform, superadmin, {
      sessionId: second.id,
      accountId: account.id,
      name: 'E',
      from: '10:00',
      to: '11:00',
    })
    const [stays, goes] = [
      await platform.addActor(['learner'], 'lea.learner@people.example'),
      await platform.addActor(['learner'], 'lealearner@old.example'),
    ]
    for (const [session, person] of [
      [first, stays],
      [first, goes],
      [second, goes],
    ] as const) {
      await enroll(platform.ctx, superadmin, session.id, person.personId)
    }
    await settleJobs(test, platform.ctx)
    const found = await getPerson(platform.ctx, superadmin, stays.personId)
    expect(found.duplicates[0]).toMatchObject({ email: 'lealearner@old.example', enrollments: 2 })

    const pair = { personId: stays.personId, duplicateId: goes.personId }
    const merged = await mergePeople(platform.ctx, superadmin, pair)
    await settleJobs(test, platform.ctx)
    expect(merged).toMatchObject({
      enrollments: 2,
      otherAddresses: ['lealearner@old.example'],
    })
    expect((await listEnrollments(platform.ctx, superadmin, second.id)).items).toMatchObject([
      { personId: stays.personId },
    ])
    const registered = [...test.fake.rooms.values()].flatMap((room) => [...room.registrations.values()])
    expect(registered.map((registration) => registration.email)).toEqual(['lea.learner@people.example'])
    // The old address still leads to the person, and to nobody new.
    await expect(newPerson('lealearner@old.example')).rejects.toMatchObject({ code: 'email-taken' })
    const signIn = await call('POST', '/logins', {
      email: 'lealearner@old.example',
      password: 'a long password',
    })
    expect(signIn.json()).toMatchObject({ email: 'lea.learner@people.example' })
  })
})

describe('a table of people', () => {
  const table = `E-mail;Nome;Cognome;Ruolo;Lingua;Fuso orario
uno@people.example;Uno;Primo;studente;it;Europe/Rome
due@people.example;Due;;istruttore, studente;;
UNO@people.example;Uno;Doppio;;;
not an address;X;;;;
tre@people.example;;;;;
quattro@people.example;Q;;boss;;
cinque@people.example;C;;;fr;
sei@people.example;S;;;;Mars/Olympus
ada@people.example;Ada;;studente;;
leaves@people.example;L;;;;`
  const read = (text = table) => importPeople(platform, superadmin, { text, invite: true })

  it('is shown before it is saved, with a sentence for each row that is left out', async () => {
    const preview = await tryImport(platform.ctx, superadmin, table)
    expect(preview).toMatchObject({ added: 2, changed: 0, refused: 8, saved: false })
    expect(preview.rows.map((row) => [row.line, row.outcome])).toEqual([
      [4, 'refuse'],
      [5, 'refuse'],
      [6, 'refuse'],
      [7, 'refuse'],
      [8, 'refuse'],
      [9, 'refuse'],
      [10, 'refuse'],
      [11, 'refuse'],
      [2, 'add'],
      [3, 'add'],
    ])
    expect(preview.rows[0]?.reason).toBe('uno@people.example stands in line 2 already.')
    expect(preview.rows[3]?.reason).toMatch(/“boss” is no role/)
    const none = await findPeople(platform.ctx, superadmin, { query: 'uno@', state: 'all', limit: 10 })
    expect(none.items).toEqual([])
  })

  it('adds who is new and invites them, and changes who is known, the second time nothing', async () => {
    expect(await read()).toMatchObject({ added: 2 })
    const due = await findPeople(platform.ctx, superadmin, { query: 'due@', state: 'present', limit: 10 })
    expect(due.items).toMatchObject([
      { firstName: 'Due', roles: ['instructor', 'learner'], state: 'invited' },
    ])
    expect(await newestMailTo('uno@people.example')).toMatchObject({
      subject: expect.stringContaining('invito'),
    })
    expect(await read()).toMatchObject({ added: 0, changed: 0, unchanged: 2 })
    const changed = await read('email,first_name\nuno@people.example,Otto')
    expect(changed).toMatchObject({ changed: 1 })
  })

  const ROWS = sized(2_000, 20_000)
  it(`takes ${ROWS} rows, and refuses a text that is no table with what it misses`, async () => {
    const rows = Array.from({ length: ROWS }, (_, n) => `many${n}@people.example,Many ${n}`)
    const text = `email,first name\n${rows.join('\n')}`
    expect(await tryImport(platform.ctx, superadmin, text)).toMatchObject({ added: ROWS, refused: 0 })
    await expect(read('name\nAda')).rejects.toMatchObject({ code: 'table-columns-missing' })
    await expect(read('')).rejects.toMatchObject({ code: 'table-empty' })
  })
})
