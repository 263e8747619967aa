import { existsSync, mkdirSync } from 'node:fs'
import { type Language, localeOf } from '@lectern/texts'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'

/** The shell without a window draws the same pages for a third less of the machine's time than the whole browser. */
const CHROMIUM = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
]

/** Where a browser is installed; undefined where none is. */
export const browserPath = CHROMIUM.find((path) => existsSync(path))

let running: Promise<Browser> | undefined

/** The browser of this process: the files that run in it, one after the other, share it. Closing it closes their windows. */
export async function openBrowser(): Promise<Browser> {
  const browser = await (running ?? launch())
  if (browser.isConnected()) return browser
  running = undefined
  return openBrowser()
}

function launch(): Promise<Browser> {
  running = chromium
    .launch({
      ...(browserPath ? { executablePath: browserPath } : {}),
      args: [
        '--headless',
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-quic',
        // A frame of another site in a process of its own is lost sight of now and then, by who drives the browser.
        '--disable-site-isolation-trials',
        // Custom domains of the journeys lead to this machine.
        '--host-resolver-rules=MAP *.lectern.test 127.0.0.1',
      ],
    })
    .then((browser) => {
      const newContext = browser.newContext.bind(browser)
      browser.newContext = async (options) => {
        const context = watched(await newContext(options))
        await context.addInitScript(pointNowhere)
        return context
      }
      browser.close = async () => {
        await Promise.all(browser.contexts().map((context) => context.close()))
      }
      return browser
    })
  return running
}

const refused: string[] = []

/** What browsers refused since the last look, because the content security policy of its page forbids it. */
export const takeRefused = (): string[] => refused.splice(0)

/**
 * The pointer of the shell stands at the left on top of each new page, on the way home, which is loaded when somebody points
 * at it. Nobody pointed at it.
 */
function pointNowhere(): void {
  const ignore = (event: PointerEvent | MouseEvent) => {
    if (event.clientX === 0 && event.clientY === 0) event.stopImmediatePropagation()
  }
  for (const type of ['pointerover', 'pointermove', 'mouseover', 'mousemove'] as const)
    window.addEventListener(type, ignore, true)
}

function watched(context: BrowserContext): BrowserContext {
  // Of windows that pages open, too.
  context.setDefaultTimeout(PATIENCE_MS)
  return context.on('console', (message) => {
    if (/content security policy/i.test(message.text()))
      refused.push(`${message.page()?.url()}: ${message.text()}`)
  })
}

const windows = new Set<Page>()

/** The windows of this file's people that are open now. */
export const openPages = (): readonly Page[] => [...windows].filter((page) => !page.isClosed())

/** For what never comes: a busy machine is slow, not wrong. */
export const PATIENCE_MS = 60_000

/** A person's own browser window: no cookie is shared. */
export async function openWindow(
  browser: Browser,
  options: {
    width?: number
    language?: Language
    zone?: string
    /** Keeps the app on the device, as browsers do; left out = every page comes from the server. */
    isKept?: boolean
  } = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    locale: localeOf(options.language ?? 'en'),
    timezoneId: options.zone ?? 'Europe/Rome',
    reducedMotion: 'reduce',
    serviceWorkers: options.isKept ? 'allow' : 'block',
  })
  const page = await context.newPage()
  windows.add(page)
  return page
}

/**
 * Presses Escape, and waits until the panel, dialog or menu on top is gone. A panel closes by a step back in the
 * history: what goes on before that step is taken (the next page, a look at the address) meets it half-way.
 */
export async function dismiss(page: Page): Promise<void> {
  const open = page.locator('[role=dialog], [role=menu], dialog[open]')
  const count = await open.count()
  await page.keyboard.press('Escape')
  await open.nth(count - 1).waitFor({ state: 'detached' })
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
  const top = fullPage ? await page.evaluate(() => window.scrollY) : 0
  if (top > 0) await page.evaluate(() => window.scrollTo(0, 0)) // a bar that stays at the top would stand in the middle
  await page.screenshot({ path: `${folder}/${name}.png`, fullPage })
  if (top > 0) await page.evaluate((y) => window.scrollTo(0, y), top)
}
