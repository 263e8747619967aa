import { type Fault, registerFaults, stylesheet } from '@lectern/goto-simulator/kit'
import Fastify, { type FastifyInstance } from 'fastify'
import { ZodError } from 'zod'
import { apiRoutes } from './api.ts'
import { type Behavior, defaultBehavior } from './behavior.ts'
import { analyticsOf, Callbacks } from './callbacks.ts'
import { controlRoutes, type PlayedMeeting, playMeeting, rotateSecret } from './control.ts'
import type { Meeting, State } from './model.ts'
import { playbackRoutes } from './recordings.ts'
import { cameIn, findSession, leave, roomRoutes } from './rooms.ts'
import { World } from './world.ts'
import { refuse } from './xml.ts'

/** What the demo's server is signed with. */
export const DEMO_SECRET = 'bigbluebutton-demo-secret-1'

/** How often the server looks whether something is due. */
const TICK_MS = 1000

export interface SimulatorOptions {
  /** 0 = any free one. Default 8091. */
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
  /** What calls are signed with; default a new one, or the one that is kept. */
  secret?: string
  /** Serves TLS with these, in PEM. */
  tls?: { key: string; cert: string }
}

/** A running simulator, with its control as functions. */
export interface Simulator {
  readonly url: string
  /** What an account is made of. */
  readonly apiUrl: string
  secret(): string
  /** A copy. */
  state(): State
  /** A person follows a link into the room and stays, without a browser. @throws {Error} when they are not let in */
  enter(joinUrl: string): Promise<{ readonly userID: string; leave(): void }>
  playMeeting(meeting: PlayedMeeting): Meeting
  /** What the server posts, or would post, of the last meeting of an id that is over. */
  analyticsOf(meetingID: string): string
  /** A moderator ends a meeting from within. */
  endMeeting(meetingID: string): void
  /** An administrator sets another secret. */
  rotateSecret(secret: string): void
  /** The next request that matches fails as told. */
  failNext(fault: Fault): void
  clearFaults(): void
  advance(milliseconds: number): void
  /** Makes all calls that are due, and waits for their answers. */
  settled(): Promise<void>
  readonly requests: World['requests']
  /** As new, with the same secret. */
  reset(): void
  close(): Promise<void>
}

/** Starts an HTTP server that behaves like a BigBlueButton server, or like Scalelite before several. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World(
    { ...defaultBehavior, ...options.behavior },
    options.clock ?? Date.now,
    options.dataDir,
    options.secret,
  )
  const app = (options.tls ? Fastify({ https: options.tls }) : Fastify()) as unknown as FastifyInstance
  let url = ''
  world.publicUrl = () => options.publicUrl ?? url
  wire(app, world, options.control ?? false)
  const callbacks = new Callbacks(world)
  const ticking = setInterval(() => callbacks.run(), TICK_MS)
  await app.listen({ port: options.port ?? 8091, host: options.host ?? '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  url = `${options.tls ? 'https' : 'http'}://${options.host ?? '127.0.0.1'}:${port}`
  return {
    url,
    apiUrl: `${world.publicUrl()}/bigbluebutton/`,
    secret: () => world.state.secret,
    state: () => structuredClone(world.state),
    enter: (joinUrl) => enter(world, joinUrl),
    playMeeting: (meeting) => playMeeting(world, meeting),
    analyticsOf(meetingID) {
      const meeting = world.state.ended.findLast((one) => one.meetingID === meetingID)
      if (!meeting) throw new Error(`No meeting ${meetingID} is over`)
      return JSON.stringify(analyticsOf(world, meeting))
    },
    endMeeting(meetingID) {
      const meeting = world.findMeeting(meetingID)
      if (!meeting) throw new Error(`There is no meeting ${meetingID}`)
      world.end(meeting, world.now(), true)
    },
    rotateSecret: (secret) => rotateSecret(world, secret),
    failNext: (fault) => world.faults.add(fault),
    clearFaults: () => world.faults.clear(),
    advance(milliseconds) {
      world.setNow(world.now() + milliseconds)
      world.settle()
    },
    settled: () => callbacks.settled(),
    requests: world.requests,
    reset: () => world.reset(),
    async close() {
      clearInterval(ticking)
      await app.close()
    },
  }
}

function wire(app: FastifyInstance, world: World, hasControl: boolean): void {
  registerFaults(app, world.faults, {
    // Observed: a proxy answers for a server that is down, in HTML.
    refuse: (reply, status) =>
      reply.status(status).type('text/html').send(`<html><body><h1>${status}</h1></body></html>`),
  })
  // Forms stay texts: what is signed is what was sent.
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  )
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => done(null, text))
  app.addHook('onSend', async (_request, reply, payload) => {
    reply.header('date', new Date(world.now()).toUTCString())
    return payload
  })
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof ZodError ? 400 : ((error as { statusCode?: number }).statusCode ?? 500)
    return reply.status(status).send({ message: (error as Error).message })
  })
  app.setNotFoundHandler((request, reply) =>
    request.url.startsWith('/bigbluebutton/api')
      ? refuse(reply, 'unsupportedRequest', 'This request is not supported.')
      : reply.status(404).type('text/html').send('<html><body><h1>404 Not Found</h1></body></html>'),
  )
  app.get('/_assets/style.css', (_request, reply) =>
    reply.type('text/css').header('cache-control', 'max-age=3600').send(stylesheet),
  )
  apiRoutes(app, world)
  roomRoutes(app, world)
  playbackRoutes(app, world)
  if (hasControl) controlRoutes(app, world)
}

async function enter(world: World, joinUrl: string): Promise<{ userID: string; leave(): void }> {
  const answer = await fetch(joinUrl, { redirect: 'manual' })
  const location = answer.headers.get('location')
  const token = location && new URL(location).searchParams.get('sessionToken')
  const session = findSession(world, token ?? undefined)
  const meeting = session && world.findInternal(session.internalMeetingID)
  if (!meeting || session.guestStatus !== 'ALLOW')
    throw new Error(`Nobody is let in by that link: ${location ?? (await answer.text())}`)
  cameIn(world, meeting, session)
  return { userID: session.userID, leave: () => leave(world, session) }
}
