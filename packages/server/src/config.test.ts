import { describe, expect, it } from 'vitest'
import { readConfig } from './config.ts'
import { newKeyRing } from './secrets/vault.ts'

const keys = newKeyRing(new Date())

describe('readConfig', () => {
  it('has GoTo’s real addresses and the embedded database as defaults', () => {
    const config = readConfig({ LECTERN_SECRET_KEYS: keys })
    expect(config).toMatchObject({
      demo: false,
      port: 8080,
      databaseUrl: undefined,
      gotoAuthUrl: 'https://authentication.logmeininc.com',
      gotoDeveloperUrl: 'https://developer.logmeininc.com/clients',
      gotoApiUrl: 'https://api.getgo.com',
      role: 'all',
    })
  })

  it('refuses production without a key, and says how to get one', () => {
    expect(() => readConfig({})).toThrow(/LECTERN_SECRET_KEYS.*keys:new/)
  })

  it('names every variable that is wrong', () => {
    const wrong = {
      LECTERN_SECRET_KEYS: keys,
      PORT: 'eighty',
      DATABASE_URL: 'mysql://x',
      LECTERN_ROLE: 'boss',
    }
    expect(() => readConfig(wrong)).toThrow(/PORT="eighty".*DATABASE_URL="mysql:\/\/x".*LECTERN_ROLE="boss"/)
  })

  it('takes an empty variable as one that is not set', () => {
    expect(readConfig({ LECTERN_SECRET_KEYS: keys, DATABASE_URL: '' }).databaseUrl).toBeUndefined()
  })
})

describe('TRUST_PROXY', () => {
  const trust = (value: string) => readConfig({ LECTERN_DEMO: '1', TRUST_PROXY: value }).trustProxy

  it('is a number of proxies, or which ones', () => {
    expect(['', '0', 'false'].map(trust)).toEqual([false, false, false])
    expect(['1', 'true', '3'].map(trust)).toEqual([1, 1, 3])
    expect(trust('127.0.0.1')).toEqual(['127.0.0.1'])
    expect(trust('10.0.0.0/8, ::1,fd00::/8,loopback')).toEqual(['10.0.0.0/8', '::1', 'fd00::/8', 'loopback'])
  })

  it.each(['yes', '10', '-1', '1.5', '*', '10.0.0.0/33', '10.0.0', 'proxy.example', '127.0.0.1,', '::/129'])(
    'is refused when it is neither: %s',
    (value) => {
      expect(() => trust(value)).toThrow(/TRUST_PROXY/)
    },
  )
})
