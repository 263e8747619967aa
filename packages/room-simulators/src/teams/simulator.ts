import {
  type RunningSimulator,
  readJsonAndForms,
  type SimulatorOptions,
  serve,
} from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import type { Behavior } from './behavior.ts'
import {
  addApp,
  addUser,
  controlRoutes,
  grantPolicy,
  type NewUser,
  type PlayedRun,
  playRun,
} from './control.ts'
import { entraRoutes } from './entra.ts'
import { meetingRoutes } from './meetings.ts'
import type { App, Meeting, Run, State, User } from './model.ts'
import { oauthRoutes } from './oauth.ts'
import { recordingRoutes } from './recordings.ts'
import { reportRoutes } from './reports.ts'
import { roomRoutes } from './rooms.ts'
import { userRoutes } from './users.ts'
import { refuse, refuseMeeting } from './wire.ts'
import { World } from './world.ts'

/** What the demo's account is called with. */
export const DEMO_APP = {
  clientId: '5f0c1a52-6c1f-4a7e-9d0e-2b8f3c4d5e6f',
  clientSecret: 'teams-demo-secret-1',
}

/** A running simulator, with its control as functions. */
export interface Simulator extends RunningSimulator<State> {
  readonly tenantId: string
  addUser(user: NewUser): User
  addApp(app?: Partial<App>): App
  /** What an administrator changes at an app; tokens of before keep what they have. */
  setApp(clientId: string, change: Partial<App>): void
  setUser(mail: string, change: Partial<Pick<User, 'hasTeams' | 'isEnabled'>>): void
  /** What `Grant-CsApplicationAccessPolicy` does, for a user's object id or `global`. */
  grantPolicy(clientId: string, user: string): void
  playRun(run: PlayedRun): Run
  /** Reports are refused from now on, or no longer. */
  withholdReports(isWithheld: boolean): void
  /** What somebody sets at a meeting in Teams. */
  changeMeeting(id: string, change: Partial<Pick<Meeting, 'subject' | 'attendees' | 'settings'>>): void
  /** Somebody deletes a meeting. */
  removeMeeting(id: string): void
  /** All access tokens are dead. */
  revokeTokens(): void
}

/** Starts an HTTP server that behaves like Microsoft Entra, Graph and Teams for one tenant. */
export async function startSimulator(options: SimulatorOptions<Behavior> = {}): Promise<Simulator> {
  const world = new World(options)
  const running = await serve(world, options, {
    port: 8093,
    wire: (server) => wire(server, world),
    control: (server) => controlRoutes(server, world),
    refuse(reply, status, message, error) {
      if (status === 429) reply.header('retry-after', world.behavior.retryAfterSeconds)
      return refuse(reply, status, error === undefined ? 'UnknownError' : 'BadRequest', message)
    },
    notFound: ({ method, url }, reply) =>
      url.startsWith('/v1.0/')
        ? refuse(
            reply,
            400,
            'BadRequest',
            `Resource not found for the segment of ${method} ${url.split('?')[0]}.`,
          )
        : refuseMeeting(reply),
    revokeTokens: () => revokeTokens(world),
  })
  const appOf = (clientId: string) => {
    const app = world.findApp(clientId)
    if (!app) throw new Error(`There is no app ${clientId}`)
    return app
  }
  return {
    ...running,
    tenantId: world.state.tenantId,
    addUser: (user) => addUser(world, user),
    addApp: (app) => addApp(world, app),
    setApp(clientId, change) {
      Object.assign(appOf(clientId), change)
      world.save()
    },
    setUser(mail, change) {
      Object.assign(world.findUser(mail) ?? {}, change)
      world.save()
    },
    grantPolicy: (clientId, user) => grantPolicy(world, appOf(clientId), user),
    playRun: (run) => playRun(world, run),
    withholdReports(isWithheld) {
      world.behavior.attendanceReports = isWithheld ? 'refused' : 'on'
    },
    changeMeeting(id, { settings, ...change }) {
      const meeting = world.findMeeting(id)
      if (meeting) Object.assign(meeting, change, { settings: { ...meeting.settings, ...settings } })
      world.save()
    },
    removeMeeting(id) {
      const meeting = world.findMeeting(id)
      if (meeting) meeting.deletedAt = world.now()
      world.save()
    },
    revokeTokens: () => revokeTokens(world),
  }
}

/** Makes an app with all permissions and organizers, once. */
export function seedDemoTenant(simulator: Simulator): void {
  if (simulator.state().apps.length > 0) return
  simulator.addUser({ mail: 'olga@teams.example', displayName: 'Olga Organizer' })
  simulator.addUser({ mail: 'piet@teams.example', displayName: 'Piet Planner' })
  simulator.addUser({ mail: 'nora@teams.example', displayName: 'Nora Nolicence', hasTeams: false })
  simulator.addApp(DEMO_APP)
}

function revokeTokens(world: World): void {
  for (const token of world.state.tokens) token.isRevoked = true
  world.save()
}

function wire(server: FastifyInstance, world: World): void {
  readJsonAndForms(server)
  oauthRoutes(server, world)
  userRoutes(server, world)
  meetingRoutes(server, world)
  reportRoutes(server, world)
  recordingRoutes(server, world)
  roomRoutes(server, world)
  entraRoutes(server, world)
}
