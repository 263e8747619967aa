import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import type { RunningSimulator, SimulatorOptions } from './serve.ts'
import type { Switches } from './switches.ts'

type Running = Pick<RunningSimulator<object>, 'url' | 'close'>

/** A simulator as a program of its own. */
export interface Program<Behavior, Simulator extends Running> {
  /** Of the service. */
  readonly name: string
  readonly about: string
  readonly port: number
  readonly switches: Switches<Behavior>
  start(options: SimulatorOptions<Behavior>): Promise<Simulator>
  /** Makes what a demo needs, once. */
  seed(simulator: Simulator): void
  /** What it says when it is ready, besides where it listens. */
  tell(url: string, simulator: Simulator, isSeeded: boolean): readonly string[]
}

const OPTIONS = {
  port: { type: 'string' },
  host: { type: 'string', default: '127.0.0.1' },
  'public-url': { type: 'string' },
  data: { type: 'string' },
  control: { type: 'boolean', default: false },
  tls: { type: 'string' },
  empty: { type: 'boolean', default: false },
  quiet: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const

/** Runs a simulator until it is told to stop; what keeps it from starting is said in a sentence. */
export async function runProgram<Behavior, Simulator extends Running>(
  program: Program<Behavior, Simulator>,
): Promise<void> {
  try {
    await run(program)
  } catch (error) {
    console.error(`The ${program.name} simulator did not start: ${reasonOf(error)}`)
    process.exitCode = 1
  }
}

async function run<Behavior, Simulator extends Running>(
  program: Program<Behavior, Simulator>,
): Promise<void> {
  const given = parseArgs({
    allowNegative: true,
    options: { ...program.switches.options, ...OPTIONS },
  }).values
  const values = given as ReturnType<typeof parseArgs<{ options: typeof OPTIONS }>>['values']
  if (values.help) return console.log(usageOf(program))
  const port = Number(values.port ?? program.port)
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`--port ${values.port} is not a port. Give a number up to 65535.`)
  const tls = values.tls === undefined ? undefined : readTls(values.tls)
  const publicUrl = values['public-url']
  if (publicUrl !== undefined && !/^https?:$/.test(URL.parse(publicUrl)?.protocol ?? ''))
    throw new Error(`--public-url ${publicUrl} is no address. Give one with http:// or https://.`)
  const asked = publicUrl ?? (port === 0 ? undefined : defaultUrl(values.host, port, tls !== undefined))
  const simulator = await program.start({
    port,
    host: values.host,
    control: values.control,
    behavior: program.switches.read(given),
    ...(values.data ? { dataDir: values.data } : {}),
    ...(asked ? { publicUrl: asked } : {}),
    ...(tls ? { tls } : {}),
  })
  if (!values.empty) program.seed(simulator)
  if (!values.quiet) {
    const url = asked ?? simulator.url
    console.log(`${program.name} simulator on ${url}`)
    for (const line of program.tell(url, simulator, !values.empty)) console.log(`  ${line}`)
    console.log(`  state: ${values.data ?? 'in memory'}${values.control ? '; /_control is open' : ''}`)
  }
  stopOnSignals(simulator)
}

function usageOf<Behavior, Simulator extends Running>(program: Program<Behavior, Simulator>): string {
  return `${program.name} simulator: ${program.about}
  --port N        default ${program.port}
  --host H        default 127.0.0.1
  --public-url U  address under which browsers reach it; default the one it listens on
  --data DIR      keeps its state there; default in memory
  --control       opens /_control for tests and demos
  --tls KEY,CERT  serves TLS with these PEM files
  --empty         without what a demo needs
  --quiet         says nothing when it is ready
Switches of what is guessed about ${program.name}, or differs (the README says where each comes from), with what they are:
${program.switches.usage()}`
}

/** "localhost" rather than 127.0.0.1: cookies of the platform on the same machine stay apart. */
function defaultUrl(host: string, port: number, isTls: boolean): string {
  const name = host === '127.0.0.1' ? 'localhost' : host.includes(':') ? `[${host}]` : host
  return `${isTls ? 'https' : 'http'}://${name}:${port}`
}

/** @throws {Error} for what is not two files that can be read */
function readTls(files: string): { key: string; cert: string } {
  const [key, cert, ...others] = files.split(',')
  if (!key || !cert || others.length > 0)
    throw new Error(`--tls ${files} is not two files. Give the key and the certificate: --tls KEY,CERT.`)
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException
      throw new Error(`--tls: ${file} can’t be read (${code}). Give a PEM file that is there.`, { cause })
    }
  }
  return { key: read(key), cert: read(cert) }
}

function stopOnSignals(simulator: Running): void {
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
  const { code, message, syscall, port } = error as NodeJS.ErrnoException & { port?: number }
  if (code === 'EADDRINUSE')
    return `port ${port} is in use. Stop the program that uses it, or choose another: --port ${Number(port) + 1}.`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `--host is no address of this machine (${message}). Give one such as 127.0.0.1, or 0.0.0.0 for all.`
  if (code && syscall === 'mkdir') return `the --data folder can’t be made (${message}). Choose another one.`
  if (code === 'EACCES') return `no permission (${message}). Choose another --data folder or --port.`
  return message
}
