import { mkdtempSync, rmSync } from 'node:fs'
import { loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { createTestApp } from '../packages/server/test/test-app.ts'
import { barsOf } from './bars.ts'
import { type Ask, cpuMsOf, get, type Load, load } from './load.ts'
import { fill, postmasterOf, startBare, startServer } from './production.ts'
import { type Figure, keep, write } from './results.ts'

const PEOPLE = Number(process.env.LECTERN_PEOPLE ?? 20_000)
const EVENTS = Number(process.env.LECTERN_EVENTS ?? 10_000)
const REQUESTS = Number(process.env.LECTERN_REQUESTS ?? 3_000)
const STORM = Number(process.env.LECTERN_STORM ?? 10_000)
const STORM_SECONDS = Number(process.env.LECTERN_STORM_SECONDS ?? 60)
/** A server that has been running for a while: its hot code is compiled by then. */
const WARM_UP = 1_500
const CONNECTIONS = 16
const ROUNDS = 3
/** The bare server is so much quicker that its runs would be over before they are measured. */
const BARE_TIMES = 5
/** One kind of work alone, such as to profile it: with `LECTERN_PROFILE`, a folder for the profiles of the server. */
const ONLY = process.env.LECTERN_WORK
const HOST = 'bench.example'
/** Of a host that is reached by TLS, as the settings say. */
const COOKIE = '__Host-lectern_login'

/** What people ask for most, beside what this machine can do at the best, and the share of it that is the goal. */
const WORK = {
  join: { limit: '/write', goal: 0.5 },
  event: { limit: '/read', goal: 0.35 },
  'a session': { limit: '/read', goal: 0.35 },
  'events of a session': { limit: '/read', goal: 0.35 },
  'a course': { limit: '/read', goal: 0.35 },
  'own calendar month': { limit: '/read', goal: 0.35 },
  'home of a learner': { limit: '/read', goal: undefined },
  'who am I': { limit: '/read', goal: 0.6 },
  'index.html': { limit: '/page', goal: undefined },
  'index.html of nobody': { limit: '/page', goal: undefined },
} as const
type Work = keyof typeof WORK

it('answers what people ask for most, beside a server that only reads a row', async () => {
  const test = await createTestApp()
  const data = mkdtempSync(join(tmpdir(), 'lectern-bench-'))
  const stops: (() => void)[] = [() => rmSync(data, { recursive: true, force: true })]
  try {
    const platform = await test.addPlatform(HOST)
    test.clock.now = new Date()
    const filled = await fill(test, platform, { people: PEOPLE, events: EVENTS })
    const address = await startServer(test, data, stops)
    const bare = await startBare(test, filled.row, stops)
    const postgres = await postmasterOf(test)
    const headersOf = (n: number) => ({
      host: HOST,
      cookie: `${COOKIE}=${filled.tokens[n % filled.tokens.length]}`,
      'x-forwarded-for': `203.0.113.${n % 3}`,
    })
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString()
    const month = new URLSearchParams({ from: day(-15), until: day(15), scope: 'mine' })
    const paths: Record<Work, string> = {
      join: `/learn/events/${filled.row.eventId}/join`,
      event: `/api/v1/events/${filled.row.eventId}`,
      'a session': `/api/v1/sessions/${filled.sessionOfFive}`,
      'events of a session': `/api/v1/sessions/${filled.sessionOfFive}/events`,
      'a course': `/api/v1/courses/${filled.courseOfFive}`,
      'own calendar month': `/api/v1/calendar/events?${month}`,
      'home of a learner': '/api/v1/home',
      'who am I': '/api/v1/me',
      'index.html': '/',
      'index.html of nobody': '/',
    }
    const rows: Record<string, unknown>[] = []
    for (const [work, { limit, goal }] of Object.entries(WORK) as [Work, (typeof WORK)[Work]][]) {
      if (ONLY && ONLY !== work) continue
      const own = { port: address.port, pid: address.pid, status: work === 'join' ? 302 : 200 }
      const accept = limit === '/page' ? 'text/html' : 'application/json'
      // Somebody else each time: nobody may press Join as often.
      const headers = (n: number) => headersOf(work === 'join' ? n : 0)
      const asks =
        work === 'index.html of nobody'
          ? () => get('/', { host: HOST, accept })
          : (n: number) => get(paths[work], { ...headers(n), accept })
      const best = { port: bare.port, pid: bare.pid, status: limit === '/write' ? 302 : 200 }
      const bareAsk = () => get(limit, { host: 'bare' })
      const [ours, theirs]: Measured[][] = [[], []]
      // In turn, so that what else the machine does hits both alike.
      for (let round = 0; round < ROUNDS; round++) {
        theirs?.push(await measure(best, postgres, bareAsk, REQUESTS * BARE_TIMES))
        ours?.push(await measure(own, postgres, asks))
      }
      const [a, b] = [middle(ours ?? []), middle(theirs ?? [])]
      rows.push({
        work,
        'per second': Math.round(a.perSecond),
        'p99, ms': a.p99,
        'server, ms of CPU': a.serverMs,
        'PostgreSQL, ms of CPU': a.postgresMs,
        'limit per second': Math.round(b.perSecond),
        'limit, ms of CPU': Number((b.serverMs + b.postgresMs).toFixed(2)),
        'share by requests': Number((a.perSecond / b.perSecond).toFixed(2)),
        'share by CPU': Number(((b.serverMs + b.postgresMs) / (a.serverMs + a.postgresMs)).toFixed(2)),
        goal: goal ?? (limit === '/page' ? '5,000 a second' : '–'),
      })
    }
    console.table(rows)
    if (ONLY) return
    const join = (n: number) => get(paths.join, headersOf(n))
    const half = await atHalfLoad(address.port, join, Number(rows[0]?.['limit per second']))
    const storm = await stormOf(address.port, join)
    console.table({ 'join at half the limit’s load': half, 'join storm': storm })
    const load1 = loadavg()
      .map((value) => value.toFixed(1))
      .join(' ')
    console.log(`${PEOPLE} people, ${EVENTS} events, ${CONNECTIONS} connections, load ${load1}`)
    const figures = rows.flatMap(({ work, goal, ...row }): Figure[] =>
      typeof goal === 'number'
        ? [
            {
              what: `${work}: processor time of a bare server, of ours`,
              value: Number(row['share by CPU']),
              unit: 'share',
              goal: { atLeast: goal },
            },
          ]
        : [],
    )
    keep('requests', { people: PEOPLE, events: EVENTS, rows, half, storm }, [
      ...figures,
      {
        what: 'Join, the slowest of a hundred, at half the goal’s load',
        value: half.p99,
        unit: 'ms',
        goal: { atMost: 25 },
      },
      {
        what: `${STORM} learners who press Join within ${STORM_SECONDS} s, the slowest of a hundred`,
        value: storm.p99,
        unit: 'ms',
        goal: { atMost: 250 },
      },
    ])
    const bars = rows.map((row) => ({
      label: String(row.work),
      share: Number(row['share by CPU']),
      goal: Number(row.goal) || undefined,
    }))
    write('requests.svg', barsOf('Processor time of a bare server, of that of Lectern', bars))
    expect(storm.requests).toBe(STORM)
  } finally {
    for (const stop of stops.reverse()) stop()
    await test.close()
  }
}, 1_800_000)

interface Measured extends Load {
  readonly serverMs: number
  readonly postgresMs: number
}

/** One run, with the processor time that each request took of the server and of PostgreSQL. */
async function measure(
  { port, pid, status }: { port: number; pid: number; status: number },
  postgres: number,
  asks: Ask,
  requests = REQUESTS,
): Promise<Measured> {
  const options = { connections: CONNECTIONS, status }
  await load(port, asks, { ...options, requests: WARM_UP })
  const before = [cpuMsOf(pid), cpuMsOf(postgres)] as const
  const done = await load(port, asks, { ...options, requests })
  const each = (ms: number) => Number((ms / done.requests).toFixed(3))
  return {
    ...done,
    serverMs: each(cpuMsOf(pid) - before[0]),
    postgresMs: each(cpuMsOf(postgres) - before[1]),
  }
}

const middle = (rounds: readonly Measured[]): Measured =>
  rounds.toSorted((a, b) => a.perSecond - b.perSecond)[rounds.length >> 1] as Measured

/** As many clicks as half of the goal, which is half of what a bare server could take. */
function atHalfLoad(port: number, asks: Ask, limit: number): Promise<Load> {
  const perSecond = limit / 4
  const requests = Math.round(perSecond * 10)
  return load(port, asks, { connections: 64, requests, status: 302, perSecond })
}

/** Every learner presses Join once, from three addresses. */
const stormOf = (port: number, asks: Ask): Promise<Load> =>
  load(port, asks, { connections: 200, requests: STORM, status: 302, perSecond: STORM / STORM_SECONDS })
