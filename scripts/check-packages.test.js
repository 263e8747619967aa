import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './bootstrap.js'
import { findOffences, PERMISSIVE, readLock, readManifests } from './check-packages.js'

const base = { license: 'Apache-2.0', type: 'module', private: true, version: '1.0.0' }

/** Two packages as they should be, but for what is planted. */
function offencesWith({ a = {}, b = {}, lock = {} }) {
  const manifests = {
    'packages/a': { ...base, name: '@lectern/a', dependencies: { zod: '4.0.0' }, ...a },
    'packages/b': {
      ...base,
      name: '@lectern/b',
      dependencies: { zod: '4.0.0', '@lectern/a': '1.0.0' },
      ...b,
    },
  }
  const locked = Object.fromEntries(
    Object.entries(manifests).map(([folder, { dependencies, devDependencies, engines }]) => [
      folder,
      { dependencies, devDependencies, engines },
    ]),
  )
  return findOffences(manifests, { packages: { ...locked, ...lock } })
}

describe('the manifests of our packages', () => {
  it('are in order, and the lockfile is what they ask for', () => {
    expect(Object.keys(readManifests()).length).toBeGreaterThan(7)
    expect(findOffences(readManifests(), readLock())).toEqual([])
  })

  it.each([
    '^4.0.0',
    '~4.0.0',
    '4',
    '4.0',
    '4.x',
    '*',
    'latest',
    '>=4.0.0',
    'file:../zod',
    'npm:zod@^4.0.0',
    'npm:zod@latest',
    '',
  ])('pin one version, and not %j', (version) => {
    const dependencies = { zod: version }
    expect(offencesWith({ a: { dependencies }, b: { dependencies } })).toEqual([
      expect.stringMatching(/^packages\/a.*zod is /),
      expect.stringMatching(/^packages\/b.*zod is /),
    ])
  })

  it.each([
    [
      'another version elsewhere',
      { b: { devDependencies: { zod: '4.0.1' }, dependencies: {} } },
      /zod is 4\.0\.1, and 4\.0\.0/,
    ],
    [
      'another version of ours',
      { b: { dependencies: { '@lectern/a': '0.9.0' } } },
      /@lectern\/a is 0\.9\.0, and 1\.0\.0/,
    ],
    ['one package twice', { a: { devDependencies: { zod: '4.0.0' } } }, /zod stands there twice/],
    ['another licence', { a: { license: 'MIT' } }, /license is not Apache-2\.0/],
    ['no modules', { a: { type: undefined } }, /type is not "module"/],
    [
      'a lockfile of other versions',
      { lock: { 'packages/a': { dependencies: { zod: '3.0.0' } } } },
      /run npm install/,
    ],
    ['a lockfile without a package', { lock: { 'packages/a': {} } }, /run npm install/],
    [
      'engines that the lockfile does not have',
      { lock: { 'packages/a': { dependencies: { zod: '4.0.0' }, engines: { node: '1' } } } },
      /engines .* run npm install/,
    ],
    [
      'a licence that binds',
      { lock: { 'node_modules/x': { license: 'GPL-3.0-only' } } },
      /node_modules\/x has the licence GPL/,
    ],
    [
      'a file that was read of another version',
      { lock: { 'node_modules/png-js': { version: '2.0.1' } } },
      /png-js has the licence/,
    ],
    ['no licence', { lock: { 'node_modules/x': {} } }, /node_modules\/x has the licence/],
  ])('refuse %s', (_name, planted, offence) => {
    expect(offencesWith(planted)).toEqual([expect.stringMatching(offence)])
  })

  const published = {
    private: undefined,
    description: 'x',
    engines: { node: '>=22' },
    files: ['dist'],
    exports: { '.': './src/index.ts' },
    publishConfig: { exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
    scripts: {
      build: 'node ../../node_modules/typescript-native/bin/tsc -p tsconfig.build.json',
      prepack: 'npm run build && node ../../scripts/pack.js publish',
      postpack: 'node ../../scripts/pack.js workspace',
    },
  }
  const { exports } = published.publishConfig
  const { types, default: js } = exports['.']

  it('may be published when they say what they are', () => {
    expect(offencesWith({ a: published })).toEqual([])
    const bin = { a: './dist/main.js' }
    expect(offencesWith({ a: { ...published, publishConfig: { exports, bin } } })).toEqual([])
    expect(offencesWith({ a: { private: undefined } }).length).toBeGreaterThan(5)
  })

  it.each([
    ['without a description', { description: undefined }, /has no description/],
    [
      'types behind what a program takes first',
      { publishConfig: { exports: { '.': { default: js, types } } } },
      /types, then default/,
    ],
    ['without types', { publishConfig: { exports: { '.': { default: js } } } }, /types, then default/],
    [
      'another file',
      { publishConfig: { exports: { '.': { types, default: './dist/main.js' } } } },
      /not what is built/,
    ],
    [
      'a part that is exported here alone',
      { exports: { '.': './src/index.ts', './a': './src/a.ts' } },
      /"\.\/a" is exported here/,
    ],
    ['a command that is not built yet', { bin: { a: './dist/main.js' } }, /bin stands outside/],
    [
      'a command of TypeScript',
      { publishConfig: { exports, bin: { a: './src/main.ts' } } },
      /no file of dist/,
    ],
    ['its sources', { files: ['dist', 'src'] }, /not dist alone/],
    ['any Node.js', { engines: { node: '*' } }, /oldest Node\.js/],
    [
      'what was built some day',
      { scripts: { ...published.scripts, prepack: 'true' } },
      /script prepack is not/,
    ],
  ])('are not published with %s', (_name, planted, offence) => {
    expect(offencesWith({ a: { ...published, ...planted } })).toContainEqual(expect.stringMatching(offence))
  })

  it('leave a choice of licences, and any licence to tools', () => {
    const lock = {
      'node_modules/x': { license: '(GPL-3.0-only OR MIT)' },
      'node_modules/y': { license: 'MPL-2.0', dev: true },
      'node_modules/@lectern/a': { link: true },
    }
    expect(offencesWith({ lock })).toEqual([])
  })

  it('have licences that the README names', () => {
    const [, licences] = /^## Licence\n([\s\S]*)/m.exec(readFileSync(join(root, 'README.md'), 'utf8')) ?? []
    for (const name of PERMISSIVE) expect(licences).toContain(name)
  })
})

describe('packages and who imports them', () => {
  it('are told where one is missing in the manifest, or not imported', () => {
    const folder = mkdtempSync(join(tmpdir(), 'knip-'))
    try {
      const dependencies = { imported: '1.0.0', superfluous: '1.0.0' }
      writeFileSync(
        join(folder, 'package.json'),
        JSON.stringify({ name: 'planted', main: 'index.ts', dependencies }),
      )
      writeFileSync(join(folder, 'index.ts'), "import 'imported'\nimport 'unnamed'\n")
      for (const name of ['imported', 'superfluous', 'unnamed']) {
        mkdirSync(join(folder, 'node_modules', name), { recursive: true })
        writeFileSync(
          join(folder, 'node_modules', name, 'package.json'),
          JSON.stringify({ name, version: '1.0.0' }),
        )
      }
      const knip = join(root, 'node_modules/knip/bin/knip.js')
      const args = [knip, '--dependencies', '--no-progress', '--directory', folder]
      const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8' })
      expect(status).toBe(1)
      expect(stdout).toMatch(/Unused dependencies \(1\)\nsuperfluous/)
      expect(stdout).toMatch(/Unlisted dependencies \(1\)\nunnamed/)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})
