import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Answered, Asked } from './host.ts'

/** What one server compiled, the next ones need not: a third of the work of a start. */
export const NODE_COMPILE_CACHE = join(tmpdir(), 'node-compile-cache')

const HOST = new URL('host.ts', import.meta.url).pathname

let host: ChildProcess | undefined
let listen: (line: string) => void = () => {}

/**
 * Starts a node in the process that this process keeps for them, one at a time.
 *
 * @param env all of its environment
 * @param onLine gets each line that it prints
 * @returns stops it
 */
export async function startHostedNode(
  env: Record<string, string>,
  onLine: (line: string) => void,
): Promise<() => Promise<void>> {
  host ??= launch()
  const own = host
  listen = onLine
  await ask(own, { start: env })
  return () => ask(own, 'stop')
}

function launch(): ChildProcess {
  const child = spawn(process.execPath, [HOST], {
    env: { ...process.env, NODE_COMPILE_CACHE },
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  })
  if (child.stdout) createInterface(child.stdout).on('line', (line) => listen(line))
  child.once('exit', () => {
    host = undefined
  })
  return child
}

async function ask(child: ChildProcess, asked: Asked): Promise<void> {
  const heard = new AbortController()
  const { signal } = heard
  const answer = Promise.race([
    once(child, 'message', { signal }).then(([said]) => said as Answered),
    once(child, 'exit', { signal }).then(([code, by]) => ({ failed: `It ended: ${by ?? code}` })),
  ])
  child.send(asked)
  const said = await answer.finally(() => heard.abort())
  if (typeof said === 'object')
    throw new Error(`The platform did not ${asked === 'stop' ? 'stop' : 'start'}:\n${said.failed}`)
}
