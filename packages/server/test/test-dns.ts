import { createSocket } from 'node:dgram'
import { type Answer, decode, encode } from 'dns-packet'

/** A DNS server on this machine. Nothing that it says is kept by who asks: TTL 0. */
export interface Dns {
  /** `127.0.0.1:port` */
  readonly address: string
  /** TXT records by name. */
  readonly records: Map<string, string>
  /** Addresses by name: of IPv4, or of IPv6 where they have colons. Asked again, a function may say another one. */
  readonly addresses: Map<string, (turn: number) => readonly string[]>
  /** How often addresses of a name were asked for, of each family. */
  readonly turns: Map<string, number>
  stop(): Promise<void>
}

export async function startDns(): Promise<Dns> {
  const records: Dns['records'] = new Map()
  const addresses: Dns['addresses'] = new Map()
  const turns: Dns['turns'] = new Map()
  const socket = createSocket('udp4')
  const answersFor = (name: string, type: string): Answer[] | undefined => {
    const text = records.get(name)
    if (type === 'TXT') return text === undefined ? undefined : [{ type: 'TXT', name, ttl: 0, data: text }]
    const listed = addresses.get(name)
    if (!listed || (type !== 'A' && type !== 'AAAA')) return undefined
    const key = `${type} ${name}`
    const turn = (turns.get(key) ?? 0) + 1
    turns.set(key, turn)
    return listed(turn)
      .filter((address) => address.includes(':') === (type === 'AAAA'))
      .map((data) => ({ type, name, ttl: 0, data }))
  }
  socket.on('message', (message, from) => {
    const { id, questions = [] } = decode(message)
    const [question] = questions
    const answers = answersFor(question?.name ?? '', question?.type ?? '')
    const answer = encode({
      type: 'response',
      id: id ?? 0,
      flags: answers === undefined ? 3 : 0,
      questions,
      answers: answers ?? [],
    })
    socket.send(answer, from.port, from.address)
  })
  await new Promise<void>((resolve) => socket.bind(0, '127.0.0.1', resolve))
  return {
    address: `127.0.0.1:${socket.address().port}`,
    records,
    addresses,
    turns,
    stop: () => new Promise((resolve) => socket.close(() => resolve())),
  }
}
