import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
const PACKAGE = 'packages/embedded-postgres-runner'

/** A project that has nothing but the packed package, and runs the example of its README. */
export interface Trial {
  /** Names of the files that were packed. */
  readonly files: readonly string[]
  /** What the example printed, each time. */
  readonly printed: readonly string[]
}

/**
 * Packs the package, installs it into an empty project, checks the types of the README's example there and runs it.
 *
 * @param from `registry`: npm installs it, with what it needs; `here`: without a network, with the packages of this clone
 * @throws with what the failing command said
 */
export function tryPacked(from: 'registry' | 'here', times: number): Trial {
  const folder = mkdtempSync(join(tmpdir(), 'packed-'))
  chmodSync(folder, 0o755)
  try {
    const tarball = pack(folder)
    const project = join(folder, 'project')
    mkdirSync(project)
    writeFileSync(join(project, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
    if (from === 'registry')
      run('npm', ['install', '--no-audit', '--no-fund', tarball, 'pg', '@types/pg', '@types/node'], project)
    else unpack(tarball, project)
    writeFileSync(join(project, 'example.ts'), exampleOf(join(ROOT, PACKAGE, 'README.md')))
    run(
      join(ROOT, 'node_modules/.bin/tsc'),
      [...'--noEmit --strict --module nodenext'.split(' '), 'example.ts'],
      project,
    )
    const installed = join(project, 'node_modules/@lectern/embedded-postgres-runner')
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' })
    const printed = Array.from({ length: times }, () => run(process.execPath, ['example.ts'], project))
    return { files: files.filter((name) => !name.startsWith('node_modules')), printed }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** In a copy: packing changes the manifest for a moment, which others read meanwhile. @returns the package's file */
function pack(folder: string): string {
  const copy = join(folder, 'clone')
  for (const path of [PACKAGE, 'LICENSE', 'tsconfig.base.json', 'scripts/pack.js'])
    cpSync(join(ROOT, path), join(copy, path), {
      recursive: true,
      filter: (source) => !source.includes('node_modules'),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  run('npm', ['pack', '--pack-destination', folder], join(copy, PACKAGE))
  const [name] = readdirSync(folder).filter((file) => file.endsWith('.tgz'))
  if (!name) throw new Error('npm packed nothing')
  return join(folder, name)
}

/** As npm would install it, without asking anybody for what it needs. */
function unpack(tarball: string, project: string): void {
  const installed = join(project, 'node_modules/@lectern/embedded-postgres-runner')
  mkdirSync(installed, { recursive: true })
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', installed], project)
  const { dependencies } = JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'))
  for (const name of [...Object.keys(dependencies), '@embedded-postgres', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(project, 'node_modules', name))
}

/** The first block of TypeScript. */
function exampleOf(readme: string): string {
  const example = /```ts\n(.*?)```/s.exec(readFileSync(readme, 'utf8'))?.[1]
  if (!example) throw new Error(`There is no example in ${readme}.`)
  return example
}

function run(command: string, args: string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`)
  return stdout.trim()
}

if (import.meta.main) {
  const { files, printed } = tryPacked('registry', 2)
  console.log(`Packed and installed: ${files.join(', ')}`)
  for (const line of printed) console.log(line)
}
