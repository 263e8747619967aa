import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { z } from 'zod'
import {
  CheckMinutes,
  DnsServers,
  HeapMb,
  HttpUrl,
  MailFrom,
  Port,
  PostgresUrl,
  PublicUrl,
  RedisUrl,
  SmtpUrl,
  StorageUrl,
  Switch,
  toCheckMinutes,
  toList,
} from './setting-values.ts'
import { StartupError } from './startup-error.ts'
import type { StorageSettings } from './storage/storage.ts'

/** The server's settings, read once from the environment. docs/operating.md explains each variable. */
export interface Config {
  readonly demo: boolean
  /** Where log lines go; undefined = to the standard output. */
  readonly logFile: string | undefined
  /** The demo is a living academy, not only some people and a course. */
  readonly academy: boolean
  /** Of the demo: a simulated BigBlueButton server, which it has an account with; undefined = none. */
  readonly demoBigBlueButtonUrl: string | undefined
  /** Of a simulated Zoom that the demo makes an account at. */
  readonly demoZoomUrl: string | undefined
  /** The same of a simulated tenant with Microsoft Teams. */
  readonly demoTeamsUrl: string | undefined
  /** The same of a simulated Jitsi server. */
  readonly demoJitsiUrl: string | undefined
  readonly host: string
  readonly port: number
  /** A port for machines alone, whatever the role; undefined = none. */
  readonly metricsPort: number | undefined
  /** Address under which people reach a platform whose host is not in a request (mails, commands). */
  readonly publicUrl: string
  readonly dataDir: string
  /** Folder with the programs of the embedded PostgreSQL; undefined = those that npm installed. */
  readonly postgresBin: string | undefined
  /** The same of the older PostgreSQL that wrote the files in `dataDir`; undefined = where Debian has it. */
  readonly postgresOldBin: string | undefined
  /** Where the embedded PostgreSQL archives what it writes, for going back to a point in time; undefined = nowhere. */
  readonly archive: { readonly folder: string; readonly days: number } | undefined
  /** Undefined = the embedded PostgreSQL in `dataDir`. */
  readonly databaseUrl: string | undefined
  /** Where PostgreSQL itself is, when `databaseUrl` leads to a pooler of transactions; undefined = there. */
  readonly databaseDirectUrl: string | undefined
  /** Redis, which tells nodes of changes; undefined = PostgreSQL does. */
  readonly liveUrl: string | undefined
  /** A read replica; undefined = none. */
  readonly databaseReadUrl: string | undefined
  readonly databasePoolSize: number
  /** Traces go to a collector of OpenTelemetry; undefined = nobody traces. */
  readonly traces:
    | { readonly service: string; readonly share: number; readonly headers: string | undefined }
    | undefined
  /** `id:base64` pairs, newest first; empty = the demo's own key in `dataDir`. */
  readonly secretKeys: string
  /** The header in which GoTo signs what it posts; undefined = as it is believed to be. */
  readonly gotoSignatureHeader: string | undefined
  readonly gotoAuthUrl: string
  /** Where superadmins register OAuth clients at GoTo; a link for people. */
  readonly gotoDeveloperUrl: string
  readonly gotoApiUrl: string
  /** Where Zoom gives tokens, where its API is, and the page on which apps are made there. */
  readonly zoomAuthUrl: string
  readonly zoomApiUrl: string
  readonly zoomConsoleUrl: string
  /** Where JaaS is, and its page on which keys are made. */
  readonly jaasUrl: string
  readonly jaasConsoleUrl: string
  /** Where Microsoft gives tokens, where Graph is, and the page on which apps are registered. */
  readonly teamsLoginUrl: string
  readonly teamsGraphUrl: string
  readonly teamsConsoleUrl: string
  /** Of one app at Microsoft, over all nodes. */
  readonly teamsRequestsPerSecond: number
  /** Of one Zoom account, over all nodes. */
  readonly zoomRequestsPerSecond: number
  /** What GoTo allows each API and OAuth client; it raises that on request. */
  readonly gotoRequestsPerSecond: number
  /** How long before an event its two checks are, in minutes: the earlier one first. */
  readonly checkMinutes: { readonly day: number; readonly hour: number }
  /** Where copies of recordings are kept; undefined = nowhere, and recordings stay at their provider. */
  readonly recordingsStorage: StorageSettings | undefined
  /** Undefined = mails stay in the outbox. */
  readonly smtpUrl: string | undefined
  readonly mailFrom: string
  /** Asked for TXT records when a domain is proven; empty = the machine's own. */
  readonly dnsServers: readonly string[]
  /** Addresses that superadmins type may lead into the server's own network. */
  readonly allowsPrivateAddresses: boolean
  /** Requests that one API key may send in a minute, at each process. */
  readonly apiRequestsPerMinute: number
  /** Requests that one login, or one address of people who are not signed in, may send in a minute, at each process. */
  readonly requestsPerMinute: number
  /** How many proxies stand before the server, or which ones; false = none, and their headers are not believed. */
  readonly trustProxy: number | readonly string[] | false
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent'
  /** What this process does: answer requests, work off jobs, or both. */
  readonly role: 'web' | 'worker' | 'all'
  readonly webDir: string
}

