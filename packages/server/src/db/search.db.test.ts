import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, signedIn } from '../../test/builders.ts'
import { importPeople } from '../../test/import-people.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { PersonId } from '../domain/ids.ts'

let test: TestApp
let platform: TestPlatform
let superadmin: Awaited<ReturnType<TestPlatform['addActor']>>
let cookie: string
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('search.example')
  superadmin = await platform.addActor(['superadmin'], 'ada@search.example')
  cookie = await signedIn(test, platform, superadmin.email)
})
afterAll(() => test.close())

async function call(method: 'GET' | 'POST' | 'PATCH', url: string, payload?: object) {
  const headers = { host: platform.host, cookie, ...(method === 'PATCH' ? { 'if-match': '"1"' } : {}) }
  return test.app.http.inject({ method, url: `/api/v1${url}`, headers, ...(payload ? { payload } : {}) })
}
const person = (email: string, firstName: string, lastName = '') =>
  call('POST', '/people', { email, firstName, lastName, roles: ['learner'], invite: false })
/** What a list finds, by a field of its items. */
async function found(url: string, query: string, field: string): Promise<string[]> {
  const answer = await call('GET', `${url}${url.includes('?') ? '&' : '?'}query=${encodeURIComponent(query)}`)
  return answer.json().items.map((item: Record<string, string>) => item[field])
}

describe('a search', () => {
  const typed: Record<string, readonly string[]> = {
    Ångström: [
      'Ångström',
      'A\u030angstro\u0308m',
      'ÅNGSTRÖM',
      'angstrom',
      '\u212bngström',
      'Ång\u00adström',
      'gstrÖ',
    ],
    'O’Neil': ['O’Neil', "O'Neil", 'o‘neil', 'oʼneil', 'O´Neil', 'oneil', "'neil"],
    'Łukasz Søren Đỗ': ['lukasz soren do', 'ŁUKASZ', 'søren', 'đỗ', 'Łukasz  Søren'],
    'Weiß-Œuvre': ['weiss', 'WEISS', 'Weiß', 'weiß‑œuvre', 'oeuvre'],
    'Иван Ёлкин': ['иван', 'ЁЛКИН', 'елкин'],
    '100% _fun_ \\o/': ['100%', '_fun_', '\\o/', '% _'],
    ガブリエル: ['ガブ', 'カ\u3099ブ'],
  }
  const names = Object.keys(typed)
  let groupId = ''
  let sessionId = ''
  beforeAll(async () => {
    const group = (await call('POST', '/groups', { name: 'All of them' })).json()
    groupId = group.id
    const session = await buildSession(platform, await platform.addActor(['superadmin']))
    sessionId = session.id
    for (const [at, name] of names.entries()) {
      const { id } = (await person(`p${at}@search.example`, name)).json()
      await call('POST', `/groups/${groupId}/members`, { personIds: [id], save: true })
      await call('POST', `/sessions/${sessionId}/enrollments`, { personId: id })
      await call('POST', '/groups', { name })
      await call('POST', '/courses', { name, type: 'vilt', visibility: 'catalogue' })
    }
  })

  it.each([
    ['people', () => '/people', 'firstName'],
    ['courses', () => '/courses', 'name'],
    ['the catalogue', () => '/catalogue', 'name'],
    ['groups', () => '/groups', 'name'],
    ['members of a group', () => `/groups/${groupId}/members`, 'name'],
    ['learners of a session', () => `/sessions/${sessionId}/enrollments`, 'name'],
  ])('finds words however they are typed, among %s', async (_where, url, field) => {
    const missed: string[] = []
    for (const [name, queries] of Object.entries(typed))
      for (const query of queries) {
        const hits = await found(url(), query, field)
        if (hits.length !== 1 || hits[0] !== name) missed.push(`${query} for ${name}: ${hits}`)
      }
    expect(missed).toEqual([])
  })

  it('finds mails by recipient and subject', async () => {
    const { ctx } = platform
    const [one] = (await call('GET', '/people?query=angstrom')).json().items
    await sql`insert into mails (platform_id, id, key, person_id, recipient, subject, body)
      values (${ctx.platform.id}, ${ctx.newId()}, 'k', ${one.id}, 'o''neil@search.example', 'Übung für Ångström', '')`.execute(
      ctx.db,
    )
    for (const query of ['o’neil@search.example', 'ubung FUR', 'U\u0308bung', 'angstrom'])
      expect(await found('/mails', query, 'recipient')).toEqual(["o'neil@search.example"])
    expect(await found('/mails', 'ubungen', 'recipient')).toEqual([])
  })

  it('finds an address in every way of writing it', async () => {
    await person('hanna@münchen.example', 'Hanna')
    for (const query of [
      'hanna@münchen.example',
      'HANNA@xn--mnchen-3ya.example',
      'hanna@mu\u0308nchen.example',
    ])
      expect(await found('/people', query, 'firstName')).toEqual(['Hanna'])
  })
})

describe('one person', () => {
  it('is one, however the address is written', async () => {
    const first = await person('tom@düren.example', 'Tom')
    expect(first.json()).toMatchObject({ email: 'tom@xn--dren-0ra.example' })
    for (const email of [
      'TOM@düren.example',
      'tom@xn--dren-0ra.example',
      'tom@du\u0308ren.example',
      'to\u200bm@düren.example',
      'tom@dü\u00adren.example',
      'ｔom@düren.example',
    ])
      expect([email, (await person(email, 'Tom')).json().code]).toEqual([email, 'email-taken'])
    const table = `email,first_name\n${['tom@du\u0308ren.example', '\ufefftom@DÜREN.example'].join(',Tom\n')},Tom`
    const imported = await importPeople(platform, superadmin, { text: table })
    expect(imported).toMatchObject({ added: 0, unchanged: 1, refused: 1 })
  })

  it('has a name that is composed, without what nobody sees', async () => {
    const made = await person('zoe@search.example', '\u200bZoe\u0308 ', 'von\u00a0 der\u00adLeyen')
    expect(made.json()).toMatchObject({ firstName: 'Zoë', lastName: 'von derLeyen' })
    expect((await person('none@search.example', '\u200b\u00ad')).statusCode).toBe(400)
  })
})

describe('addresses of earlier releases', () => {
  it('are written in today’s form, but for those that are another person’s', async () => {
    const { ctx } = platform
    const add = async (email: string) => {
      const id = ctx.newId<PersonId>()
      await sql`insert into people (platform_id, id, email, first_name, last_name)
        values (${ctx.platform.id}, ${id}, ${email}, 'Old', 'Person')`.execute(ctx.db)
      return id
    }
    const [alone, twice] = [await add('old@b\u00fccher.example'), await add('twi\u200bce@search.example')]
    const owner = await add('twice@search.example')
    const decomposed = await add('jo\u0308rg@search.example')
    await Promise.all([test.app.tidy(), test.app.tidy()])
    const emailOf = async (id: string) => (await call('GET', `/people/${id}`)).json().email
    expect(await emailOf(alone)).toBe('old@xn--bcher-kva.example')
    expect(await emailOf(decomposed)).toBe('j\u00f6rg@search.example')
    expect(await emailOf(owner)).toBe('twice@search.example')
    expect(await emailOf(twice)).toBe('twi\u200bce@search.example')
    const { duplicates } = (await call('GET', `/people/${owner}`)).json()
    expect(duplicates.map((one: { id: string }) => one.id)).toContain(twice)
  })
})
