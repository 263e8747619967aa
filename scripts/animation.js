/** `npm run animation`: films how a class is planned and joined, by a journey, for the README. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrap, Failure, main, root } from './bootstrap.js'

const MOST_BYTES = 1_500_000

await main(async () => {
  const node = bootstrap({ build: true })
  const { animate } = await import('./pictures.js') // its packages are installed by now
  const made = mkdtempSync(join(tmpdir(), 'lectern-animation-'))
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const { status } = spawnSync(node, [vitest, 'run', '--project', 'e2e', 'e2e/animation'], {
      cwd: root,
      env: { ...process.env, LECTERN_ANIMATION: made },
      stdio: 'inherit',
    })
    if (status !== 0) throw new Failure('The journey failed; the animation stays as it was.')
    const frames = JSON.parse(readFileSync(join(made, 'frames.json'), 'utf8'))
    const gif = animate(frames.map(({ file, ms }) => ({ png: readFileSync(join(made, file)), ms })))
    if (gif.length > MOST_BYTES)
      throw new Failure(`The animation has ${gif.length} bytes; ${MOST_BYTES} are the most for the README.`)
    writeFileSync(join(root, 'docs/screenshots/readme/planning-and-joining.gif'), gif)
    const seconds = frames.reduce((sum, { ms }) => sum + ms, 0) / 1000
    console.log(`${frames.length} frames, ${seconds} seconds, ${gif.length} bytes`)
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
})
