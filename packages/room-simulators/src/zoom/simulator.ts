import {
  type RunningSimulator,
  readJsonAndForms,
  type SimulatorOptions,
  serve,
} from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import type { Behavior } from './behavior.ts'
import { addApp, addUser, controlRoutes, type NewUser, type PlayedInstance, playInstance } from './control.ts'
import { Events } from './events.ts'
import { EVENTS, marketplaceRoutes } from './marketplace.ts'
import type { App, Instance, Room, State, User } from './model.ts'
import { oauthRoutes } from './oauth.ts'
import { recordingRoutes } from './recordings.ts'
import { registrantRoutes } from './registrants.ts'
import { reportRoutes } from './reports.ts'
import { changeRoom, roomRoutesOf } from './room-api.ts'
import { roomPageRoutes } from './rooms.ts'
import type { ScopeName } from './scopes.ts'
import { userRoutes } from './users.ts'
import { refuse } from './wire.ts'
import { World } from './world.ts'

/** What the demo's account is called with. */
export const DEMO_APP = { clientId: 'SimulatedZoomClient01', clientSecret: 'zoom-demo-secret-1' }

/** A running simulator, with its control as functions. */
export interface Simulator extends RunningSimulator<State> {
  readonly accountId: string
  addUser(user: NewUser): User
  addApp(app?: Partial<Pick<App, 'clientId' | 'clientSecret'>>): App
  /** What its owner ticks later on; tokens of before keep what they have. */
  setScopes(clientId: string, scopes: readonly ScopeName[]): void
  setUser(email: string, change: Partial<Pick<User, 'type' | 'hasWebinars' | 'status' | 'firstName'>>): void
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
  /** Somebody changes its passcode or settings there. */
  setRoom(id: string, change: Partial<Pick<Room, 'password' | 'settings'>>): void
  /** What the account's administrator locks from now on. */
  lock(settings: readonly string[]): void
  /** All access tokens are dead. */
  revokeTokens(): void
}

/** Starts an HTTP server that behaves like Zoom's, for one account. */
export async function startSimulator(options: SimulatorOptions<Behavior> = {}): Promise<Simulator> {
  const world = new World(options)
  const events = new Events(world)
  const running = await serve(world, options, {
    port: 8092,
    wire: (app) => wire(app, world, events),
    control: (app) => controlRoutes(app, world),
    errands: events,
    refuse: (reply, status, message, error) =>
      refuse(reply, status, error === undefined ? status : 300, message),
    notFound: ({ method, url }, reply) =>
      refuse(reply, 404, 2300, `This API endpoint is not recognized: ${method} ${url.split('?')[0]}.`),
    revokeTokens: () => revokeTokens(world),
  })
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
    ...running,
    accountId: world.state.accountId,
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
    setRoom(id, { password, settings }) {
      const room = roomOf(id)
      changeRoom(world, room, { ...(password !== undefined && { password }), ...(settings && { settings }) })
      world.heard('updated', room)
    },
    lock(settings) {
      world.behavior.lockedSettings = settings.join(',')
    },
    revokeTokens: () => revokeTokens(world),
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

function revokeTokens(world: World): void {
  for (const token of world.state.tokens) token.isRevoked = true
  world.save()
}

function wire(app: FastifyInstance, world: World, events: Events): void {
  readJsonAndForms(app)
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
}
