#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { DEMO_USER } from './sign-in.ts'
import { type Simulator, seedDemoUser, startSimulator } from './simulator.ts'
import { readSwitches, switchOptions, switchUsage } from './switches.ts'

const USAGE = `GoTo simulator: sign-in and consent, Developer Center, GoTo Meeting, Webinar and Training, and room pages on one port.
  --port N        default 8090
  --host H        default 127.0.0.1
  --public-url U  address under which browsers reach it; default the one it listens on
  --data DIR      keeps its state there; default in memory
  --control       opens /_control for tests and demos
  --tls KEY,CERT  serves TLS with these PEM files
  --empty         no demo user
  --quiet         says nothing when it is ready
Switches of what is guessed about GoTo, or differs (src/behavior.ts says where each comes from), with what they are:
${switchUsage()}`

const OPTIONS = {
  port: { type: 'string', default: '8090' },
  host: { type: 'string', default: '127.0.0.1' },
  'public-url': { type: 'string' },
  data: { type: 'string' },
  control: { type: 'boolean', default: false },
  tls: { type: 'string' },
  empty: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

try {
  await main()
} catch (error) {
  console.error(`The GoTo simulator did not start: ${reasonOf(error)}`)
  process.exitCode = 1
}

async function main(): Promise<void> {
  const given = parseArgs({ allowNegative: true, options: { ...switchOptions, ...OPTIONS } }).values
  const values = given as ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']
  if (values.help) return console.log(USAGE)
  const port = Number(values.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port. Give a number up to 65535.`)
  const [key, cert] = values.tls?.split(',').map((path) => readFileSync(path, 'utf8')) ?? []
  const isTls = Boolean(key && cert)
  const asked = values['public-url'] ?? (port === 0 ? undefined : defaultUrl(values.host, port, isTls))
  const simulator = await startSimulator({
    port,
    host: values.host,
    control: values.control,
    behavior: readSwitches(given),
    ...(values.data ? { dataDir: values.data } : {}),
    ...(asked ? { publicUrl: asked } : {}),
    ...(key && cert ? { tls: { key, cert } } : {}),
  })
  if (!values.empty) seedDemoUser(simulator)
  if (!values.quiet) tell(asked ?? simulator.url, values)
  stopOnSignals(simulator)
}

/** "localhost" rather than 127.0.0.1: cookies of the platform on the same machine stay apart. */
function defaultUrl(host: string, port: number, isTls: boolean): string {
  return `${isTls ? 'https' : 'http'}://${host === '127.0.0.1' ? 'localhost' : host}:${port}`
}

function tell(url: string, values: { control: boolean; empty: boolean; data?: string | undefined }): void {
  console.log(`GoTo simulator on ${url} (Developer Center: ${url}/developer)`)
  console.log('  serves /oauth, /identity, /admin, /G2M/rest, /G2W/rest/v2, /G2T/rest, /developer and /room')
  if (!values.empty) console.log(`  sign in as ${DEMO_USER.email} with ${DEMO_USER.password}`)
  console.log(`  state: ${values.data ?? 'in memory'}${values.control ? '; /_control is open' : ''}`)
}

function stopOnSignals(simulator: Simulator): void {
  let stopping = false
  const stop = () => {
    if (stopping) process.exit(1)
    stopping = true
    simulator.close().then(() => process.exit(0))
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop)
  process.once('disconnect', () => stopping || stop()) // who started us is gone
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException
  if (code === 'EADDRINUSE')
    return 'the port is in use. Stop the program that uses it, or choose another: --port 8091 (SIMULATOR_PORT=8091 npm start).'
  if (code === 'EACCES') return `no permission (${message}). Choose another --data folder or --port.`
  return message
}
