import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

/** A request as the stub received it. */
export interface Received {
  method: string
  /** With the query. */
  path: string
  headers: IncomingMessage['headers']
  body: string
}

/** What the stub answers: a status with an optional body (objects become JSON), or a way to misbehave. */
export type Reply =
  | { status: number; body?: string | object; headers?: Record<string, string> }
  | 'hang up'
  | 'never answer'

/** An HTTP server on an ephemeral port of the loopback that answers as told. */
export interface StubServer extends AsyncDisposable {
  url: string
  received: Received[]
  /** What comes next, in order. A request without a reply left gets a 599. */
  replies: Reply[]
  /** The replies nobody asked for; a test ends with none. */
  close(): Promise<Reply[]>
}

/** Starts a stub; `await using` closes it. */
export async function startStub(...replies: Reply[]): Promise<StubServer> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    void answer(request, response)
  })
  async function answer(request: IncomingMessage, response: ServerResponse) {
    const { method = '', url = '', headers } = request
    received.push({ method, path: url, headers, body: await text(request) })
    const reply = replies.shift() ?? { status: 599, body: 'no reply left' }
    if (reply === 'never answer') return
    if (reply === 'hang up') {
      request.socket.destroy()
      return
    }
    const body = typeof reply.body === 'object' ? JSON.stringify(reply.body) : reply.body
    response.writeHead(reply.status, {
      ...(typeof reply.body === 'object' ? { 'content-type': 'application/json' } : {}),
      ...reply.headers,
    })
    response.end(body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // A TCP server that listens has one.
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
    return replies
  }
  return {
    url: `http://127.0.0.1:${port}`,
    received,
    replies,
    close,
    [Symbol.asyncDispose]: async () => {
      // Who waits for nothing may have left before asking, on a busy machine.
      const unused = (await close()).filter((reply) => reply !== 'never answer')
      if (unused.length > 0) throw new Error(`${unused.length} replies were never asked for.`)
    },
  }
}
