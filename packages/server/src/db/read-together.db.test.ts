import { sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { addPeople } from '../../test/builders.ts'
import { statementsOf } from '../../test/statements.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { PersonId, PlatformId } from '../domain/ids.ts'
import { withTransaction } from './database.ts'
import type { Values } from './prepared.ts'
import { readTogether } from './read-together.ts'

let test: TestApp
let platform: TestPlatform
let ids: PersonId[]
beforeAll(async () => {
  test = await createTestApp()
  platform = await test.addPlatform('together.example')
  ids = (await addPeople(platform, 6)).map(({ personId }) => personId)
})
afterAll(() => test.close())

interface OfPerson {
  readonly platformId: PlatformId
  readonly id: PersonId
}
const personById = readTogether({ id: 'uuid' }, (db, value: Values<OfPerson>) =>
  db
    .selectFrom('people')
    .select(['id', 'firstName'])
    .where('platformId', '=', value('platformId'))
    .where('id', '=', value('id'))
    .where('active', 'in', [true]),
)
const peopleByIds = readTogether(
  { ids: 'uuid[]', limit: 'int' },
  (db, value: Values<{ platformId: PlatformId; ids: readonly PersonId[]; limit: number }>) =>
    db
      .selectFrom('people')
      .select('id')
      .where('platformId', '=', value('platformId'))
      .where(sql<boolean>`id = any(${value('ids')})`)
      .orderBy('id', 'desc')
      .limit(value('limit')),
)
const of = () => ({ platformId: platform.ctx.platform.id })

it('gives each asker their own rows, by one statement for all who ask at the same time', async () => {
  const { result, statements } = await statementsOf(() =>
    Promise.all([...ids, ids[0] as PersonId].map((id) => personById(platform.ctx.db, { ...of(), id }))),
  )
  expect(result.map((rows) => rows.map(({ id }) => id))).toEqual([...ids, ids[0]].map((id) => [id]))
  expect(statements.filter((statement) => statement.includes('people'))).toHaveLength(1)
})

it('keeps lists, limits and the order of each asker', async () => {
  const { db } = platform.ctx
  const byId = ids.toSorted().toReversed()
  const asked = [ids.slice(0, 2), ids, [], ids.slice(3)]
  const answers = await Promise.all(asked.map((some) => peopleByIds(db, { ...of(), ids: some, limit: 3 })))
  expect(answers.map((rows) => rows.map(({ id }) => id))).toEqual(
    asked.map((some) => byId.filter((id) => some.includes(id)).slice(0, 3)),
  )
})

it('sees no other platform', async () => {
  const other = await test.addPlatform('other-together.example')
  const [id] = ids as [PersonId]
  expect(await personById(other.ctx.db, { ...of(), id })).toEqual([])
  expect(await personById(platform.ctx.db, { ...of(), id })).toMatchObject([{ id }])
})

it('sees in a transaction what is not saved yet', async () => {
  const [id] = ids as [PersonId]
  const { ctx } = platform
  await withTransaction(ctx.db, async (trx) => {
    await trx
      .updateTable('people')
      .set({ firstName: 'Renamed' })
      .where('platformId', '=', ctx.platform.id)
      .where('id', '=', id)
      .execute()
    expect(await personById(trx, { ...of(), id })).toMatchObject([{ id, firstName: 'Renamed' }])
    expect(await personById(ctx.db, { ...of(), id })).not.toMatchObject([{ firstName: 'Renamed' }])
  })
})

it('lets fail alone who asks for what can’t be', async () => {
  const asked = [ids[0] as PersonId, 'none' as PersonId, ids[1] as PersonId]
  const answers = await Promise.allSettled(asked.map((id) => personById(platform.ctx.db, { ...of(), id })))
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
})
