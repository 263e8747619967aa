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
