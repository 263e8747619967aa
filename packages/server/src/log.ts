import pino, { type DestinationStream, type Logger } from 'pino'
import { currentWork } from './db/work.ts'

/**
 * What goes into the log of a process, as lines of JSON. Logs are read by more people than the database and kept
 * elsewhere, so whatever is said, a line holds no e-mail address, no token, and of addresses of the web the host alone.
 *
 * @param destination left out = standard output
 */
export function createLog(level: string, destination: DestinationStream = pino.destination(1)): Logger {
  return pino(
    {
      level,
      mixin: toldOf,
      serializers: { err: toLogged },
      hooks: { streamWrite: (line) => withoutSecrets(line) },
    },
    destination,
  )
}

/** Of which request or job a line is. The log of a request says so itself, also once nothing else is known of it. */
function toldOf(_line: object, _level: number, log: Logger): object {
  const told = currentWork()?.told
  if (!('requestId' in log.bindings())) return { ...told }
  return told?.traceId ? { traceId: told.traceId } : {}
}

/**
 * What an error says that holds nothing of people: what it is, where it came from, and how PostgreSQL, the network and
 * conferencing services name it. Their own answers (`detail`, `body`, `params`) quote what was sent.
 */
const TOLD = [
  'code',
  'status',
  'kind',
  'outcomeUnknown',
  'requestId',
  'severity',
  'schema',
  'table',
  'column',
  'constraint',
  'routine',
  'errno',
  'syscall',
  'responseCode',
] as const
const MAX_DEPTH = 5

function toLogged(thrown: unknown, depth = 0): unknown {
  if (!isLikeError(thrown)) return { type: typeof thrown, message: String(thrown) }
  const { message, stack, cause } = thrown
  const told = TOLD.flatMap((key) => {
    const value: unknown = Reflect.get(thrown, key)
    return ['string', 'number', 'boolean'].includes(typeof value) ? [[key, value] as const] : []
  })
  const errors = thrown instanceof AggregateError ? thrown.errors : []
  return {
    type: thrown instanceof Error ? thrown.name : typeof thrown,
    message,
    ...Object.fromEntries(told),
    stack,
    ...(cause !== undefined && depth < MAX_DEPTH ? { cause: toLogged(cause, depth + 1) } : {}),
    ...(errors.length > 0 && depth < MAX_DEPTH
      ? { errors: errors.slice(0, MAX_DEPTH).map((one) => toLogged(one, depth + 1)) }
      : {}),
  }
}

/** An error, or a copy of one: libraries pass such on. */
function isLikeError(thrown: unknown): thrown is Pick<Error, 'message' | 'stack' | 'cause'> {
  if (thrown instanceof Error) return true
  return (
    typeof thrown === 'object' && thrown !== null && 'message' in thrown && typeof thrown.message === 'string'
  )
}

/** An escape of JSON, which is no part of what follows it; then an address of the web, of a mailbox, a token. */
const PARTS = [
  String.raw`\\(?:u[\da-fA-F]{4}|.)`,
  String.raw`(?<scheme>[a-z][a-z+]{1,14}):\/\/(?:[^\s"'<>\\\/@]*@)?(?<host>[^\s"'<>\\\/?#@]+)(?<rest>[\/?#][^\s"'<>\\]*)?`,
  String.raw`(?<mailbox>[^\s"'<>()[\]\\:;,\/@=]{1,64}@[\p{L}\p{N}][\p{L}\p{N}.-]*[\p{L}\p{N}])`,
  String.raw`(?<![\w-])(?<token>(?=[\w-]*[A-Z])(?=[\w-]*[a-z])[\w-]{43,})`, // 256 random bits, and longer
]
const SECRETS = new RegExp(PARTS.join('|'), 'gu')

/** @param line of JSON; it stays that */
export function withoutSecrets(line: string): string {
  return line.replace(SECRETS, (found, ...rest) => {
    const { scheme, host, rest: path, mailbox, token } = rest.at(-1) as Partial<Record<string, string>>
    if (scheme === 'file' || scheme === 'node') return found
    if (scheme) return `${scheme}://${host}${path && path !== '/' ? '/…' : ''}`
    if (mailbox) return '(mailbox)'
    return token ? '(token)' : found
  })
}
