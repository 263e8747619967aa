/**
 * `npm run screenshots`: makes the pictures of the guides anew, by the journeys that test what they show;
 * `npm run screenshots -- e2e/calendar e2e/teaching` only those of these journeys.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { bootstrap, Failure, main, root } from './bootstrap.js'

const DOCS = join(root, 'docs')

await main(async () => {
  const node = bootstrap({ build: true })
  const made = mkdtempSync(join(tmpdir(), 'lectern-screenshots-'))
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs')
    const env = { ...process.env, LECTERN_SCREENSHOTS: made }
    const journeys = process.argv.slice(2)
    const { status } = spawnSync(node, [vitest, 'run', '--project', 'e2e', ...journeys], {
      cwd: root,
      env,
      stdio: 'inherit',
    })
    if (status !== 0) throw new Failure('The journeys failed; the pictures stay as they were.')
    for (const picture of picturesOfGuides()) {
      const source = join(made, `${picture.name}.png`)
      if (!existsSync(source) && journeys.length > 0) continue
      if (!existsSync(source)) throw new Failure(`No journey makes the picture ${picture.name}.`)
      const target = join(DOCS, picture.path)
      mkdirSync(dirname(target), { recursive: true })
      copyFileSync(source, target)
    }
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
})

/** What the guides show, `screenshots/<guide>/<name>-<language>.png`, and the components of the design system. */
function picturesOfGuides() {
  const guides = readdirSync(DOCS).filter((name) => name.endsWith('.md'))
  const texts = guides.map((name) => readFileSync(join(DOCS, name), 'utf8')).join('\n')
  const found = texts.matchAll(/[("](screenshots\/(\w+)\/([\w-]+)\.png)[)"]/g)
  const pictures = Array.from(found, ([, path, folder, name]) => ({
    path,
    name: folder === 'design' ? name : `${name}-1280`,
  }))
  return [...new Map(pictures.map((picture) => [picture.path, picture])).values()]
}
