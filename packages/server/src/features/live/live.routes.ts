import type { FastifyInstance } from 'fastify'
import { actorOf } from '../../http/actor.ts'

/** Keeps proxies from closing a quiet stream. */
const HEARTBEAT_MS = 20_000
/** A login that ends without a word, such as by its age, is noticed after this. */
const LOOK_AGAIN_MS = 300_000

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
      const { personId, roles } = actorOf(request)
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
        if (message.type === 'login') return void endWithLogin()
        stream.write(`event: changed\ndata: ${JSON.stringify(message)}\n\n`)
      })
      const offGap = live.onGap(() => {
        stream.write('event: gap\ndata: {}\n\n')
        void endWithLogin()
      })
      const heartbeat = setInterval(() => stream.write(': still here\n\n'), HEARTBEAT_MS)
      const looking = setInterval(() => void endWithLogin(), LOOK_AGAIN_MS)
      /** Ends what a browser may hear no longer, or no longer with these roles: it then asks anew. */
      const endWithLogin = async () => {
        // A database that does not answer says nothing about the login.
        const now = await request.findActorAgain().catch(() => ({ roles }))
        if (now?.roles.join() !== roles.join()) close()
      }
      const close = () => {
        clearInterval(heartbeat)
        clearInterval(looking)
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
