import { type ChildProcess, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Simulator, seedDemoUser, startSimulator } from '@lectern/goto-simulator'
import {
  type Simulator as BigBlueButton,
  startSimulator as startBigBlueButton,
} from '@lectern/room-simulators/bigbluebutton'
import { type Simulator as Jitsi, startSimulator as startJitsi } from '@lectern/room-simulators/jitsi'
import {
  seedDemoTenant,
  startSimulator as startTeams,
  DEMO_APP as TEAMS_APP,
  type Simulator as Teams,
} from '@lectern/room-simulators/teams'
import {
  seedDemoAccount,
  startSimulator as startZoom,
  DEMO_APP as ZOOM_APP,
  type Simulator as Zoom,
} from '@lectern/room-simulators/zoom'
import pg from 'pg'
import { inject } from 'vitest'
import type {} from '../packages/server/test/database.global.ts'
import { freePort } from '../packages/server/test/free-port.ts'
import { NODE_COMPILE_CACHE } from './hosted-node.ts'
import { MAIN, run, untilReady } from './platform.ts'

/** The clock of a node jumps by this much at SIGUSR2, and back at the next one. */
const JUMPING_CLOCK = new URL('jumping-clock.ts', import.meta.url)

/** The services that the nodes call. */
interface Services {
  readonly simulator: Simulator
  readonly zoom: Zoom
  readonly teams: Teams
  readonly bigBlueButton: BigBlueButton
  readonly jitsi: Jitsi
}

/** Two nodes on one database, as processes that may be killed, frozen and led astray, beside simulators of all services. */
export class TwoNodes {
  readonly services: Services
  readonly db: pg.Client
  readonly #database: pg.ClientConfig
  readonly #dataDir = mkdtempSync(join(tmpdir(), 'lectern-nodes-'))
  readonly #nodes: { port: number; env: Record<string, string>; child: ChildProcess | undefined }[] = []
  #cookie = ''

  private constructor(services: Services, database: pg.ClientConfig) {
    this.services = services
    this.#database = database
    this.db = new pg.Client(database)
  }

  /** @param env further settings of each node */
  static async start(env: readonly Record<string, string>[] = []): Promise<TwoNodes> {
    const { template, ...server } = inject('database')
    const name = `nodes_${randomUUID().replaceAll('-', '')}`
    await run({ ...server, database: 'postgres' }, `create database ${name} template ${template}`)
    const simulator = await startSimulator({
      port: await freePort(),
      control: true,
      behavior: { requestsPerSecond: 1e6 },
    })
    seedDemoUser(simulator)
    const zoom = await startZoom({
      ...{ port: await freePort(), control: true },
      behavior: { rateFactor: 1e6, hostDailyLimit: 1e6, registrantDailyLimit: 1e6 },
    })
    seedDemoAccount(zoom)
    const teams = await startTeams({
      ...{ port: await freePort(), control: true },
      behavior: { requestsPerSecond: 1e6 },
    })
    seedDemoTenant(teams)
    const bigBlueButton = await startBigBlueButton({ port: await freePort() })
    const jitsi = await startJitsi({ port: await freePort() })
    const nodes = new TwoNodes(
      { simulator, zoom, teams, bigBlueButton, jitsi },
      { ...server, database: name },
    )
    await nodes.db.connect()
    for (let n = 0; n < 2; n++) {
      nodes.#nodes.push({ port: await freePort(), env: env[n] ?? {}, child: undefined })
      await nodes.#startNode(n)
    }
    return nodes
  }

