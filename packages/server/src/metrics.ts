import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Counts } from './counts.ts'
import { type Figures, latestOf } from './figures.ts'

/** What this process counts, and what it finds when it is asked. */
export interface Metrics {
  readonly counts: Counts
  /** From then on the text tells what the database knows, too. */
  watch(source: () => Promise<Figures>, connections: () => readonly PoolFigures[]): void
  /** As Prometheus reads it. */
  text(): Promise<string>
  readonly contentType: string
  /** Every metric with its labels. */
  list(): readonly { readonly name: string; readonly labels: readonly string[] }[]
}

/** Connections of a pool at this moment. */
export interface PoolFigures {
  readonly pool: string
  readonly busy: number
  readonly idle: number
  /** Who waits for one. */
  readonly waiting: number
  readonly max: number
}

/** What runs here. */
export interface About {
  readonly version: string
  readonly role: string
}

const ANSWER_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10]
const CALL_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 120]
const JOB_SECONDS = [0.05, 0.25, 1, 5, 15, 60, 300]

/**
 * Names and labels only: nothing here tells one platform or person from another.
 *
 * @param about left out = nothing is told of the process itself, whose watching outlives what is made here
 */
export function createMetrics(about?: About): Metrics {
  const registry = new Registry()
  const registers = [registry]
  if (about) tellProcess(registry, about)
  const labels = new Map<string, readonly string[]>()
  const named = <Label extends string>(name: string, help: string, labelNames: readonly Label[] = []) => {
    labels.set(name, labelNames)
    return { name, help, labelNames: [...labelNames], registers }
  }
  const counts = countsIn(named)
  const streams = new Gauge(named('lectern_live_streams', 'Streams of live updates that are open.'))
  const connections = new Gauge(
    named('lectern_database_connections', 'Connections of a pool, and who waits for one.', ['pool', 'state']),
  )
  const pool = new Gauge(
    named('lectern_database_connections_max', 'Connections that a pool may have.', ['pool']),
  )
  const show = figuresIn(named)
  let look: (() => Promise<void>) | undefined
  return {
    counts: { ...counts, streamOpened: () => streams.inc(), streamClosed: () => streams.dec() },
    watch(source, pools) {
      const latest = latestOf(source)
      look = async () => {
        for (const { pool: name, max, ...states } of pools()) {
          pool.set({ pool: name }, max)
          for (const [state, count] of Object.entries(states)) connections.set({ pool: name, state }, count)
        }
        show(await latest())
      }
    },
    async text() {
      await look?.()
      return registry.metrics()
    },
    contentType: registry.contentType,
    list: () => Array.from(labels, ([name, ofName]) => ({ name, labels: ofName })),
  }
}

type Named = <Label extends string>(
  name: string,
  help: string,
  labelNames?: readonly Label[],
) => { name: string; help: string; labelNames: Label[]; registers: Registry[] }

function tellProcess(registry: Registry, about: About): void {
  collectDefaultMetrics({ register: registry })
  new Gauge({
    name: 'lectern_build_info',
    help: 'Always 1: which release runs, on which Node.js, as what.',
    labelNames: ['version', 'node', 'role'],
    registers: [registry],
  }).set({ ...about, node: process.versions.node }, 1)
}

function countsIn(named: Named): Omit<Counts, 'streamOpened' | 'streamClosed'> {
  const jobs = new Histogram({
    ...named('lectern_job_seconds', 'What jobs took that went well.', ['kind']),
    buckets: JOB_SECONDS,
  })
  const jobFailures = new Counter(
    named('lectern_job_failures_total', 'Jobs that failed; most are tried again.', ['kind']),
  )
  const putAside = new Counter(
    named('lectern_jobs_put_aside_total', 'Jobs whose payload no one can read.', ['kind']),
  )
  const sweepFailures = new Counter(
    named(
      'lectern_sweep_failures_total',
      'Sweeps that failed, on a platform or while they looked for platforms.',
      ['sweep', 'where'],
    ),
  )
  const platforms = new Gauge(
    named('lectern_sweep_platforms', 'Platforms that had work for a sweep when it looked last.', ['sweep']),
  )
  const finding = new Gauge(named('lectern_sweep_finding_seconds', 'What it took to find them.', ['sweep']))
  const answers = new Histogram({
    ...named('lectern_http_request_seconds', 'What answers took, by the pattern of their route.', [
      'method',
      'route',
    ]),
    buckets: ANSWER_SECONDS,
  })
  const statuses = new Counter(
    named('lectern_http_answers_total', 'Answers, by the class of their status.', ['status']),
  )
  const refusals = new Counter(
    named('lectern_refusals_total', 'Requests that were refused or failed, by the code of the problem.', [
      'code',
    ]),
  )
  const calls = new Counter(
    named('lectern_provider_calls_total', 'Operations at providers, by outcome and class of failure.', [
      'provider',
      'operation',
      'outcome',
      'class',
    ]),
  )
  const callSeconds = new Histogram({
    ...named('lectern_provider_call_seconds', 'What they took, with their turns and repetitions.', [
      'provider',
      'outcome',
    ]),
    buckets: CALL_SECONDS,
  })
  return {
    worksOff(kind) {
      for (const counter of [jobFailures, putAside]) counter.inc({ kind }, 0)
    },
    jobDone: (kind, took) => jobs.observe({ kind }, took),
    jobFailed: (kind) => jobFailures.inc({ kind }),
    putAside: (kind) => putAside.inc({ kind }),
    sweepFailed: (sweep, where) => sweepFailures.inc({ sweep, where }),
    swept(sweep, found) {
      platforms.set({ sweep }, found.platforms)
      finding.set({ sweep }, found.seconds)
      for (const where of ['finding', 'platform']) sweepFailures.inc({ sweep, where }, 0)
    },
    answered({ method, route, status, seconds, refusedWith }) {
      answers.observe({ method, route }, seconds)
      statuses.inc({ status: `${Math.floor(status / 100)}xx` })
      if (refusedWith) refusals.inc({ code: refusedWith })
    },
    providerCalled({ provider, operation, outcome, failure, seconds }) {
      calls.inc({ provider, operation, outcome, class: failure })
      callSeconds.observe({ provider, outcome }, seconds)
    },
  }
}

/** What the database knows. What it does not tell is left out, rather than told as it once was. */
function figuresIn(named: Named): (figures: Figures | undefined) => void {
  const isKnown = new Gauge(
    named('lectern_figures_up', '1 = the database told its figures; 0 = it did not, and they are left out.'),
  )
  const rooms = new Gauge(
    named('lectern_rooms', 'Rooms that are looked after, by state: up to 100,000 of each kind.', ['state']),
  )
  const lag = new Gauge(
    named('lectern_rooms_oldest_due_seconds', 'For how long the room waits that is due the longest.'),
  )
  const queue = new Gauge(
    named('lectern_queue_jobs', 'Jobs in the queue, by their state.', ['kind', 'state']),
  )
  const age = new Gauge(
    named('lectern_queue_oldest_seconds', 'For how long the job waits that could begin the longest.', [
      'kind',
    ]),
  )
  return (figures) => {
    for (const gauge of [rooms, queue, age]) gauge.reset()
    isKnown.set(figures ? 1 : 0)
    if (figures) lag.set(figures.oldestDueSeconds)
    else lag.remove()
    for (const [state, count] of Object.entries(figures?.rooms ?? {})) rooms.set({ state }, count)
    for (const { kind, oldestSeconds, ...states } of figures?.queues ?? []) {
      age.set({ kind }, oldestSeconds)
      for (const [state, count] of Object.entries(states)) queue.set({ kind, state }, count)
    }
  }
}
