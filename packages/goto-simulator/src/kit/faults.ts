import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'

/** A request that shall fail or be slow. */
export interface Fault {
  match: { method?: string | undefined; path?: string | undefined }
  action: {
    status?: number | undefined
    delayMs?: number | undefined
    drop?: 'before' | 'after' | undefined
    /** Sent in place of the answer, as it is; its status is `status`, or 200. */
    body?: string | undefined
    contentType?: string | undefined
    /** Sent along with a `status`, or with `body`. */
    headers?: Record<string, string> | undefined
    revokeTokens?: boolean | undefined
  }
  /** How often; default once. */
  times?: number | undefined
}

/** A fault as control is told of it. */
export const FaultBody = z.object({
  match: z.object({ method: z.string().optional(), path: z.string().optional() }),
  action: z.object({
    status: z.number().int().min(100).max(599).optional(),
    delayMs: z.number().min(0).max(600_000).optional(),
    drop: z.enum(['before', 'after']).optional(),
    body: z.string().optional(),
    contentType: z.string().optional(),
    headers: z.record(z.string(), z.string()).optional(),
    revokeTokens: z.boolean().optional(),
  }),
  times: z.number().int().min(1).optional(),
})

/** Faults that wait, and how often each route was asked. */
export class Faults {
  #waiting: Fault[] = []
  readonly byRoute: Record<string, number> = {}

  add(fault: Fault): void {
    this.#waiting.push({ ...fault })
  }

  clear(): void {
    this.#waiting = []
  }

  reset(): void {
    this.clear()
    for (const route of Object.keys(this.byRoute)) delete this.byRoute[route]
  }

  count(route: string): void {
    this.byRoute[route] = (this.byRoute[route] ?? 0) + 1
  }

  take(method: string, path: string): Fault | undefined {
    const fault = this.#waiting.find(({ match }) => {
      if (match.method && match.method.toUpperCase() !== method) return false
      return !match.path || path.startsWith(match.path) || matches(match.path, path)
    })
    if (!fault) return undefined
    fault.times = (fault.times ?? 1) - 1
    if (fault.times <= 0) this.#waiting = this.#waiting.filter((other) => other !== fault)
    return fault
  }
}

/**
 * Faults and counters, in front of everything but the simulator's own pages and its control.
 *
 * @param refuse answers with a status as the service does
 */
export function registerFaults(
  app: FastifyInstance,
  faults: Faults,
  {
    refuse,
    revokeTokens,
  }: { refuse: (reply: FastifyReply, status: number) => FastifyReply; revokeTokens?: () => void },
): void {
  app.addHook('onRequest', async (request, reply) => {
    const path = pathOf(request)
    if (path.startsWith('/_')) return
    faults.count(`${request.method} ${request.routeOptions.url ?? path}`)
    const action = faults.take(request.method, path)?.action
    if (!action) return
    if (action.revokeTokens) revokeTokens?.()
    if (action.delayMs) await sleep(action.delayMs)
    if (action.drop === 'before') return cut(reply)
    if (action.drop === 'after') request.headers['x-simulator-drop'] = 'after'
    if (action.headers) reply.headers(action.headers)
    if (action.body !== undefined)
      return reply
        .status(action.status ?? 200)
        .type(action.contentType ?? 'text/html')
        .send(action.body)
    if (action.status) return refuse(reply, action.status)
  })
  app.addHook('onSend', async (request, reply, payload) => {
    if (request.headers['x-simulator-drop'] === 'after') reply.raw.destroy() // the work is done, the answer is lost
    return payload
  })
}

function matches(pattern: string, path: string): boolean {
  try {
    return new RegExp(pattern).test(path)
  } catch {
    return false
  }
}

function cut(reply: FastifyReply): FastifyReply {
  reply.hijack()
  reply.raw.destroy()
  return reply
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?')[0] ?? request.url
}
