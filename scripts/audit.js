/**
 * `npm run audit`: asks npm's registry for weaknesses that are known of what is installed to run. Severe ones (`high`,
 * `critical`) fail; others are told. A registry that answers no such question, as mirrors do, is said and fails nothing.
 */
import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { main, root } from './bootstrap.js'

const FAILING = ['high', 'critical']

/** @returns {Promise<{ state: 'clean' | 'weak' | 'skipped', text: string }>} */
export async function audit() {
  const options = ['--omit=dev', '--json', '--fetch-retries=0', '--fetch-timeout=20000']
  const child = spawn('npm', ['audit', ...options], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    shell: process.platform === 'win32',
  })
  const said = { stdout: '', stderr: '' }
  for (const stream of ['stdout', 'stderr'])
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text
    })
  await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve))
  return judge(said)
}

/** @param {{ stdout: string, stderr: string }} said by `npm audit --json` */
export function judge({ stdout, stderr }) {
  const report = parse(stdout)
  if (!report?.vulnerabilities) {
    const reason = report?.message ?? report?.error?.summary ?? stderr.trim().split('\n')[0]
    return { state: 'skipped', text: `the registry tells no weaknesses (${reason || 'it said nothing'})` }
  }
  const found = Object.values(report.vulnerabilities)
  const lines = found.map(({ name, severity, range, via, fixAvailable }) => {
    const titles = via.filter((one) => typeof one === 'object').map(({ title, url }) => `${title} ${url}`)
    return `${severity}: ${name} ${range}${titles.length ? `: ${titles.join('; ')}` : ''}${fixAvailable ? ' (there is a newer version)' : ''}`
  })
  const state = found.some(({ severity }) => FAILING.includes(severity)) ? 'weak' : 'clean'
  return {
    state,
    text: lines.length ? lines.join('\n') : 'No weakness is known of what is installed to run.',
  }
}

function parse(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href)
  await main(async () => {
    const { state, text } = await audit()
    console.log(state === 'skipped' ? `Skipped: ${text}.` : text)
    process.exitCode = state === 'weak' ? 1 : 0
  })
