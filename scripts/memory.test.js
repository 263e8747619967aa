import { expect, it } from 'vitest'
import { heapArgs, heapLimitMb } from './memory.js'

const MB = 1024 ** 2

it.each([
  ['a large machine', { totalBytes: 16_384 * MB, constrainedBytes: undefined }, 512],
  [
    'one without a container, as Node.js tells it',
    { totalBytes: 16_384 * MB, constrainedBytes: 2 ** 64 },
    512,
  ],
  ['one where it tells nothing', { totalBytes: 16_384 * MB, constrainedBytes: 0 }, 512],
  ['a container of 1.5 GB', { totalBytes: 16_384 * MB, constrainedBytes: 1536 * MB }, 384],
  ['a small machine', { totalBytes: 512 * MB, constrainedBytes: undefined }, 256],
  ['somebody who knows better', { totalBytes: 512 * MB, constrainedBytes: undefined, wanted: '2048' }, 2048],
  ['somebody who mistypes', { totalBytes: 16_384 * MB, constrainedBytes: undefined, wanted: 'lots' }, 512],
])('the heap has a limit by what there is: %s', (_what, machine, limit) => {
  expect(heapLimitMb(machine)).toBe(limit)
})

it('Node.js gets the limit as an argument, unless its options have one', () => {
  expect(heapArgs({ LECTERN_HEAP_MB: '300' })).toEqual([
    '--max-old-space-size=300',
    '--max-semi-space-size=8',
  ])
  expect(heapArgs({ NODE_OPTIONS: '--max-old-space-size=900' })).toEqual([])
})
