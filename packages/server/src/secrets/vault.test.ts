import { describe, expect, it } from 'vitest'
import { newKeyRing, UnreadableSecretError, Vault } from './vault.ts'

const now = new Date('2026-11-24T08:00:00Z')
const slot = { platformId: 'p1', table: 'accounts', column: 'client_secret', rowId: 'a1' }

describe('Vault', () => {
  it('opens what it sealed, and seals the same text differently each time', () => {
    const vault = new Vault(newKeyRing(now))
    const sealed = vault.seal('s3cret ✓', slot)
    expect(sealed).not.toContain('s3cret')
    expect(vault.open(sealed, slot)).toBe('s3cret ✓')
    expect(vault.seal('s3cret ✓', slot)).not.toBe(sealed)
  })

  it('refuses a value that was moved to another row, column or platform, or changed', () => {
    const vault = new Vault(newKeyRing(now))
    const sealed = vault.seal('s3cret', slot)
    expect(() => vault.open(sealed, { ...slot, rowId: 'a2' })).toThrow(UnreadableSecretError)
    expect(() => vault.open(sealed, { ...slot, platformId: 'p2' })).toThrow(UnreadableSecretError)
    expect(() => vault.open(sealed, { ...slot, column: 'access_token' })).toThrow(UnreadableSecretError)
    const parts = sealed.split('.')
    const changed = [...parts.slice(0, 3), Buffer.from('other').toString('base64url'), parts[4]].join('.')
    expect(() => vault.open(changed, slot)).toThrow(UnreadableSecretError)
  })

  it('opens with older keys of the ring, and says which values are stale', () => {
    const old = newKeyRing(new Date('2025-01-01T00:00:00Z'))
    const sealed = new Vault(old).seal('s3cret', slot)
    const rotated = new Vault(`${newKeyRing(now)},${old}`)
    expect(rotated.open(sealed, slot)).toBe('s3cret')
    expect(rotated.isStale(sealed)).toBe(true)
    expect(rotated.isStale(rotated.seal('s3cret', slot))).toBe(false)
    expect(() => new Vault(newKeyRing(now)).open(sealed, slot)).toThrow(/k20250101/)
  })

  it('refuses keys that are too short or that anyone could guess', () => {
    expect(() => new Vault('k1:c2hvcnQ=')).toThrow(/5 bytes/)
    expect(() => new Vault(`k1:${Buffer.alloc(32).toString('base64')}`)).toThrow(/guess/)
    expect(() => new Vault('')).toThrow(/LECTERN_SECRET_KEYS/)
  })
})
