import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import {
  type Attributes,
  type Context,
  type Span as OtelSpan,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import {
  BatchSpanProcessor,
  ParentBasedSampler,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace'
import { type Outcome, type Span, type Traced, type Tracer, useTracer } from './tracing.ts'

/** How spans are told. Where they go, and with which headers, the exporter reads in the environment, as OpenTelemetry says. */
export interface TracingSettings {
  readonly service: string
  readonly version: string
  /** Of all traces, from 0 to 1. */
  readonly share: number
  /** What came through a proxy goes on with the trace that it names. */
  readonly continuesTraces: boolean
  /** What goes on at this moment: calls to others hang under it. */
  readonly current: () => Span | undefined
}

/** Sends spans to the collector of the environment from now on. Requests, jobs and statements tell of themselves; calls to others are heard. */
export function startTracing(settings: TracingSettings): Tracer {
  const { service, version, share, continuesTraces, current } = settings
  const named = resourceFromAttributes({ 'service.name': service, 'service.version': version })
  const provider = new TracerProvider({
    resource: named.merge(detectResources({ detectors: [envDetector] })),
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(share) }),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })],
  })
  const spans = provider.getTracer('lectern', version)
  const contexts = new WeakMap<Span, Context>()
  const begin = (about: Traced, parent: Span | undefined): Span => {
    const { name, kind, attributes } = inTheirWords(about)
    const context =
      (parent && contexts.get(parent)) ??
      (continuesTraces && about.kind === 'request' ? contextOf(about.traceparent) : ROOT_CONTEXT)
    const span = spans.startSpan(name, { kind, attributes }, context)
    const own = { traceId: span.spanContext().traceId, end: (outcome?: Outcome) => end(span, about, outcome) }
    contexts.set(own, trace.setSpan(ROOT_CONTEXT, span))
    return own
  }
  const silence = hearCalls(begin, current)
  const tracer: Tracer = {
    begin,
    async close() {
      silence()
      useTracer(undefined)
      await provider.shutdown()
    },
  }
  useTracer(tracer)
  return tracer
}

function inTheirWords(about: Traced): { name: string; kind: SpanKind; attributes: Attributes } {
  switch (about.kind) {
    case 'request':
      return {
        name: `${about.method} ${about.route}`,
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': about.method, 'http.route': about.route },
      }
    case 'job':
      return {
        name: about.name,
        kind: SpanKind.CONSUMER,
        attributes: {
          'messaging.system': 'pg-boss',
          'messaging.destination.name': about.name,
          'messaging.message.id': about.jobId,
        },
      }
    case 'statement':
      return {
        name: about.text.trimStart().split(/\s/, 1)[0]?.toLowerCase() ?? 'statement',
        kind: SpanKind.CLIENT,
        attributes: { 'db.system.name': 'postgresql', 'db.query.text': about.text },
      }
    case 'call':
      return {
        name: `${about.method} ${about.host}`,
        kind: SpanKind.CLIENT,
        attributes: { 'http.request.method': about.method, 'server.address': about.host },
      }
  }
}

function end(span: OtelSpan, about: Traced, { status, failure }: Outcome = {}): void {
  if (status !== undefined) span.setAttribute('http.response.status_code', status)
  if (failure !== undefined) span.setAttribute('error.type', failure)
  // What somebody is refused is no failure of the server; what the server is refused elsewhere is.
  const fails = failure !== undefined || (status ?? 0) >= (about.kind === 'call' ? 400 : 500)
  if (fails) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}

const TRACEPARENT = /^00-(?!0{32})([\da-f]{32})-(?!0{16})([\da-f]{16})-([\da-f]{2})$/

function contextOf(traceparent: string | undefined): Context {
  const [, traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? []
  if (!traceId || !spanId || !flags) return ROOT_CONTEXT
  return trace.setSpanContext(ROOT_CONTEXT, {
    ...{ traceId, spanId },
    traceFlags: Number.parseInt(flags, 16),
    isRemote: true,
  })
}

/** What undici, and so `fetch`, says of a request: an address may hold secrets, so its host alone is told. */
interface Heard {
  readonly request: { readonly method?: string; readonly origin?: string | URL }
  readonly response?: { readonly statusCode?: number }
  readonly error?: { readonly code?: string; readonly name?: string }
}

/** Calls to providers, webhooks and others. @returns ends it */
function hearCalls(begin: Tracer['begin'], current: TracingSettings['current']): () => void {
  const running = new WeakMap<object, Span>()
  const finish = (request: object, outcome: Outcome) => {
    running.get(request)?.end(outcome)
    running.delete(request)
  }
  const listeners: Record<string, (message: unknown) => void> = {
    'undici:request:create': (message) => {
      const { request } = message as Heard
      const parent = current()
      if (!parent) return
      const host = URL.parse(String(request.origin))?.hostname ?? ''
      running.set(request, begin({ kind: 'call', method: request.method ?? 'GET', host }, parent))
    },
    'undici:request:headers': (message) => {
      const { request, response } = message as Heard
      finish(request, response?.statusCode === undefined ? {} : { status: response.statusCode })
    },
    'undici:request:error': (message) => {
      const { request, error } = message as Heard
      finish(request, { failure: error?.code ?? error?.name ?? 'error' })
    },
  }
  for (const [channel, listener] of Object.entries(listeners)) subscribe(channel, listener)
  return () => {
    for (const [channel, listener] of Object.entries(listeners)) unsubscribe(channel, listener)
  }
}
