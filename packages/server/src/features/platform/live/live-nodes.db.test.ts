import { get, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import pino from 'pino'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, signedIn } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { createTestDb, type TestDb } from '../../../../test/test-db.ts'
import { withTransaction } from '../../../db/database.ts'
import { type Live, openLive } from '../../../live/live.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { deleteEvent, scheduleEvent } from '../../training/events/events.service.ts'

type Person = Awaited<ReturnType<TestPlatform['addActor']>>
type Session = Awaited<ReturnType<typeof buildSession>>
let db: TestDb
/** Two processes' worth: what one of them does is heard by streams of the other. */
const nodes: { live: Live; test: TestApp; port: number }[] = []
let platform: TestPlatform
let superadmin: Person
let session: Session
let other: Session

beforeAll(async () => {
  db = await createTestDb()
  for (let index = 0; index < 2; index++) {
    const live = await openLive(db.connection, pino({ level: 'silent' }))
    const test = await createTestApp(undefined, {}, { db, live })
    if (index === 0) platform = await test.addPlatform('localhost')
    await test.app.http.listen({ port: 0, host: '127.0.0.1' })
    nodes.push({ live, test, port: (test.app.http.server.address() as AddressInfo).port })
  }
  superadmin = await platform.addActor(['superadmin'])
  session = await buildSession(platform, superadmin)
  other = await buildSession(platform, superadmin)
})
afterAll(async () => {
  for (const { test, live } of nodes) {
    await test.app.http.close()
    await live.close()
  }
  await db.drop()
})

interface Stream {
  readonly told: { event: string; type?: string; id?: string; topics?: string[]; mine?: boolean }[]
  close(): void
  readonly answer: IncomingMessage
}

async function openStream(who: Person, query: string, node = 1): Promise<Stream> {
  const test = nodes[0]?.test
  if (!test) throw new Error('no node')
  const cookie = await signedIn(test, platform, who.email)
  return listen(cookie, query, node)
}

function listen(cookie: string, query: string, node = 1): Promise<Stream> {
  return new Promise((resolve, reject) => {
    const request = get(
      {
        port: nodes[node]?.port,
        host: '127.0.0.1',
        path: `/api/v1/live${query}`,
        headers: { cookie, host: 'localhost' },
      },
      (answer) => {
        const told: Stream['told'] = []
        const stream = { told, answer, close: () => request.destroy() }
        let text = ''
        answer.setEncoding('utf8').on('data', (chunk) => {
          text += chunk
          const blocks = text.split('\n\n')
          text = blocks.pop() ?? ''
          for (const block of blocks) {
            const [, event = ''] = /event: (\w+)/.exec(block) ?? []
            const [, data = '{}'] = /data: (.*)/.exec(block) ?? []
            if (event === 'ready') resolve(stream)
            else told.push({ event, ...JSON.parse(data) })
          }
        })
        if (answer.statusCode !== 200) resolve(stream)
      },
    )
    request.on('error', reject)
  })
}

const typesOf = (stream: Stream) => stream.told.map(({ type, mine }) => (mine ? `my ${type}` : type))
/** After this has come, everything before it has. */
const mark = async (stream: Stream, who: Person) => {
  const { ctx } = platform
  const id = ctx.newId()
  await nodes[0]?.live.publish(ctx.db, ctx.platform.id, { type: 'plan', id, forPeople: [who.personId] })
  await expect.poll(() => stream.told.some((one) => one.id === id), { timeout: 60_000 }).toBe(true)
  return stream.told.filter((one) => one.type !== 'plan')
}

