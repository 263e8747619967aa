import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { addPeople, buildSession, pairedAccount, planEvent } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import type { Ctx } from '../ctx.ts'
import { ConflictError } from '../domain/errors.ts'
import type { AccountId, CourseId, EventId, PersonId, SessionId } from '../domain/ids.ts'
import { tryMove } from '../features/operations/moves/moves.service.ts'
import { addPerson } from '../features/people/people/people.service.ts'
import { changeMany, enrollIntoSessions, enrollMany } from '../features/training/enrollments/bulk.service.ts'
import { enroll } from '../features/training/enrollments/enrollments.service.ts'
import { changeEvents } from '../features/training/planning/bulk-edit.service.ts'
import { copyCourse, copySession } from '../features/training/planning/copies.service.ts'
import { planSeries } from '../features/training/planning/series.service.ts'
import { preview } from '../features/training/previews/previews.service.ts'
import { lockSession } from '../features/training/sessions/locked-sessions.service.ts'
import { importEvents } from '../features/training/tables/import.service.ts'
import type { Actor } from '../http/actor.ts'
import { defineJob } from '../jobs/jobs.ts'
import type { Live, LiveMessage } from '../live/live.ts'
import { sentence } from '../messages/messages.ts'
import { type Trx, withTransaction } from './database.ts'
import { carryOut, dryRun } from './dry-run.ts'

let test: TestApp
let platform: TestPlatform
let admin: Actor
let owner: pg.Client
let made: {
  sessionId: SessionId
  otherId: SessionId
  courseId: CourseId
  eventId: EventId
  accounts: [AccountId, AccountId]
  people: PersonId[]
}
const told: LiveMessage[] = []
const live: Live = {
  publish: async (_db, _platformId, message) => void told.push(message),
  subscribe: () => () => {},
  onGap: () => () => {},
  close: async () => {},
}

beforeAll(async () => {
  test = await createTestApp(undefined, {}, { live })
  platform = await test.addPlatform('dry.example')
  admin = await platform.addActor(['superadmin'])
  owner = new pg.Client(test.db.connection)
  await owner.connect()
  const [one, two] = [
    await pairedAccount(test, platform, admin),
    await pairedAccount(test, platform, admin, { name: 'Others' }),
  ]
  const [session, other] = [await buildSession(platform, admin), await buildSession(platform, admin)]
  const event = { sessionId: session.id, accountId: one.id, name: 'Module', from: '10:00', to: '11:00' }
  const { id: eventId } = await planEvent(platform, admin, event)
  const people = (await addPeople(platform, 3)).map(({ personId }) => personId)
  await enroll(platform.ctx, admin, session.id, people[0] as PersonId)
  const accounts: [AccountId, AccountId] = [one.id, two.id]
  made = { sessionId: session.id, otherId: other.id, courseId: session.courseId, eventId, accounts, people }
})
afterAll(async () => {
  await owner.end()
  await test.close()
})
beforeEach(() => {
  test.jobs.length = 0
  told.length = 0
})

/** Every row of every table, whoever it belongs to. */
async function everything(): Promise<Record<string, string>> {
  const tables = await owner.query(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  )
  const rows: Record<string, string> = {}
  for (const { name } of tables.rows) {
    const found = await owner.query(
      `select count(*) || ' ' || coalesce(md5(string_agg(t::text, '|' order by t::text)), '') as rows from ${name} t`,
    )
    rows[name] = found.rows[0].rows
  }
  return rows
}

/** Does it, and shows that nothing is otherwise than before. */
async function leavingNothing<T>(work: () => Promise<T>): Promise<T | unknown> {
  const before = await everything()
  const outcome = await work().catch((error: unknown) => error)
  expect(await everything()).toEqual(before)
  expect({ jobs: test.jobs, told }).toEqual({ jobs: [], told: [] })
  return outcome
}

const newPerson = (ctx: Ctx, trx: Trx, email = 'dry@dry.example') =>
  addPerson(ctx, trx, { email, firstName: 'D', lastName: 'R', roles: ['learner'], passwordHash: null })
const numberJob = (name: string) => defineJob(name, z.object({ n: z.int() }))
const count = async (email: string, db: Ctx['db'] | Trx = platform.ctx.db) =>
  (await db.selectFrom('people').select('id').where('email', '=', email).execute()).length

