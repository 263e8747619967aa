import { expect, it } from 'vitest'
import { secondsUntilAgain } from './again-page.ts'
import { networkOf } from './rate.ts'

it.each([
  ['203.0.113.7', '203.0.113.7'],
  ['::ffff:203.0.113.7', '203.0.113.7'],
  ['2001:db8:0:1:2:3:4:5', '2001:db8:0:1::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['2001:0DB8::ffff', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('counts the network of an address: %s', (ip, network) => {
  expect(networkOf(ip)).toBe(network)
})

it('lets everybody try again at another moment, and nobody before the time', () => {
  const tries = Array.from({ length: 100 }, (_, n) => secondsUntilAgain(7, () => n / 100))
  expect(new Set(tries)).toEqual(new Set([7, 8, 9, 10, 11, 12]))
})
