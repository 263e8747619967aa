/** Makes the PNG icons of the installed app from the SVG ones beside them, with the browser of the tests. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { main, root } from './bootstrap.js'

const FOLDER = join(root, 'packages/web/public')
/** Apple rounds its icons itself: they have to fill the square. */
const ICONS = [
  ['icon.svg', 'icon-192.png', 192],
  ['icon.svg', 'icon-512.png', 512],
  ['icon-maskable.svg', 'icon-maskable-192.png', 192],
  ['icon-maskable.svg', 'icon-maskable-512.png', 512],
  ['icon-maskable.svg', 'apple-touch-icon.png', 180],
]

await main(async () => {
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
  })
  try {
    for (const [source, target, size] of ICONS) {
      const page = await browser.newPage({ viewport: { width: size, height: size } })
      const svg = readFileSync(join(FOLDER, source), 'utf8')
      await page.setContent(`<style>body{margin:0}svg{display:block;width:100vw;height:100vh}</style>${svg}`)
      writeFileSync(join(FOLDER, target), await page.screenshot({ omitBackground: true }))
      await page.close()
    }
  } finally {
    await browser.close()
  }
})
