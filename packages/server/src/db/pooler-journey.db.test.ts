import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { addPeople, buildSession, pairedAccount, signedIn } from '../../test/builders.ts'
import { PGBOUNCER, type Pgbouncer, startPgbouncer } from '../../test/pgbouncer.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { createTestDb, type TestDb } from '../../test/test-db.ts'
import { defineJob, type JobQueue, openJobQueue } from '../jobs/jobs.ts'
import { type Live, type LiveMessage, openLive } from '../live/live.ts'
import { openDatabase, withTransaction } from './database.ts'

const log = pino({ level: 'silent' })
const kind = defineJob('journey.mail', z.object({ to: z.string() }))

describe.skipIf(!PGBOUNCER)(
  'behind PgBouncer in transaction mode (skipped where it is not installed)',
  () => {
    let db: TestDb
    let pooler: Pgbouncer
    let live: Live
    let queue: JobQueue
    let test: TestApp
    const platforms: { platform: TestPlatform; planner: string; learner: string; personId: string }[] = []

    beforeAll(async () => {
      db = await createTestDb(2)
      // Fewer connections than people who ask at the same moment: each is used for both platforms.
      pooler = await startPgbouncer(db.connection, 'pool_mode = transaction\ndefault_pool_size = 2')
      live = await openLive(db.connection, log)
      queue = await openJobQueue(db.connection, [kind], log)
      const database = openDatabase(pooler.connection, 12, 'transactions')
      test = await createTestApp(undefined, {}, { db: { ...db, database }, live })
      for (const host of ['one.example', 'two.example']) {
        const platform = await test.addPlatform(host)
        const superadmin = await platform.addActor(['superadmin'])
        const learner = await platform.addActor(['learner'])
        platforms.push({
          platform,
          planner: await signedIn(test, platform, superadmin.email),
          learner: await signedIn(test, platform, learner.email),
          personId: learner.personId,
        })
      }
    })
    afterAll(async () => {
      await queue?.stop()
      await live?.close()
      await test?.close()
      await test?.db.database.close()
      await pooler?.stop()
      await db?.drop()
    })

    async function ask(host: string, cookie: string, method: 'GET' | 'POST', path: string, payload?: object) {
      const headers = { host, cookie }
      const answer = await test.app.http.inject({
        method,
        url: `/api/v1${path}`,
        headers,
        ...(payload ? { payload } : {}),
      })
      expect(answer.statusCode, answer.body).toBeLessThan(300)
      return answer.body ? answer.json() : undefined
    }

    /** A class is planned, someone gets a place and sees it in their calendar. */
    async function journey(
      { platform, planner, learner, personId }: (typeof platforms)[number],
      day: string,
    ) {
      const { host } = platform
      const superadmin = await platform.addActor(['superadmin'])
      const instructor = await platform.addActor(['instructor'])
      const { id: accountId } = await pairedAccount(test, platform, superadmin)
      const session = await buildSession(platform, superadmin, { instructorIds: [instructor.personId] })
      const event = {
        name: `On ${day} at ${host}`,
        startsWall: `${day}T10:00`,
        endsWall: `${day}T10:45`,
        timeZone: 'UTC',
        accountId,
      }
      const { id } = await ask(host, planner, 'POST', `/sessions/${session.id}/events`, event)
      const people = (await addPeople(platform, 5)).map((person) => person.personId)
      const wished = { personIds: [personId, ...people], save: true }
      await ask(host, planner, 'POST', `/sessions/${session.id}/enrollments/import`, wished)
      const roster = await ask(host, planner, 'GET', `/events/${id}/roster`)
      const own = await ask(
        host,
        learner,
        'GET',
        `/calendar/events?from=${day}T00:00:00Z&until=${day}T23:00:00Z`,
      )
      const me = await ask(host, learner, 'GET', '/me')
      return { me, roster: JSON.stringify(roster), own: JSON.stringify(own) }
    }

    it('plans, enrolls and shows, on two platforms at the same moment', async () => {
      const days = ['2026-12-01', '2026-12-02', '2026-12-03']
      for (const day of days) {
        const [one, two] = await Promise.all(platforms.map((place) => journey(place, day)))
        expect(one?.own).toContain(`On ${day} at one.example`)
        expect(one?.own).not.toContain('two.example')
        expect(two?.own).toContain(`On ${day} at two.example`)
        expect(two?.own).not.toContain('one.example')
        expect(one?.me.id).toBe(platforms[0]?.personId)
      }
    })

    it('tells pages of changes, and sends jobs with their transaction', async () => {
      const [one, two] = platforms.map(({ platform }) => platform.ctx) as [
        TestPlatform['ctx'],
        TestPlatform['ctx'],
      ]
      const heard: LiveMessage[] = []
      const stop = live.subscribe(one.platform.id, (message) => heard.push(message))
      const done: string[] = []
      await queue.work(kind, async ({ to }) => done.push(to))
      for (const [ctx, to, fails] of [
        [one, 'rolled back', true],
        [two, 'other', false],
        [one, 'told', false],
      ] as const) {
        const work = withTransaction(ctx.db, async (trx) => {
          await queue.enqueue(trx, kind, { to })
          await live.publish(trx, ctx.platform.id, { type: 'event', id: to })
          if (fails) throw new Error('no')
        })
        await work.catch((error) => expect(error.message).toBe('no'))
      }
      await vi.waitFor(() => expect(done.toSorted()).toEqual(['other', 'told']), { timeout: 60_000 })
      await vi.waitFor(() => expect(heard.map(({ id }) => id)).toEqual(['told']), { timeout: 60_000 })
      stop()
    })
  },
)