const GOTO_AUTH_URL = 'https://authentication.logmeininc.com'
const ZOOM_AUTH_URL = 'https://zoom.us'
const JAAS_URL = 'https://8x8.vc'
const JAAS_CONSOLE_URL = 'https://jaas.8x8.vc/'
const ZOOM_CONSOLE_URL = 'https://marketplace.zoom.us/develop/create'
const TEAMS_LOGIN_URL = 'https://login.microsoftonline.com'
const TEAMS_CONSOLE_URL = 'https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps'
const GOTO_DEVELOPER_URL = 'https://developer.logmeininc.com/clients'

/** All settings, as they are given. */
export const Environment = z.object({
  LECTERN_DEMO: Switch.default(false),
  LECTERN_ACADEMY: Switch.default(false),
  DEMO_BIGBLUEBUTTON_URL: HttpUrl.optional(),
  DEMO_JITSI_URL: HttpUrl.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: Port.default(8080),
  METRICS_PORT: Port.optional(),
  PUBLIC_URL: PublicUrl.optional(),
  LECTERN_DATA: z.string().min(1).default('data'),
  LECTERN_POSTGRES_BIN: z.string().optional(),
  LECTERN_POSTGRES_OLD_BIN: z.string().optional(),
  LECTERN_ARCHIVE: z.string().optional(),
  LECTERN_ARCHIVE_DAYS: z.coerce.number().int().min(1).max(3650).default(7),
  DATABASE_URL: PostgresUrl.optional(),
  DATABASE_DIRECT_URL: PostgresUrl.optional(),
  DATABASE_READ_URL: PostgresUrl.optional(),
  LIVE_URL: RedisUrl.optional(),
  OTEL_EXPORTER_OTLP_ENDPOINT: HttpUrl.optional(),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: HttpUrl.optional(),
  OTEL_EXPORTER_OTLP_HEADERS: z.string().optional(),
  OTEL_SERVICE_NAME: z.string().min(1).max(200).default('lectern'),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(2).max(200).default(16),
  LECTERN_SECRET_KEYS: z.string().default(''),
  GOTO_AUTH_URL: HttpUrl.default(GOTO_AUTH_URL),
  GOTO_DEVELOPER_URL: HttpUrl.optional(),
  CHECK_MINUTES: CheckMinutes.default('1440,60'),
  SMTP_URL: SmtpUrl.optional(),
  RECORDINGS_STORAGE: StorageUrl.optional(),
  RECORDINGS_S3_ENDPOINT: HttpUrl.optional(),
  RECORDINGS_S3_REGION: z.string().min(1).default('us-east-1'),
  RECORDINGS_S3_ACCESS_KEY: z.string().min(1).optional(),
  RECORDINGS_S3_SECRET_KEY: z.string().min(1).optional(),
  MAIL_FROM: MailFrom.default('Lectern <lectern@localhost>'),
  GOTO_REQUESTS_PER_SECOND: z.coerce.number().min(0.1).max(10_000).default(9.8),
  GOTO_API_URL: HttpUrl.default('https://api.getgo.com'),
  ZOOM_AUTH_URL: HttpUrl.default(ZOOM_AUTH_URL),
  ZOOM_API_URL: HttpUrl.default('https://api.zoom.us'),
  JAAS_URL: HttpUrl.default(JAAS_URL),
  ZOOM_REQUESTS_PER_SECOND: z.coerce.number().min(0.1).max(10_000).default(8),
  TEAMS_LOGIN_URL: HttpUrl.default(TEAMS_LOGIN_URL),
  TEAMS_GRAPH_URL: HttpUrl.default('https://graph.microsoft.com'),
  TEAMS_REQUESTS_PER_SECOND: z.coerce.number().min(0.1).max(10_000).default(4),
  GOTO_SIGNATURE_HEADER: z
    .string()
    .regex(/^[A-Za-z0-9-]+$/)
    .optional(),
  DNS_SERVERS: DnsServers.default(''),
  ALLOW_PRIVATE_ADDRESSES: Switch.optional(),
  API_REQUESTS_PER_MINUTE: z.coerce.number().int().min(1).max(1_000_000).default(600),
  REQUESTS_PER_MINUTE: z.coerce.number().int().min(100).max(10_000_000).default(6_000),
  TRUST_PROXY: z.string().default(''),
  LECTERN_LOG: z.string().optional(),
  LECTERN_HEAP_MB: HeapMb.optional(),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).optional(),
  LECTERN_ROLE: z.enum(['web', 'worker', 'all']).default('all'),
})