describe('whoever looks before they save', () => {
  const times = { startsWall: '2026-12-01T10:00', endsWall: '2026-12-01T11:00', timeZone: 'UTC' }
  const event = (accountId: AccountId | null = made.accounts[0]) => ({
    ...{ name: 'M {n}', description: '', ...times, accountId, place: '', breaks: [], instructorIds: [] },
    ...{ joinOpensMinutes: null, showsRecording: true },
  })
  const copy = { shift: { days: 7 }, keepsRooms: true, keepsInstructors: true, save: false, code: '' }
  const looks: Record<string, () => Promise<unknown>> = {
    'a series': () => {
      const ends = { count: 3 }
      const rule = { pattern: { repeats: 'weekdays' as const }, ends, skips: [] }
      const { sessionId } = made
      return planSeries(platform.ctx, admin, {
        sessionId,
        ...event(),
        rule,
        exceptions: [],
        onConflict: 'refuse',
        save: false,
      })
    },
    'a copy of a session': () => copySession(platform.ctx, admin, made.sessionId, { ...copy, name: 'Copy' }),
    'a copy of a course': () => copyCourse(platform.ctx, admin, made.courseId, { ...copy, name: 'Copy' }),
    'a change of many events': () => {
      const eventIds = [made.eventId]
      return changeEvents(platform.ctx, admin, {
        ...{ eventIds, scope: 'these', change: { moveDays: 1, name: 'Moved' }, save: false },
      })
    },
    'a table of events': () => {
      const text = `session_id,event,start,end\n${made.sessionId},Pasted,2026-12-03 10:00,2026-12-03 11:00`
      return importEvents(platform.ctx, admin, { text, save: false })
    },
    'an enrollment of many': () => {
      const input = { personIds: made.people, whenFull: 'wait' as const, save: false }
      return enrollMany(platform.ctx, admin, made.sessionId, input)
    },
    'an enrollment into several sessions': () => {
      const input = { personIds: made.people, whenFull: 'wait' as const, save: false }
      const sessionIds = [made.sessionId]
      return enrollIntoSessions(platform.ctx, admin, made.courseId, { ...input, sessionIds })
    },
    'a removal of many': () => {
      const input = { change: 'remove' as const, personIds: [made.people[0] as PersonId], reason: 'R' }
      return changeMany(platform.ctx, admin, made.sessionId, { ...input, whenFull: 'refuse', save: false })
    },
    'a move to another account': () => {
      const [fromAccountId, toAccountId] = made.accounts
      const startsFrom = test.clock.now.toISOString()
      return tryMove(platform.ctx, admin, {
        ...{ accounts: [{ fromAccountId, toAccountId }], startsFrom, tellsPeople: true },
      })
    },
    'a preview': () =>
      preview(platform.ctx, admin, {
        ...{ action: 'cancel-session', sessionId: made.sessionId, reason: 'R' },
        ...{ learners: { fate: 'keep', toSessionId: null }, exceptions: [] },
      }),
    'a preview that is refused': () =>
      preview(platform.ctx, admin, { action: 'restore-event', eventId: made.eventId }),
  }

  it.each(Object.keys(looks))('at %s leaves no row, job, message or number behind', async (name) => {
    const outcome = await leavingNothing(() => (looks[name] as () => Promise<unknown>)())
    if (name.endsWith('refused')) expect(outcome).toMatchObject({ code: 'event-not-cancelled' })
    else expect(outcome).not.toBeInstanceOf(Error)
  })

  it('waits for nobody long, and says so', async () => {
    await withTransaction(platform.ctx.db, async (trx) => {
      await lockSession(platform.ctx, trx, made.sessionId)
      await sql`select from accounts for update`.execute(trx)
      await sql`select from events for update`.execute(trx)
      const told = Object.entries(looks).map(async ([name, look]) => {
        const outcome = await look().catch((error: { code?: string }) => error.code)
        return [name, outcome]
      })
      const busy = Object.keys(looks).map((name) => [name, 'preview-busy'])
      expect(await Promise.all(told)).toEqual(busy)
    })
  })
})

