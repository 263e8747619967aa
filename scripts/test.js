/**
 * `npm test`: every check we have: static checks, unit tests and journeys in a browser, and what needs a
 * database, side by side. The last line counts: `N passed, N failed, N skipped`.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { audit } from './audit.js'
import { bootstrap, main, programEnv, root } from './bootstrap.js'

const DEBIAN_POSTGRES = '15'
const BROWSERS = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome']
/** What Debian has: the shell without a window is enough, and lighter. */
const PACKAGES = ['chromium-headless-shell', 'chromium']

/**
 * @typedef {object} Tally
 * @property {string} name
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} [details] what people need to mend it, or why it was skipped
 */

await main(async () => {
  const node = bootstrap({ build: true })
  // What one process compiled, the next ones need not.
  process.env.NODE_COMPILE_CACHE ??= join(tmpdir(), 'node-compile-cache')
  const reports = mkdtempSync(join(tmpdir(), 'lectern-reports-'))
  try {
    const tallies = await runAll(node, reports)
    const sum = (key) => tallies.reduce((total, tally) => total + tally[key], 0)
    console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped`)
    process.exitCode = sum('failed') ? 1 : 0
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
})

async function runAll(node, reports) {
  const tests = (name, project, env) => () => runTests(node, reports, { name, project, env })
  // Journeys mostly wait, and databases have cores to spare: side by side they take two thirds of the time. Journeys take
  // longest, and nothing goes before them.
  const chains = await Promise.all([
    inTurn([...staticChecks(node), tests('unit tests', 'unit')]),
    inTurn(journeys(tests)),
    inTurn([
      tests('database tests', 'db'),
      existsSync(`/usr/lib/postgresql/${DEBIAN_POSTGRES}/bin`)
        ? tests(`database tests on PostgreSQL ${DEBIAN_POSTGRES}`, 'db', {
            LECTERN_TEST_POSTGRES: DEBIAN_POSTGRES,
            LECTERN_TESTS: 'of-version',
          })
        : () => skipped(`database tests on PostgreSQL ${DEBIAN_POSTGRES}`, 'it is not installed'),
    ]),
  ])
  return chains.flat()
}

function staticChecks(node) {
  const check = (name, command, args) => () => runCheck(name, node, command, args)
  const compiler = npmBinary('typescript-native', 'tsc')
  return [
    check('lint', npmBinary('@biomejs/biome', 'biome'), ['check', '.']),
    ...typeProjects().map((path) => check(`types of ${path}`, compiler, ['--singleThreaded', '-p', path])),
    check('directions of imports', 'scripts/check-deps.js', []),
    check('versions and licences', 'scripts/check-packages.js', []),
    check('packages that nobody imports', npmBinary('knip', 'knip'), ['--dependencies', '--no-progress']),
    check('API description', 'packages/server/src/openapi.ts', ['--check']),
    knownWeaknesses,
  ]
}

/** What `npm run check:types` checks, each by itself. */
function typeProjects() {
  const { scripts } = readJson(join(root, 'package.json'))
  return Array.from(scripts['check:types'].matchAll(/-p (\S+)/g), ([, path]) => path)
}

function journeys(tests) {
  const name = 'journeys in a browser'
  if (!readdirSync(join(root, 'e2e'), { recursive: true }).some((path) => isJourney(path))) return []
  if (findBrowser() || installBrowser()) return [tests(name, 'e2e')]
  return [() => skipped(name, 'there is no Chromium, and it could not be installed here')]
}

function isJourney(path) {
  return path.endsWith('.e2e.ts') && !path.includes('node_modules')
}

function findBrowser() {
  const folders = (process.env.PATH ?? '').split(':')
  return BROWSERS.some((name) => folders.some((folder) => existsSync(join(folder, name))))
}

function installBrowser() {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return false
  console.log('Installing Chromium: this takes a minute, once …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const apt = (...args) => spawnSync('apt-get', ['-qq', ...args], { env, stdio: 'ignore' }).status === 0
  apt('update')
  return PACKAGES.some((name) => apt('install', '-y', name)) && findBrowser()
}

/** @returns {Promise<Tally>} one check that passes when its command ends well */
async function runCheck(name, node, file, args) {
  const { code, output } = await run(node, [file, ...args])
  return tell({ name, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0, details: output })
}

/** @returns {Promise<Tally>} */
async function knownWeaknesses() {
  const name = 'known weaknesses of packages'
  const { state, text } = await audit()
  if (state === 'skipped') return skipped(name, text)
  return tell({
    name,
    passed: state === 'clean' ? 1 : 0,
    failed: state === 'weak' ? 1 : 0,
    skipped: 0,
    details: text,
  })
}

/** @returns {Promise<Tally>} the tests of one project of vitest.config.ts */
async function runTests(node, reports, { name, project, env }) {
  const report = join(reports, `${name.replaceAll(' ', '-')}.json`)
  const args = ['run', '--project', project, '--reporter=json', `--outputFile=${report}`]
  const { code, output } = await run(node, [npmBinary('vitest', 'vitest'), ...args], env)
  const results = existsSync(report) ? readJson(report) : undefined
  return tell(tallyOf(name, results, code, output))
}

/** What vitest says it did; a crash or an empty run counts as one failure. */
function tallyOf(name, results, code, output) {
  const crashed = { name, passed: 0, failed: 1, skipped: 0, details: output || 'vitest ended without a word' }
  if (!results) return crashed
  const tests = results.testResults.flatMap((file) => file.assertionResults)
  const count = (...states) => tests.filter(({ status }) => states.includes(status)).length
  const passed = count('passed')
  const brokenFiles = results.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((test) => test.status === 'failed'),
  )
  const failed = count('failed') + brokenFiles.length
  const skippedTests = tests.length - passed - count('failed')
  if (!tests.length && !failed) return { ...crashed, details: `no tests were found\n${output}` }
  const unexplained = code !== 0 && !failed
  return {
    name,
    passed,
    failed: unexplained ? 1 : failed,
    skipped: skippedTests,
    details: [...failuresOf(results), ...(unexplained || brokenFiles.length ? [output] : [])].join('\n'),
  }
}

function failuresOf({ testResults }) {
  return testResults.flatMap(({ name, message, assertionResults }) => {
    const file = relative(root, name)
    const failures = assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${file} ▶ ${test.fullName}\n${test.failureMessages.join('\n')}`)
    return message && !failures.length ? [`${file}\n${message}`] : failures
  })
}

