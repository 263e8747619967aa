import { expect, it } from 'vitest'
import { nextAddresses } from '../../../../test/next-addresses.ts'
import { nextPath } from './next-path.ts'

it.each(nextAddresses)('leads to addresses of this site alone: %j', (next, leadsTo) => {
  expect(nextPath(next)).toBe(leadsTo)
  expect(new URL(nextPath(next), 'https://lectern.example').origin).toBe('https://lectern.example')
})

it('leads to the start page when nothing is said', () => {
  expect(nextPath(null)).toBe('/')
})
