import { Counter, Gauge, Registry } from 'prom-client'
import type { Counts } from './jobs/counts.ts'

/** What this process counts. */
export interface Metrics {
  readonly counts: Counts
  /** As Prometheus reads it. */
  text(): Promise<string>
  readonly contentType: string
}

/** Names and labels only: nothing here tells one platform or person from another. */
export function createMetrics(): Metrics {
  const registers = [new Registry()]
  const [registry] = registers as [Registry]
  const counter = <Label extends string>(name: string, help: string, labelNames: Label[]) =>
    new Counter({ name, help, labelNames, registers })
  const jobFailures = counter('lectern_job_failures_total', 'Jobs that failed; most are tried again.', [
    'job',
  ])
  const putAside = counter('lectern_jobs_put_aside_total', 'Jobs whose payload no one can read.', ['job'])
  const sweepFailures = counter(
    'lectern_sweep_failures_total',
    'Sweeps that failed, on a platform or while they looked for platforms.',
    ['sweep', 'where'],
  )
  const labelNames = ['sweep' as const]
  const platforms = new Gauge({
    name: 'lectern_sweep_platforms',
    help: 'Platforms that had work for a sweep when it looked last.',
    labelNames,
    registers,
  })
  const seconds = new Gauge({
    name: 'lectern_sweep_finding_seconds',
    help: 'What it took to find them.',
    labelNames,
    registers,
  })
  return {
    counts: {
      jobFailed: (job) => jobFailures.inc({ job }),
      putAside: (job) => putAside.inc({ job }),
      sweepFailed: (sweep, where) => sweepFailures.inc({ sweep, where }),
      swept(sweep, found) {
        platforms.set({ sweep }, found.platforms)
        seconds.set({ sweep }, found.seconds)
      },
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
