import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { signedIn } from '../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'
import { currentWork, within } from '../db/work.ts'
import { startTracing } from './opentelemetry.ts'
import { beginSpan, type Tracer } from './tracing.ts'

interface Told {
  readonly name: string
  readonly kind: number
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly status?: { readonly code?: number }
  readonly attributes: { readonly key: string; readonly value: { readonly stringValue?: string } }[]
}

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736'
const TRACEPARENT = `00-${TRACE}-00f067aa0ba902b7-01`

let test: TestApp
let platform: TestPlatform
let collector: Server
let tracer: Tracer
let sent = ''

beforeAll(async () => {
  collector = createServer((request, response) => {
    if (request.url?.startsWith('/tool')) return void response.writeHead(503).end('{}')
    request.on('data', (part) => {
      sent += part
    })
    request.on('end', () => {
      sent += '\n'
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}')
    })
  })
  await new Promise<void>((resolve) => collector.listen(0, '127.0.0.1', resolve))
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', origin())
  test = await createTestApp()
  platform = await test.addPlatform('traced.example')
  tracer = startTracing({
    service: 'lectern',
    version: '1',
    share: 1,
    continuesTraces: true,
    current: () => currentWork()?.span,
  })
})
afterAll(async () => {
  vi.unstubAllEnvs()
  await test.close()
  await new Promise((resolve) => collector.close(resolve))
})

const origin = () => `http://127.0.0.1:${(collector.address() as AddressInfo).port}`

it('tells a collector of requests, jobs, statements and calls, by ids that stand in the log, and of no secret', async () => {
  const { email } = await platform.addActor(['learner'])
  const cookie = await signedIn(test, platform, email)
  const headers = { host: platform.host, cookie, traceparent: TRACEPARENT }
  await test.app.http.inject({ url: '/api/v1/me/security', headers })
  await test.app.http.inject({ url: '/api/v1/people', headers })
  const job = beginSpan({ kind: 'job', name: 'room.reconcile', jobId: 'j1' })
  const work = { hasSaved: false, ...(job ? { span: job } : {}) }
  await within(work, () => fetch(`${origin()}/tool/secret-path?token=secret-token`))
  job?.end({ failure: 'ProviderError' })
  await tracer.close()
  await test.app.http.inject({ url: '/api/v1/people', headers }) // of which nobody is told

  const spans = sent
    .split('\n')
    .filter(Boolean)
    .flatMap((line) => JSON.parse(line).resourceSpans)
    .flatMap((of) => of.scopeSpans)
    .flatMap((of): Told[] => of.spans)
  const named = (name: string) => spans.filter((span) => span.name === name)
  const [request] = named('GET /api/v1/me/security')
  expect(request).toMatchObject({ traceId: TRACE, parentSpanId: '00f067aa0ba902b7', kind: 2 })
  const statements = spans.filter(({ parentSpanId }) => parentSpanId === request?.spanId)
  expect(statements.length).toBeGreaterThan(1)
  for (const { traceId, attributes } of statements) {
    expect(traceId).toBe(TRACE)
    expect(attributes.map(({ key }) => key)).toContain('db.query.text')
  }
  expect(named('GET /api/v1/people')).toHaveLength(1)
  const [reconcile] = named('room.reconcile')
  expect(reconcile?.status?.code).toBe(2)
  expect(named('GET 127.0.0.1')).toMatchObject([{ parentSpanId: reconcile?.spanId, status: { code: 2 } }])
  expect(sent).not.toMatch(/secret-path|secret-token/)
  for (const secret of [email, cookie.split('=')[1] ?? '']) expect(sent).not.toContain(secret)
  const refused = test.logged().filter(({ msg }) => msg === 'request refused')
  expect(refused.map(({ traceId }) => traceId)).toEqual([TRACE, undefined])
})