  async stop(): Promise<void> {
    for (const { child } of this.#nodes) child?.kill('SIGKILL')
    for (const one of Object.values(this.services)) await one.close()
    await this.db.end()
    await sleep(300)
    await run(
      { ...this.#database, database: 'postgres' },
      `drop database ${this.#database.database} with (force)`,
    )
    rmSync(this.#dataDir, { recursive: true, force: true })
  }

  async #startNode(index: number): Promise<void> {
    const node = this.#nodes[index]
    if (!node) return
    const { user, host, port, database } = this.#database
    const { simulator, zoom, teams } = this.services
    node.child = spawn(process.execPath, [`--import=${JUMPING_CLOCK}`, MAIN], {
      env: {
        ...process.env,
        REQUESTS_PER_MINUTE: '1000000',
        NODE_COMPILE_CACHE,
        LECTERN_DEMO: '1',
        LECTERN_DATA: this.#dataDir,
        DATABASE_URL: `postgres://${user}@${encodeURIComponent(String(host))}:${port}/${database}`,
        PORT: String(node.port),
        GOTO_AUTH_URL: simulator.url,
        GOTO_API_URL: simulator.url,
        GOTO_REQUESTS_PER_SECOND: '500',
        ZOOM_AUTH_URL: zoom.url,
        ZOOM_API_URL: zoom.url,
        ZOOM_REQUESTS_PER_SECOND: '500',
        TEAMS_LOGIN_URL: teams.url,
        TEAMS_GRAPH_URL: teams.url,
        TEAMS_REQUESTS_PER_SECOND: '500',
        ...node.env,
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    await untilReady(node.child, `http://localhost:${node.port}`)
  }

  portOf(index: number): number {
    return this.#nodes[index]?.port ?? 0
  }

  signal(index: number, signal: NodeJS.Signals): void {
    this.#nodes[index]?.child?.kill(signal)
  }

  /** Ends a node (SIGKILL), and starts it again. */
  async killNode(index: number): Promise<void> {
    const { child } = this.#nodes[index] ?? {}
    // One that has ended by itself says so no more: waiting for it would never end.
    if (child?.exitCode !== null || child.signalCode !== null)
      throw new Error(`Node ${index} ended by itself.`)
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGKILL')
    await ended
    await this.#startNode(index)
  }

  /**
   * Asks whichever node answers; a refusal is an answer, a cut connection is not. Two minutes without one are a
   * fault; with a key, ten: each node that is killed in the middle holds it for 20 seconds.
   *
   * @param to only this node, and the version that is changed; `isOnce` = however often it is asked, it is carried out once
   * @throws {AnswerLost} it was carried out once, and its answer is gone with the node
   */
  async ask<T>(
    method: string,
    path: string,
    body?: object,
    to: { readonly only?: number; readonly version?: number; readonly isOnce?: boolean } = {},
  ): Promise<T> {
    const key = to.isOnce ? randomUUID() : undefined
    const until = performance.now() + (key ? 600_000 : 120_000)
    for (let tries = 0; ; tries++) {
      try {
        const index = to.only ?? tries % this.#nodes.length
        return await this.#askOnce<T>(index, method, path, body, { version: to.version, key })
      } catch (error) {
        if (error instanceof Refused && !(error instanceof StillRunning)) throw error
        if (performance.now() > until) throw new Error(`${method} ${path} is not answered`, { cause: error })
        await sleep(50)
      }
    }
  }

  async #askOnce<T>(
    index: number,
    method: string,
    path: string,
    body: object | undefined,
    { version, key }: { readonly version: number | undefined; readonly key: string | undefined },
  ): Promise<T> {
    const answer = await fetch(`http://localhost:${this.#nodes[index]?.port}/api/v1${path}`, {
      method,
      headers: {
        cookie: this.#cookie,
        ...(body ? { 'content-type': 'application/json' } : {}),
        ...(version === undefined ? {} : { 'if-match': `"${version}"` }),
        ...(key === undefined ? {} : { 'idempotency-key': key }),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(10_000),
    })
    if (answer.status >= 500) throw new Error(String(answer.status))
    const text = await answer.text()
    if (!answer.ok) {
      const said = `${method} ${path}: ${answer.status} ${text}`
      if (text.includes('idempotency-running')) throw new StillRunning(said)
      if (text.includes('idempotency-answer-lost')) throw new AnswerLost(said)
      throw new Refused(said)
    }
    return (text ? JSON.parse(text) : undefined) as T
  }

  /** @returns the cookie of a person of the demo. The superadmin's is what everything is asked with from here on. */
  async signIn(index = 0, person = 'ada'): Promise<string> {
    const answer = await fetch(`http://localhost:${this.#nodes[index]?.port}/api/v1/logins`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: `${person}@demo.example`, password: `${person}-demo-1` }),
      signal: AbortSignal.timeout(30_000),
    })
    if (answer.status !== 201) throw new Error(`Signing in: ${answer.status} ${await answer.text()}`)
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? ''
    if (person === 'ada') this.#cookie = cookie
    return cookie
  }

  /** An account whose consent was given without a browser. */
  async pairedAccount(name: string, sessionType: string): Promise<string> {
    const origin = `http://localhost:${this.#nodes[0]?.port}`
    const redirectUri = `${origin}/learn/gotomeeting`
    const client = this.services.simulator.addClient({ name, redirectUris: [redirectUri] })
    const account = await this.ask<{ id: string }>('POST', '/apps/gotomeeting-v2/accounts', {
      name,
      fields: { clientId: client.clientId, clientSecret: client.clientSecret },
      sessionType,
      limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
    })
    const walk = await this.ask<{ authorizeUrl: string }>('POST', `/accounts/${account.id}/pairings`)
    const url = new URL(walk.authorizeUrl)
    const code = this.services.simulator.consent({
      clientId: client.clientId,
      email: 'organizer@goto.example',
      redirectUri,
      codeChallenge: url.searchParams.get('code_challenge') ?? '',
    })
    const back = `${redirectUri}?code=${code}&state=${url.searchParams.get('state')}`
    await fetch(back, { headers: { cookie: this.#cookie }, redirect: 'manual' })
    return account.id
  }

  /** An account at each other service, by its app, with hosts where there are some, for as many rooms as wanted. */
  async otherAccounts(): Promise<Readonly<Record<'zoom' | 'teams' | 'bigbluebutton' | 'jitsi', string>>> {
    const { zoom, teams, bigBlueButton, jitsi } = this.services
    const make = async (appId: string, fields: object, hosts: readonly string[] = []) => {
      await this.ask('PATCH', `/apps/${appId}`, { active: true })
      const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1000 }
      const account = { name: appId, fields, sessionType: 'meeting', limits }
      const { id } = await this.ask<{ id: string }>('POST', `/apps/${appId}/accounts`, account)
      for (const userKey of hosts) await this.ask('POST', `/accounts/${id}/organizers`, { userKey })
      return id
    }
    const { own } = jitsi.state()
    return {
      zoom: await make('zoom', { accountId: zoom.accountId, ...ZOOM_APP }, [
        'olga@zoom.example',
        'piet@zoom.example',
      ]),
      teams: await make(
        'teams',
        { tenantId: teams.tenantId, ...TEAMS_APP, secretEndsOn: '2027-12-01', recordings: 'left' },
        ['olga@teams.example', 'piet@teams.example'],
      ),
      bigbluebutton: await make('bigbluebutton', {
        ...{ url: bigBlueButton.apiUrl, secret: bigBlueButton.secret(), checksum: 'sha256' },
      }),
      jitsi: await make('jitsi', { url: `${jitsi.url}/`, appId: own.appId, key: own.appSecret }),
    }
  }

  /** Rooms and registrations that are not as they should be. */
  async countUnsettled(): Promise<number> {
    const { rows } = await this.db.query<{ count: string }>(`
      select (select count(*) from rooms where wanted is not null and (state <> 'ready' or applied_revision < wanted_revision))
        + (select count(*) from rooms where wanted is null and state not in ('gone', 'replaced'))
        + (select count(*) from rooms join events on events.id = event_id
            join enrollments using (session_id)
            where rooms.registers and rooms.wanted is not null and enrollments.status = 'enrolled'
              and not exists (select from registrations where registrations.room_id = rooms.id and registrations.room_key = rooms.provider_key
                and registrations.person_id = enrollments.person_id and registrations.state = 'ready')) as count`)
    return Number(rows[0]?.count)
  }

  /** For who looks into a failure. */
  async tellUnsettled(): Promise<void> {
    const rooms = await this.db.query(`
      select left(id::text, 13) as id, state, registers, reason, failures, retry_at, lease_until, registrations_lease_until as reg_lease,
        provider_key is not null as made, wanted_revision - applied_revision as behind,
        (select count(*) from registrations where room_id = rooms.id) as registered,
        (select string_agg(distinct concat(state, ' ', reason::text), '; ') from registrations where room_id = rooms.id) as why,
        (select count(*) from room_attempts where room_id = rooms.id and finished_at is null) as open
      from rooms where registers or state <> 'ready'`)
    console.table(rooms.rows)
    const jobs = await this.db.query(
      'select name, state, count(*) from pgboss.job group by 1, 2 order by 1, 2',
    )
    console.table(jobs.rows)
  }
}

class Refused extends Error {}

/** The same is being carried out, or was when its node was killed: the next one may begin when its lease has run out. */
class StillRunning extends Refused {}

/** What was asked is done, and nobody knows the answer any more. */
export class AnswerLost extends Refused {}
