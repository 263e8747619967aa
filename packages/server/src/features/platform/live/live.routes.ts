import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { isPlanner, isSuperadmin } from '../../../access/roles.ts'
import type { PlatformId } from '../../../domain/ids.ts'
import { actorOf } from '../../../http/actor.ts'
import { RESPONSE_HEADERS } from '../../../http/response-headers.ts'
import { says } from '../../../http/wrong-shape.ts'
import { createHub, type Heard, type Listener } from './hub.ts'
import { createSink } from './sink.ts'

/** Keeps proxies from closing a stream on which nothing is sent, and tells browsers that it is still there. */
const HEARTBEAT_MS = 20_000
/** A login that ends without a word, such as by its age, is noticed after this. */
const LOOK_AGAIN_MS = 300_000
const LOOK_AFTER_GAP_MS = 10_000
/** Of one login on one node: as many windows as somebody can use. */
const MAX_STREAMS = 12
/** When somebody whose stream was closed for a newer one may ask again. */
const RETRY_AFTER_MS = 60_000
const MAX_TOPICS = 100

const Topic = z.string().regex(/^[a-z-]{1,20}(\/[\w.-]{1,80})?$/, says('field-live-topic'))
const Listening = z.object({
  topics: z
    .string()
    .max(8_000)
    .transform((text) => text.split(',').filter(Boolean))
    .pipe(z.array(Topic).max(MAX_TOPICS))
    .optional()
    .describe(
      'what to be told of, separated by commas: a kind (`event`), or a kind within one thing (`event/{sessionId}`); left out = everything',
    ),
  age: z.coerce
    .number()
    .int()
    .min(0)
    .max(86_400_000)
    .default(0)
    .describe(
      'how many milliseconds ago the reader began to read what it shows: what came since is told first',
    ),
})

/** Server-sent events: `event: changed` with a type and an id, `event: gap` when something may have been missed. */
export function liveRoutes(fastify: FastifyInstance): void {
  const app = fastify.withTypeProvider<ZodTypeProvider>()
  const hub = createHub(() => performance.now())
  const followed = new Set<PlatformId>()
  /** By login, the oldest first. */
  const open = new Map<string, Set<Stream>>()
  app.addHook('preClose', async () => {
    for (const stream of [...open.values()].flatMap((streams) => [...streams])) stream.close()
  })

  /** Each platform is listened to once, from its first stream on. */
  const follow = ({ ctx: { live, platform } }: FastifyRequest) => {
    if (followed.has(platform.id)) return
    if (followed.size === 0) live.onGap(() => hub.gap())
    followed.add(platform.id)
    live.subscribe(platform.id, (message) => hub.tell(platform.id, message))
  }

  app.get(
    '/live',
    {
      config: { access: 'signed-in', isStream: true },
      schema: {
        tags: ['live'],
        description:
          'Server-sent events: `changed` {type, id, topics, mine}, `gap` (something may have been missed: read again), ' +
          '`beat` every 20 seconds, `closed` {retryAfterMs} when a login has opened too many.',
        querystring: Listening,
      },
    },
    (request, reply) => {
      const actor = actorOf(request)
      follow(request)
      const { topics, age } = request.query
      const { counts } = request.ctx
      reply.hijack()
      const raw = reply.raw
      raw.writeHead(200, {
        ...RESPONSE_HEADERS,
        'x-request-id': request.id,
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store, no-transform',
        'x-accel-buffering': 'no',
      })
      raw.write('retry: 2000\n')
      const sink = createSink(raw, () => performance.now())
      sink.send('ready')
      /** Ends what a browser may hear no longer, or no longer with these roles: it then asks anew. */
      const endWithLogin = async () => {
        // A database that does not answer says nothing about the login.
        const now = await request.findActorAgain().catch(() => actor)
        if (now?.roles.join() !== actor.roles.join()) stream.close()
      }
      const listener: Listener = {
        personId: actor.personId,
        rank: isSuperadmin(actor) ? 'superadmin' : isPlanner(actor) ? 'planner' : 'learner',
        topics: topics && new Set(topics),
        hear: (message: Heard) => {
          if (message.type === 'login') void endWithLogin()
          else sink.send('changed', message)
        },
        gap: () => {
          sink.send('gap')
          // Not all of them at the same moment.
          setTimeout(() => void endWithLogin(), Math.random() * LOOK_AFTER_GAP_MS).unref()
        },
      }
      // What it took to get here is part of it.
      const leave = hub.join(request.ctx.platform.id, listener, age && age + reply.elapsedTime)
      const heartbeat = setInterval(() => {
        if (sink.isGone()) raw.destroy()
        else sink.send('beat')
      }, HEARTBEAT_MS)
      const looking = setInterval(() => void endWithLogin(), LOOK_AGAIN_MS)
      const key = `${request.ctx.platform.id} ${actor.loginId ?? actor.apiKey?.id}`
      const own = open.get(key) ?? new Set<Stream>()
      open.set(key, own)
      const stream: Stream = {
        close(reason) {
          if (!own.delete(stream)) return // its end is heard of once more
          counts.streamClosed()
          clearInterval(heartbeat)
          clearInterval(looking)
          leave()
          if (own.size === 0) open.delete(key)
          if (reason) sink.send('closed', { reason, retryAfterMs: RETRY_AFTER_MS })
          raw.end()
        },
      }
      own.add(stream)
      counts.streamOpened()
      for (const oldest of [...own].slice(0, Math.max(0, own.size - MAX_STREAMS))) {
        oldest.close('too-many-streams')
      }
      request.raw.on('close', () => stream.close())
    },
  )
}

interface Stream {
  /** @param reason said to the browser, which then waits; left out = it may come back at once */
  close(reason?: 'too-many-streams'): void
}
