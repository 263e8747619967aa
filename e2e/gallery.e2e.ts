import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openBrowser, openWindow } from './browser.ts'
import { overflows, violations } from './looks.ts'

const CONFIG = fileURLToPath(new URL('../packages/web/gallery/vite.config.ts', import.meta.url))
const ADDRESS = 'http://gallery.lectern.test/'
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.woff2': 'font/woff2',
}

/** Each component by itself, as docs/design-system.md shows it. */
describe.skipIf(!browserPath)('the components of the design system', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lectern-gallery-'))
  let browser: Browser

  beforeAll(async () => {
    const vite = fileURLToPath(new URL('../node_modules/vite/bin/vite.js', import.meta.url))
    const made = spawnSync(process.execPath, [vite, 'build', '-c', CONFIG, '--outDir', folder], {
      encoding: 'utf8',
    })
    if (made.status !== 0) throw new Error(made.stderr)
    browser = await openBrowser()
  })

  afterAll(async () => {
    await browser?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  async function open(scheme: 'light' | 'dark', width: number): Promise<Page> {
    const page = await openWindow(browser, { width })
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
    await page.route(`${ADDRESS}**`, (route) => {
      const name = new URL(route.request().url()).pathname.slice(1) || 'index.html'
      return route.fulfill({
        body: readFileSync(join(folder, name)),
        contentType: TYPES[extname(name)] ?? 'application/octet-stream',
      })
    })
    await page.goto(ADDRESS)
    await page.getByRole('heading', { name: 'Components' }).waitFor()
    await page.evaluate(() => document.fonts.ready)
    return page
  }

  it.each(['light', 'dark'] as const)('can be read and used by everybody, %s', async (scheme) => {
    const page = await open(scheme, 800)
    expect(await violations(page)).toEqual([])
    for (const picture of await page.locator('[data-picture]').all()) {
      const made = process.env.LECTERN_SCREENSHOTS
      if (made)
        await picture.screenshot({
          path: `${made}/${await picture.getAttribute('data-picture')}-${scheme}.png`,
        })
    }
    await page.context().close()
  })

  it('fit on a phone in any font', async () => {
    const page = await open('light', 360)
    expect(await overflows(page)).toEqual([])
    await page.context().close()
  })
})