/** GoTo's own, or that of the simulator, which has all its pages on one port. */
function developerUrlBeside(authUrl: string): string {
  return authUrl === GOTO_AUTH_URL ? GOTO_DEVELOPER_URL : new URL('/developer', authUrl).href
}

/** Where apps are made: the service's own page, or the first one of the simulator. */
function consoleUrlBeside(authUrl: string): string {
  if (authUrl === ZOOM_AUTH_URL) return ZOOM_CONSOLE_URL
  return authUrl === TEAMS_LOGIN_URL ? TEAMS_CONSOLE_URL : new URL('/', authUrl).href
}

/** Settings that are secrets, or hold a password. Each may stand in a file, which `<NAME>_FILE` names. */
const SECRETS = [
  'LECTERN_SECRET_KEYS',
  'DATABASE_URL',
  'DATABASE_DIRECT_URL',
  'DATABASE_READ_URL',
  'LIVE_URL',
  'SMTP_URL',
  'RECORDINGS_S3_ACCESS_KEY',
  'RECORDINGS_S3_SECRET_KEY',
  'OTEL_EXPORTER_OTLP_HEADERS',
] as const

/** Whether a setting is never shown: it is a secret, or may hold one. */
export const isSecret = (name: string): boolean => SECRETS.some((secret) => secret === name)

/** Longer than any secret. */
const LONGEST_SECRET_BYTES = 64_000

/**
 * Puts in what stands in files, such as those of Docker, Kubernetes and systemd. A line's end at the end is none of it.
 *
 * @throws {StartupError} for a setting that is given twice, and a file that can't be read, is empty or too long
 */
function withSecretsOfFiles(given: Readonly<Record<string, string | undefined>>) {
  const all = { ...given }
  for (const name of SECRETS) {
    const path = given[`${name}_FILE`]
    if (path === undefined) continue
    if (given[name] !== undefined)
      throw new StartupError(`${name} and ${name}_FILE are both set. Keep one of them.`)
    all[name] = readSecret(`${name}_FILE`, path)
  }
  return all
}

/** Why there is nothing to read, and what to do. */
const UNREAD: Readonly<Record<string, string>> = {
  ENOENT: 'and there is no such file. Name the one that the secret is in.',
  EISDIR: 'which is a folder. Name the file in it that the secret is in.',
}

function readSecret(variable: string, path: string): string {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (cause) {
    const { code = 'unreadable' } = cause as NodeJS.ErrnoException
    const advice =
      UNREAD[code] ?? `which can’t be read (${code}). Let the user that runs Lectern read that file.`
    throw new StartupError(`${variable} names ${path}, ${advice}`, { cause })
  }
  const secret = text.replace(/\r?\n$/, '')
  if (secret.trim() === '')
    throw new StartupError(`${variable} names ${path}, which is empty. Write the secret into it.`)
  if (secret.includes('\n') || secret.length > LONGEST_SECRET_BYTES)
    throw new StartupError(
      `${variable} names ${path}, which has more than one line. Write the secret alone into it.`,
    )
  return secret
}