describe('a dry run', () => {
  it('tells what was made and which jobs would have been sent, and reads inside', async () => {
    const found = await leavingNothing(() =>
      dryRun(
        platform.ctx,
        async (dry, trx) => {
          expect(dry.db).toBe(trx)
          await dry.jobs.enqueue(trx, numberJob('one'), { n: 1 })
          await dry.jobs.enqueueAll(trx, numberJob('many'), [{ n: 2 }, { n: 3 }])
          await dry.live.publish(trx, dry.platform.id, { type: 'person', id: 'x' })
          return newPerson(dry, trx)
        },
        async (trx, traces) => ({ ...traces, seen: await count('dry@dry.example', trx) }),
      ),
    )
    expect(found).toMatchObject({
      seen: 1,
      jobs: [
        { name: 'one', payload: { n: 1 } },
        { name: 'many', payload: { n: 2 } },
        { name: 'many', payload: { n: 3 } },
      ],
    })
    const { newIds, result } = found as { newIds: string[]; result: string }
    expect(newIds).toContain(result)
  })

  it.each([
    ['a refusal', new ConflictError('session-full', { max: 1 })],
    ['a mistake', new TypeError('undefined is not a function')],
  ])('gives on %s as it is, and leaves nothing', async (_, error) => {
    const outcome = await leavingNothing(() =>
      dryRun(platform.ctx, async (dry, trx) => {
        await newPerson(dry, trx)
        throw error
      }),
    )
    expect(outcome).toBe(error)
  })

  it('fails where the database refuses a statement, and leaves nothing', async () => {
    const outcome = await leavingNothing(() =>
      dryRun(platform.ctx, async (dry, trx) => {
        await newPerson(dry, trx)
        await sql`select 1 / 0`.execute(trx)
      }),
    )
    expect(outcome).toMatchObject({ code: '22012' })
  })

  it.each([
    ['goes well', async () => {}],
    ['is refused', () => Promise.reject(new ConflictError('session-full', { max: 1 }))],
    ['finds the database busy', (trx: Trx) => sql`select pg_sleep(60)`.execute(trx)],
  ])('inside a transaction takes back its own part alone when it %s', async (_, end) => {
    const ctx = platform.ctx
    const settings = (trx: Trx) =>
      sql`select current_setting('lock_timeout') as l, current_setting('statement_timeout') as s`.execute(trx)
    const name = `${ctx.newId()}@dry.example`
    await withTransaction(ctx.db, async (trx) => {
      const inside: Ctx = { ...ctx, db: trx }
      const { rows: before } = await settings(trx)
      await newPerson(inside, trx, `before${name}`)
      const run = dryRun(inside, async (dry, same) => {
        expect(same).toBe(trx)
        await newPerson(dry, same, `dry${name}`)
        await sql`set local statement_timeout = 200`.execute(same)
        await end(same)
      })
      await run.catch((error: unknown) => expect(error).toBeInstanceOf(ConflictError))
      expect((await settings(trx)).rows).toEqual(before)
      await newPerson(inside, trx, `after${name}`)
    })
    const left = await Promise.all(['before', 'dry', 'after'].map((when) => count(when + name)))
    expect(left).toEqual([1, 0, 1])
  })

  it('inside a dry run takes back the inner part first', async () => {
    const seen = await leavingNothing(() =>
      dryRun(platform.ctx, async (outer, trx) => {
        await newPerson(outer, trx, 'outer@dry.example')
        await dryRun(outer, (inner) => newPerson(inner, trx, 'inner@dry.example'))
        return [await count('outer@dry.example', trx), await count('inner@dry.example', trx)]
      }),
    )
    expect(seen).toEqual([1, 0])
  })

  it('lets the transaction around it be done again when it collides, and is done again by itself', async () => {
    const collide = Object.assign(new Error('deadlock'), { code: '40P01' })
    for (const isInside of [true, false]) {
      let tries = 0
      const run = (ctx: Ctx) =>
        dryRun(ctx, async (dry, trx) => {
          await newPerson(dry, trx)
          if (++tries === 1) throw collide
          return tries
        })
      const outcome = await leavingNothing(() =>
        isInside
          ? withTransaction(platform.ctx.db, (trx) => run({ ...platform.ctx, db: trx }))
          : run(platform.ctx),
      )
      expect(outcome).toBe(2)
    }
  })

  it('waits 2 s for a lock at most, and says in a sentence that somebody else is changing it', async () => {
    const { promise: locked, resolve: isLocked } = Promise.withResolvers<void>()
    const { promise: over, resolve: end } = Promise.withResolvers<void>()
    const holding = withTransaction(platform.ctx.db, async (trx) => {
      await lockSession(platform.ctx, trx, made.sessionId)
      isLocked()
      await over
    })
    await locked
    const error = await leavingNothing(() =>
      dryRun(platform.ctx, (dry, trx) => lockSession(dry, trx, made.sessionId)),
    )
    expect(error).toMatchObject({ status: 409, code: 'preview-busy' })
    for (const language of ['en', 'it'] as const) {
      const reader = { language, timeZone: 'UTC', now: test.clock.now }
      expect(sentence('preview-busy', {}, reader)).toMatch(language === 'en' ? /Try again/ : /Riprova/)
    }
    end()
    await holding
    await dryRun(platform.ctx, (dry, trx) => lockSession(dry, trx, made.sessionId))
  })

  it('of two at once about the same thing both are told what each would do alone', async () => {
    const { sessionId, people } = made
    const input = { personIds: people, whenFull: 'wait' as const, save: false }
    const both = await leavingNothing(() =>
      Promise.all([1, 2].map(() => enrollMany(platform.ctx, admin, sessionId, input))),
    )
    expect(both).toMatchObject([
      { added: 2, unchanged: 1 },
      { added: 2, unchanged: 1 },
    ])
    const same = await leavingNothing(() =>
      Promise.all([1, 2].map(() => dryRun(platform.ctx, (dry, trx) => newPerson(dry, trx)))),
    )
    expect(new Set(same as string[]).size).toBe(2)
  })

  it('is the same work as what is saved', async () => {
    const run = (save: boolean) =>
      carryOut(platform.ctx, save, (ctx, trx) => newPerson(ctx, trx, 'saved@dry.example'))
    await run(false)
    expect(await count('saved@dry.example')).toBe(0)
    await run(true)
    expect(await count('saved@dry.example')).toBe(1)
  })
})
