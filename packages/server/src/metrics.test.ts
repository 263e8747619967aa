import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { latestOf } from './figures.ts'
import { buildMachineServer } from './http/machine-routes.ts'
import { createMetrics } from './metrics.ts'

it('tells Prometheus what failed and what was found, by sweep and kind of job alone', async () => {
  const metrics = createMetrics()
  const { counts } = metrics
  counts.sweepFailed('rooms', 'platform')
  counts.sweepFailed('rooms', 'platform')
  counts.sweepFailed('mails', 'finding')
  counts.swept('rooms', { platforms: 10, seconds: 0.5 })
  counts.swept('rooms', { platforms: 3, seconds: 0.25 })
  counts.jobFailed('room.reconcile')
  counts.putAside('mail.deliver')
  const failing = Promise.reject(new Error('away'))
  failing.catch(() => {})
  const http = buildMachineServer({ isReady: () => failing, findPlatform: async () => undefined, metrics })
  for (const url of ['/metrics', '/internal/metrics']) {
    const answer = await http.inject(url)
    expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
    const lines = answer.body.split('\n').filter((line) => line && !line.startsWith('#'))
    expect(lines).toEqual(
      expect.arrayContaining([
        'lectern_job_failures_total{kind="room.reconcile"} 1',
        'lectern_jobs_put_aside_total{kind="mail.deliver"} 1',
        'lectern_sweep_failures_total{sweep="mails",where="finding"} 1',
        'lectern_sweep_failures_total{sweep="rooms",where="platform"} 2',
        'lectern_sweep_finding_seconds{sweep="rooms"} 0.25',
        'lectern_sweep_platforms{sweep="rooms"} 3',
      ]),
    )
  }
  expect((await http.inject('/healthz')).statusCode).toBe(200)
  expect((await http.inject('/readyz')).statusCode).toBe(503)
  await http.close()
})

it('asks the database once for all who want to know at one moment whether it is there', async () => {
  const looks: (() => void)[] = []
  const isReady = () => new Promise<void>((resolve) => looks.push(resolve))
  const http = buildMachineServer({ isReady, findPlatform: async () => undefined, metrics: createMetrics() })
  await http.ready()
  const many = Array.from({ length: 50 }, () => http.inject('/readyz'))
  await expect.poll(() => looks.length).toBe(1)
  await sleep(10) // all have asked
  looks[0]?.()
  expect((await Promise.all(many)).map(({ statusCode }) => statusCode)).toEqual(Array(50).fill(200))
  expect(looks).toHaveLength(1)
  const later = http.inject('/readyz')
  await expect.poll(() => looks.length).toBe(2)
  looks[1]?.()
  expect((await later).statusCode).toBe(200)
  await http.close()
})

it('counts failures from 0, so that the first one is a rise', async () => {
  const { counts, text } = createMetrics()
  counts.worksOff('mail.deliver')
  counts.swept('rooms', { platforms: 0, seconds: 0 })
  const lines = (await text()).split('\n')
  expect(lines).toEqual(
    expect.arrayContaining([
      'lectern_job_failures_total{kind="mail.deliver"} 0',
      'lectern_jobs_put_aside_total{kind="mail.deliver"} 0',
      'lectern_sweep_failures_total{sweep="rooms",where="finding"} 0',
      'lectern_sweep_failures_total{sweep="rooms",where="platform"} 0',
    ]),
  )
})

it('counts in each process by itself', async () => {
  const [first, second] = [createMetrics(), createMetrics()]
  first.counts.jobFailed('room.reconcile')
  expect(await second.text()).not.toContain('room.reconcile')
})

it('has labels of which there are few, and none for platforms, people or addresses', () => {
  const labels = [
    ...new Set(
      createMetrics()
        .list()
        .flatMap((metric) => metric.labels),
    ),
  ].sort()
  expect(labels).toEqual(
    ['class', 'code', 'kind', 'method', 'operation', 'outcome', 'pool', 'provider', 'route', 'state'].concat([
      'status',
      'sweep',
      'where',
    ]),
  )
})

it('tells of the process only where it is asked to', async () => {
  expect(await createMetrics().text()).not.toContain('process_cpu')
  const text = await createMetrics({ version: '1.2.3', role: 'worker' }).text()
  expect(text).toContain(
    `lectern_build_info{version="1.2.3",role="worker",node="${process.versions.node}"} 1`,
  )
  expect(text).toContain('process_cpu_seconds_total')
})

it('leaves out what the database does not tell, and says so', async () => {
  const metrics = createMetrics()
  const figures = { rooms: { ready: 4, blocked: 1 }, oldestDueSeconds: 12, queues: [] }
  const pools = [{ pool: 'work', busy: 3, idle: 1, waiting: 2, max: 16 }]
  metrics.watch(
    async () => figures,
    () => pools,
  )
  const told = await metrics.text()
  expect(told).toContain('lectern_rooms{state="blocked"} 1')
  expect(told).toContain('lectern_rooms_oldest_due_seconds 12')
  expect(told).toContain('lectern_figures_up 1')
  expect(told).toContain('lectern_database_connections{pool="work",state="waiting"} 2')
  expect(told).toContain('lectern_database_connections_max{pool="work"} 16')
  metrics.watch(
    () => Promise.reject(new Error('away')),
    () => pools,
  )
  const untold = await metrics.text()
  expect(untold).toContain('lectern_figures_up 0')
  expect(untold).not.toMatch(/^lectern_rooms/m)
})

it('asks the database once for many who look, again when that has aged, and waits for it no longer than it may', async () => {
  let nowMs = 0
  let asked = 0
  let answer: Promise<number> = Promise.resolve(7)
  const latest = latestOf(
    () => {
      asked += 1
      return answer
    },
    () => nowMs,
  )
  expect(await Promise.all([latest(), latest(), latest()])).toEqual([7, 7, 7])
  nowMs = 9_999
  expect(await latest()).toBe(7)
  expect(asked).toBe(1)
  nowMs = 10_000
  answer = new Promise(() => {})
  expect(await latest(1)).toBe(7) // it does not answer now: as it was
  await sleep(0)
  nowMs = 60_001
  expect(await latest(1)).toBe(undefined)
  expect(asked).toBe(2)
})

it('is told to operators whole: each metric stands in the handbook with its labels', () => {
  const handbook = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8')
  const rows = handbook.split('\n').filter((line) => line.startsWith('| `lectern_'))
  for (const { name, labels } of createMetrics().list()) {
    const row = rows.find((line) => line.split('|')[1]?.includes(`\`${name}\``))
    expect({
      name,
      labels: Array.from(row?.split('|')[2]?.matchAll(/`(\w+)`/g) ?? [], ([, one]) => one),
    }).toEqual({
      name,
      labels,
    })
  }
})
