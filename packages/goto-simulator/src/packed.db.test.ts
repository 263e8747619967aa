import { afterAll, beforeAll, expect, it } from 'vitest'
import { tryPacked } from '../test/packed.ts'

beforeAll(() => {
  process.env.GITHUB_REPOSITORY = 'somebody/a-fork'
})
afterAll(() => {
  delete process.env.GITHUB_REPOSITORY
})

it('works in an empty project as its README says, packed, and the packed client against it', async () => {
  const { manifests, files, said } = await tryPacked('here')
  expect(said).toEqual([
    expect.stringMatching(/^A meeting is created at/),
    expect.stringMatching(/^GoTo simulator on/),
    expect.stringMatching(/^Planned the webinar/),
  ])
  expect(files.filter((name) => /test|src|(?<!\.d)\.ts$/.test(name))).toEqual([])
  expect(manifests).toMatchObject({
    'goto-client': { exports: { '.': { default: './dist/index.js' } } },
    'goto-simulator': {
      bin: { 'goto-simulator': './dist/main.js' },
      exports: { './kit': { default: './dist/kit.js' } },
      // Of the workflow that packs: npm takes no provenance of another one.
      repository: { url: 'git+https://github.com/somebody/a-fork.git', directory: 'packages/goto-simulator' },
    },
  })
})
