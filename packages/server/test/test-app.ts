import { randomUUIDv7 } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { sql } from 'kysely'
import { type App, buildApp } from '../src/app.ts'
import { readConfig } from '../src/config.ts'
import type { Ctx } from '../src/ctx.ts'
import { withTransaction } from '../src/db/database.ts'
import type { Replica } from '../src/db/replica.ts'
import type { LoginId, PersonId, PlatformId, RoomId } from '../src/domain/ids.ts'
import type { Role } from '../src/domain/role.ts'
import { addPerson } from '../src/features/people/people/people.service.ts'
import { createPlatform } from '../src/features/platform/platforms/create-platform.ts'
import type { Actor } from '../src/http/actor.ts'
import type { Jobs } from '../src/jobs/jobs.ts'
import type { Live } from '../src/live/live.ts'
import type { Metrics } from '../src/metrics.ts'
import { OutsideError } from '../src/outside/outside-error.ts'
import { createCustomLinkApp } from '../src/providers/custom-link/custom-link.ts'
import { createFakeApp, type FakeService } from '../src/providers/fake/fake.ts'
import type { ConferencingApp } from '../src/providers/provider.ts'
import { createRegistry } from '../src/providers/registry.ts'
import { newKeyRing, type Vault } from '../src/secrets/vault.ts'
import type { Storage } from '../src/storage/storage.ts'
import { workOf } from '../src/worker.ts'
import { watchLog } from './log-search.ts'
import { present } from './present.ts'
import { createTestDb, type TestDb } from './test-db.ts'

export const PASSWORD = 'a long password'

/** A job that was sent: tests decide when it runs. */
export interface SentJob {
  readonly name: string
  readonly payload: object
  readonly startAfter: Date | undefined
}

/** Without a mail server: tests read the outbox. */
const work = workOf({ sendMail: undefined, checkMinutes: { day: 1440, hour: 60 } })
const handlers = new Map(work.flatMap(({ jobs = [] }) => jobs).map((job) => [job.kind.name, job]))
const sweeps = work.flatMap((entry) => entry.sweeps ?? [])

/** Does a sent job, as a worker would. */
export async function doJob(ctx: Ctx, sent: SentJob | undefined): Promise<void> {
  const handler = sent && handlers.get(sent.name)
  if (!handler) throw new Error(`nobody does ${sent?.name}`)
  // biome-ignore lint/plugin: checked by the schema of the handler's own kind
  await handler.run(ctx, handler.kind.payload.parse(sent.payload) as never)
}

/** Makes a sweep on a platform as a worker would: only where it is found to have work. @returns whether it was */
export async function sweep(
  { db }: { readonly db: Pick<TestDb, 'database'> },
  ctx: Ctx,
  name: string,
): Promise<boolean> {
  const found = sweeps.find((entry) => entry.name === name)
  if (!found) throw new Error(`there is no sweep ${name}`)
  const isDue = (await found.due(db.database.sweeping, ctx.now())).includes(ctx.platform.id)
  if (isDue) await found.run(ctx)
  return isDue
}

/** Does the jobs that are due, one after the other, until none is left. */
export async function settleJobs({ jobs, clock }: Pick<TestApp, 'jobs' | 'clock'>, ctx: Ctx): Promise<void> {
  for (let round = 0; round < 200; round++) {
    const index = jobs.findIndex((job) => !job.startAfter || job.startAfter <= clock.now)
    if (index < 0) return
    const [job] = jobs.splice(index, 1)
    await doJob(ctx, job)
  }
  throw new Error('the jobs do not settle')
}

/** The room that a sent job is about. */
export function roomIdOf(job: SentJob | undefined): RoomId {
  if (!job || !('roomId' in job.payload)) throw new Error('no job about a room was sent')
  return job.payload.roomId as RoomId
}

/** TXT records by name, and answers by address; everything else does not answer. */
export interface TestOutside {
  readonly records: Map<string, string[]>
  readonly answers: Map<string, (init: RequestInit | undefined, url: string) => Response | Promise<Response>>
}

/** The whole server on a database of its own, with a fake conferencing service and a clock that stands still. */
export interface TestApp {
  readonly app: App
  readonly db: TestDb
  readonly fake: FakeService
  readonly jobs: SentJob[]
  readonly clock: { now: Date }
  /** What the server finds when it asks addresses that people typed. */
  readonly outside: TestOutside
  /** Makes a platform that answers on a host, with people of every role. */
  addPlatform(host: string): Promise<TestPlatform>
  /** @throws when the log holds what is secret; closing does it too */
  searchLog(): Promise<void>
  /** What was logged so far. */
  logged(): Readonly<Record<string, unknown>>[]
  close(): Promise<void>
}