/** @returns {Tally} */
function skipped(name, reason) {
  return tell({ name, passed: 0, failed: 0, skipped: 1, details: reason })
}

function tell(tally) {
  const { name, passed, failed, skipped, details } = tally
  const at = `${Math.round(performance.now() / 1000)} s`
  if (failed) console.log(`✗ ${name}: ${failed} failed, ${passed} passed\n${details?.trim() ?? ''}\n`)
  else if (passed)
    console.log(`✓ ${name}: ${passed} passed${skipped ? `, ${skipped} skipped` : ''} (done at ${at})`)
  else console.log(`– ${name}: skipped${details ? `, ${details}` : ''}`)
  return tally
}

async function inTurn(steps) {
  const results = []
  for (const step of steps) results.push(await step())
  return results
}

/** Runs a JavaScript or TypeScript file and keeps what it prints. */
function run(node, args, env = {}) {
  const child = spawn(node, args, {
    cwd: root,
    env: { ...programEnv(), PATH: `${dirname(node)}:${process.env.PATH}`, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8')
    stream.on('data', (text) => {
      output += text
    })
  }
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

/** The JavaScript file behind a command of a package. */
function npmBinary(packageName, command) {
  const folder = join(root, 'node_modules', packageName)
  const { bin } = readJson(join(folder, 'package.json'))
  return join(folder, typeof bin === 'string' ? bin : bin[command])
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'))
}
