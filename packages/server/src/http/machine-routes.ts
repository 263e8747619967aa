import type { FastifyInstance } from 'fastify'
import type { Platform } from '../ctx.ts'
import type { Metrics } from '../metrics.ts'

/** What load balancers and proxies ask, on whatever address they know. */
export function machineRoutes(
  app: FastifyInstance,
  asked: {
    /** Throws while the database does not answer. */
    isReady: () => Promise<unknown>
    findPlatform: (host: string) => Promise<Platform | undefined>
    metrics: Metrics
  },
): void {
  const machines = { schema: { hide: true }, config: { access: 'machine' } } as const
  app.get('/healthz', machines, () => ({ status: 'ok' }))
  app.get('/readyz', machines, async () => {
    await asked.isReady()
    return { status: 'ok' }
  })
  app.get('/internal/metrics', machines, async (_request, reply) =>
    reply.type(asked.metrics.contentType).send(await asked.metrics.text()),
  )
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
