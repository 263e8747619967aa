import { readFileSync } from 'node:fs'
import { AxeBuilder } from '@axe-core/playwright'
import { type Language, languages } from '@lectern/texts'
import type { Page } from 'playwright-core'
import { screenshot } from './browser.ts'

/** What is looked at on every page: nothing sticks out to the side in any font, and axe finds nothing serious. */

const fontFile = (weight: number) =>
  readFileSync(
    new URL(import.meta.resolve(`@fontsource/dejavu-sans/files/dejavu-sans-latin-${weight}-normal.woff2`)),
  ).toString('base64')

/** The widest font that systems fall back to; machines differ in the one that they have. */
const wideFont = { 400: fontFile(400), 700: fontFile(700) }

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
  await untilAtRest(page)
  // No page has frames of others: that saves a window of its own for each look.
  const axe = new AxeBuilder({ page }).options({ resultTypes: ['violations'] }).setLegacyMode(true)
  // Bars that stay lie over what can be scrolled from below them.
  await page.addStyleTag({
    content: 'html.scrolled :is(div:has(> nav), header > *) { position: static !important }',
  })
  await page.evaluate(() => document.documentElement.classList.add('scrolled'))
  for (const part of parts) axe.include(part)
  if (leftOut.length > 0) axe.disableRules([...leftOut])
  const { violations } = await axe.withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze()
  await page.evaluate(() => document.documentElement.classList.remove('scrolled'))
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

/** Names that say what is seen, one banner, one main part: what axe holds for good practice, or tries out. */
const GOOD_PRACTICE = [
  'label-content-name-mismatch',
  'landmark-banner-is-top-level',
  'landmark-main-is-top-level',
  'landmark-no-duplicate-banner',
  'landmark-no-duplicate-main',
  'landmark-one-main',
  'landmark-unique',
  'heading-order',
  'empty-heading',
  'page-has-heading-one',
  'region',
  'tabindex',
]

/** What axe finds of names and landmarks, in words. */
export async function poorPractice(page: Page): Promise<string[]> {
  await untilAtRest(page)
  const axe = new AxeBuilder({ page }).setLegacyMode(true).withRules(GOOD_PRACTICE)
  const { violations } = await axe.analyze()
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

/** What axe finds of any severity, in light and dark, in words. */
export async function everyViolation(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await untilAtRest(page)
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze()
    found.push(
      ...violations.map(
        ({ id, nodes }) => `${colorScheme} ${id}: ${nodes.map(({ html }) => html).join(' | ')}`,
      ),
    )
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null })
  return found
}

/** Nothing opens, closes or fades any more: what is half gone would be taken for a mistake. */
async function untilAtRest(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    for (let quiet = 0; quiet < 3; ) {
      await frame()
      const isMoving = document.getAnimations().some(({ playState, effect }) => {
        const { iterations = 1 } = effect?.getTiming() ?? {}
        return playState === 'running' && iterations !== Number.POSITIVE_INFINITY // a spinner turns for ever
      })
      // The list of a menu outlives its button's word for a moment.
      const isClosing = [...document.querySelectorAll('[role=menu]')].some((menu) => {
        const button = document.getElementById(menu.getAttribute('aria-labelledby') ?? '')
        return button !== null && button.getAttribute('aria-expanded') !== 'true'
      })
      quiet = isMoving || isClosing ? 0 : quiet + 1
    }
  })
}

/**
 * By how much the page, or an open panel, sticks out to the side at the present width: with a wide font, and on a phone
 * also with the machine's own.
 *
 * @param panel of the page, by CSS; left out = the page
 * @returns sentences; empty when nothing sticks out
 */
export async function overflows(page: Page, panel = ':root'): Promise<string[]> {
  const isPhone = (page.viewportSize()?.width ?? 0) < 600
  const found = isPhone ? [await overflowOf(page, panel, 'its own font')] : []
  await wearWideFont(page)
  found.push(await overflowOf(page, panel, 'a wide font'))
  await page.evaluate(() => document.documentElement.classList.remove('wide-font'))
  return found.filter((sentence) => sentence !== undefined)
}

async function overflowOf(page: Page, panel: string, font: string): Promise<string | undefined> {
  const { pixels, widest } = await page.evaluate((selector) => {
    const shown = [...document.querySelectorAll(selector)].at(-1)
    if (!shown) throw new Error(`there is no ${selector}`)
    const edge = shown.getBoundingClientRect().left + shown.clientWidth
    const beyond = [...shown.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > edge + 1)
      .map((element) => element.outerHTML.slice(0, 120))
    return { pixels: shown.scrollWidth - shown.clientWidth, widest: beyond.at(-1) ?? '' }
  }, panel)
  const width = page.viewportSize()?.width
  return pixels > 0 ? `sticks out by ${pixels} px at ${width} px in ${font}: ${widest}` : undefined
}