describe('with two nodes', () => {
  it('an enrollment is heard by the planners of that session and by the person, and by no other learner', async () => {
    const [lia, leo, iris] = await Promise.all([
      platform.addActor(['learner']),
      platform.addActor(['learner']),
      platform.addActor(['instructor']),
    ])
    const asked = `?topics=enrollment/${session.id},session/${session.id}`
    const [own, stranger, planner, elsewhere] = await Promise.all([
      openStream(lia, asked),
      openStream(leo, asked),
      openStream(iris, asked),
      openStream(superadmin, `?topics=enrollment/${other.id},event/${other.courseId}`),
    ])
    await enroll(platform.ctx, superadmin, session.id, lia.personId)
    await mark(own, lia)
    await mark(planner, iris)
    expect(typesOf(own)).toContain('my enrollment')
    expect(typesOf(own)).not.toContain('enrollment')
    expect(planner.told).toContainEqual({
      event: 'changed',
      type: 'enrollment',
      id: session.id,
      topics: ['enrollment', `enrollment/${session.id}`, `enrollment/${session.courseId}`],
    })
    expect(await mark(stranger, leo)).toEqual([])
    expect(await mark(elsewhere, superadmin)).toEqual([])
    for (const stream of [own, stranger, planner, elsewhere]) stream.close()
  })

  it('a page of a session hears of its events, also of one that is deleted, and never of what was rolled back', async () => {
    const leo = await platform.addActor(['learner'])
    const stream = await openStream(leo, `?topics=event/${session.id}`)
    const event = await scheduleEvent(platform.ctx, superadmin, {
      sessionId: session.id,
      name: 'One',
      startsWall: '2026-11-26T10:00',
      endsWall: '2026-11-26T11:00',
      timeZone: 'Europe/Rome',
    })
    await withTransaction(platform.ctx.db, async (trx) => {
      await platform.ctx.live.publish(trx, platform.ctx.platform.id, { type: 'event', id: event.id })
      throw new Error('rolled back')
    }).catch(() => {})
    const before = (await mark(stream, leo)).length
    expect(stream.told[0]).toMatchObject({ type: 'event', id: event.id, topics: [`event/${session.id}`] })
    await deleteEvent(platform.ctx, superadmin, event.id)
    const after = await mark(stream, leo)
    expect(after.slice(before).map(({ id }) => id)).toContain(event.id)
    stream.close()
  })

  it('what came between reading and listening is told, and what nobody remembers is a gap', async () => {
    const leo = await platform.addActor(['learner'])
    const cookie = await signedIn(nodes[0]?.test as TestApp, platform, leo.email)
    const first = await listen(cookie, '')
    const began = Date.now()
    await enroll(platform.ctx, superadmin, other.id, leo.personId)
    await mark(first, leo)
    const late = await listen(cookie, `?topics=&age=${Date.now() - began}`)
    expect((await mark(late, leo)).map(({ type, mine }) => [type, mine])).toContainEqual(['enrollment', true])
    const older = await listen(cookie, '?age=3600000')
    expect((await mark(older, leo)).map(({ event }) => event)).toEqual(['gap'])
    for (const stream of [first, late, older]) stream.close()
  })

  it('a login has twelve streams at most: the oldest is told to come back later', async () => {
    const leo = await platform.addActor(['learner'])
    const cookie = await signedIn(nodes[0]?.test as TestApp, platform, leo.email)
    const streams: Stream[] = []
    for (let count = 0; count < 14; count++) streams.push(await listen(cookie, ''))
    const [oldest, second, third] = streams
    await expect.poll(() => second?.told.length, { timeout: 60_000 }).toBe(1)
    const closed = { event: 'closed', reason: 'too-many-streams', retryAfterMs: 60_000 }
    expect([oldest?.told, second?.told, third?.told]).toEqual([[closed], [closed], []])
    for (const stream of streams) stream.close()
  })

  it.each([
    ['a kind in capitals', '?topics=EVENT'],
    ['a path as an id', '?topics=event/a/b'],
    ['101 topics', `?topics=${'event/1,'.repeat(101)}`],
    ['very long topics', `?topics=${'x'.repeat(9000)}`],
    ['a negative age', '?age=-1'],
    ['a word as an age', '?age=x'],
  ])('refuses %s', async (_said, query) => {
    const stream = await openStream(superadmin, query)
    expect([400, 414]).toContain(stream.answer.statusCode)
    stream.close()
  })
})
