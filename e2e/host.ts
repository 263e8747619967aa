import { readConfig } from '../packages/server/src/config.ts'
import { createLog } from '../packages/server/src/log.ts'
import { guardProcess } from '../packages/server/src/process-guard.ts'
import { type Close, closeAll, startNode } from '../packages/server/src/start.ts'

// A process of nodes that run one after the other, as journeys do that have no need of one of their own: the program is
// read and compiled once for all of them, which is nine tenths of a start.

/** What the process is asked. */
export type Asked = { readonly start: Record<string, string> } | 'stop'
/** What it answers. */
export type Answered = { readonly failed: string } | 'started' | 'stopped'

const opened: Close[] = []

async function carryOut(asked: Asked): Promise<Answered> {
  if (asked === 'stop') {
    await closeAll(opened.splice(0))
    return 'stopped'
  }
  const config = readConfig(asked.start)
  try {
    await startNode(config, createLog(config.logLevel), opened)
  } catch (error) {
    await closeAll(opened.splice(0)) // the next one starts from nothing
    throw error
  }
  return 'started'
}

guardProcess(createLog('error'), () => process.exit())
process.once('disconnect', () => process.exit()) // who started it is gone
process.on('message', (asked: Asked) => {
  carryOut(asked).then(
    (answer) => process.send?.(answer),
    (error: Error) => process.send?.({ failed: error.stack ?? String(error) }),
  )
})
