import { describe, expect, it } from 'vitest'
import type { AskedRoom, Connection, InboundCall, InboundPart } from './provider.ts'

/** What the tests need of a service that calls: calls as it makes them, signed now. */
export interface ContractCaller {
  readonly inbound: InboundPart
  readonly connection: Connection
  /** The time of day of the service. */
  readonly now: Date
  /** Calls that tell, each of which says something about the room with this key. */
  tellings(roomKey: string): readonly InboundCall[]
  /** One by which the service makes sure of us, where it does. */
  handshake?(): InboundCall
  /** Calls that ask about a room, where the service asks. */
  questions?(roomKey: string): readonly InboundCall[]
  /** How long a call that somebody has kept is good for; undefined = its signature has no time in it. */
  readonly maxAgeMs: number | undefined
}

const HOSTILE = ['', 'null', '[]', '{', '"x"', '1e999', '\u0000', '{"a":"\\ud800\\u0000"}', '<xml/>']
const DEEP = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
const KEY = 'q7w8e9r0t1y2u3i4o5p6a7s8d'

/** What every service that calls us must be held to, whatever it signs with. */
export function describeInbound(name: string, start: () => ContractCaller): void {
  describe(`${name}, as it calls us`, () => {
    const wrong = (caller: ContractCaller): Connection => ({ ...caller.connection, secret: () => 'wrong' })
    const none = (caller: ContractCaller): Connection => ({ ...caller.connection, secret: () => '' })
    const all = (caller: ContractCaller) => [
      ...caller.tellings(KEY),
      ...(caller.questions?.(KEY) ?? []),
      ...(caller.handshake ? [caller.handshake()] : []),
    ]

    it('is known by its signature, and tells the same by the same key', () => {
      const caller = start()
      const keys = caller.tellings(KEY).map((call) => {
        const received = caller.inbound.receive(caller.connection, call, caller.now)
        if (received?.kind !== 'telling') throw new Error(`${call.path} was not taken as a telling`)
        expect(caller.inbound.receive(caller.connection, call, caller.now)).toEqual(received)
        expect(caller.inbound.hear(call).map(({ roomKey }) => roomKey)).toContain(KEY)
        return received.key
      })
      expect(new Set(keys).size).toBe(keys.length)
    })

    it('is not believed with another secret, with none, or without its headers', () => {
      const caller = start()
      const { inbound, connection, now } = caller
      for (const call of all(caller)) {
        expect(inbound.receive(wrong(caller), call, now)).toBeUndefined()
        expect(inbound.receive(none(caller), call, now)).toBeUndefined()
        expect(inbound.receive(connection, { ...call, headers: {} }, now)).toBeUndefined()
        const empty = Object.fromEntries(Object.keys(call.headers).map((header) => [header, '']))
        expect(inbound.receive(connection, { ...call, headers: empty }, now)).toBeUndefined()
      }
    })

    it('is not believed once somebody may have kept its call', () => {
      const caller = start()
      if (caller.maxAgeMs === undefined) return expect(all(caller)).not.toEqual([])
      for (const call of all(caller))
        for (const far of [caller.maxAgeMs + 60_000, -caller.maxAgeMs - 60_000]) {
          const then = new Date(caller.now.getTime() + far)
          expect(caller.inbound.receive(caller.connection, call, then)).toBeUndefined()
        }
    })

    it.each([...HOSTILE, DEEP])('is not thrown off by a body such as %.20j', (body) => {
      const caller = start()
      const { inbound, connection, now } = caller
      expect(inbound.hear({ path: '', body })).toEqual([])
      for (const call of all(caller)) {
        expect(() => inbound.receive(connection, { ...call, body }, now)).not.toThrow()
        expect(Array.isArray(inbound.hear({ path: call.path, body }))).toBe(true)
      }
    })

    it('is answered where it asks: about a room that is planned, and about one that is not', async () => {
      const caller = start()
      const { inbound, connection, now } = caller
      const calls = caller.questions?.(KEY) ?? []
      expect(calls.length > 0).toBe(inbound.answer !== undefined)
      const room: AskedRoom = {
        ...{ key: KEY, opensAt: new Date(now.getTime() - 60_000) },
        ...{ heldFrom: new Date(now.getTime() - 60_000), heldTo: new Date(now.getTime() + 60_000) },
        spec: {
          ...{ subject: 'Day 1', description: '', timeZone: 'Europe/Rome' },
          ...{ startsAt: now.toISOString(), endsAt: new Date(now.getTime() + 60_000).toISOString() },
        },
      }
      for (const call of calls) {
        expect(inbound.receive(connection, call, now)).toEqual({ kind: 'question' })
        const asked = { connection, call, now }
        const found = (key: string) => Promise.resolve(key === KEY ? room : undefined)
        const [there, gone] = [
          await inbound.answer?.({ ...asked, findRoom: found }),
          await inbound.answer?.({ ...asked, findRoom: async () => undefined }),
        ]
        expect(there?.status).toBeLessThan(300)
        expect(gone?.status).toBeGreaterThanOrEqual(400)
      }
    })

    it('is answered a handshake by a proof, for who has the secret', () => {
      const caller = start()
      const call = caller.handshake?.()
      if (!call) return expect(caller).not.toHaveProperty('handshake')
      const received = caller.inbound.receive(caller.connection, call, caller.now)
      expect(received).toMatchObject({ kind: 'handshake', answer: { status: 200 } })
    })
  })
}
