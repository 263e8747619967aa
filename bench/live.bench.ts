import { PassThrough } from 'node:stream'
import { QueryClient, QueryObserver } from '@tanstack/react-query'
import { sql } from 'kysely'
import pino from 'pino'
import { expect, it, vi } from 'vitest'
import type { PersonId, SessionId } from '../packages/server/src/domain/ids.ts'
import { createHub, type Listener } from '../packages/server/src/features/platform/live/hub.ts'
import { createSink } from '../packages/server/src/features/platform/live/sink.ts'
import { enroll } from '../packages/server/src/features/training/enrollments/enrollments.service.ts'
import { scheduleEvent } from '../packages/server/src/features/training/events/events.service.ts'
import { type LiveMessage, openLive } from '../packages/server/src/live/live.ts'
import { buildSession, signedIn } from '../packages/server/test/builders.ts'
import { createTestApp } from '../packages/server/test/test-app.ts'
import { createTestDb } from '../packages/server/test/test-db.ts'
import { type Source, startFeed } from '../packages/web/src/api/live-feed.ts'
import { keep } from './results.ts'

const PAGES = Number(process.env.LECTERN_PAGES ?? 2000)
const ENROLLMENTS = 200
const SESSIONS = 40
const READS = 15
const MINUTE_MS = 60_000

/** What an open browser did before: every query of these families was read again at every message. */
const formerRules: Record<string, readonly string[]> = {
  enrollment: ['enrollments', 'events', 'sessions', 'courses', 'decisions', 'attendance'],
  notification: ['notifications'],
}

type Ctx = Awaited<ReturnType<Awaited<ReturnType<typeof createTestApp>>['addPlatform']>>['ctx']
interface Place {
  readonly courseId: string
  readonly sessionId: string
  readonly eventId: string
}
type PageKind = 'course' | 'my training' | 'event' | 'session plan' | 'roster'
/** Of a hundred pages that are open. */
const shares: Record<PageKind, number> = {
  course: 70,
  'my training': 15,
  event: 10,
  'session plan': 3,
  roster: 2,
}

/** What each page shows: the key of each query, and what it asks for. */
function queriesOf(kind: PageKind, { courseId, sessionId, eventId }: Place): [key: unknown[], url: string][] {
  const bell: [unknown[], string] = [['notifications', 'unread'], '/me/notifications/unread']
  switch (kind) {
    case 'course':
      return [
        bell,
        [['courses', courseId], `/courses/${courseId}`],
        [['sessions', 'of-course', courseId], `/courses/${courseId}/sessions`],
        [['sessions', 'own-places', courseId], `/courses/${courseId}/my-places`],
      ]
    case 'my training':
      return [bell, [['home'], '/home']]
    case 'event':
      return [bell, [['events', eventId], `/events/${eventId}`]]
    case 'session plan':
      return [
        bell,
        [['sessions', sessionId], `/sessions/${sessionId}`],
        [['sessions', 'of-course', courseId], `/courses/${courseId}/sessions`],
        [['events', 'of-session', sessionId], `/sessions/${sessionId}/events`],
        [['enrollments', sessionId, 'list', '', ''], `/sessions/${sessionId}/enrollments`],
        [['decisions', sessionId], `/sessions/${sessionId}/decision`],
      ]
    case 'roster':
      return [
        bell,
        [['events', eventId], `/events/${eventId}`],
        [['attendance', 'roster', eventId], `/events/${eventId}/roster`],
      ]
  }
}
const isStaff = (kind: PageKind) => kind === 'session plan' || kind === 'roster'

