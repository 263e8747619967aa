import { readdirSync, readFileSync } from 'node:fs'
import { connect } from 'node:net'

/** What came of asking the same thing again and again. */
export interface Load {
  readonly requests: number
  readonly perSecond: number
  /** Milliseconds that a request took, of the middle one and of the slowest in a hundred. */
  readonly p50: number
  readonly p99: number
}

/** What one connection asks for next, as it goes over the wire. */
export type Ask = (n: number) => string

/** A request without a body. */
export function get(path: string, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`)
  return `GET ${path} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`
}

/**
 * Asks over connections that stay open, each of which waits for its answer. A client on bare sockets, so that it takes
 * as little as can be of the processors that the server needs.
 *
 * @param status that every answer has to have
 * @param perSecond at which rate it is asked, all connections together; left out = as fast as it goes
 */
export async function load(
  port: number,
  ask: Ask,
  options: { connections: number; requests: number; status: number; perSecond?: number },
): Promise<Load> {
  const times: number[] = []
  const began = performance.now()
  let next = 0
  const work = async () => {
    const wire = await open(port)
    try {
      for (let n = next++; n < options.requests; n = next++) {
        const due = options.perSecond ? began + (n / options.perSecond) * 1000 : 0
        const wait = due - performance.now()
        if (wait > 1) await new Promise((resolve) => setTimeout(resolve, wait))
        const sent = performance.now()
        const answer = await wire.ask(ask(n))
        if (!answer.startsWith(`HTTP/1.1 ${options.status} `))
          throw new Error(`expected ${options.status}, got ${answer.slice(0, 400)}`)
        // A request that had to wait for its turn has waited since it was due.
        times.push(performance.now() - (due || sent))
      }
    } finally {
      wire.close()
    }
  }
  await Promise.all(Array.from({ length: options.connections }, work))
  const seconds = (performance.now() - began) / 1000
  times.sort((a, b) => a - b)
  const at = (share: number) => Number((times[Math.floor(times.length * share)] ?? 0).toFixed(1))
  return { requests: times.length, perSecond: times.length / seconds, p50: at(0.5), p99: at(0.99) }
}

function open(port: number): Promise<{ ask(request: string): Promise<string>; close(): void }> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  let answered: { resolve(answer: string): void; reject(error: Error): void } | undefined
  let heard = ''
  socket.setEncoding('latin1')
  socket.on('data', (chunk: string) => {
    heard += chunk
    if (!isWhole(heard)) return
    const answer = heard
    heard = ''
    answered?.resolve(answer)
  })
  const fail = (error?: Error) => answered?.reject(error ?? new Error('the connection was closed'))
  socket.on('error', fail)
  socket.on('close', () => fail())
  return new Promise((resolve, reject) => {
    socket.once('error', reject)
    socket.once('connect', () =>
      resolve({
        ask: (request) =>
          new Promise((resolveAsk, rejectAsk) => {
            answered = { resolve: resolveAsk, reject: rejectAsk }
            socket.write(request)
          }),
        close: () => socket.destroy(),
      }),
    )
  })
}

/** Whether all of an answer is there: by its length, or by the chunk that is the last one. */
function isWhole(answer: string): boolean {
  const end = answer.indexOf('\r\n\r\n')
  if (end < 0) return false
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1]
  if (length !== undefined) return answer.length >= end + 4 + Number(length)
  return /\r\ntransfer-encoding: chunked/i.test(answer.slice(0, end)) ? answer.endsWith('0\r\n\r\n') : true
}

/**
 * What the kernel counts of a process and of those that it started, in milliseconds of processor time. By the nanosecond, as its
 * scheduler counts: the ticks of `/proc/<pid>/stat` miss most of what takes less than one of them.
 */
export function cpuMsOf(pid: number): number {
  const known = seen.get(pid) ?? new Map<number, number>()
  seen.set(pid, known)
  for (const each of [pid, ...childrenOf(pid)])
    known.set(each, Math.max(known.get(each) ?? 0, nanosecondsOf(each)))
  return [...known.values()].reduce((sum, each) => sum + each / 1e6, 0)
}

/** What each process of a tree had taken when it was looked at last: what has ended counts on. */
const seen = new Map<number, Map<number, number>>()

/**
 * What something takes that this process does with PostgreSQL: `cpuMs` is how long it would take if the machine did nothing
 * else.
 *
 * @param postgres its first process
 */
export async function costOf(
  postgres: number,
  go: () => Promise<unknown>,
): Promise<{ tookMs: number; cpuMs: number }> {
  const used = () => cpuMsOf(process.pid) + cpuMsOf(postgres)
  const [began, before] = [performance.now(), used()]
  await go()
  return { tookMs: performance.now() - began, cpuMs: used() - before }
}

/** Of all threads of a process. */
function nanosecondsOf(pid: number): number {
  try {
    const threads = readdirSync(`/proc/${pid}/task`)
    const stats = threads.map((thread) => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'))
    return stats.reduce((sum, stat) => sum + Number(stat.split(' ')[0]), 0)
  } catch {
    return 0 // it has ended meanwhile
  }
}

const childrenOf = (parent: number): number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => Number(statOf(pid)?.[1]) === parent)

/** A process and all that come from it. */
export const descendantsOf = (pid: number): number[] => [pid, ...childrenOf(pid).flatMap(descendantsOf)]

/** From the state on: the name before it may have blanks and brackets. */
function statOf(pid: number): string[] | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined // it has ended meanwhile
  }
}

/** The process that started another one. */
export function parentOf(pid: number): number {
  return Number(statOf(pid)?.[1])
}
