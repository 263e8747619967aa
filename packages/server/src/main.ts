import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pino, { type Logger } from 'pino'
import { type App, buildApp, VERSION } from './app.ts'
import { type Archiving, keepArchive } from './backup/keep-archive.ts'
import { copyThroughBackup } from './backup/upgrade.ts'
import { type Config, readConfig } from './config.ts'
import { openClock } from './db/clock.ts'
import { type Database, openDatabase } from './db/database.ts'
import { migrate } from './db/migrate.ts'
import { type Replica, watchReplica } from './db/replica.ts'
import { openServer, type Server } from './db/server.ts'
import { currentWork } from './db/work.ts'
import { printDemo, seedAcademy, seedDemo } from './demo/demo.ts'
import { roomFigures } from './features/rooms/rooms/rooms.service.ts'
import { buildMachineServer } from './http/machine-routes.ts'
import { drain } from './http/server.ts'
import { type JobQueue, openJobQueue } from './jobs/jobs.ts'
import { type Live, openLive } from './live/live.ts'
import { createLog } from './log.ts'
import { tolerateGaps } from './messages/messages.ts'
import { createMetrics } from './metrics.ts'
import { guardProcess } from './process-guard.ts'
import { sealedColumns } from './sealed-columns.ts'
import { demoKeyRing } from './secrets/demo-key.ts'
import { Vault } from './secrets/vault.ts'
import { settingsTable } from './settings-table.ts'
import { StartupError } from './startup-error.ts'
import { jobKinds, startWork, type WorkParts } from './worker.ts'

/** What is still being opened, and then connections, get this long when the process stops. */
const MOMENT_MS = 1_500

/** Something that was opened and has to be closed, the last one first. */
type Close = () => Promise<unknown>

try {
  const config = readConfig(process.env)
  if (!config.demo) console.log(settingsTable(process.env, VERSION))
  await run(config)
} catch (error) {
  if (error instanceof StartupError) console.error(`Lectern did not start: ${error.message}`)
  else console.error('Lectern did not start, and this is our mistake:', error)
  process.exitCode = 1
}

async function run(config: Config): Promise<void> {
  const log = openLog(config)
  tolerateGaps((err) => log.error({ err }, 'a text can’t be said as it should'))
  const opened: Close[] = []
  guardProcess(log, () => process.kill(process.pid, 'SIGTERM'))
  const started = start(config, log, opened)
  const stop = async () => {
    await withinMoment(() => started) // what is half open can't be closed
    await closeAll(opened)
  }
  drainOn(['SIGINT', 'SIGTERM'], stop, log)
  try {
    await started
  } catch (error) {
    await closeAll(opened)
    throw error
  }
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')) // who started us is gone
}

/** In a file, lines are for programs; what went wrong is told to people too, in one line. */
function openLog({ logLevel, logFile }: Config): Logger {
  if (!logFile) return createLog(logLevel)
  mkdirSync(dirname(logFile), { recursive: true })
  const file = pino.destination({ dest: logFile, sync: true })
  const people = {
    write: (line: string) =>
      console.error(`Something went wrong: ${JSON.parse(line).msg}. More stands in ${logFile}.`),
  }
  return createLog(logLevel, pino.multistream([{ stream: file }, { stream: people, level: 'error' }]))
}

async function start(config: Config, log: Logger, opened: Close[]): Promise<void> {
  await openTraces(config, opened)
  const upgrade = copyThroughBackup(config.dataDir, { version: VERSION, sealedColumns }, (line) =>
    log.info(line),
  )
  const server = await openServer(config, log, upgrade)
  opened.push(() => server.close())
  await migrate(server.connection, (line) => log.info(line))
  if (config.archive) opened.push(keepArchive(archivingOf(config.archive, config, server), log))
  if (config.demo) mkdirSync(config.dataDir, { recursive: true })
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
  const isNew = config.demo && !(await app.platforms.findByHost('localhost'))
  if (isNew && config.academy) {
    console.log('Filling the academy: this takes some seconds, once …')
    await seedAcademy(app, server.connection, config)
  } else if (config.demo) await seedDemo(app, server.connection)
  await app.tidy()
  if (config.role !== 'worker') await listen(app.http, config, config.port)
  if (config.metricsPort !== undefined) {
    const { findByHost } = app.platforms
    const machines = buildMachineServer({ isReady: database.ping, findPlatform: findByHost, metrics })
    await listen(machines, config, config.metricsPort)
    opened.push(() => drain(machines))
  }
  opened.push(() => Promise.all([drain(app.http), queue.stop()])) // at the same time: there are 10 s for all
  if (config.demo) printDemo(config)
  else if (config.role !== 'worker') console.log(`Lectern listens on http://${config.host}:${config.port}`)
  // Nobody waits for the first look of a hundred workers.
  if (config.role !== 'web') await work(queue, app, config, { log, sweeping, counts: metrics.counts, now })
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
  const { headers, ...settings } = traces
  if (headers !== undefined) process.env.OTEL_EXPORTER_OTLP_HEADERS = headers // its exporter reads them there, and no file
  const { startTracing } = await import('./tracing/opentelemetry.ts') // nobody else needs its packages
  const tracer = startTracing({
    ...settings,
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

async function listen(http: App['http'], { host }: Config, port: number): Promise<void> {
  try {
    await http.listen({ host, port })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `Port ${port} is in use. Stop the program that uses it, or choose another port: PORT=8081 npm start.`,
      )
    }
    if (code === 'EACCES' || code === 'EADDRNOTAVAIL') {
      throw new StartupError(`Can’t listen on ${host}:${port} (${code}). Choose another HOST or PORT.`)
    }
    throw error
  }
}

/** Work that was given back may hold a connection for minutes. What it has not committed by then is rolled back. */
async function withinMoment(step: Close): Promise<void> {
  const moment = new AbortController()
  const { signal } = moment
  await Promise.race([step(), sleep(MOMENT_MS, undefined, { signal }).catch(() => {})])
  moment.abort()
}

/** Lets running work finish, once; a second signal ends the process at once. */
function drainOn(signals: readonly NodeJS.Signals[], stop: Close, log: Logger): void {
  let draining = false
  for (const signal of signals) {
    process.on(signal, () => {
      if (draining) process.exit(1)
      draining = true
      log.info({ signal }, 'stopping')
      stop().then(
        () => process.exit(), // 0, or what went wrong
        (error) => {
          log.error({ err: error }, 'did not stop cleanly')
          process.exit(1)
        },
      )
    })
  }
}

async function closeAll(opened: Close[]): Promise<void> {
  for (const close of opened.reverse()) await close()
}
