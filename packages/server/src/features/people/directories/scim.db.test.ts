import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent, signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import {
  createTestApp,
  PASSWORD,
  settleJobs,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Actor } from '../../../http/actor.ts'
import { listEnrollments } from '../../training/enrollments/enrollments.service.ts'
import { changeSession } from '../../training/sessions/sessions.service.ts'
import { changePerson, getPerson } from '../people/people.service.ts'
import { makeDirectory, revokeDirectory } from './directories.service.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let token = ''
beforeAll(async () => {
  test = await createTestApp(undefined, { API_REQUESTS_PER_MINUTE: '500' })
  platform = await test.addPlatform('scim.example')
  superadmin = await platform.addActor(['superadmin'])
  await platform.addActor(['superadmin'])
  token = (await makeDirectory(platform.ctx, superadmin, 'Entra ID')).token
})
afterAll(() => test.close())

async function ask(
  method: string,
  url: string,
  options: { body?: unknown; headers?: Record<string, string>; token?: string; host?: string } = {},
) {
  const answer = await test.app.http.inject({
    method: method as 'GET',
    url: `/scim/v2${url}`,
    headers: {
      host: options.host ?? platform.host,
      authorization: `Bearer ${options.token ?? token}`,
      ...(options.body === undefined ? {} : { 'content-type': 'application/scim+json' }),
      ...options.headers,
    },
    ...(options.body === undefined
      ? {}
      : {
          payload:
            typeof options.body === 'string' || Buffer.isBuffer(options.body)
              ? options.body
              : JSON.stringify(options.body),
        }),
  })
  return { status: answer.statusCode, headers: answer.headers, body: answer.body ? answer.json() : undefined }
}

const found = (filter: string) => ask('GET', `/Users?filter=${encodeURIComponent(filter)}`)
const patch = (id: string, ...Operations: object[]) => ask('PATCH', `/Users/${id}`, { body: { Operations } })
const add = (userName: string, more: object = {}) =>
  ask('POST', '/Users', { body: { userName, name: { givenName: 'Lea', familyName: 'Learner' }, ...more } })

