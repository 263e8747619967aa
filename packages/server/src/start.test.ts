import { expect, it } from 'vitest'
import { type Close, closeAll } from './start.ts'

it('closes what was opened once, the last first, also where two close it', async () => {
  const closed: string[] = []
  const opened: Close[] = ['database', 'app'].map((name) => async () => closed.push(name))
  await Promise.all([closeAll(opened), closeAll(opened)])
  await closeAll(opened)
  expect(closed).toEqual(['app', 'database'])
})
