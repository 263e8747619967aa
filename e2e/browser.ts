import { existsSync, mkdirSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Browser, chromium, type Page } from 'playwright-core'

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']

/** Where a browser is installed; undefined where none is. */
export const browserPath = CHROMIUM.find((path) => existsSync(path))

export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    ...(browserPath ? { executablePath: browserPath } : {}),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-quic',
      // Custom domains of the journeys lead to this machine.
      '--host-resolver-rules=MAP *.lectern.test 127.0.0.1',
    ],
  })
}

/** A person's own browser window: no cookie is shared. */
export async function openWindow(
  browser: Browser,
  options: {
    width?: number
    language?: 'en' | 'it'
    zone?: string
    /** Keeps the app on the device, as browsers do; left out = every page comes from the server. */
    isKept?: boolean
  } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    locale: options.language === 'it' ? 'it-IT' : 'en-GB',
    timezoneId: options.zone ?? 'Europe/Rome',
    reducedMotion: 'reduce',
    serviceWorkers: options.isKept ? 'allow' : 'block',
  })
  const page = await context.newPage()
  page.setDefaultTimeout(15_000)
  return page
}

/**
 * What axe finds that is serious or worse, in words.
 *
 * @param parts of the page that are enough to look at, by CSS; left out = all of it
 * @param leftOut rules that were looked at before; colors are what takes longest
 */
export async function seriousViolations(
  page: Page,
  parts: readonly string[] = [],
  leftOut: readonly string[] = [],
): Promise<string[]> {
  // No page has frames of others: that saves a window of its own for each look.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true)
  for (const part of parts) axe.include(part)
  if (leftOut.length > 0) axe.disableRules([...leftOut])
  const { violations } = await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

/** Keeps a picture when `LECTERN_SCREENSHOTS` names a folder: for the docs and for people's eyes. */
export async function screenshot(
  page: Page,
  name: string,
  { fullPage } = { fullPage: false },
): Promise<void> {
  const folder = process.env.LECTERN_SCREENSHOTS
  if (!folder) return
  mkdirSync(folder, { recursive: true })
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage })
}

/**
 * Looks at the page that is open in both languages, wide and on a phone: nothing that sticks out to the side, and
 * nothing serious for axe, in each language at one of the widths. Keeps a picture of each.
 */
export async function lookAtEverySize(page: Page, name: string): Promise<void> {
  const found: string[] = []
  for (const [language, axeWidth] of [['it', 360] as const, ['en', 1280] as const]) {
    await speak(page, language)
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await untilLoaded(page)
      await screenshot(page, `${name}-${language}-${width}`, { fullPage: true })
      const overflow = await page.evaluate(() => {
        const { scrollWidth, clientWidth } = document.documentElement
        return scrollWidth - clientWidth
      })
      if (overflow > 0) found.push(`${language} ${width}: sticks out by ${overflow} px`)
      if (width !== axeWidth) continue
      const leftOut = width === 360 ? ['color-contrast'] : [] // the colors are the same at both widths
      const violations = await seriousViolations(page, [], leftOut)
      found.push(...violations.map((violation) => `${language} ${width}: ${violation}`))
    }
  }
  if (found.length > 0) throw new Error(`${name}: ${found.join('\n')}`)
}

/** Switches the language as the bar on top does, also where a panel covers it. */
async function speak(page: Page, language: 'en' | 'it'): Promise<void> {
  const choice = page.locator(`header [aria-label="${language === 'it' ? 'Italiano' : 'English'}"]`)
  await choice.dispatchEvent('click')
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' })
}

/** The page's heading stands, and nothing says that it is still being loaded. */
async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(() => {
    const states = [...document.querySelectorAll('[role=status]')]
    return !states.some((state) => /^(Loading|Caricamento)/.test(state.textContent?.trim() ?? ''))
  })
}
