import { readFileSync } from 'node:fs'
import { type Language, languages } from '@lectern/texts'
import type { Page } from 'playwright-core'
import { screenshot } from './browser.ts'

/** What is looked at on every page: nothing sticks out to the side in any font, and axe finds nothing. */

/** The source of axe, which runs in the page. */
const axeSource = readFileSync(new URL(import.meta.resolve('axe-core/axe.min.js')), 'utf8')

/** Rules that are not on by themselves: names contain what is seen, and what is pressed is large enough. */
const ALSO = { 'label-content-name-mismatch': { enabled: true }, 'target-size': { enabled: true } }

/** Which rules are looked at; left out = all of them. */
type Rules = 'all' | 'colors' | 'all but colors'

/**
 * What axe finds of any severity, good practice too, in words.
 *
 * @param parts of the page that are enough to look at, by CSS; left out = all of it
 */
export async function violations(
  page: Page,
  parts: readonly string[] = [],
  rules: Rules = 'all',
): Promise<string[]> {
  // What loads by and by is a page when its heading stands there; one without a heading is a mistake anyway.
  if (parts.length === 0) await page.locator('h1').first().waitFor({ state: 'attached' })
  await untilAtRest(page)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axeSource)
  const context = parts.length > 0 ? { include: parts.map((part) => [part]) } : undefined
  const options = {
    resultTypes: ['violations'],
    preload: false,
    ...(rules === 'colors'
      ? { runOnly: { type: 'rule', values: ['color-contrast'] } }
      : { rules: { ...ALSO, 'color-contrast': { enabled: rules === 'all' } } }),
  }
  const found = await page.evaluate(runAxe, { context, options })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' | ')}`)
}

declare global {
  interface Window {
    axe: { run(context: unknown, options: unknown): Promise<{ violations: Violation[] }> }
  }
}

interface Violation {
  readonly id: string
  readonly nodes: readonly { readonly html: string }[]
}

/** Runs in the page. Bars that stay lie over what can be scrolled from below them: meanwhile they do not. */
async function runAxe({ context, options }: { context: unknown; options: unknown }): Promise<Violation[]> {
  const bars = new CSSStyleSheet()
  bars.replaceSync(
    ':is(div:has(> nav), header > *, [role=dialog] [class*=_buttons_]) { position: static !important }',
  )
  document.adoptedStyleSheets.push(bars)
  const result = await window.axe.run(context ?? document, options)
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== bars)
  return result.violations
}

/**
 * What axe finds of any severity, in light and, as far as colors go, in dark. Without {@link isEveryLook}: in light or in
 * dark, in turn.
 */
export async function everyViolation(page: Page, parts: readonly string[] = []): Promise<string[]> {
  if (isEveryLook)
    return [...(await violations(page, parts)), ...(await darkViolations(page, parts, 'colors'))]
  const [theme] = inTurn(themes)
  return theme === 'light' ? violations(page, parts) : darkViolations(page, parts)
}

const themes = ['light', 'dark'] as const

/** What axe finds in dark. */
export async function darkViolations(
  page: Page,
  parts: readonly string[] = [],
  rules: Rules = 'all',
): Promise<string[]> {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  const found = await violations(page, parts, rules)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  return found.map((one) => `dark: ${one}`)
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
    const pixels = shown.scrollWidth - shown.clientWidth
    if (pixels <= 0) return { pixels, widest: '' }
    const edge = shown.getBoundingClientRect().left + shown.clientWidth
    const beyond = [...shown.querySelectorAll('*')]
      .filter((element) => element.getBoundingClientRect().right > edge + 1)
      .map((element) => element.outerHTML.slice(0, 120))
    return { pixels, widest: beyond.at(-1) ?? '' }
  }, panel)
  const width = page.viewportSize()?.width
  return pixels > 0 ? `sticks out by ${pixels} px at ${width} px in ${font}: ${widest}` : undefined
}

/** How much wider than ours the widest typeface is that systems fall back to (DejaVu Sans, of the texts of all languages). */
const WIDER = { regular: 1.085, bold: 1.2 }

/** Ours, drawn as wide: its files are here already. */
async function wearWideFont(page: Page): Promise<void> {
  await page.evaluate(async ({ regular, bold }) => {
    document.documentElement.classList.add('wide-font')
    if ([...document.fonts].some(({ family }) => family === 'Wide')) return
    const faces = [...document.styleSheets]
      .flatMap(({ href, cssRules }) => [...cssRules].map((rule) => ({ rule, from: href ?? location.href })))
      .flatMap(({ rule, from }) => {
        const file =
          rule instanceof CSSFontFaceRule && /url\("([^"]+)"\)/.exec(rule.style.getPropertyValue('src'))
        if (!file) return []
        const src = `url("${new URL(file[1] ?? '', from)}")`
        const range = rule.style.getPropertyValue('unicode-range')
        const face = (weight: string, times: number) =>
          `@font-face { font-family: Wide; src: ${src}; unicode-range: ${range}; font-weight: ${weight}; size-adjust: ${times * 100}% }`
        return [face('100 500', regular), face('501 900', bold)]
      })
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(`${faces.join('\n')} .wide-font, .wide-font * { font-family: Wide !important }`)
    document.adoptedStyleSheets.push(sheet)
    await Promise.all(['400 1rem Wide', '700 1rem Wide'].map((font) => document.fonts.load(font)))
  }, WIDER)
}

/**
 * Looks at the page that is open in every language, wide and on a phone: nothing sticks out to the side, and axe finds
 * nothing, in whatever state the page is. Keeps a picture of each. Without {@link isEveryLook}: in one of these views.
 */
export async function lookAtEverySize(page: Page, name: string): Promise<void> {
  const found = await overflowsInEveryLanguage(page, (language, width) =>
    screenshot(page, `${name}-${language}-${width}`, { fullPage: true }),
  )
  await page.setViewportSize({ width: WIDE, height: 800 })
  found.push(...(await everyViolation(page)))
  if (found.length > 0) throw new Error(`${name}: ${found.join('\n')}`)
}

/**
 * Whether all is looked at in every language, wide and on a phone, in light and dark (`npm run looks`, and whoever keeps
 * pictures). Otherwise these take turns: each page is seen in one of them, the next page in the next.
 */
export const isEveryLook =
  process.env.LECTERN_LOOKS === 'all' || process.env.LECTERN_SCREENSHOTS !== undefined

type View = readonly [language: Language, width: number]

const [WIDE, PHONE] = [1280, 360]
const widths = [PHONE, WIDE]
const views = widths.flatMap((width) => languages.map((language): View => [language, width]))

const turns = new Map<readonly unknown[], number>()
let firstTurn = 0

/** Each file begins somewhere else, and always there: whoever runs it first sees what others see. */
export function beginTurns(file: string): void {
  turns.clear()
  firstTurn = [...file].reduce((sum, letter) => sum + letter.charCodeAt(0), 0)
}

/** @returns all of them with {@link isEveryLook}, otherwise the next one */
function inTurn<T>(all: readonly T[]): readonly T[] {
  if (isEveryLook) return all
  const turn = turns.get(all) ?? firstTurn
  turns.set(all, turn + 1)
  return all.slice(turn % all.length).slice(0, 1)
}

/**
 * By how much the page that is open sticks out to the side, in every language, wide and on a phone.
 *
 * @param also something else to do with each view
 */
export async function overflowsInEveryLanguage(
  page: Page,
  also: (...view: View) => Promise<void> = async () => {},
): Promise<string[]> {
  const found: string[] = []
  const speakAnother = async (language: Language) => {
    await untilLoaded(page)
    if ((await page.locator('html').getAttribute('lang')) !== language) await speak(page, language)
  }
  for (const [language, width] of inTurn(views)) {
    await speakAnother(language)
    await page.setViewportSize({ width, height: 800 })
    await untilLoaded(page)
    await also(language, width)
    found.push(...(await overflows(page)).map((sentence) => `${language}: ${sentence}`))
  }
  await speakAnother('en') // in which the journeys go on
  return found
}

/**
 * Looks at a panel or page that would be another after a reload: as it stands, wide and on a phone; without
 * {@link isEveryLook} at one of these widths, in turn.
 *
 * @param panel by CSS; left out = the page
 */
export async function lookAsItStands(page: Page, name: string, panel?: string): Promise<void> {
  const found: string[] = []
  for (const width of inTurn(widths)) {
    await page.setViewportSize({ width, height: 800 })
    await screenshot(page, `${name}-${width}`, { fullPage: true })
    found.push(...(await overflows(page, panel)))
  }
  await page.setViewportSize({ width: WIDE, height: 800 })
  found.push(...(await violations(page, panel ? [panel] : [])))
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

/** Left out, whoever waits in a page asks for each frame, which is drawn and paid for. */
export const RARELY = { polling: 50 }

/** The page's heading stands, and nothing says that it is still being loaded. */
export async function untilLoaded(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
  await page.waitForFunction(
    (words) => {
      const states = [...document.querySelectorAll('[role=status]')]
      return !states.some((state) => words.some((word) => state.textContent?.trim().startsWith(word)))
    },
    loadingWords,
    RARELY,
  )
}

/** Goes to a page as a link does, where another one stands: what is loaded stays, which a machine feels. */
export async function goTo(page: Page, url: string): Promise<void> {
  // The page of a thing stays where its query or a part of it is another.
  const [from, to] = [page.url(), url].map((one) => new URL(one).pathname.split('/').slice(0, 3).join('/'))
  const isOfApp = new URL(page.url()).origin === new URL(url).origin
  if (!isOfApp || from === to || !(await goInside(page, url))) await page.goto(url)
  await untilLoaded(page)
}

/** @returns whether what stood there is gone: an address that leads back to it changes nothing */
async function goInside(page: Page, url: string): Promise<boolean> {
  await page.evaluate((next) => {
    for (const heading of document.querySelectorAll('h1')) heading.dataset.left = ''
    window.history.pushState(null, '', next)
  }, url)
  const gone = page.locator('h1[data-left]').first().waitFor({ state: 'detached', timeout: 5000 })
  return gone.then(
    () => true,
    () => false,
  )
}