describe('people of a directory', () => {
  it('come, change, leave and come back, as Entra has it', async () => {
    expect((await found('userName eq "new@corp.example"')).body.totalResults).toBe(0)
    const made = await add('new@corp.example', {
      externalId: 'e-1',
      active: true,
      title: 'Nobody keeps this',
    })
    expect(made.status).toBe(201)
    expect(made.headers['content-type']).toContain('application/scim+json')
    const { id } = made.body
    expect(made.headers.location).toBe(made.body.meta.location)
    expect(made.body).toMatchObject({
      externalId: 'e-1',
      userName: 'new@corp.example',
      emails: [{ value: 'new@corp.example', primary: true }],
      active: true,
      groups: [],
    })
    expect(JSON.stringify(made.body)).not.toContain('Nobody keeps')
    expect(await getPerson(platform.ctx, superadmin, id)).toMatchObject({ roles: ['learner'], active: true })

    for (const filter of ['USERNAME eq "NEW@corp.example"', 'externalId eq "e-1"', `id eq "${id}"`])
      expect((await found(filter)).body.Resources).toEqual([made.body])
    const changed = await patch(
      id,
      { op: 'Replace', path: 'name.familyName', value: 'Leander' },
      { op: 'Replace', path: 'emails[type eq "work"].value', value: 'newer@corp.example' },
      { op: 'Add', path: 'preferredLanguage', value: 'it-IT' },
    )
    expect(changed.body).toMatchObject({
      name: { familyName: 'Leander' },
      emails: [{ value: 'newer@corp.example' }],
      preferredLanguage: 'it',
      userName: 'new@corp.example',
    })
    expect(changed.headers.etag).not.toBe(made.headers.etag)

    expect((await patch(id, { op: 'Replace', path: 'active', value: 'False' })).body.active).toBe(false)
    expect((await found('active eq false')).body.Resources.map((one: { id: string }) => one.id)).toContain(id)
    expect((await ask('DELETE', `/Users/${id}`)).status).toBe(204)
    expect((await ask('GET', `/Users/${id}`)).status).toBe(404)
    expect((await getPerson(platform.ctx, superadmin, id)).active).toBe(false)
    const again = await add('new@corp.example', { emails: [{ value: 'newer@corp.example' }] })
    expect([again.status, again.body.id, again.body.active]).toEqual([201, id, true])
  })

  it('are refused in another encoding: letters that can’t be read would be lost', async () => {
    const body = Buffer.from('{"userName": "lost@corp.example", "displayName": "Jürgen"}', 'latin1')
    const { status, body: said } = await ask('POST', '/Users', { body })
    expect([status, said.scimType]).toEqual([400, 'invalidSyntax'])
    expect((await found('userName eq "lost@corp.example"')).body.totalResults).toBe(0)
  })

  it('who is here by hand is found by the address, and is the directory’s from then on', async () => {
    const person = await platform.addActor(['learner'])
    expect((await found(`userName eq "${person.email}"`)).body.Resources[0].id).toBe(person.personId)
    const joined = await add('upn@corp.example', { emails: [{ value: person.email }] })
    expect([joined.status, joined.body.id, joined.body.userName]).toEqual([
      201,
      person.personId,
      'upn@corp.example',
    ])
    const twice = await add('upn@corp.example', { emails: [{ value: person.email }] })
    expect([twice.status, twice.body.scimType]).toEqual([409, 'uniqueness'])
    const other = await add('UPN@corp.example', { emails: [{ value: 'someone-else@corp.example' }] })
    expect([other.status, other.body.scimType]).toEqual([409, 'uniqueness'])
    expect((await found('emails.value eq "someone-else@corp.example"')).body.totalResults).toBe(0)
  })

  it('the same person twice at once is one', async () => {
    const both = await Promise.all([add('twice@corp.example'), add('twice@corp.example')])
    expect(both.map(({ status }) => status).sort()).toEqual([201, 409])
  })

  it('is as it was read, or is not changed', async () => {
    const { body, headers } = await add('etag@corp.example')
    const put = (tag: string) =>
      ask('PUT', `/Users/${body.id}`, {
        body: { userName: 'etag@corp.example', displayName: 'Eta Gee' },
        headers: { 'if-match': tag },
      })
    expect((await put('W/"another"')).status).toBe(412)
    const done = await put(String(headers.etag))
    expect([done.status, done.body.displayName]).toEqual([200, 'Eta Gee'])
    expect((await put(String(headers.etag))).status).toBe(412)
  })

  it('rights are given to nobody, and taken from nobody but by leaving', async () => {
    const teacher = await platform.addActor(['instructor'])
    const away = await patch(teacher.personId, {
      op: 'replace',
      path: 'emails',
      value: [{ value: 'evil@corp.example' }],
    })
    expect([away.status, away.body.detail]).toEqual([
      403,
      expect.stringContaining('more rights than a learner'),
    ])
    expect(
      (await patch(teacher.personId, { op: 'add', path: 'roles', value: [{ value: 'superadmin' }] })).status,
    ).toBe(200)
    expect((await getPerson(platform.ctx, superadmin, teacher.personId)).roles).toEqual(['instructor'])
    // Who leaves the organization leaves here, and may come back by the same way.
    expect((await patch(teacher.personId, { op: 'replace', path: 'active', value: false })).body.active).toBe(
      false,
    )
    expect((await patch(teacher.personId, { op: 'replace', path: 'active', value: true })).body.active).toBe(
      true,
    )
    // Whom a person deactivated, a directory does not let in.
    const { version } = await getPerson(platform.ctx, superadmin, teacher.personId)
    await changePerson(
      platform.ctx,
      superadmin,
      { id: teacher.personId, expectedVersion: version },
      { active: false },
    )
    expect((await patch(teacher.personId, { op: 'replace', path: 'active', value: true })).status).toBe(403)
  })

  it('who leaves frees the seat for who waits first, is signed out, and is taken from the provider', async () => {
    const { ctx } = platform
    const leaver = await platform.addActor(['learner'])
    const [first, second] = (await addPeople(platform, 2)).map((one) => present(one))
    const admin = await signedIn(test, platform, superadmin.email)
    const cookie = await signedIn(test, platform, leaver.email)
    const api = (method: 'GET' | 'POST', path: string, as: string, payload?: object) =>
      test.app.http.inject({
        method,
        url: `/api/v1${path}`,
        headers: { host: platform.host, cookie: as },
        ...(payload ? { payload } : {}),
      })
    const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
    const { id: sessionId, version } = await buildSession(platform, superadmin, { maxEnrollment: 1 })
    await changeSession(
      ctx,
      superadmin,
      { sessionId, expectedVersion: version },
      { waitingList: 'automatic' },
    )
    const times = { name: 'Ladders', from: '10:00', to: '11:00' }
    await planEvent(platform, superadmin, { sessionId, accountId: account.id, ...times })
    for (const { personId } of [leaver, present(first), present(second)]) {
      const asked = { personId, whenFull: 'wait' }
      const answer = await api('POST', `/sessions/${sessionId}/enrollments`, admin, asked)
      expect(answer.statusCode, answer.body).toBe(201)
    }
    await settleJobs(test, ctx)
    const registered = () =>
      [...test.fake.rooms.values()].flatMap((room) =>
        [...room.registrations.values()].map((one) => one.email),
      )
    const places = async () => {
      const page = await listEnrollments(ctx, superadmin, sessionId, { limit: 10 })
      return Object.fromEntries(page.items.map((one) => [one.personId, one.status]))
    }
    expect(registered()).toEqual([leaver.email])
    expect(await places()).toMatchObject({
      [leaver.personId]: 'enrolled',
      [present(first).personId]: 'waiting',
    })
    expect((await api('GET', '/me', cookie)).statusCode).toBe(200)
    // It is the directory's: found by the address, and joined, as Entra does before it provisions.
    expect((await add(leaver.email)).body.id).toBe(leaver.personId)

    const off = await ask('PATCH', `/Users/${leaver.personId}`, {
      body: {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'Replace', path: 'active', value: 'False' }],
      },
    })
    expect([off.status, off.body.active]).toEqual([200, false])
    expect((await api('GET', '/me', cookie)).statusCode).toBe(401)
    const again = { email: leaver.email, password: PASSWORD }
    expect((await api('POST', '/logins', '', again)).statusCode).toBe(401)
    expect(await places()).toEqual({
      [present(first).personId]: 'enrolled',
      [present(second).personId]: 'waiting',
    })
    await settleJobs(test, ctx)
    expect(registered()).toEqual([present(first).email])
    // Who comes back gets in again, and takes nobody's seat.
    expect((await patch(leaver.personId, { op: 'Replace', path: 'active', value: 'True' })).status).toBe(200)
    expect((await api('GET', '/me', cookie)).statusCode).toBe(401)
    expect((await api('POST', '/logins', '', again)).statusCode).toBe(201)
    expect(await places()).toMatchObject({ [present(first).personId]: 'enrolled' })
  })

  it('the last superadmin stays', async () => {
    const other = await test.addPlatform('scim-last.example')
    const last = await other.addActor(['superadmin'])
    const { token: own } = await makeDirectory(other.ctx, last, 'Okta')
    const answer = await ask('DELETE', `/Users/${last.personId}`, { token: own, host: other.host })
    expect(answer.status).toBe(409)
    expect((await getPerson(other.ctx, last, last.personId)).active).toBe(true)
  })

  it('are listed in pages, with what was asked for', async () => {
    const first = await ask('GET', '/Users?startIndex=1&count=2&attributes=userName,name.familyName')
    expect(first.body).toMatchObject({ startIndex: 1, itemsPerPage: 2 })
    expect(Object.keys(first.body.Resources[0]).sort()).toEqual(['id', 'meta', 'name', 'schemas', 'userName'])
    const second = await ask('GET', '/Users?startIndex=3&count=2')
    const ids = [...first.body.Resources, ...second.body.Resources].map(({ id }: { id: string }) => id)
    expect(new Set(ids).size).toBe(4)
    expect((await ask('GET', '/Users?count=0')).body).toMatchObject({ Resources: [], itemsPerPage: 0 })
    expect((await ask('GET', '/Users?startIndex=-5&count=-1')).body).toMatchObject({
      startIndex: 1,
      itemsPerPage: 0,
    })
  })

  it.each([
    ['userName co "corp" and not (active eq false)', 200],
    ['emails[type eq "work" and value sw "twice@"]', 200],
    ['emails[type eq "work"].value eq "twice@corp.example"', 200],
    ['externalId pr or name.givenName ew "a"', 200],
    ['userName gt "a" and userName lt "z" and userName ne "q" and id ge "0" and id le "z"', 200],
    ['externalId eq null', 200],
    ['password eq "x"', 400],
    ['active gt true', 400],
    ['userName eq 7', 400],
    ['userName eq', 400],
    ['"; drop table people; --', 400],
    [`userName eq "${'x'.repeat(3000)}"`, 400],
  ])('a filter %s is answered with %i', async (filter, status) => {
    const answer = await found(filter)
    expect([answer.status, answer.body.scimType]).toEqual([
      status,
      status === 400 ? 'invalidFilter' : undefined,
    ])
  })

  it.each<[string, string, string, unknown, number]>([
    ['what is no JSON', 'POST', '/Users', '{"userName":', 400],
    ['a list for a person', 'POST', '/Users', [], 400],
    ['nothing', 'POST', '/Users', '', 400],
    ['a person without an address', 'POST', '/Users', { userName: 'lea' }, 400],
    ['a thing that is none', 'GET', '/Users/me', undefined, 404],
    ['an address that is none', 'GET', '/Nothing', undefined, 404],
    [
      'an operation that is none',
      'PATCH',
      '/Users/00000000-0000-7000-8000-000000000000',
      { Operations: [{ op: 'x' }] },
      400,
    ],
    [
      'somebody who is not here',
      'PATCH',
      '/Users/00000000-0000-7000-8000-000000000000',
      { Operations: [{ op: 'add', path: 'active', value: true }] },
      404,
    ],
    ['a NUL in a name', 'POST', '/Users', { userName: 'nul@corp.example', displayName: 'a\u0000b' }, 400],
    ['half a character', 'POST', '/Groups', { displayName: '\ud800' }, 400],
    ['a name of nothing that is seen', 'POST', '/Groups', { displayName: '\u200b\u00ad' }, 400],
    ['a page that is no number', 'GET', '/Users?count=many', undefined, 400],
    ['a group without a name', 'POST', '/Groups', { members: [] }, 400],
    [
      'a group with strangers',
      'POST',
      '/Groups',
      { displayName: 'Strangers', members: [{ value: '00000000-0000-7000-8000-000000000000' }] },
      400,
    ],
    [
      'a group with what is no id',
      'POST',
      '/Groups',
      { displayName: 'Strangers', members: [{ value: "x' or 1=1" }] },
      400,
    ],
  ])('%s gets a sentence', async (_, method, url, body, status) => {
    const answer = await ask(method, url, body === undefined ? {} : { body })
    expect(answer.body).toMatchObject({
      schemas: ['urn:ietf:params:scim:api:messages:2.0:Error'],
      status: String(status),
    })
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(/\.$/)
  })
})

