import { describe, expect, it } from 'vitest'
import { describeProvider } from '../provider.contract.ts'
import type { Connection } from '../provider.ts'
import { createCustomLinkApp } from './custom-link.ts'

const provider = createCustomLinkApp().sessionTypes.get('link')
const connection: Connection = {
  host: undefined,
  secret: () => '',
  settings: { joinUrl: 'https://meet.example.com/room' },
  accessToken: async () => '',
  replaceToken: async () => undefined,
}

describeProvider(
  'a link that somebody typed',
  async () => {
    if (!provider) throw new Error('there is no provider for links')
    const nothing = () => {}
    return {
      provider,
      connection,
      fail: nothing,
      endTokens: nothing,
      roomKeys: () => [],
      withhold: () => {},
      play: nothing,
      close: async () => {},
    }
  },
  { keepsRooms: false },
)

describe('a link', () => {
  it('changes with its account: a later update gives the new one', async () => {
    const spec = { subject: 'S', description: '', startsAt: '', endsAt: '', timeZone: 'UTC' }
    const moved = { ...connection, settings: { joinUrl: 'https://meet.example.com/other' } }
    const room = await provider?.updateRoom(moved, 'key', spec, 'marker', {})
    expect(room?.joinUrl).toBe('https://meet.example.com/other')
  })

  it('is missing from an account that has none, and says so', async () => {
    const without = { ...connection, settings: {} }
    expect(await provider?.checkAccount(without, {})).toEqual(['account-unreachable'])
    const spec = { subject: 'S', description: '', startsAt: '', endsAt: '', timeZone: 'UTC' }
    await expect(provider?.createRoom(without, spec, 'm', {})).rejects.toMatchObject({ kind: 'rejected' })
  })
})