async function wearWideFont(page: Page): Promise<void> {
  await page.evaluate(async (files) => {
    document.documentElement.classList.add('wide-font')
    if (
      document.fonts.check('12px "Wide"', 'a') &&
      [...document.fonts].some(({ family }) => family === 'Wide')
    )
      return
    for (const [weight, file] of Object.entries(files)) {
      const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0))
      document.fonts.add(await new FontFace('Wide', bytes, { weight }).load())
    }
    const sheet = new CSSStyleSheet()
    sheet.replaceSync('.wide-font, .wide-font * { font-family: Wide !important }')
    document.adoptedStyleSheets.push(sheet)
  }, wideFont)
}

/** Axe looks once at each width: what it finds is the same in every language. */
const axeWidths: Partial<Record<Language, number>> = { it: 360, en: 1280 }

/**
 * Looks at the page that is open in every language, wide and on a phone: nothing that sticks out to the side, and
 * nothing serious for axe. Keeps a picture of each.
 */
export async function lookAtEverySize(page: Page, name: string): Promise<void> {
  const found: string[] = []
  for (const language of inOrder) {
    await speak(page, language)
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 800 })
      await untilLoaded(page)
      await screenshot(page, `${name}-${language}-${width}`, { fullPage: true })
      found.push(...(await overflows(page)).map((sentence) => `${language}: ${sentence}`))
      if (width !== axeWidths[language]) continue
      const leftOut = width === 360 ? ['color-contrast'] : [] // the colors are the same at both widths
      const violations = await seriousViolations(page, [], leftOut)
      found.push(...violations.map((violation) => `${language} ${width}: ${violation}`))
    }
  }
  if (found.length > 0) throw new Error(`${name}: ${found.join('\n')}`)
}

/** English last, in which the journeys go on. */
const inOrder = languages.toSorted((one, other) => Number(one === 'en') - Number(other === 'en'))

/** By how much the page that is open sticks out to the side, in every language, wide and on a phone. */
export async function overflowsInEveryLanguage(page: Page): Promise<string[]> {
  const found: string[] = []
  for (const language of inOrder) {
    await speak(page, language)
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 800 })
      await untilLoaded(page)
      found.push(...(await overflows(page)).map((sentence) => `${language}: ${sentence}`))
    }
  }
  return found
}

/**
 * Looks at a panel or page that would be another after a reload: as it stands, wide and on a phone.
 *
 * @param panel by CSS; left out = the page
 */
export async function lookAsItStands(page: Page, name: string, panel?: string): Promise<void> {
  const found: string[] = []
  for (const width of [360, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    await screenshot(page, `${name}-${width}`, { fullPage: true })
    found.push(...(await overflows(page, panel)))
    found.push(...(await seriousViolations(page)).map((violation) => `${width}: ${violation}`))
  }
  if (found.length > 0) throw new Error(`${name}: ${found.join('\n')}`)
}

/** The choice of the language on the sign-in page. */
export const signInLanguages = 'select:has(> option[lang])'

/**
 * Switches the language as the menu of the person does, or the choice of the sign-in page; also where a panel covers it.
 */
export async function speak(page: Page, language: Language): Promise<void> {
  const choice = page.locator(signInLanguages)
  const person = page.locator('header button[aria-haspopup="menu"]').last()
  await choice.or(person).first().waitFor({ state: 'attached' })
  if ((await choice.count()) > 0) await choice.first().selectOption(language, { force: true })
  else {
    const item = page.locator(`[role=menu] [role=menuitem][lang="${language}"]`)
    await person.dispatchEvent('click')
    await item.dispatchEvent('click')
    await item.waitFor({ state: 'detached' })
  }
  await page.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' })
}

/** What a page says while it loads, in every language. */
const loadingWords = languages.map((language) => {
  const file = new URL(`../packages/texts/${language}/web/everybody.json`, import.meta.url)
  return (JSON.parse(readFileSync(file, 'utf8')) as { 'app.loading': string })['app.loading']
})

/** The page's heading stands, and nothing says that it is still being loaded. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction((words) => {
    const states = [...document.querySelectorAll('[role=status]')]
    return !states.some((state) => words.some((word) => state.textContent?.trim().startsWith(word)))
  }, loadingWords)
}
