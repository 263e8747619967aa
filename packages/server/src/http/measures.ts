import type { FastifyInstance } from 'fastify'
import type { Counts } from '../counts.ts'

/** Counts what is answered, by the pattern of its route: an address can hold secrets, and there is no end of them. */
export function registerMeasures(app: FastifyInstance, counts: Counts): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { is404, method, routeOptions, refusedWith } = request
    if (!routeOptions.config.isStream || refusedWith) {
      const route = is404 ? 'none' : (routeOptions.url ?? 'none')
      counts.answered({
        method,
        route,
        status: reply.statusCode,
        seconds: reply.elapsedTime / 1000,
        refusedWith,
      })
    }
    done()
  })
}
