import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import pino, { type Logger } from 'pino'
import { VERSION } from './app.ts'
import { type Config, readConfig } from './config.ts'
import { createLog } from './log.ts'
import { tolerateGaps } from './messages/messages.ts'
import { guardProcess } from './process-guard.ts'
import { settingsTable } from './settings-table.ts'
import { type Close, closeAll, startNode, withinMoment } from './start.ts'
import { reasonToEnd, StartupError } from './startup-error.ts'

try {
  const config = readConfig(process.env)
  if (!config.demo) console.log(settingsTable(process.env, VERSION))
  const headers = config.traces?.headers
  if (headers !== undefined) process.env.OTEL_EXPORTER_OTLP_HEADERS = headers // its exporter reads them there, and no file
  await run(config)
} catch (error) {
  const reason = reasonToEnd(error)
  if (reason) console.error(`Lectern did not start: ${reason}`)
  else console.error('Lectern did not start, and this is our mistake:', error)
  process.exit(1) // whatever is still open: who supervises it has to see that it is over
}

async function run(config: Config): Promise<void> {
  const log = openLog(config)
  tolerateGaps((err) => log.error({ err }, 'a text can’t be said as it should'))
  const opened: Close[] = []
  guardProcess(log, () => process.kill(process.pid, 'SIGTERM'))
  const started = startNode(config, log, opened)
  let closed: Promise<void> = Promise.resolve()
  let isStopping = false
  // One after the other: what is being closed is waited for, and what was opened meanwhile is closed too.
  const close = () => {
    const closeRest = () => closeAll(opened)
    closed = closed.then(closeRest, closeRest)
    return closed
  }
  const stop = async () => {
    isStopping = true
    await withinMoment(() => started.catch(() => {})) // what is half open can't be closed
    await close()
  }
  drainOn(['SIGINT', 'SIGTERM'], stop, log)
  try {
    await started
  } catch (error) {
    await close().catch((err) => log.error({ err }, 'did not stop cleanly'))
    if (isStopping && !(error instanceof StartupError)) return // what it needed was closed under it
    throw error
  }
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM')) // who started us is gone
}

/** In a file, lines are for programs; what went wrong is told to people too, in one line. */
function openLog({ logLevel, logFile }: Config): Logger {
  if (!logFile) return createLog(logLevel)
  const file = openFile(logFile)
  const people = {
    write: (line: string) =>
      console.error(`Something went wrong: ${JSON.parse(line).msg}. More stands in ${logFile}.`),
  }
  return createLog(logLevel, pino.multistream([{ stream: file }, { stream: people, level: 'error' }]))
}

/** @throws {StartupError} for one that can't be written */
function openFile(logFile: string) {
  try {
    mkdirSync(dirname(logFile), { recursive: true })
    return pino.destination({ dest: logFile, sync: true })
  } catch (cause) {
    throw new StartupError(
      `LECTERN_LOG=${logFile} can’t be written (${(cause as NodeJS.ErrnoException).code}). Set it to a file in a folder of the user that runs Lectern, or leave it out.`,
      { cause },
    )
  }
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