/**
 * Reads and checks the environment.
 *
 * @throws {StartupError} naming every variable that is wrong, what was found and what is expected
 */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const given = withSecretsOfFiles(
    Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim() !== '')),
  )
  const parsed = Environment.safeParse(given)
  if (!parsed.success) {
    const found = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      // A log is read by many.
      const shown = isSecret(name) ? '' : `=${JSON.stringify(env[name])}`
      return `${name}${shown}: ${issue.message}`
    })
    throw new StartupError(
      `Settings in the environment are not as they must be. ${found.join('; ')}. See docs/operating.md#settings.`,
    )
  }
  const values = parsed.data
  if (!values.LECTERN_DEMO && !values.LECTERN_SECRET_KEYS) {
    throw new StartupError(
      'LECTERN_SECRET_KEYS is not set: secrets could not be encrypted. Set it to the line that "npm run keys:new" prints, and keep a copy of it apart from the database.',
    )
  }
  // A worker listens at METRICS_PORT alone.
  if (values.METRICS_PORT && values.METRICS_PORT === values.PORT && values.LECTERN_ROLE !== 'worker') {
    throw new StartupError(
      `METRICS_PORT and PORT are both ${values.PORT}. Set METRICS_PORT to another port, which nobody outside reaches, or leave it out.`,
    )
  }
  if (values.DATABASE_DIRECT_URL && !values.DATABASE_URL) {
    throw new StartupError(
      'DATABASE_DIRECT_URL is set, and DATABASE_URL is not. Set DATABASE_URL to the pooler before that PostgreSQL or, if there is none, only DATABASE_URL. See docs/operating.md#a-pooler-in-front.',
    )
  }
  if (values.DATABASE_READ_URL && !values.DATABASE_URL) {
    throw new StartupError(
      'DATABASE_READ_URL is set, and DATABASE_URL is not. Set DATABASE_URL to the PostgreSQL of which that is a replica: the embedded one has none. See docs/operating.md#a-replica.',
    )
  }
  if (values.LECTERN_ARCHIVE && values.DATABASE_URL) {
    throw new StartupError(
      'LECTERN_ARCHIVE is set, and so is DATABASE_URL: the archive is of the embedded database alone. Remove LECTERN_ARCHIVE, and archive the WAL where your PostgreSQL runs. See docs/operating.md#a-point-in-time.',
    )
  }
  return Object.freeze({
    demo: values.LECTERN_DEMO,
    academy: values.LECTERN_DEMO && values.LECTERN_ACADEMY,
    demoBigBlueButtonUrl: values.LECTERN_DEMO ? values.DEMO_BIGBLUEBUTTON_URL : undefined,
    demoZoomUrl:
      values.LECTERN_DEMO && values.ZOOM_AUTH_URL !== ZOOM_AUTH_URL ? values.ZOOM_AUTH_URL : undefined,
    demoTeamsUrl:
      values.LECTERN_DEMO && values.TEAMS_LOGIN_URL !== TEAMS_LOGIN_URL ? values.TEAMS_LOGIN_URL : undefined,
    demoJitsiUrl: values.LECTERN_DEMO ? values.DEMO_JITSI_URL : undefined,
    host: values.HOST,
    port: values.PORT,
    metricsPort: values.METRICS_PORT,
    publicUrl: values.PUBLIC_URL ?? `http://localhost:${values.PORT}`,
    dataDir: resolve(values.LECTERN_DATA),
    logFile: values.LECTERN_LOG && resolve(values.LECTERN_LOG),
    postgresBin: values.LECTERN_POSTGRES_BIN && resolve(values.LECTERN_POSTGRES_BIN),
    postgresOldBin: values.LECTERN_POSTGRES_OLD_BIN && resolve(values.LECTERN_POSTGRES_OLD_BIN),
    archive: values.LECTERN_ARCHIVE
      ? { folder: resolve(values.LECTERN_ARCHIVE), days: values.LECTERN_ARCHIVE_DAYS }
      : undefined,
    databaseUrl: values.DATABASE_URL,
    databaseDirectUrl: values.DATABASE_DIRECT_URL,
    liveUrl: values.LIVE_URL,
    databaseReadUrl: values.DATABASE_READ_URL,
    databasePoolSize: values.DATABASE_POOL_SIZE,
    traces:
      (values.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT ?? values.OTEL_EXPORTER_OTLP_ENDPOINT)
        ? {
            service: values.OTEL_SERVICE_NAME,
            share: values.OTEL_TRACES_SAMPLER_ARG,
            headers: values.OTEL_EXPORTER_OTLP_HEADERS,
          }
        : undefined,
    secretKeys: values.LECTERN_SECRET_KEYS,
    gotoAuthUrl: values.GOTO_AUTH_URL,
    gotoDeveloperUrl: values.GOTO_DEVELOPER_URL ?? developerUrlBeside(values.GOTO_AUTH_URL),
    gotoApiUrl: values.GOTO_API_URL,
    zoomAuthUrl: values.ZOOM_AUTH_URL,
    zoomApiUrl: values.ZOOM_API_URL,
    zoomConsoleUrl: consoleUrlBeside(values.ZOOM_AUTH_URL),
    jaasUrl: values.JAAS_URL,
    jaasConsoleUrl: values.JAAS_URL === JAAS_URL ? JAAS_CONSOLE_URL : `${values.JAAS_URL}/_console`,
    zoomRequestsPerSecond: values.ZOOM_REQUESTS_PER_SECOND,
    teamsLoginUrl: values.TEAMS_LOGIN_URL,
    teamsGraphUrl: values.TEAMS_GRAPH_URL,
    teamsConsoleUrl: consoleUrlBeside(values.TEAMS_LOGIN_URL),
    teamsRequestsPerSecond: values.TEAMS_REQUESTS_PER_SECOND,
    gotoSignatureHeader: values.GOTO_SIGNATURE_HEADER,
    checkMinutes: toCheckMinutes(values.CHECK_MINUTES),
    recordingsStorage: toStorage(values),
    smtpUrl: values.SMTP_URL,
    mailFrom: values.MAIL_FROM,
    gotoRequestsPerSecond: values.GOTO_REQUESTS_PER_SECOND,
    dnsServers: toList(values.DNS_SERVERS),
    allowsPrivateAddresses: values.ALLOW_PRIVATE_ADDRESSES ?? values.LECTERN_DEMO,
    apiRequestsPerMinute: values.API_REQUESTS_PER_MINUTE,
    requestsPerMinute: values.REQUESTS_PER_MINUTE,
    trustProxy: toTrustProxy(values.TRUST_PROXY),
    logLevel: values.LOG_LEVEL ?? (values.LECTERN_DEMO ? 'warn' : 'info'),
    role: values.LECTERN_ROLE,
    webDir: resolve(import.meta.dirname, '../../web/dist'),
  })
}

