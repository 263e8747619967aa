import { expect, it } from 'vitest'
import { type Close, closeAll, urlOf } from './start.ts'

it('closes what was opened once, the last first, also where two close it', async () => {
  const closed: string[] = []
  const opened: Close[] = ['database', 'app'].map((name) => async () => closed.push(name))
  await Promise.all([closeAll(opened), closeAll(opened)])
  await closeAll(opened)
  expect(closed).toEqual(['app', 'database'])
})

it('says where it listens so that it can be opened, also at an address of IPv6', () => {
  expect(urlOf({ host: '127.0.0.1', port: 8080 })).toBe('http://127.0.0.1:8080')
  expect(urlOf({ host: '::1', port: 8080 })).toBe('http://[::1]:8080')
})
