import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { signedIn } from '../../../../test/builders.ts'
import { present } from '../../../../test/present.ts'
import { sized } from '../../../../test/sized.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { Ctx } from '../../../ctx.ts'
import type { PersonImportId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { importPeopleJob } from './import.job.ts'
import { beginImport, exportImport, getImport, listImportItems, tryImport } from './import.service.ts'
import { carryOutImport } from './import-work.service.ts'
import { changePerson, findPeople, getPerson } from './people.service.ts'

/** The most that one table may have; a part of it in the suite, all of it with `LECTERN_ROWS=20000`. */
const ROWS = Number(process.env.LECTERN_ROWS) || sized(1_100, 2_000)
/** More than one batch. */
const ALL = sized(600, 1_200)

let test: TestApp
let platform: TestPlatform
let admin: Actor & { email: string }
let ctx: Ctx
let made = 0

beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('imports.example')
  admin = await platform.addActor(['superadmin'])
  ctx = platform.ctx
})
afterAll(() => test.close())
beforeEach(() => {
  test.jobs.length = 0
  made++
})

/** So many people whom nobody knows yet. */
function tableOf(count: number, name = 'Ida'): string {
  const rows = Array.from({ length: count }, (_, n) => `p${made}-${n}@imports.example,${name},Number ${n}`)
  return ['email,first_name,last_name', ...rows].join('\n')
}
const begin = (text: string, invite = false) => beginImport(ctx, admin, { text, invite, save: true })
const now = (importId: PersonImportId) => getImport(ctx, admin, importId)

async function countOf(table: 'people' | 'mails', pattern: string): Promise<number> {
  const column = table === 'people' ? 'email' : 'recipient'
  const { count } = await ctx.db
    .selectFrom(table)
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where(column as 'email', 'like', pattern)
    .executeTakeFirstOrThrow()
  return count
}

it.each([{ active: false }, { roles: ['instructor' as const] }])(
  'adds nobody for somebody who may not any more: %j',
  async (fall) => {
    const other = await platform.addActor(['superadmin'])
    const { id } = await beginImport(ctx, other, { text: tableOf(2), invite: true, save: true })
    const { version } = await getPerson(ctx, admin, other.personId)
    await changePerson(ctx, admin, { id: other.personId, expectedVersion: version }, fall)
    await settleJobs(test, ctx)
    expect(await now(id)).toMatchObject({ added: 0, waiting: 0, refused: 2, finishedAt: expect.any(String) })
    const { items } = await listImportItems(ctx, admin, id, { limit: 100 })
    expect(items.map(({ reason }) => reason)).toEqual(Array(2).fill(expect.stringContaining('superadmin')))
    expect([await countOf('people', `p${made}-%`), await countOf('mails', `p${made}-%`)]).toEqual([0, 0])
  },
)

it('answers at once with an import that a job carries out, row by row', async () => {
  const begun = await begin(`${tableOf(3)}\nnobody,Nobody,\np${made}-0@imports.example,Twice,`, true)
  expect(begun).toMatchObject({ total: 5, waiting: 3, refused: 2, added: 0, finishedAt: null })
  expect(await countOf('people', `p${made}-%`)).toBe(0)
  await settleJobs(test, ctx)
  expect(await now(begun.id)).toMatchObject({
    waiting: 0,
    added: 3,
    refused: 2,
    finishedAt: expect.any(String),
  })
  expect([await countOf('people', `p${made}-%`), await countOf('mails', `p${made}-%`)]).toEqual([3, 3])
  const { items } = await listImportItems(ctx, admin, begun.id, { limit: 100 })
  expect(items.map(({ line, state }) => [line, state])).toEqual([
    [2, 'added'],
    [3, 'added'],
    [4, 'added'],
    [5, 'refused'],
    [6, 'refused'],
  ])
  expect(items[3]?.reason).toContain('nobody')
  const [page] = [await listImportItems(ctx, admin, begun.id, { limit: 2 })]
  expect(page?.items).toHaveLength(2)
  expect((await exportImport(ctx, admin, begun.id)).split('\r\n')[1]).toContain(`p${made}-0@imports.example`)
})

it('looks without changing anything', async () => {
  expect(await tryImport(ctx, admin, tableOf(2))).toMatchObject({ added: 2, saved: false })
  expect([await countOf('people', `p${made}-%`), test.jobs]).toEqual([0, []])
})

it('changes who is known, tells who follows them, and the second time nothing', async () => {
  await begin(tableOf(2))
  await settleJobs(test, ctx)
  const again = await begin(tableOf(2, 'Ada'), true)
  await settleJobs(test, ctx)
  expect(await now(again.id)).toMatchObject({ changed: 2, added: 0 })
  const third = await begin(tableOf(2, 'Ada'), true)
  await settleJobs(test, ctx)
  expect(await now(third.id)).toMatchObject({ unchanged: 2, changed: 0 })
  const { items } = await findPeople(ctx, admin, { query: `p${made}-`, state: 'all', limit: 10 })
  expect(items.map(({ firstName }) => firstName)).toEqual(['Ada', 'Ada'])
  expect(await countOf('mails', `p${made}-%`)).toBe(0)
})

