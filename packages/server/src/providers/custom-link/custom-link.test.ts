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
  { life: 'at-click' },
)

describe('a link', () => {
  const joinWith = (joinUrl: string) => {
    if (provider?.join.kind !== 'at-click') throw new Error('a link is stored nowhere')
    const room = {
      key: 'k',
      spec: { subject: 'S', description: '', startsAt: '', endsAt: '', timeZone: 'UTC' },
    }
    const lea = { id: 'p', email: 'lea@x.example', firstName: 'Lea', lastName: 'L', language: 'en' }
    return provider.join.joinLink({ ...connection, settings: { joinUrl } }, room, lea, {})
  }

  it('is the account’s at the moment of the click', async () => {
    expect((await joinWith('https://meet.example.com/other')).url).toBe('https://meet.example.com/other')
  })

  it('is missing from an account that has none, and says so', async () => {
    expect(await provider?.checkAccount({ ...connection, settings: {} }, {})).toEqual(['account-unreachable'])
    await expect(joinWith('')).rejects.toMatchObject({ kind: 'rejected' })
  })
})
