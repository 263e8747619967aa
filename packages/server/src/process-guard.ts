import type { Logger } from 'pino'
import { isConnectionError } from './db/database-error.ts'

/**
 * What nobody waited for or listened to does not end the process, where that says nothing of its state: a promise
 * whose failure concerned one piece of work, and a connection that broke. After anything else nobody knows what
 * still holds: running work may end, then the process does, so that whoever watches over it starts it anew.
 *
 * @param stop lets running work end, then ends the process with its exit code
 */
export function guardProcess(log: Logger, stop: () => void): void {
  process.on('unhandledRejection', (reason) => {
    log.error({ err: reason }, 'a failure that nobody waited for')
  })
  process.on('uncaughtException', (error) => {
    if (isBrokenConnection(error))
      return log.error({ err: error }, 'a broken connection that nobody listened to')
    log.fatal({ err: error }, 'an error that nobody expected: stopping')
    process.exitCode = 1
    stop()
  })
}

/** Of a socket or a stream; its owner hears of it as soon as it is used again. */
function isBrokenConnection(error: unknown): boolean {
  if (isConnectionError(error)) return true
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return /^ERR_(STREAM|SOCKET|HTTP2|TLS|SSL)_|^UND_ERR_/.test(code)
}