it('sent twice at the same moment adds and invites everybody once', async () => {
  const table = tableOf(ALL)
  const both = await Promise.all([begin(table, true), begin(table, true)])
  await Promise.all(both.map(({ id }) => carryOutImport(ctx, id)))
  expect([await countOf('people', `p${made}-%`), await countOf('mails', `p${made}-%`)]).toEqual([ALL, ALL])
  const ends = await Promise.all(both.map(({ id }) => now(id)))
  expect(ends.reduce((sum, { added }) => sum + added, 0)).toBe(ALL)
  expect(ends.reduce((sum, { unchanged }) => sum + unchanged, 0)).toBe(ALL)
  for (const end of ends)
    expect(end).toMatchObject({ waiting: 0, refused: 0, finishedAt: expect.any(String) })
})

it('is carried out once by two workers at the same moment', async () => {
  const { id } = await begin(tableOf(ALL), true)
  await Promise.all([carryOutImport(ctx, id), carryOutImport(ctx, id)])
  expect(await now(id)).toMatchObject({ added: ALL, waiting: 0, finishedAt: expect.any(String) })
  expect(await countOf('mails', `p${made}-%`)).toBe(ALL)
})

it('goes on after a crash where it stopped, and invites nobody twice', async () => {
  const { id } = await begin(tableOf(ALL), true)
  const crashing: Ctx = {
    ...ctx,
    live: {
      ...ctx.live,
      // Between two transactions.
      publish: async (_db, _platformId, { type }) => {
        if (type === 'import') throw new Error('the process ended')
      },
    },
  }
  await expect(carryOutImport(crashing, id)).rejects.toThrow('the process ended')
  expect(await now(id)).toMatchObject({ added: 500, waiting: ALL - 500, finishedAt: null })
  // Nobody works on it any more: the sweep finds it.
  test.clock.now = new Date(test.clock.now.getTime() + 10 * 60_000)
  test.jobs.length = 0
  await sweep(test, ctx, 'imports')
  expect(test.jobs).toMatchObject([{ name: importPeopleJob.name, payload: { importId: id } }])
  await carryOutImport(ctx, id)
  expect(await now(id)).toMatchObject({ added: ALL, waiting: 0, finishedAt: expect.any(String) })
  expect([await countOf('people', `p${made}-%`), await countOf('mails', `p${made}-%`)]).toEqual([ALL, ALL])
})

it('judges each row by what is true when the job gets to it', async () => {
  await begin(tableOf(1))
  await settleJobs(test, ctx)
  const later = await begin(tableOf(1, 'Ada'))
  const [person] = (await findPeople(ctx, admin, { query: `p${made}-`, state: 'all', limit: 1 })).items
  await changePerson(ctx, admin, { id: present(person).id, expectedVersion: 1 }, { active: false })
  await settleJobs(test, ctx)
  expect(await now(later.id)).toMatchObject({ refused: 1, changed: 0 })
  const { items } = await listImportItems(ctx, admin, later.id, { limit: 1 })
  expect(items[0]?.reason).toContain(`p${made}-0@imports.example`)
})

it('is answered with 202, and read by superadmins alone', async () => {
  const instructor = await platform.addActor(['instructor'])
  const cookies = [
    await signedIn(test, platform, admin.email),
    await signedIn(test, platform, instructor.email),
  ] as const
  const ask = (cookie: string, method: 'GET' | 'POST', url: string, payload?: object) =>
    test.app.http.inject({
      method,
      url: `/api/v1/people/imports${url}`,
      headers: { host: platform.host, cookie },
      ...(payload ? { payload } : {}),
    })
  const begun = await ask(cookies[0], 'POST', '', { text: tableOf(1), save: true })
  expect(begun.statusCode).toBe(202)
  const { id } = begun.json()
  for (const url of ['', `/${id}`, `/${id}/items`, `/${id}/report.csv`]) {
    expect([url, (await ask(cookies[0], 'GET', url)).statusCode]).toEqual([url, 200])
    expect([url, (await ask(cookies[1], 'GET', url)).statusCode]).toEqual([url, 403])
  }
  expect((await ask(cookies[0], 'GET', `/${ctx.newId()}`)).json()).toMatchObject({ code: 'import-not-found' })
})

it('takes thousands of rows with invitations in a few statements each batch', async () => {
  const startedAt = performance.now()
  const { id } = await begin(tableOf(ROWS), true)
  const begunIn = performance.now() - startedAt
  await carryOutImport(ctx, id)
  if (process.env.LECTERN_ROWS)
    console.log(
      `${ROWS} rows: begun in ${Math.round(begunIn)} ms, done in ${Math.round(performance.now() - startedAt)} ms`,
    )
  expect(await now(id)).toMatchObject({ total: ROWS, added: ROWS, waiting: 0 })
  expect(await countOf('mails', `p${made}-%`)).toBe(ROWS)
})
