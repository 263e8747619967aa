import { expect, it } from 'vitest'
import { handOut, takeBack } from './handed-out.ts'
import { newKeyRing, Vault } from './vault.ts'

const clock = { now: new Date('2026-11-24T08:00:00Z') }
const now = () => clock.now
const vault = new Vault(newKeyRing(clock.now))
const slot = { platformId: 'p', table: 't', column: 'c', rowId: 'r' }

it('comes back as it was, for its slot alone and for its time', () => {
  const sealed = handOut({ vault, now }, slot, { a: 'ü' }, 10)
  expect(sealed).not.toContain('ü')
  const issuedAt = clock.now
  expect(takeBack({ vault, now }, slot, sealed)).toEqual({ value: { a: 'ü' }, issuedAt })
  for (const other of [{ platformId: 'q' }, { table: 'u' }, { column: 'd' }, { rowId: 's' }])
    expect(takeBack({ vault, now }, { ...slot, ...other }, sealed)).toBeUndefined()
  const foreign = handOut({ vault: new Vault(newKeyRing(clock.now)), now }, slot, { a: 'ü' }, 10)
  const last = sealed.at(-2) === 'A' ? 'B' : 'A'
  const hostile = [
    '',
    '.',
    'v1',
    'v1....',
    sealed.slice(1),
    `${sealed.slice(0, -2)}${last}${sealed.at(-1)}`,
    foreign,
  ]
  for (const text of [
    ...hostile,
    sealed.split('.').slice(0, 4).join('.'),
    `${sealed.slice(0, -10)}`,
    '\0',
    '{}',
  ])
    expect([text, takeBack({ vault, now }, slot, text)]).toEqual([text, undefined])
  clock.now = new Date(issuedAt.getTime() + 600_000)
  expect(takeBack({ vault, now }, slot, sealed)).toBeUndefined()
})
