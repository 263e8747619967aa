import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify'
import type { Platform } from '../ctx.ts'
import type { Metrics } from '../metrics.ts'

export interface MachineParts {
  /** Throws while the database does not answer. */
  readonly isReady: () => Promise<unknown>
  readonly findPlatform: (host: string) => Promise<Platform | undefined>
  readonly metrics: Metrics
}

/** The same for machines alone, on a port of its own: also of a process that serves nobody else. */
export function buildMachineServer(asked: MachineParts): FastifyInstance {
  const app = Fastify({ requestTimeout: 10_000, forceCloseConnections: true })
  app.setErrorHandler((_error, _request, reply) => reply.status(503).send({ status: 'unavailable' }))
  machineRoutes(app, asked)
  app.get('/metrics', (_request, reply) => sendMetrics(reply, asked.metrics))
  return app
}

async function sendMetrics(reply: FastifyReply, metrics: Metrics) {
  return reply.type(metrics.contentType).send(await metrics.text())
}

/** What load balancers and proxies ask, on whatever address they know. */
export function machineRoutes(app: FastifyInstance, asked: MachineParts): void {
  const machines = { schema: { hide: true }, config: { access: 'machine' } } as const
  // Nobody counts their requests: however many ask, the database is asked once at a time.
  const isReady = shared(asked.isReady)
  app.get('/healthz', machines, () => ({ status: 'ok' }))
  app.get('/readyz', machines, async () => {
    await isReady()
    return { status: 'ok' }
  })
  app.get('/internal/metrics', machines, (_request, reply) => sendMetrics(reply, asked.metrics))
  // Asked before a certificate is ordered: only for domains that answer here.
  app.get<{ Querystring: { domain?: unknown } }>(
    '/internal/tls-allowed',
    machines,
    async (request, reply) => {
      const { domain } = request.query
      const platform = typeof domain === 'string' ? await asked.findPlatform(domain) : undefined
      return reply.status(platform ? 200 : 404).send({ allowed: platform !== undefined })
    },
  )
}

/** Whoever asks while the answer is on its way gets the same. */
function shared(ask: () => Promise<unknown>): () => Promise<unknown> {
  let asked: Promise<unknown> | undefined
  return () => {
    asked ??= ask().finally(() => {
      asked = undefined
    })
    return asked
  }
}
