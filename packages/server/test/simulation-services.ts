import type { RunningSimulator } from '@lectern/goto-simulator/kit'
import { startSimulator as startBigBlueButtonSimulator } from '@lectern/room-simulators/bigbluebutton'
import { startSimulator as startJitsiSimulator } from '@lectern/room-simulators/jitsi'
import { startSimulator as startTeamsSimulator } from '@lectern/room-simulators/teams'
import { startSimulator as startZoomSimulator } from '@lectern/room-simulators/zoom'
import { createBigBlueButtonApp } from '../src/providers/bigbluebutton/app.ts'
import { BIGBLUEBUTTON_APP_ID } from '../src/providers/bigbluebutton/app-id.ts'
import { createJitsiApp } from '../src/providers/jitsi/app.ts'
import { JAAS_APP_ID, JITSI_APP_ID } from '../src/providers/jitsi/app-id.ts'
import { createJaasApp } from '../src/providers/jitsi/jaas.ts'
import type { ConferencingApp } from '../src/providers/provider.ts'
import { createTeamsApp } from '../src/providers/teams/app.ts'
import { TEAMS_APP_ID } from '../src/providers/teams/provider.ts'
import { createZoomApp } from '../src/providers/zoom/app.ts'
import { ZOOM_APP_ID } from '../src/providers/zoom/provider.ts'

/** A room as a service has it, and as it is wanted. */
export interface SeenRoom {
  readonly key: string
  readonly subject: string
  readonly startsAt: number
  readonly endsAt: number
  /** `everybody` where all share one link. */
  readonly registrants: readonly string[]
}

/** A service of the simulation beside GoTo, with what can happen there. */
export interface Service {
  readonly appId: string
  createApp(now: () => Date): ConferencingApp
  /** As new. @returns what the form of an account has, and who can host there; nobody where it knows no users */
  renew(): { readonly fields: Readonly<Record<string, string>>; readonly hosts: readonly string[] }
  /** Where its calls go, for faults. */
  readonly paths: readonly string[]
  failNext(fault: Parameters<RunningSimulator<object>['failNext']>[0]): void
  clearFaults(): void
  /** How many requests came so far. */
  requests(): number
  /** All tokens are dead. */
  revoke(): void
  /** Somebody deletes a room there. */
  remove(key: string): void
  /** What is there; undefined = rooms are made at the click, and nothing is. */
  rooms(): readonly SeenRoom[] | undefined
  /** Where rooms are made at the click: whether one is open. */
  isOpen(key: string): boolean
  close(): Promise<void>
}

const nothing = () => {}

/** How many requests a simulator had so far. */
export const requestsOf = ({ requests }: Pick<RunningSimulator<object>, 'requests'>): number =>
  Object.values(requests.byRoute).reduce((sum, count) => sum + count, 0)

async function zoomService(clock: () => number): Promise<Service> {
  const zoom = await startZoomSimulator({
    ...{ port: 0, control: true, clock },
    behavior: { rateFactor: 1e6, hostDailyLimit: 1e6, registrantDailyLimit: 1e6 },
  })
  return {
    appId: ZOOM_APP_ID,
    createApp: (now) =>
      createZoomApp({
        ...{ authUrl: zoom.url, apiUrl: zoom.url, now },
        ...{ requestsPerSecond: undefined, maxAttempts: 1 },
      }),
    renew() {
      zoom.reset()
      const { clientId, clientSecret } = zoom.addApp()
      const { accountId } = zoom.state()
      const hosts = ['olga@zoom.example', 'piet@zoom.example']
      for (const email of hosts) zoom.addUser({ email, firstName: 'O', lastName: 'O' })
      return { fields: { accountId, clientId, clientSecret }, hosts }
    },
    paths: ['/v2/meetings', '/v2/users', '/oauth/token'],
    failNext: (fault) => zoom.failNext(fault),
    clearFaults: () => zoom.clearFaults(),
    requests: () => requestsOf(zoom),
    revoke: () => zoom.revokeTokens(),
    remove: (key) => zoom.removeRoom(key),
    rooms() {
      const { rooms, registrants } = zoom.state()
      return rooms
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map(({ id, topic, startsAt = 0, duration }) => ({
          ...{ key: id, subject: topic, startsAt, endsAt: startsAt + duration * 60_000 },
          registrants: registrants
            .filter(({ roomId, status }) => roomId === id && status === 'approved')
            .map(({ firstName, email }) => `${firstName} ${email}`)
            .sort(),
        }))
    },
    isOpen: () => false,
    close: () => zoom.close(),
  }
}

