/**
 * `npm run screenshots`: makes the pictures of the README and the guides anew, by the journeys that test what they show,
 * and the outlines of the screens, by which the tests notice that a picture is of another screen;
 * `npm run screenshots -- e2e/calendar e2e/screens` only those of these journeys;
 * `npm run screenshots -- --all FOLDER` puts every screen, wide and on a phone, light and dark, into a folder of yours.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { bootstrap, Failure, main, root } from './bootstrap.js'

const DOCS = join(root, 'docs')

await main(async () => {
  const [first, folder, ...rest] = process.argv.slice(2)
  if (first === '--all' && (!folder || rest.length > 0))
    throw new Failure('One folder is expected: npm run screenshots -- --all FOLDER.')
  const node = bootstrap({ build: true })
  if (first !== '--all') return renew(node)
  const everything = resolve(folder)
  if (!run(node, ['e2e/screens'], { LECTERN_EVERY_SCREEN: everything }))
    throw new Failure('Some screens could not be pictured, or are not as their outlines say.')
  console.log(`Every screen is in ${everything}.`)
})

/** Runs journeys. @returns whether all went well */
function run(node, journeys, env) {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const { status } = spawnSync(node, [vitest, 'run', '--project', 'e2e', ...journeys], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: 'inherit',
  })
  return status === 0
}

async function renew(node) {
  const { withPalette } = await import('./pictures.js') // its packages are installed by now
  const made = mkdtempSync(join(tmpdir(), 'lectern-screenshots-'))
  try {
    const journeys = process.argv.slice(2)
    if (!run(node, journeys, { LECTERN_SCREENSHOTS: made }))
      throw new Failure('The journeys failed; the pictures stay as they were.')
    for (const picture of picturesOfTexts()) {
      const source = join(made, `${picture.name}.png`)
      if (!existsSync(source) && journeys.length > 0) continue
      if (!existsSync(source)) throw new Failure(`No journey makes the picture ${picture.name}.`)
      const target = join(DOCS, picture.path)
      mkdirSync(dirname(target), { recursive: true })
      writeFileSync(target, withPalette(readFileSync(source)))
    }
  } finally {
    rmSync(made, { recursive: true, force: true })
  }
}

/** What README and guides show, `screenshots/<guide>/<name>-<language>.png`; some journeys name their pictures themselves. */
function picturesOfTexts() {
  const guides = readdirSync(DOCS).filter((name) => name.endsWith('.md'))
  const files = [join(root, 'README.md'), ...guides.map((name) => join(DOCS, name))]
  const texts = files.map((file) => readFileSync(file, 'utf8')).join('\n')
  const found = texts.matchAll(/[("](?:docs\/)?(screenshots\/(\w+)\/([\w-]+)\.png)[)"]/g)
  const pictures = Array.from(found, ([, path, folder, name]) => ({
    path,
    name: folder === 'design' || folder === 'readme' ? name : `${name}-1280`,
  }))
  return [...new Map(pictures.map((picture) => [picture.path, picture])).values()]
}
