import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { machineRoutes } from './http/machine-routes.ts'
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
  const http = Fastify()
  machineRoutes(http, { isReady: async () => {}, findPlatform: async () => undefined, metrics })
  const answer = await http.inject('/internal/metrics')
  expect(answer.headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8')
  const lines = answer.body.split('\n').filter((line) => line && !line.startsWith('#'))
  expect(lines.sort()).toEqual([
    'lectern_job_failures_total{job="room.reconcile"} 1',
    'lectern_jobs_put_aside_total{job="mail.deliver"} 1',
    'lectern_sweep_failures_total{sweep="mails",where="finding"} 1',
    'lectern_sweep_failures_total{sweep="rooms",where="platform"} 2',
    'lectern_sweep_finding_seconds{sweep="rooms"} 0.25',
    'lectern_sweep_platforms{sweep="rooms"} 3',
  ])
  await http.close()
})

it('counts in each process by itself', async () => {
  const [first, second] = [createMetrics(), createMetrics()]
  first.counts.jobFailed('room.reconcile')
  expect(await second.text()).not.toContain('room.reconcile')
})
