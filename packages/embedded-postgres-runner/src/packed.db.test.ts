import { expect, it } from 'vitest'
import { tryPacked } from '../test/packed.ts'

it('works in an empty project as its README says, packed, and keeps what was written', async () => {
  const { files, printed } = await tryPacked('here', 2)
  expect(printed).toEqual(['Notes that are kept: 1', 'Notes that are kept: 2'])
  expect(files).toEqual(expect.arrayContaining(['LICENSE', 'README.md', 'dist/index.js', 'dist/index.d.ts']))
  expect(files.filter((name) => /test|src|(?<!\.d)\.ts$/.test(name))).toEqual([])
})
