import { createServer } from 'node:net'

/** Below the ports that systems hand out by themselves, to clients and to who listens on 0: nobody gets it in between. */
const [FIRST, COUNT] = [11_000, 20_000]

/** A port of 127.0.0.1 for a process that starts in a moment. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST + Math.floor(Math.random() * COUNT)
    if (await isFree(port)) return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}
