import { expect, it } from 'vitest'
import { createQueue } from './password-queue.ts'

it('does so many at once, lets some wait in order, and refuses the rest', async () => {
  const queue = createQueue({ atOnce: 2, waiting: 3, refuse: () => new Error('busy') })
  let running = 0
  let most = 0
  const done: number[] = []
  const work = (number: number) => async () => {
    running += 1
    most = Math.max(most, running)
    await new Promise((resolve) => setImmediate(resolve))
    running -= 1
    done.push(number)
    if (number === 1) throw new Error('failed')
  }
  const results = await Promise.allSettled([0, 1, 2, 3, 4, 5, 6].map((number) => queue.run(work(number))))
  const reasons = results.map((result) => (result.status === 'rejected' ? result.reason.message : 'done'))
  expect(reasons).toEqual(['done', 'failed', 'done', 'done', 'done', 'busy', 'busy'])
  expect(done).toEqual([0, 1, 2, 3, 4])
  expect(most).toBe(2)
  expect(await queue.run(async () => 'again')).toBe('again')
})
