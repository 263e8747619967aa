import { expect, it } from 'vitest'
import { nextAddresses } from '../../../../test/next-addresses.ts'
import { nextPath, signInThen } from './next-path.ts'

it.each(nextAddresses)('leads to addresses of this site alone: %j', (next, leadsTo) => {
  expect(nextPath(next)).toBe(leadsTo)
  expect(new URL(nextPath(next), 'https://lectern.example').origin).toBe('https://lectern.example')
})

it.each([undefined, null, 7, ['/learn'], {}])('leads to the start page when %j is said', (next) => {
  expect(nextPath(next)).toBe('/')
})

it('leads through the sign-in to what fits, without a query that does not', () => {
  expect(signInThen('/learn/x?a=b')).toBe('/sign-in?next=%2Flearn%2Fx%3Fa%3Db')
  expect(signInThen(`/learn/x?a=${'b'.repeat(1_500)}`)).toBe('/sign-in?next=%2Flearn%2Fx')
  expect(signInThen(`/${'b'.repeat(1_500)}`)).toBe('/sign-in')
})