async function teamsService(clock: () => number): Promise<Service> {
  const teams = await startTeamsSimulator({
    ...{ port: 0, control: true, clock },
    behavior: { requestsPerSecond: 1e6 },
  })
  return {
    appId: TEAMS_APP_ID,
    createApp: (now) =>
      createTeamsApp({
        ...{ loginUrl: teams.url, graphUrl: teams.url, now },
        ...{ requestsPerSecond: undefined, maxAttempts: 1 },
      }),
    renew() {
      teams.reset()
      const { clientId, clientSecret } = teams.addApp()
      const { tenantId } = teams.state()
      const hosts = ['olga@teams.example', 'piet@teams.example']
      for (const mail of hosts) teams.addUser({ mail, displayName: 'O O' })
      const secretEndsOn = '2027-11-24'
      return { fields: { tenantId, clientId, clientSecret, secretEndsOn, recordings: 'left' }, hosts }
    },
    paths: ['/v1.0/users/.*/onlineMeetings', '/v1.0/users', '/.*/oauth2/v2.0/token'],
    failNext: (fault) => teams.failNext(fault),
    clearFaults: () => teams.clearFaults(),
    requests: () => requestsOf(teams),
    revoke: () => teams.revokeTokens(),
    remove: (key) => teams.removeMeeting(key),
    rooms: () =>
      teams
        .state()
        .meetings.filter(({ deletedAt }) => deletedAt === undefined)
        .map(({ id, subject, startsAt, endsAt }) => ({
          ...{ key: id, subject, startsAt, endsAt, registrants: ['everybody'] },
        })),
    isOpen: () => false,
    close: () => teams.close(),
  }
}

async function bigBlueButtonService(clock: () => number): Promise<Service> {
  const server = await startBigBlueButtonSimulator({
    ...{ port: 0, clock },
    behavior: { endDelaySeconds: 0, leaverListedSeconds: 0 },
  })
  return {
    appId: BIGBLUEBUTTON_APP_ID,
    createApp: (now) => createBigBlueButtonApp({ fetch, now, maxAttempts: 1 }),
    renew() {
      server.reset()
      return { fields: { url: server.apiUrl, secret: server.secret(), checksum: 'sha256' }, hosts: [] }
    },
    paths: ['/bigbluebutton/api'],
    failNext: (fault) => server.failNext(fault),
    clearFaults: () => server.clearFaults(),
    requests: () => requestsOf(server),
    revoke: nothing,
    remove: nothing,
    rooms: () => undefined,
    isOpen: (key) => server.state().meetings.some(({ meetingID }) => meetingID === `lectern-${key}`),
    close: () => server.close(),
  }
}

async function jitsiService(clock: () => number): Promise<Service> {
  const server = await startJitsiSimulator({ port: 0, clock })
  return {
    appId: JITSI_APP_ID,
    createApp: (now) => createJitsiApp({ fetch, now }),
    renew() {
      server.reset()
      const { own } = server.state()
      const fields = { url: `${server.url}/`, appId: own.appId, key: own.appSecret }
      return { fields: { ...fields, callToken: 'a-token-of-twenty-or-more' }, hosts: [] }
    },
    paths: ['/http-bind'],
    ...atClick(server),
  }
}

async function jaasService(clock: () => number): Promise<Service> {
  const server = await startJitsiSimulator({ port: 0, clock })
  return {
    appId: JAAS_APP_ID,
    createApp: (now) => createJaasApp({ fetch, now, url: server.url, consoleUrl: server.url }),
    renew() {
      server.reset()
      const { appId, keyId, privateKey: key } = server.state().jaas
      return { fields: { appId, keyId, key }, hosts: [] }
    },
    paths: ['/vpaas-magic-cookie'],
    ...atClick(server),
  }
}

/** A room is there while somebody is inside, and nobody is. */
const atClick = (
  server: Pick<Service, 'failNext' | 'clearFaults' | 'close'> & Pick<RunningSimulator<object>, 'requests'>,
) => ({
  failNext: (fault: Parameters<Service['failNext']>[0]) => server.failNext(fault),
  clearFaults: () => server.clearFaults(),
  requests: () => requestsOf(server),
  revoke: nothing,
  remove: nothing,
  rooms: () => undefined,
  isOpen: () => true,
  close: () => server.close(),
})

/** The services of other tools: two that keep rooms, three that make them at the click. */
export function startServices(clock: () => number): Promise<Service[]> {
  return Promise.all([
    zoomService(clock),
    teamsService(clock),
    bigBlueButtonService(clock),
    jitsiService(clock),
    jaasService(clock),
  ])
}
