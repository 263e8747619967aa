/** Programs of ours that run side by side until a signal, or until one of them ends. */
import { spawn } from 'node:child_process'
import { programEnv, root } from './bootstrap.js'
import { heapArgs, memoryEnv } from './memory.js'

/** A terminal and npm both hand on one Ctrl-C: what follows so soon is the same one. */
const SAME_SIGNAL_MS = 1_000

/** How often we look whether our parent is still there. */
const ORPHAN_MS = 500

/** How long a program may take to finish its work before it is killed. */
const STOP_MS = 30_000

/**
 * @typedef {object} Program
 * @property {string} name as people know it
 * @property {string[]} args the file and its arguments
 * @property {NodeJS.ProcessEnv} [env] added to ours
 */

/**
 * Starts the programs, hands SIGINT, SIGTERM and SIGHUP on to each of them once, and stops the others when
 * one ends. They run in process groups of their own: a terminal's Ctrl-C reaches them only through us.
 * @param {string} node
 * @param {Program[]} programs
 * @returns {Promise<number>} the exit code: 0 when a signal stopped them and all ended well; that of a program
 * alone; else never 0 when one ended by itself
 */
export async function runTogether(node, programs) {
  const running = programs.map((program) => startProgram(node, program))
  let stoppedAt = 0
  const stop = () => {
    stoppedAt ||= Date.now()
    for (const { child } of running) child.kill('SIGTERM')
    setTimeout(() => kill(running), STOP_MS).unref()
  }
  const onSignal = () => {
    if (!stoppedAt) stop()
    else if (Date.now() - stoppedAt > SAME_SIGNAL_MS) kill(running)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)
  // npm may be ended without handing the signal on: then somebody else is our parent.
  const parent = process.ppid
  const orphaned = setInterval(() => process.ppid !== parent && !stoppedAt && stop(), ORPHAN_MS)
  orphaned.unref()
  let code = 0
  const ends = running.map(async ({ name, ended }) => {
    const end = await ended
    if (!stoppedAt) {
      if (end.signal) console.error(`${name} was ended by ${end.signal}.`)
      code = programs.length === 1 ? (end.code ?? 1) : end.code || 1
      stop()
    } else if (end.code || end.signal === 'SIGKILL') code ||= end.code ?? 1
  })
  await Promise.all(ends)
  clearInterval(orphaned)
  if (!code && stoppedAt) console.log('Stopped.')
  return code
}

function startProgram(node, { name, args, env }) {
  const child = spawn(node, [...heapArgs(), ...args], {
    cwd: root,
    env: { ...memoryEnv, ...programEnv(), ...env },
    // The channel tells the program when we are gone, however that came.
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  })
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
  return { name, child, ended }
}

function kill(running) {
  for (const { child } of running) if (child.exitCode === null && !child.signalCode) child.kill('SIGKILL')
}
