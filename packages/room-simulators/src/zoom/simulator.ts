import { parse as parseForm } from 'node:querystring'
import { type Fault, registerFaults, stylesheet } from '@lectern/goto-simulator/kit'
import Fastify, { type FastifyInstance } from 'fastify'
import { ZodError } from 'zod'
import { type Behavior, defaultBehavior } from './behavior.ts'
import { addApp, addUser, controlRoutes, type NewUser, type PlayedInstance, playInstance } from './control.ts'
import { Events } from './events.ts'
import { EVENTS, marketplaceRoutes } from './marketplace.ts'
import type { App, Instance, State, User } from './model.ts'
import { oauthRoutes } from './oauth.ts'
import { recordingRoutes } from './recordings.ts'
import { registrantRoutes } from './registrants.ts'
import { reportRoutes } from './reports.ts'
import { roomRoutesOf } from './room-api.ts'
import { roomPageRoutes } from './rooms.ts'
import type { ScopeName } from './scopes.ts'
import { userRoutes } from './users.ts'
import { refuse } from './wire.ts'
import { World } from './world.ts'

/** What the demo's account is called with. */
export const DEMO_APP = { clientId: 'SimulatedZoomClient01', clientSecret: 'zoom-demo-secret-1' }

/** How often the service looks whether something is due. */
const TICK_MS = 1000