describe('groups of a directory', () => {
  const members = async (id: string) =>
    (await ask('GET', `/Groups/${id}`)).body.members.map(({ value }: { value: string }) => value).sort()

  it('get and lose members in every way in which clients say it', async () => {
    const ids: string[] = []
    for (const name of ['g1', 'g2', 'g3', 'g4']) ids.push((await add(`${name}@corp.example`)).body.id)
    const [a = '', b = '', c = '', d = ''] = ids
    const made = await ask('POST', '/Groups', {
      body: { displayName: 'Welders', externalId: 'x-1', members: [{ value: a }] },
    })
    expect(made.status).toBe(201)
    const { id } = made.body
    const change = (...Operations: object[]) => ask('PATCH', `/Groups/${id}`, { body: { Operations } })
    await change({
      op: 'Add',
      path: 'members',
      value: [{ value: b }, { value: c.toUpperCase() }, { value: a }],
    })
    expect(await members(id)).toEqual([a, b, c].sort())
    await change({ op: 'Remove', path: 'members', value: [{ value: a }] })
    await change({ op: 'remove', path: `members[value eq "${b}"]` })
    expect(await members(id)).toEqual([c])
    await change({
      op: 'replace',
      value: { displayName: 'Welders north', members: [{ value: d }, { value: a }] },
    })
    expect(await members(id)).toEqual([a, d].sort())
    expect((await ask('GET', `/Users/${a}`)).body.groups).toMatchObject([
      { value: id, display: 'Welders north' },
    ])
    const byName = (filter: string) =>
      ask('GET', `/Groups?excludedAttributes=members&filter=${encodeURIComponent(filter)}`)
    for (const filter of ['displayName eq "WELDERS north"', `members eq "${d}"`, 'externalId eq "x-1"']) {
      const { body } = await byName(filter)
      expect(body.Resources.map((one: { id: string }) => one.id)).toEqual([id])
      expect(body.Resources[0].members).toBeUndefined()
    }
    expect((await byName(`members.value eq "${b}"`)).body.totalResults).toBe(0)
    await change({ op: 'remove', path: 'members' })
    expect(await members(id)).toEqual([])
    const taken = await ask('POST', '/Groups', { body: { displayName: 'welders NORTH' } })
    expect([taken.status, taken.body.scimType]).toEqual([409, 'uniqueness'])
    expect((await ask('DELETE', `/Groups/${id}`)).status).toBe(204)
    expect((await ask('GET', `/Groups/${id}`)).status).toBe(404)
  })

  it('a group that was made here is not deleted by it', async () => {
    const { createGroup } = await import('../groups/groups.service.ts')
    const group = await createGroup(platform.ctx, superadmin, 'Made by hand')
    const answer = await ask('DELETE', `/Groups/${group.id}`)
    expect([answer.status, answer.body.detail]).toEqual([403, expect.stringContaining('Made by hand')])
  })
})