/** @throws {StartupError} for a bucket without its keys */
function toStorage(values: z.output<typeof Environment>): Config['recordingsStorage'] {
  const wanted = values.RECORDINGS_STORAGE
  if (!wanted) return undefined
  if (wanted.startsWith('folder:')) return { kind: 'folder', path: resolve(wanted.slice('folder:'.length)) }
  const { RECORDINGS_S3_ACCESS_KEY: accessKey, RECORDINGS_S3_SECRET_KEY: secretKey } = values
  if (!accessKey || !secretKey) {
    throw new StartupError(
      'RECORDINGS_STORAGE names a bucket, and RECORDINGS_S3_ACCESS_KEY or RECORDINGS_S3_SECRET_KEY is not set. Set both. See docs/operating.md#recordings.',
    )
  }
  const [bucket = '', ...path] = wanted.slice('s3://'.length).split('/')
  const prefix = path.filter(Boolean).join('/')
  const { RECORDINGS_S3_ENDPOINT: endpoint, RECORDINGS_S3_REGION: region } = values
  return { kind: 's3', bucket, prefix, endpoint, region, accessKey, secretKey }
}

/** @throws {StartupError} for what is neither a number of proxies nor a list of their addresses */
function toTrustProxy(value: string): Config['trustProxy'] {
  if (value === '' || value === '0' || value === 'false') return false
  if (value === 'true') return 1
  if (/^[1-9]$/.test(value)) return Number(value)
  const proxies = value.split(',').map((proxy) => proxy.trim())
  const wrong = proxies.find((proxy) => !PROXY_RANGES.has(proxy) && !isNetwork(proxy))
  if (wrong !== undefined) {
    throw new StartupError(
      `TRUST_PROXY=${JSON.stringify(value)}: ${JSON.stringify(wrong)} is no address. Write how many proxies stand before Lectern (1), or their addresses or networks, such as 10.0.0.5,192.168.0.0/16. See docs/operating.md#proxies.`,
    )
  }
  return proxies
}

/** Networks that Fastify knows by name. */
const PROXY_RANGES: ReadonlySet<string> = new Set(['loopback', 'linklocal', 'uniquelocal'])

function isNetwork(text: string): boolean {
  const [address = '', bits, ...others] = text.split('/')
  const family = isIP(address)
  if (family === 0 || others.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}
