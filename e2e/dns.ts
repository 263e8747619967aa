import { createSocket } from 'node:dgram'
import { decode, encode } from 'dns-packet'

/** A DNS server that knows TXT records alone. */
export interface Dns {
  /** `127.0.0.1:port` */
  readonly address: string
  readonly records: Map<string, string>
  stop(): Promise<void>
}

export async function startDns(): Promise<Dns> {
  const records = new Map<string, string>()
  const socket = createSocket('udp4')
  socket.on('message', (message, from) => {
    const { id, questions = [] } = decode(message)
    const data = records.get(questions[0]?.name ?? '')
    const name = questions[0]?.name ?? ''
    const answer = encode({
      type: 'response',
      id: id ?? 0,
      flags: data === undefined ? 3 : 0,
      questions,
      answers: data === undefined ? [] : [{ type: 'TXT', name, ttl: 1, data }],
    })
    socket.send(answer, from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    records,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