it(`tells ${PAGES} open pages of ${ENROLLMENTS} enrollments in a minute`, async () => {
  const db = await createTestDb()
  const live = await openLive(db.connection, pino({ level: 'silent' }))
  const test = await createTestApp(undefined, {}, { db, live })
  try {
    const platform = await test.addPlatform('bench.example')
    const { ctx } = platform
    const superadmin = await platform.addActor(['superadmin'])
    const learner = await platform.addActor(['learner'])
    const places = await buildPlaces(platform, superadmin)
    const people = await fill(ctx, places)
    for (const { sessionId } of places.slice(0, 5)) {
      await enroll(ctx, superadmin, sessionId as SessionId, learner.personId)
    }
    const messages = await enrollMany(ctx, superadmin, people, places)
    const pages = toPages(places, people)

    const [staffCookie, ownCookie] = [
      await signedIn(test, platform, superadmin.email),
      await signedIn(test, platform, learner.email),
    ]
    /** What one read costs, by page and query. */
    const costs = new Map<string, { cpuMs: number; elapsedMs: number; body: unknown }>()
    for (const kind of Object.keys(shares) as PageKind[]) {
      for (const [index, [, url]] of queriesOf(kind, places[0] as Place).entries()) {
        const headers = { host: platform.host, cookie: isStaff(kind) ? staffCookie : ownCookie }
        const read = () => test.app.http.inject({ url: `/api/v1${url}`, headers })
        const first = await read()
        expect([kind, url, first.statusCode]).toEqual([kind, url, 200])
        const [cpu, began] = [process.cpuUsage(), performance.now()]
        for (let count = 0; count < READS; count++) await read()
        const used = process.cpuUsage(cpu)
        costs.set(`${kind} ${index}`, {
          cpuMs: (used.user + used.system) / 1000 / READS,
          elapsedMs: (performance.now() - began) / READS,
          body: first.json(),
        })
      }
    }

    const before = countFormerReads(pages, messages)
    const after = await countReads(pages, messages, costs)
    const formerWriting = timeFormerWriting(pages.length, messages)
    const costOf = (reads: ReadonlyMap<string, number>, of: 'cpuMs' | 'elapsedMs') =>
      [...reads].reduce((sum, [name, count]) => sum + count * (costs.get(name)?.[of] ?? 0), 0)
    const total = (reads: ReadonlyMap<string, number>) =>
      [...reads.values()].reduce((sum, one) => sum + one, 0)
    const row = (said: string, reads: ReadonlyMap<string, number>, writingMs: number) => ({
      web: said,
      requests: total(reads),
      serverCpuSeconds: Math.round((costOf(reads, 'cpuMs') + writingMs) / 10) / 100,
      elapsedSeconds: Math.round((costOf(reads, 'elapsedMs') + writingMs) / 10) / 100,
    })
    const [former, now] = [row('before', before, formerWriting), row('now', after.reads, after.writingMs)]
    const share = (of: 'requests' | 'serverCpuSeconds' | 'elapsedSeconds') =>
      Math.round((now[of] / former[of]) * 10_000) / 100
    const percent = {
      requests: share('requests'),
      serverCpu: share('serverCpuSeconds'),
      elapsed: share('elapsedSeconds'),
    }
    console.table([former, now])
    console.log('now, of what it was, in percent:', percent)
    keep('live', { pages: PAGES, enrollments: ENROLLMENTS, former, now, percent }, [
      {
        what: `requests of ${PAGES} open pages at ${ENROLLMENTS} enrollments a minute, of what they were`,
        value: percent.requests / 100,
        unit: 'share',
        goal: { atMost: 0.1 },
      },
    ])
    expect(after.reads.size).toBeGreaterThan(0)
    for (const one of Object.values(percent)) expect(one).toBeLessThanOrEqual(10)
  } finally {
    vi.useRealTimers()
    await test.app.http.close()
    await live.close()
    await db.drop()
  }
}, 600_000)

type TestPlatform = Awaited<ReturnType<Awaited<ReturnType<typeof createTestApp>>['addPlatform']>>
type Person = Awaited<ReturnType<TestPlatform['addActor']>>

async function buildPlaces(platform: TestPlatform, superadmin: Person): Promise<Place[]> {
  const places: Place[] = []
  for (let index = 0; index < SESSIONS; index++) {
    const session = await buildSession(platform, superadmin)
    const event = await scheduleEvent(platform.ctx, superadmin, {
      sessionId: session.id as SessionId,
      name: `Day ${index}`,
      startsWall: '2026-11-26T10:00',
      endsWall: '2026-11-26T11:00',
      timeZone: 'Europe/Rome',
    })
    places.push({ courseId: session.courseId, sessionId: session.id, eventId: event.id })
  }
  return places
}

/** People of the pages, of whom every session has fifty. */
async function fill(ctx: Ctx, places: readonly Place[]): Promise<PersonId[]> {
  const { id: platformId } = ctx.platform
  const { rows } = await sql<{ id: PersonId }>`
    insert into people (platform_id, id, email, first_name, last_name, roles)
    select ${platformId}, gen_random_uuid(), 'l' || n || '@x.example', 'L' || n, 'Learner', '{learner}'
    from generate_series(1, ${PAGES + ENROLLMENTS}::int) n returning id`.execute(ctx.db)
  const people = rows.map(({ id }) => id)
  for (const [index, { sessionId }] of places.entries()) {
    const own = people.slice(index * 50, index * 50 + 50)
    await sql`insert into enrollments (platform_id, session_id, person_id, status)
      select ${platformId}, ${sessionId}, id, 'enrolled' from people where id = any(${own})`.execute(ctx.db)
  }
  return people
}

/** Enrolls people for real, one after the other. @returns what browsers are told of it */
async function enrollMany(ctx: Ctx, actor: Person, people: readonly PersonId[], places: readonly Place[]) {
  const messages: LiveMessage[] = []
  const stop = ctx.live.subscribe(ctx.platform.id, (message) => messages.push(message))
  // They have pages open, and no place in these sessions yet.
  for (let count = 0; count < ENROLLMENTS; count++) {
    const { sessionId } = places[count % 10] as Place
    await enroll(ctx, actor, sessionId as SessionId, people[PAGES - 1 - (count % 200)] as PersonId)
  }
  await expect
    .poll(() => messages.filter(({ type, forPeople }) => type === 'enrollment' && !forPeople).length, {
      timeout: MINUTE_MS,
    })
    .toBeGreaterThanOrEqual(ENROLLMENTS)
  stop()
  return messages
}

