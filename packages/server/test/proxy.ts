import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A proxy that gives each request to the next of its nodes, as load balancers do. */
export interface TestProxy {
  readonly url: string
  close(): Promise<void>
}

/** @param ports of the nodes; who asks stands in `X-Forwarded-For`, or is the one who connects */
export async function startProxy(ports: readonly number[]): Promise<TestProxy> {
  let turn = 0
  const server = createServer((asked, answer) => {
    const { method, url: path, headers, socket } = asked
    const from = headers['x-forwarded-for'] ?? socket.remoteAddress
    const onward = request(
      {
        host: '127.0.0.1',
        port: ports[turn++ % ports.length],
        method,
        path,
        headers: { ...headers, 'x-forwarded-for': from },
      },
      (got) => {
        answer.writeHead(got.statusCode ?? 502, got.headers)
        answer.flushHeaders()
        got.pipe(answer)
      },
    )
    onward.on('error', () => answer.destroy())
    answer.on('close', () => onward.destroy())
    asked.pipe(onward)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