export interface SimulatorOptions {
  /** 0 = any free one. Default 8092. */
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

/** A running simulator, with its control as functions. */
export interface Simulator {
  readonly url: string
  readonly accountId: string
  /** A copy. */
  state(): State
  addUser(user: NewUser): User
  addApp(app?: Partial<Pick<App, 'clientId' | 'clientSecret'>>): App
  /** What its owner ticks later on; tokens of before keep what they have. */
  setScopes(clientId: string, scopes: readonly ScopeName[]): void
  setUser(email: string, change: Partial<Pick<User, 'type' | 'hasWebinars' | 'status'>>): void
  /** Points an app's events to an endpoint, which has to prove itself. @returns why it did not, or undefined */
  subscribe(clientId: string, url: string, events?: readonly string[]): Promise<string | undefined>
  play(instance: PlayedInstance): Instance
  /** Reports are refused from now on; undefined = no longer. */
  withholdReports(reason: 'scope' | 'licence' | undefined): void
  withholdRecordings(reason: 'scope' | undefined): void
  /** Somebody puts the recording of an instance into the trash. */
  trashRecording(uuid: string): void
  /** Somebody deletes a room on Zoom's own pages. */
  removeRoom(id: string): void
  /** Somebody renames one there. */
  renameRoom(id: string, topic: string): void
  /** All access tokens are dead. */
  revokeTokens(): void
  /** The next request that matches fails as told. */
  failNext(fault: Fault): void
  clearFaults(): void
  advance(milliseconds: number): void
  /** Makes all calls that are due, and waits for their answers. */
  settled(): Promise<void>
  readonly requests: World['requests']
  /** As new. */
  reset(): void
  close(): Promise<void>
}

/** Starts an HTTP server that behaves like Zoom's, for one account. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const world = new World(
    { ...defaultBehavior, ...options.behavior },
    options.clock ?? Date.now,
    options.dataDir,
  )
  const app = (options.tls ? Fastify({ https: options.tls }) : Fastify()) as unknown as FastifyInstance
  let url = ''
  world.publicUrl = () => options.publicUrl ?? url
  const events = new Events(world)
  wire(app, world, events, options.control ?? false)
  const ticking = setInterval(() => events.run(), TICK_MS)
  await app.listen({ port: options.port ?? 8092, host: options.host ?? '127.0.0.1' })
  const address = app.server.address()
  const port = typeof address === 'object' && address ? address.port : options.port
  url = `${options.tls ? 'https' : 'http'}://${options.host ?? '127.0.0.1'}:${port}`
  const appOf = (clientId: string) => {
    const found = world.state.apps.find((one) => one.clientId === clientId)
    if (!found) throw new Error(`There is no app ${clientId}`)
    return found
  }
  const roomOf = (id: string) => {
    const found = world.findRoom('meeting', id) ?? world.findRoom('webinar', id)
    if (!found) throw new Error(`There is no meeting ${id}`)
    return found
  }
  return {
    url,
    accountId: world.state.accountId,
    state: () => structuredClone(world.state),
    addUser: (user) => addUser(world, user),
    addApp: (fields) => addApp(world, fields),
    setScopes(clientId, scopes) {
      appOf(clientId).scopes = [...scopes]
      world.save()
    },
    setUser(email, change) {
      Object.assign(world.findUser(email) ?? {}, change)
      world.save()
    },
    async subscribe(clientId, endpoint, names = EVENTS) {
      const found = appOf(clientId)
      found.subscription = { url: endpoint, events: [...names] }
      return events.validate(found)
    },
    play: (instance) => playInstance(world, instance),
    withholdReports(reason) {
      world.withheld.reports = reason
    },
    withholdRecordings(reason) {
      world.withheld.recordings = reason
    },
    trashRecording(uuid) {
      const recording = world.state.instances.find((one) => one.uuid === uuid)?.recording
      if (recording) recording.isTrashed = true
      world.save()
    },
    removeRoom(id) {
      const room = roomOf(id)
      world.heard('deleted', room)
      room.deletedAt = world.now()
      world.save()
    },
    renameRoom(id, topic) {
      const room = roomOf(id)
      room.topic = topic
      world.heard('updated', room)
    },
    revokeTokens() {
      for (const token of world.state.tokens) token.isRevoked = true
      world.save()
    },
    failNext: (fault) => world.faults.add(fault),
    clearFaults: () => world.faults.clear(),
    advance(milliseconds) {
      world.setNow(world.now() + milliseconds)
      world.settle()
    },
    settled: () => events.settled(),
    requests: world.requests,
    reset: () => world.reset(),
    async close() {
      clearInterval(ticking)
      await app.close()
      await events.settled().catch(() => {})
    },
  }
}

/** Makes an app with all scopes and two hosts, once. */
export function seedDemoAccount(simulator: Simulator): void {
  if (simulator.state().apps.length > 0) return
  simulator.addApp(DEMO_APP)
  simulator.addUser({ email: 'olga@zoom.example', firstName: 'Olga', lastName: 'Organizer' })
  simulator.addUser({
    email: 'piet@zoom.example',
    firstName: 'Piet',
    lastName: 'Planner',
    hasWebinars: false,
  })
  simulator.addUser({
    email: 'bea@zoom.example',
    firstName: 'Bea',
    lastName: 'Basic',
    isLicensed: false,
    hasWebinars: false,
  })
}

function wire(app: FastifyInstance, world: World, events: Events, hasControl: boolean): void {
  registerFaults(app, world.faults, {
    refuse: (reply, status) => refuse(reply, status, status, `The simulator was told to answer ${status}.`),
    revokeTokens() {
      for (const token of world.state.tokens) token.isRevoked = true
    },
  })
  const parseJson = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  // Programs say that they send JSON where they send nothing.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, text, done) =>
    text === '' ? done(null, undefined) : parseJson(request, String(text), done),
  )
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string' },
    (_request, text, done) => done(null, parseForm(String(text))),
  )
  app.setErrorHandler((error, _request, reply) => {
    const status = error instanceof ZodError ? 400 : ((error as { statusCode?: number }).statusCode ?? 500)
    return refuse(reply, status, 300, (error as Error).message)
  })
  app.setNotFoundHandler((request, reply) =>
    refuse(
      reply,
      404,
      2300,
      `This API endpoint is not recognized: ${request.method} ${request.url.split('?')[0]}.`,
    ),
  )
  app.get('/_assets/style.css', (_request, reply) =>
    reply.type('text/css').header('cache-control', 'max-age=3600').send(stylesheet),
  )
  oauthRoutes(app, world)
  userRoutes(app, world)
  for (const kind of ['meeting', 'webinar'] as const) {
    roomRoutesOf(app, world, kind)
    registrantRoutes(app, world, kind)
    reportRoutes(app, world, kind)
  }
  recordingRoutes(app, world)
  roomPageRoutes(app, world)
  marketplaceRoutes(app, world, events)
  if (hasControl) controlRoutes(app, world)
}