export interface TestPlatform {
  readonly host: string
  readonly ctx: Ctx
  addActor(roles: readonly Role[], email?: string): Promise<Actor & { email: string }>
}

/**
 * @param more apps beside the fake one and links, by the clock of the test
 * @param env more settings of the server
 * @param parts what the test brings: a database that several apps share is dropped by who made it
 */
export async function createTestApp(
  more: (now: () => Date) => readonly ConferencingApp[] = () => [],
  env: Record<string, string> = {},
  parts: {
    db?: TestDb
    live?: Live
    jobs?: (sent: Jobs) => Jobs
    clock?: TestApp['clock']
    vault?: Vault
    replica?: Replica
    /** A conferencing service that several apps share. */
    fake?: FakeService
    storage?: Storage
    metrics?: Metrics
    /** Adds hooks before the app is ready. */
    prepare?: (app: App) => void
  } = {},
): Promise<TestApp> {
  const db = parts.db ?? (await createTestDb())
  const clock = parts.clock ?? { now: new Date('2026-11-24T08:00:00Z') }
  const fake = parts.fake ?? createFakeApp(() => clock.now)
  const sent: SentJob[] = []
  const outside: TestOutside = { records: new Map(), answers: new Map() }
  const jobs: Jobs = {
    async enqueue(_db, kind, payload, options) {
      sent.push({ name: kind.name, payload, startAfter: options?.startAfter })
    },
    async enqueueAll(_db, kind, payloads, options) {
      for (const payload of payloads) sent.push({ name: kind.name, payload, startAfter: options?.startAfter })
    },
    oldestSeconds: async () => 0,
  }
  const live: Live = parts.live ?? {
    publish: async () => {},
    subscribe: () => () => {},
    onGap: () => () => {},
    close: async () => {},
  }
  const watched = watchLog()
  const app = await buildApp(readConfig({ LECTERN_DEMO: '1', ...env }), {
    database: db.database,
    replica: parts.replica,
    ...(parts.metrics ? { metrics: parts.metrics } : {}),
    jobs: parts.jobs?.(jobs) ?? jobs,
    live,
    vault: parts.vault ?? watched.vault(newKeyRing(clock.now)),
    log: watched.log,
    now: () => clock.now,
    random: () => 0.5,
    providers: createRegistry([fake.app, createCustomLinkApp(), ...more(() => clock.now)]),
    outside: {
      textRecords: async (name) => outside.records.get(name) ?? [],
      async fetch(url, init) {
        const answer = outside.answers.get(url.replace(/\?.*/, ''))
        if (!answer) throw new OutsideError('ENOTFOUND')
        return answer(init, url)
      },
      async stream(url, { headers = {}, signal }) {
        const answer = outside.answers.get(url.replace(/\?.*/, ''))
        if (!answer) throw new OutsideError('ENOTFOUND')
        return answer({ headers, ...(signal ? { signal } : {}) }, url)
      },
    },
    ...(parts.storage ? { storage: parts.storage } : {}),
  })
  parts.prepare?.(app)
  watched.watch(app)
  await app.http.ready()
  return {
    app,
    db,
    fake,
    jobs: sent,
    clock,
    outside,
    addPlatform: (host) => addPlatform(app, db, host),
    searchLog: () => watched.search(db),
    logged: () => watched.lines(),
    async close() {
      await app.http.close()
      try {
        await watched.search(db)
      } finally {
        if (!parts.db) await db.drop()
      }
    },
  }
}

/** The least that argon2 takes: a hash says itself what it costs, and tests sign in some thousand times. */
const LEAST = { memoryCost: 8, timeCost: 1, parallelism: 1 }
let passwordOfActors: Promise<string> | undefined

async function addPlatform(app: App, db: TestDb, host: string): Promise<TestPlatform> {
  const id = randomUUIDv7() as PlatformId
  await createPlatform(db.connection, { id, name: host, hosts: [host] })
  const ctx = app.ctxFor(present(await app.platforms.find(id)))
  // As the database does it, by its own clock.
  await sql`update platforms set forget_at = ${ctx.now()}::timestamptz + interval '14 days'`.execute(ctx.db)
  let people = 0
  return {
    host,
    ctx,
    async addActor(roles, email = `person${++people}@${host}.example`) {
      passwordOfActors ??= hash(PASSWORD, LEAST)
      const passwordHash = await passwordOfActors
      const person = { email, firstName: 'Pat', lastName: `Person${people}`, roles, passwordHash }
      const personId: PersonId = await withTransaction(ctx.db, (trx) => addPerson(ctx, trx, person))
      const reader = { language: 'en', timeZone: 'UTC' } as const
      return { personId, loginId: randomUUIDv7() as LoginId, roles, reader, email }
    },
  }
}
