import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import type { Logger } from 'pino'
import { type App, buildApp, VERSION } from './app.ts'
import { findHindrance } from './backup/file-trouble.ts'
import { type Archiving, keepArchive } from './backup/keep-archive.ts'
import { copyThroughBackup } from './backup/upgrade.ts'
import type { Config } from './config.ts'
import { openClock } from './db/clock.ts'
import { type Database, openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { type Replica, watchReplica } from './db/replica.ts'
import { openServer, type Server } from './db/server.ts'
import { currentWork } from './db/work.ts'
import { printDemo, seedAcademy, seedDemo } from './demo/demo.ts'
import { roomFigures } from './features/rooms/rooms/found-rooms.service.ts'
import { buildMachineServer } from './http/machine-routes.ts'
import { drain } from './http/server.ts'
import { type JobQueue, openJobQueue } from './jobs/jobs.ts'
import { type Live, openLive } from './live/live.ts'
import { createMetrics, type Metrics } from './metrics.ts'
import { sealedColumns } from './sealed-columns.ts'
import { demoKeyRing } from './secrets/demo-key.ts'
import { Vault } from './secrets/vault.ts'
import { StartupError } from './startup-error.ts'
import { jobKinds, startWork, type WorkParts } from './worker.ts'

/** What is still being opened, and then connections, get this long when the process stops. */
const MOMENT_MS = 1_500

/** Something that was opened and has to be closed, the last one first. */
export type Close = () => Promise<unknown>

/**
 * Starts a node: database, app, what listens, and background work.
 *
 * @param opened gets what has to be closed, as soon as it is open: also when the start fails half-way
 * @throws {StartupError} what the operator can mend
 */
export async function startNode(config: Config, log: Logger, opened: Close[]): Promise<void> {
  await openTraces(config, opened)
  const upgrade = copyThroughBackup(config.dataDir, { version: VERSION, sealedColumns }, (line) =>
    log.info(line),
  )
  const server = await openServer(config, log, upgrade)
  opened.push(() => server.close())
  await migrate(server.connection, (line) => log.info(line))
  if (config.archive) opened.push(keepArchive(archivingOf(config.archive, config, server), log))
  const vault = new Vault(config.secretKeys || demoKeyRing(config.dataDir, new Date()))
  const clock = await openClock(server.connection, log)
  opened.push(() => clock.close())
  const { now } = clock
  const database = openDatabase(server.pooled.connection, config.databasePoolSize, server.pooled.keeps)
  opened.push(() => withinMoment(() => database.close()))
  const live = await openLiveOf(config, server, log)
  opened.push(() => live.close())
  const replica = openReplica(config, server, { database, live, log })
  if (replica) opened.push(() => replica.close())
  const metrics = createMetrics({ version: VERSION, role: config.role })
  const queue = await openJobQueue(server.connection, jobKinds, log, undefined, metrics.counts)
  opened.push(() => queue.stop())
  const { sweeping } = database
  metrics.watch(
    async () => ({ ...(await roomFigures(sweeping, now())), queues: await queue.figures() }),
    () => database.connections(),
  )
  const app = await buildApp(config, { database, replica, live, vault, log, jobs: queue, metrics, now })
  const machines = openMachines(config, app, { database, metrics })
  // Before they listen: whoever can't have its port closes what has one already.
  if (machines) opened.push(() => drain(machines))
  opened.push(() => Promise.all([drain(app.http), queue.stop()])) // at the same time: there are 10 s for all
  const isNew = config.demo && !(await app.platforms.findByHost('localhost'))
  if (isNew && config.academy) {
    console.log('Filling the academy: this takes some seconds, once …')
    await seedAcademy(app, server.connection, config)
  } else if (config.demo) await seedDemo(app, server.connection)
  await app.tidy()
  if (config.role !== 'worker') await listen(app.http, config, { setting: 'PORT', port: config.port })
  if (machines && config.metricsPort !== undefined)
    await listen(machines, config, { setting: 'METRICS_PORT', port: config.metricsPort })
  if (config.demo) printDemo(config)
  else if (config.role !== 'worker') console.log(`Lectern listens on ${urlOf(config)}`)
  // Nobody waits for the first look of a hundred workers.
  if (config.role !== 'web') {
    await tellUnwritable(config, log)
    await work(queue, app, config, { log, sweeping, counts: metrics.counts, now })
  }
  // Nobody misses the week around now in the first second.
  if (config.academy && !isNew)
    void seedAcademy(app, server.connection, config).catch((err) =>
      log.error({ err }, 'the week of the demo could not be planned'),
    )
}

function archivingOf(
  archive: NonNullable<Config['archive']>,
  { dataDir }: Config,
  { connection }: Server,
): Archiving {
  return { archive, files: join(dataDir, 'postgres'), connection, version: VERSION }
}

/** Before all else, so that it is the last to be closed: what is traced till then is told. */
async function openTraces({ traces, trustProxy }: Config, opened: Close[]): Promise<void> {
  if (!traces) return
  const { startTracing } = await import('./tracing/opentelemetry.ts') // nobody else needs its packages
  const tracer = startTracing({
    service: traces.service,
    share: traces.share,
    version: VERSION,
    continuesTraces: trustProxy !== false,
    current: () => currentWork()?.span,
  })
  opened.push(() => withinMoment(() => tracer.close()))
}

async function openLiveOf({ liveUrl }: Config, { connection }: Server, log: Logger): Promise<Live> {
  if (!liveUrl) return openLive(connection, log)
  const { openRedisLive } = await import('./live/redis.ts') // nobody else needs its package
  return openRedisLive(liveUrl, log)
}

/** The replica of `DATABASE_READ_URL`. One that can't be reached is no reason not to start: it is not read from then. */
function openReplica(
  { databaseReadUrl, databasePoolSize }: Config,
  { pooled }: Server,
  { database, live, log }: { database: Database; live: Live; log: Logger },
): Replica | undefined {
  if (!databaseReadUrl) return undefined
  const standby = openDatabase({ connectionString: databaseReadUrl }, databasePoolSize, pooled.keeps)
  return watchReplica(database, standby, live, log)
}

/** A folder for copies of recordings that can't be written is no reason not to start: a share may come back. */
async function tellUnwritable({ recordingsStorage }: Config, log: Logger): Promise<void> {
  if (recordingsStorage?.kind !== 'folder') return
  const hindrance = await findHindrance(recordingsStorage.path)
  if (hindrance) log.error(`Recordings can’t be copied into the folder of RECORDINGS_STORAGE. ${hindrance}`)
}

/** Starts working off background jobs. */
async function work(
  queue: JobQueue,
  { platforms, ctxFor }: App,
  config: Config,
  parts: Pick<WorkParts, 'log' | 'sweeping' | 'counts' | 'now'>,
): Promise<void> {
  const { smtpUrl, mailFrom } = config
  const openSmtp = async (url: string) =>
    (await import('./features/messages/mails/smtp.ts')).createSmtp(url, mailFrom) // nobody else needs its package
  const sendMail = smtpUrl ? await openSmtp(smtpUrl) : undefined
  return startWork(
    queue,
    { sendMail, checkMinutes: config.checkMinutes },
    {
      ...parts,
      async ctxFor(platformId) {
        const platform = await platforms.find(platformId)
        return platform && ctxFor(platform)
      },
    },
  )
}

/** What machines ask, at a port of its own; undefined = it has none. */
function openMachines(
  { metricsPort }: Config,
  { platforms }: App,
  { database, metrics }: { database: Database; metrics: Metrics },
): FastifyInstance | undefined {
  if (metricsPort === undefined) return undefined
  return buildMachineServer({ isReady: database.ping, findPlatform: platforms.findByHost, metrics })
}

/** An address of IPv6 stands in brackets there. */
export const urlOf = ({ host, port }: Pick<Config, 'host' | 'port'>) =>
  `http://${host.includes(':') ? `[${host}]` : host}:${port}`

/** @param setting the one that the port is from: advice is about it */
async function listen(
  http: FastifyInstance,
  { host }: Config,
  { setting, port }: { setting: 'PORT' | 'METRICS_PORT'; port: number },
): Promise<void> {
  try {
    await http.listen({ host, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `Port ${port} of ${setting} is in use. Stop the program that uses it, or choose another port: ${setting}=${port + 1} npm start.`,
      )
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartupError(`Can’t listen on ${host}:${port} (${code}). Choose another HOST or ${setting}.`)
    }
    if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
      throw new StartupError(
        `HOST is ${host}, which has no address (${code}). Set it to an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all.`,
      )
    }
    throw error
  }
}

/** Work that was given back may hold a connection for minutes. What it has not committed by then is rolled back. */
export async function withinMoment(step: Close): Promise<void> {
  const moment = new AbortController()
  const { signal } = moment
  await Promise.race([step(), sleep(MOMENT_MS, undefined, { signal }).catch(() => {})])
  moment.abort()
}

/** The last first, and each once: who is told to stop while a start fails closes the same list twice. */
export async function closeAll(opened: Close[]): Promise<void> {
  for (let close = opened.pop(); close; close = opened.pop()) await close()
}
