/** `node scripts/run.js FILE args…`: runs one of our TypeScript programs, with keyboard and exit code. */
import { spawn } from 'node:child_process'
import { bootstrap, Failure, main, programEnv, root } from './bootstrap.js'

await main(async () => {
  const args = process.argv.slice(2)
  if (!args.length) throw new Failure('Say what to run: node scripts/run.js FILE args…')
  const node = bootstrap({ build: false })
  process.exitCode = await runInForeground(node, args)
})

/** The program shares our terminal, so that Ctrl-C reaches it without us and it may ask questions. */
function runInForeground(node, args) {
  const child = spawn(node, args, { cwd: root, env: programEnv(), stdio: 'inherit' })
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  process.on('SIGINT', () => {
    if (!process.stdin.isTTY) child.kill('SIGINT')
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}
