import { describeInbound } from '../inbound.contract.ts'
import { createFakeClickApp } from './click.ts'
import { fakeCall, fakeInbound } from './inbound.ts'

const now = new Date('2026-11-24T08:00:00Z')

describeInbound('the fake service', () => {
  const { sharedKey } = createFakeClickApp(() => now)
  const post = (body: Parameters<typeof fakeCall>[2]['body']) => fakeCall(sharedKey, now, { body })
  return {
    inbound: fakeInbound('sharedKey'),
    connection: {
      ...{ settings: {}, host: undefined, secret: () => sharedKey },
      accessToken: () => Promise.reject(new Error('there are no tokens')),
      replaceToken: async () => undefined,
    },
    now,
    maxAgeMs: 5 * 60_000,
    tellings: (room) => [
      post({ id: 'a', tells: [{ about: 'joined', room, person: 'p', at: now.toISOString() }] }),
      post({ id: 'b', tells: [{ about: 'ended', room, at: now.toISOString() }] }),
      post({ id: 'c', tells: [{ about: 'recordings', room }] }),
    ],
    handshake: () => post({ challenge: 'abc' }),
    questions: (room) => [
      fakeCall(sharedKey, now, { method: 'GET', path: `rooms/${room}` }),
      fakeCall(sharedKey, now, { method: 'DELETE', path: `rooms/${room}` }),
    ],
  }
})
