import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { TwoNodes } from '../e2e/two-nodes.ts'
import { get, type Load, load } from './load.ts'
import { type Figure, keep } from './results.ts'

const REQUESTS = Number(process.env.LECTERN_REQUESTS ?? 300)
const ROUNDS = 9
const CONNECTIONS = 4
/** Somebody plans an event at GoTo so often: each has a room that a job has to make. */
const PLANNED_EVERY_MS = 250
/** So much slower may a page be than usual. */
const GOAL = 1.1

/** How GoTo answers, as the simulator is told. */
const STATES = {
  usual: undefined,
  'after 1 s': { delayMs: 1000 },
  'not at all': { delayMs: 60_000, drop: 'before' },
} as const
type State = keyof typeof STATES
const states = Object.keys(STATES) as State[]

it('answers learners as fast while GoTo is slow, or does not answer at all', async () => {
  const nodes = await TwoNodes.start([{ REQUESTS_PER_MINUTE: '10000000' }, {}])
  let isPlanning = true
  let planning: Promise<void> | undefined
  try {
    await nodes.signIn()
    await nodes.ask('PATCH', '/apps/gotomeeting-v2', { active: true })
    const accountId = await nodes.pairedAccount('Meetings', 'meeting')
    const course = await nodes.ask<{ id: string }>('POST', '/courses', { name: 'Course', type: 'vilt' })
    const buildSession = (name: string) =>
      nodes.ask<{ id: string }>('POST', `/courses/${course.id}/sessions`, { name })
    const session = await buildSession('Learned')
    const others = await buildSession('Planned meanwhile')
    const { items } = await nodes.ask<{ items: { id: string }[] }>('GET', '/people?query=lea@demo.example')
    await nodes.ask('POST', `/sessions/${session.id}/enrollments`, { personId: items[0]?.id })
    let minutes = 0
    const plan = (of = session) => {
      const wall = (at: number) => new Date(Date.UTC(2027, 2, 1) + at * 60_000).toISOString().slice(0, 16)
      const startsWall = wall(minutes)
      minutes += 60
      const event = { name: 'E', startsWall, endsWall: wall(minutes), timeZone: 'UTC', accountId }
      return nodes.ask<{ id: string }>('POST', `/sessions/${of.id}/events`, event)
    }
    const event = await plan()
    for (let n = 0; n < 20; n++) await plan()
    const cookie = await nodes.signIn(0, 'lea')
    const month = new URLSearchParams({
      ...{ from: '2027-03-01T00:00:00Z', until: '2027-04-01T00:00:00Z', scope: 'mine' },
    })
    const pages = {
      home: '/api/v1/home',
      event: `/api/v1/events/${event.id}`,
      session: `/api/v1/sessions/${session.id}/events`,
      month: `/api/v1/calendar/events?${month}`,
    }
    const measured: Record<string, Record<State, Load[]>> = {}
    for (const page of Object.keys(pages)) measured[page] = { usual: [], 'after 1 s': [], 'not at all': [] }
    planning = (async () => {
      while (isPlanning) {
        await plan(others).catch(() => {}) // that an account is in trouble is no matter here
        await sleep(PLANNED_EVERY_MS)
      }
    })()
    for (let round = 0; round < ROUNDS; round++) {
      // Each state comes first, second and last in turn: what grows meanwhile hits all alike.
      for (const state of [...states.slice(round % 3), ...states.slice(0, round % 3)]) {
        nodes.services.simulator.clearFaults()
        const action = STATES[state]
        if (action) nodes.services.simulator.failNext({ match: {}, action, times: 1e9 })
        await sleep(2000) // jobs meet it
        for (const [page, path] of Object.entries(pages)) {
          const ask = () => get(path, { host: 'localhost', cookie, accept: 'application/json' })
          const options = { connections: CONNECTIONS, requests: REQUESTS, status: 200 }
          measured[page]?.[state].push(await load(nodes.portOf(0), ask, options))
        }
      }
    }
    const rows = Object.entries(measured).map(([page, of]) => {
      const [usual, slow, dead] = states.map((state) => middle(of[state]))
      return {
        page,
        'usual p50, ms': usual?.p50,
        '1 s: p50, ms': slow?.p50,
        'dead: p50, ms': dead?.p50,
        '1 s: of usual': ratio(slow, usual),
        'dead: of usual': ratio(dead, usual),
        goal: GOAL,
      }
    })
    console.table(rows)
    const figures = rows.flatMap((row) =>
      (['1 s', 'dead'] as const).map(
        (state): Figure => ({
          what: `${row.page} of a learner while GoTo ${state === 'dead' ? 'does not answer' : 'answers in 1 s'}, beside usual`,
          value: row[`${state}: of usual`],
          unit: 'times',
          goal: { atMost: GOAL },
        }),
      ),
    )
    keep('slow-tool', { rows }, figures)
    expect(rows).toHaveLength(Object.keys(pages).length)
  } finally {
    isPlanning = false
    await planning
    nodes.services.simulator.clearFaults()
    await nodes.stop()
  }
}, 1_800_000)

const middle = (rounds: readonly Load[]): Load =>
  rounds.toSorted((a, b) => a.p50 - b.p50)[rounds.length >> 1] as Load

const ratio = (a: Load | undefined, b: Load | undefined) => Number(((a?.p50 ?? 0) / (b?.p50 ?? 1)).toFixed(2))
