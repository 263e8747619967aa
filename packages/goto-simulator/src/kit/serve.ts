import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify'
import { ZodError } from 'zod'
import { registerControl } from './control.ts'
import type { Errands } from './errands.ts'
import { type Fault, registerFaults } from './faults.ts'
import type { Keeper } from './keeper.ts'
import { stylesheet } from './pages.ts'

/** How often a service looks whether something is due. */
const TICK_MS = 1000
const LOOPBACK = '127.0.0.1'
/** Some services call things by texts of two hundred letters. */
const LONG_KEYS = { routerOptions: { maxParamLength: 1000 } }

/** How a simulator is started. */
export interface SimulatorOptions<Behavior> {
  /** 0 = any free one; default the service's own. */
  port?: number
  /** Default 127.0.0.1. */
  host?: string
  /** Opens `/_control` to whoever reaches the port: for tests and demos alone. */
  control?: boolean
  /** Folder in which the state is kept; left out = in memory. */
  dataDir?: string
  /** Address under which browsers reach it; default the one it listens on. */
  publicUrl?: string
  /** Milliseconds; default the machine's clock. Control can shift it. */
  clock?: () => number
  behavior?: Partial<Behavior>
  /** Serves TLS with these, in PEM. */
  tls?: { key: string; cert: string }
}

/** What any running simulator can be told, as functions. */
export interface RunningSimulator<State> {
  readonly url: string
  /** A copy. */
  state(): State
  /** The next request that matches fails as told. */
  failNext(fault: Fault): void
  clearFaults(): void
  advance(milliseconds: number): void
  /** Does all that is due, and waits until it is done. */
  settled(): Promise<void>
  readonly requests: { readonly byRoute: Record<string, number>; readonly rateLimited: number }
  /** As new. */
  reset(): void
  close(): Promise<void>
}

/** What is of the service alone. */
export interface Service {
  readonly port: number
  /** What is served, besides faults, style and what every control has. */
  wire(app: FastifyInstance): void | Promise<void>
  /** More of `/_control`. */
  control(app: FastifyInstance): void
  /**
   * Refuses as the service does.
   *
   * @param error what broke; undefined = it was told to fail
   */
  refuse(reply: FastifyReply, status: number, message: string, error?: unknown): FastifyReply
  /** Answers for a route that is not there. */
  notFound(request: FastifyRequest, reply: FastifyReply): FastifyReply
  revokeTokens?(): void
  readonly errands?: Pick<Errands<Keeper<object, object>>, 'run' | 'settled' | 'finished'>
}

/** Starts a simulator's HTTP server. */
export async function serve<State extends object, Behavior extends object>(
  world: Keeper<State, Behavior>,
  options: SimulatorOptions<Behavior>,
  service: Service,
): Promise<RunningSimulator<State>> {
  const { port = service.port, host = LOOPBACK, tls } = options
  const app = (tls ? Fastify({ ...LONG_KEYS, https: tls }) : Fastify(LONG_KEYS)) as unknown as FastifyInstance
  let url = ''
  world.publicUrl = () => options.publicUrl ?? url
  await wire(app, world, service, options.control ?? false)
  const { errands } = service
  const ticking = errands && setInterval(() => errands.run(), TICK_MS)
  try {
    await app.listen({ port, host })
  } catch (error) {
    clearInterval(ticking)
    throw error
  }
  const address = app.server.address()
  url = `${tls ? 'https' : 'http'}://${host}:${typeof address === 'object' && address ? address.port : port}`
  return {
    url,
    state: () => structuredClone(world.state),
    failNext: (fault) => world.faults.add(fault),
    clearFaults: () => world.faults.clear(),
    advance(milliseconds) {
      world.setNow(world.now() + milliseconds)
      world.settle()
    },
    settled: async () => errands?.settled(),
    requests: world.requests,
    reset: () => world.reset(),
    async close() {
      clearInterval(ticking)
      await app.close()
      await errands?.finished().catch(() => {})
    },
  }
}

async function wire(
  app: FastifyInstance,
  world: Keeper<object, object>,
  service: Service,
  hasControl: boolean,
): Promise<void> {
  registerFaults(app, world.faults, {
    refuse: (reply, status) => service.refuse(reply, status, `The simulator was told to answer ${status}.`),
    ...(service.revokeTokens ? { revokeTokens: service.revokeTokens } : {}),
  })
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof ZodError ? 400 : ((error as { statusCode?: number }).statusCode ?? 500)
    return service.refuse(reply, status, (error as Error).message, error)
  })
  app.setNotFoundHandler((request, reply) => service.notFound(request, reply))
  app.get('/_assets/style.css', (_request, reply) =>
    reply.type('text/css').header('cache-control', 'max-age=3600').send(stylesheet),
  )
  await service.wire(app)
  if (!hasControl) return
  registerControl(app, world)
  service.control(app)
}
