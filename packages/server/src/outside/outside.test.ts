import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createOutside, isPublicAddress, OutsideError } from './outside.ts'

const server = createServer((_, response) => response.end('here'))
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

it('does not ask into the server’s own network, unless it is allowed to', async () => {
  const strict = createOutside({ dnsServers: [], allowsPrivate: false })
  await expect(strict.fetch(url)).rejects.toThrow(OutsideError)
  await expect(strict.fetch(url.replace('127.0.0.1', 'localhost'))).rejects.toThrow(/private network/)
  const demo = createOutside({ dnsServers: [], allowsPrivate: true })
  expect(await (await demo.fetch(url)).text()).toBe('here')
})

it('knows private addresses in every shape', () => {
  const closed = [
    '127.0.0.1',
    '10.1.2.3',
    '172.31.0.1',
    '192.168.1.1',
    '169.254.169.254',
    '::1',
    'fd00::1',
    '::ffff:10.0.0.1',
  ]
  expect(closed.filter(isPublicAddress)).toEqual([])
  expect(['8.8.8.8', '2606:4700::1', '172.32.0.1'].every(isPublicAddress)).toBe(true)
})

it('says what was wrong when nobody answers', async () => {
  const demo = createOutside({ dnsServers: [], allowsPrivate: true })
  await expect(demo.fetch('http://127.0.0.1:1')).rejects.toThrow(/ECONNREFUSED|bad port/)
})
