import { EventEmitter } from 'node:events'
import pino from 'pino'
import { guardProcess } from '../src/process-guard.ts'

// A process in which something goes wrong that nobody waits for; it says "alive" if it goes on.
const faults: Record<string, () => unknown> = {
  rejection: () => Promise.reject(new Error('nobody waited')),
  socket: () =>
    new EventEmitter().emit('error', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })),
  pg: () => new EventEmitter().emit('error', new Error('Connection terminated unexpectedly')),
  stream: () =>
    new EventEmitter().emit(
      'error',
      Object.assign(new Error('write after end'), { code: 'ERR_STREAM_WRITE_AFTER_END' }),
    ),
  bug: () => {
    throw new TypeError('undefined is not a function')
  },
}
const fault = faults[process.argv[2] ?? '']
if (!fault) throw new Error(`usage: guarded-child.ts ${Object.keys(faults).join('|')}`)
guardProcess(pino(), () => {
  console.log('stopping in order')
  process.exit()
})
setImmediate(fault)
setTimeout(() => console.log('alive'), 50)
