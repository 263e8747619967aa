/** `npm run screenshots`: makes the pictures of the administrator's guide anew, by the journeys that test it. */
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, main, root } from './bootstrap.js'

const TARGET = join(root, 'docs/screenshots/admin')

await main(async () => {
  const node = bootstrap({ build: true })
  const made = mkdtempSync(join(tmpdir(), 'lectern-screenshots-'))
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const args = [vitest, 'run', '--project', 'e2e', 'e2e/superadmin']
    const env = { ...process.env, LECTERN_SCREENSHOTS: made }
    const { status } = spawnSync(node, args, { cwd: root, env, stdio: 'inherit' })
    if (status !== 0) throw new Error('The journeys failed; the pictures stay as they were.')
    mkdirSync(TARGET, { recursive: true })
    for (const name of readdirSync(made)) {
      const wide = /^(.+)-1280\.png$/.exec(name)
      if (wide) copyFileSync(join(made, name), join(TARGET, `${wide[1]}.png`))
    }
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
})