describe('a token', () => {
  it('is kept as a hash, belongs to one platform, and ends when it is revoked', async () => {
    const rows = await platform.ctx.db.selectFrom('directories').selectAll().execute()
    expect(JSON.stringify(rows)).not.toContain(token)
    const other = await test.addPlatform('scim-other.example')
    const made = await makeDirectory(platform.ctx, superadmin, 'Okta')
    const asked = (given: string, host = platform.host) =>
      ask('GET', '/Users?count=1', { token: given, host })
    expect((await asked(made.token)).status).toBe(200)
    expect((await asked(made.token, other.host)).status).toBe(401)
    expect((await asked('lectern_scim_wrong')).status).toBe(401)
    const api = {
      method: 'GET' as const,
      url: '/api/v1/people',
      headers: { host: platform.host, authorization: `Bearer ${made.token}` },
    }
    expect((await test.app.http.inject(api)).statusCode).toBe(401)
    await revokeDirectory(platform.ctx, superadmin, made.directory.id)
    const refused = await asked(made.token)
    expect([refused.status, refused.headers['www-authenticate']]).toEqual([401, 'Bearer'])
  })

  it('is seen in the log: who changed what', async () => {
    const { rows } = await sql<{ action: string; changes: Record<string, unknown>; actorId: string | null }>`
      select action, changes, actor_id from audit_entries where changes ->> 'directory' = 'Entra ID'`.execute(
      platform.ctx.db,
    )
    expect(new Set(rows.map(({ action }) => action))).toEqual(
      new Set([
        'person.create',
        'person.change',
        'person.deactivate',
        'person.activate',
        'group.create',
        'group.change',
        'group.delete',
        'group.add-members',
        'group.remove-members',
      ]),
    )
    expect(rows.every(({ actorId }) => actorId === null)).toBe(true)
  })

  it('tells what it can', async () => {
    expect((await ask('GET', '/ServiceProviderConfig')).body).toMatchObject({
      patch: { supported: true },
      filter: { supported: true, maxResults: 200 },
      bulk: { supported: false },
    })
    const types = (await ask('GET', '/ResourceTypes')).body
    expect(types.Resources.map(({ id }: { id: string }) => id)).toEqual(['User', 'Group'])
    const schemas = (await ask('GET', '/Schemas')).body
    for (const { id } of schemas.Resources) expect((await ask('GET', `/Schemas/${id}`)).body.id).toBe(id)
  })
})
