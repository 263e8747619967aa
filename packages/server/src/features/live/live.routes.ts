import type { FastifyInstance } from 'fastify'
import { actorOf } from '../../http/actor.ts'

/** Keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 20_000

/** Server-sent events: `event: changed` with a type and an id, `event: gap` when something may have been missed. */
export function liveRoutes(app: FastifyInstance): void {
  const open = new Set<() => void>()
  app.addHook('preClose', async () => {
    for (const close of open) close()
  })

  app.get(
    '/live',
    { schema: { tags: ['live'], description: 'Server-sent events: `changed` {type, id}, `gap`.' } },
    (request, reply) => {
      const { personId } = actorOf(request)
      const { live, platform } = request.ctx
      reply.hijack()
      const stream = reply.raw
      stream.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      stream.write('retry: 2000\nevent: ready\ndata: {}\n\n')
      const unsubscribe = live.subscribe(platform.id, ({ forPeople, ...message }) => {
        if (forPeople && !forPeople.includes(personId)) return
        stream.write(`event: changed\ndata: ${JSON.stringify(message)}\n\n`)
      })
      const offGap = live.onGap(() => stream.write('event: gap\ndata: {}\n\n'))
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS)
      const close = () => {
        clearInterval(heartbeat)
        unsubscribe()
        offGap()
        open.delete(close)
        stream.end()
      }
      open.add(close)
      request.raw.on('close', close)
    },
  )
}