interface OpenPage {
  readonly kind: PageKind
  readonly place: Place
  readonly personId: PersonId
}

function toPages(places: readonly Place[], people: readonly PersonId[]): OpenPage[] {
  const kinds = (Object.keys(shares) as PageKind[]).flatMap((kind) =>
    Array<PageKind>(shares[kind]).fill(kind),
  )
  return Array.from({ length: PAGES }, (_, index) => ({
    kind: kinds[index % kinds.length] as PageKind,
    place: places[(index * 7) % places.length] as Place,
    personId: people[index] as PersonId,
  }))
}

function countFormerReads(pages: readonly OpenPage[], messages: readonly LiveMessage[]): Map<string, number> {
  const reads = new Map<string, number>()
  for (const { type, forPeople } of messages) {
    // What is new since then is not counted against the former web.
    if (type === 'enrollment' && forPeople) continue
    for (const { kind, place, personId } of pages) {
      if (Array.isArray(forPeople) && !forPeople.includes(personId)) continue
      for (const [index, [[family]]] of queriesOf(kind, place).entries()) {
        if (!formerRules[type]?.includes(String(family))) continue
        reads.set(`${kind} ${index}`, (reads.get(`${kind} ${index}`) ?? 0) + 1)
      }
    }
  }
  return reads
}

/** A minute of the real feed of every page, on the real hub, with a clock of its own. */
async function countReads(
  pages: readonly OpenPage[],
  messages: readonly LiveMessage[],
  costs: ReadonlyMap<string, { body: unknown }>,
) {
  vi.useFakeTimers({ now: 1_800_000_000_000, toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  const reads = new Map<string, number>()
  const hub = createHub(Date.now)
  const platformId = 'bench' as never
  hub.tell(platformId, { type: 'plan', id: 'opens the room' })
  let isCounting = false
  const ends = pages.map(({ kind, place, personId }) => {
    const client = new QueryClient()
    const end = startFeed(client, {
      open: (url) => openSource(hub, url, { personId, rank: isStaff(kind) ? 'superadmin' : 'learner' }),
      now: Date.now,
      random: Math.random,
      isHidden: () => false,
      onVisible: () => () => {},
      takenFrom: () => [],
      onTouched: () => {},
      onLost: () => {},
    })
    for (const [index, [queryKey]] of queriesOf(kind, place).entries()) {
      const name = `${kind} ${index}`
      const observer = new QueryObserver(client, {
        queryKey,
        queryFn: async () => {
          if (isCounting) reads.set(name, (reads.get(name) ?? 0) + 1)
          return costs.get(name)?.body
        },
      })
      observer.subscribe(() => {})
    }
    return () => {
      end()
      client.clear()
    }
  })
  await vi.advanceTimersByTimeAsync(5_000)
  isCounting = true
  let writingMs = 0
  for (const message of messages) {
    const began = process.cpuUsage()
    hub.tell(platformId, message)
    const used = process.cpuUsage(began)
    writingMs += (used.user + used.system) / 1000
    await vi.advanceTimersByTimeAsync(MINUTE_MS / messages.length)
  }
  await vi.advanceTimersByTimeAsync(5_000)
  for (const end of ends) end()
  vi.useRealTimers()
  return { reads, writingMs }
}

/** A stream of a page, from the hub through the server's own writing. */
function openSource(
  hub: ReturnType<typeof createHub>,
  url: string,
  who: Pick<Listener, 'personId' | 'rank'>,
): Source {
  const asked = new URL(url, 'http://here').searchParams
  const listeners = new Map<string, (event: { data?: string }) => void>()
  const socket = new PassThrough().resume()
  const sink = createSink(socket, Date.now)
  let leave = () => {}
  setTimeout(() => {
    listeners.get('ready')?.({})
    leave = hub.join(
      'bench' as never,
      {
        ...who,
        topics: new Set(asked.get('topics')?.split(',').filter(Boolean)),
        hear: (message) => {
          sink.send('changed', message)
          listeners.get('changed')?.({ data: JSON.stringify(message) })
        },
        gap: () => listeners.get('gap')?.({}),
      },
      Number(asked.get('age')),
    )
  })
  return {
    addEventListener: (name, listener) => listeners.set(name, listener),
    close: () => leave(),
  }
}

/** Every message was written to every stream. @returns the processor's milliseconds */
function timeFormerWriting(count: number, messages: readonly LiveMessage[]): number {
  const sockets = Array.from({ length: count }, () => new PassThrough().resume())
  const began = process.cpuUsage()
  for (const { type, id, forPeople } of messages) {
    if (forPeople) continue
    for (const socket of sockets) socket.write(`event: changed\ndata: ${JSON.stringify({ type, id })}\n\n`)
  }
  const used = process.cpuUsage(began)
  return (used.user + used.system) / 1000
}
