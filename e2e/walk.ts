import type { Page } from 'playwright-core'
import { RARELY, untilLoaded } from './looks.ts'

/** Where one stands on a walk: a page, or something that was opened on it. */
export interface Stop {
  /** The page's address and what was pressed, in the words that are read out. */
  readonly name: string
  /** What is open on the page, by CSS; undefined = the page itself. */
  readonly panel: string | undefined
}

/** From a page into a panel, and from there into what it opens. */
const MAX_DEPTH = 2
/** So many with one place on the page and different words, such as the events of a week. */
const MAX_ALIKE = 2

/** Something that can be pressed: the place it has in the page, and its words. */
interface Opener {
  readonly key: string
  readonly name: string
  /** A field with a list: one looks like the other. */
  readonly isList: boolean
}

/** What lies over the page, and did not when one looked last. */
const OPENED = ':is([role=dialog], [role=alertdialog], [role=menu], [role=listbox]):not([data-stop]):visible'

/** What is open at a depth, by CSS; the page itself is at none. */
const panelAt = (depth: number) => `[data-stop="${depth}"]`

/**
 * Goes to a page, and into every panel, dialog, menu and list that can be opened on it and from there. Whatever is
 * pressed, nothing is written: the server answers reading only.
 *
 * @param look is called at each stop
 * @param seen what was pressed before, which is not pressed again: panels that several pages open, and tabs of one page
 * @param part of the page in which things are pressed, by CSS
 * @returns what the keyboard lost: what Escape did not close, or what did not give the focus back
 */
export async function walk(
  page: Page,
  address: string,
  look: (stop: Stop) => Promise<void>,
  seen: Set<string>,
  part = 'main',
): Promise<string[]> {
  const lost: string[] = []
  const path = new URL(address).pathname + new URL(address).search
  const untilQuiet = watchRequests(page)
  await refuseToWrite(page)

  const begin = async () => {
    await page.goto(address)
    await untilLoaded(page)
    await untilQuiet()
    return markOpened(page, 1)
  }
  /** As the keyboard does. @returns whether it opened something */
  const press = async (opener: Opener, depth: number) => {
    await openersIn(page, depth === 0 ? part : panelAt(depth))
    const before = { url: page.url(), title: await page.title() }
    const pressed = await page.evaluate((key) => {
      const element = document.querySelector<HTMLElement>(`[data-stop-key="${key}"]`)
      element?.focus()
      element?.click()
      return element && { isOpener: element.hasAttribute('aria-haspopup') }
    }, opener.key)
    if (!pressed) return false
    if (pressed.isOpener) await page.locator(OPENED).first().waitFor()
    await untilQuiet()
    if (page.url() !== before.url) {
      await untilThere(page, before.title)
      await untilQuiet()
    }
    return markOpened(page, depth + 1)
  }
  const comeBack = async (way: readonly Opener[]) => {
    const isPanel = await begin()
    for (const [index, opener] of way.entries()) await press(opener, index + (isPanel ? 1 : 0))
  }
  const explore = async (way: readonly Opener[], depth: number): Promise<void> => {
    for (const opener of await openersIn(page, depth === 0 ? part : panelAt(depth))) {
      const place = depth === 0 && !opener.isList ? new URL(address).pathname : ''
      if (seen.has(place + opener.key)) continue
      seen.add(place + opener.key)
      const name = [path, ...way.map((one) => one.name), opener.name].join(' ▸ ')
      const here = page.url()
      const isOpened = await press(opener, depth)
      if (isOpened) {
        await look({ name, panel: panelAt(depth + 1) })
        if (depth + 1 < MAX_DEPTH) await explore([...way, opener], depth + 1)
        await page.keyboard.press('Escape')
        if (!(await isClosed(page, depth + 1))) lost.push(`${name}: stays open after Escape`)
        else if (!(await isKeyboardSomewhere(page))) lost.push(`${name}: leaves the keyboard nowhere`)
      }
      const isHere =
        page.url() === here &&
        !(await isOpen(page, depth + 1)) &&
        (depth === 0 || (await isOpen(page, depth)))
      if (!isHere) await comeBack(way)
    }
  }
  const isPanel = await begin() // some addresses are those of a panel
  await look({ name: path, panel: isPanel ? panelAt(1) : undefined })
  await explore([], isPanel ? 1 : 0)
  return lost
}

/** Something has the keyboard, sooner or later. */
function isKeyboardSomewhere(page: Page): Promise<boolean> {
  return page
    .waitForFunction(() => document.activeElement !== document.body, undefined, { ...RARELY, timeout: 5000 })
    .then(
      () => true,
      () => false,
    )
}

/** The question of what is half filled in. */
const UNSAVED = 'Leave without saving?'

/** It goes, sooner or later; one in which something was pressed that made it half filled in asks before. */
async function isClosed(page: Page, depth: number): Promise<boolean> {
  const panel = page.locator(panelAt(depth))
  const question = page.getByRole('dialog', { name: UNSAVED })
  const discard = question.getByRole('button', { name: 'Discard', exact: true })
  const asks = discard.waitFor({ timeout: 5000 }).then(() => discard.click())
  const closes = () => panel.waitFor({ state: 'hidden', timeout: 5000 })
  return Promise.any([asks.then(closes), closes()]).then(
    () => true,
    () => false,
  )
}

/** What would write is refused: within the page, since a browser whose requests are held up keeps no file. */
async function refuseToWrite(page: Page): Promise<void> {
  if (readers.has(page)) return
  readers.add(page)
  await page.addInitScript(() => {
    const { fetch } = window
    const problem = {
      ...{ type: 'about:blank', title: 'Only reading', status: 503, code: 'only-reading' },
      detail: 'This is a walk: nothing is written.',
    }
    window.fetch = (input, init) => {
      const asked = input instanceof Request ? input : { url: String(input), method: 'GET' }
      const method = init?.method ?? asked.method
      const { url } = asked
      const isAllowed =
        method === 'GET' || !url.includes('/api/') || /previews|dry-run|preflights|choices/.test(url)
      if (isAllowed) return fetch(input, init)
      const headers = { 'content-type': 'application/problem+json' }
      return Promise.resolve(new Response(JSON.stringify(problem), { status: 503, headers }))
    }
  })
}

const readers = new WeakSet<Page>()

/** @returns waits until nothing is being loaded */
function watchRequests(page: Page): () => Promise<void> {
  const running = new Set<object>()
  for (const event of ['request', 'requestfinished', 'requestfailed'] as const) page.removeAllListeners(event)
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource' && !request.url().endsWith('/live')) running.add(request)
  })
  page.on('requestfinished', (request) => running.delete(request))
  page.on('requestfailed', (request) => running.delete(request))
  return async () => {
    for (let calm = 0; calm < 2; calm = running.size === 0 ? calm + 1 : 0)
      await page.evaluate(async () => {
        for (let frames = 0; frames < 4; frames++)
          await new Promise((resolve) => requestAnimationFrame(resolve))
      })
  }
}

/** The address has changed: to that of a panel, or of another page. Neither comes with a filter. */
async function untilThere(page: Page, title: string): Promise<void> {
  const opened = '[role=dialog]:not([data-stop])'
  const isThere = ({ opened, title }: { opened: string; title: string }) =>
    (document.querySelector(opened)?.getClientRects().length ?? 0) > 0 || document.title !== title
  if (/[?&]panel=|\/(new|import)$/.test(page.url()))
    await page.waitForFunction(isThere, { opened, title }, RARELY)
}

/** Marks what lies over the page and did not before. @returns whether there is any */
function markOpened(page: Page, depth: number): Promise<boolean> {
  return page.evaluate((depth) => {
    const opened = [
      ...document.querySelectorAll<HTMLElement>(
        '[role=dialog], [role=alertdialog], [role=menu], [role=listbox]',
      ),
    ].filter(
      (element) => !element.dataset.stop && !element.closest('main') && element.getClientRects().length > 0,
    )
    const last = opened.at(-1)
    for (const element of document.querySelectorAll<HTMLElement>('[data-stop]'))
      if (Number(element.dataset.stop) >= depth) delete element.dataset.stop
    if (last) last.dataset.stop = String(depth)
    return last !== undefined
  }, depth)
}

function isOpen(page: Page, depth: number): Promise<boolean> {
  return page.evaluate(
    (panel) => (document.querySelector(panel)?.getClientRects().length ?? 0) > 0,
    panelAt(depth),
  )
}

/** Finds what can be pressed in a part of the page and may open something, and marks it: each kind once. */
function openersIn(page: Page, part: string): Promise<Opener[]> {
  return page.evaluate(
    ({ part, maxAlike }) => {
      const found = new Map<string, Opener>()
      const alike = new Map<string, number>()
      const pressed =
        'summary, button, [role=button], [role=menuitem], input[aria-haspopup], a[href*="panel="]'
      for (const element of document.querySelector(part)?.querySelectorAll<HTMLElement>(pressed) ?? []) {
        delete element.dataset.stopKey
        if (element.matches(':disabled, [aria-disabled=true], [lang], [role=tab]')) continue
        if (element.getClientRects().length === 0) continue
        const place: string[] = []
        for (let at: Element | null = element; at && at !== document.body; at = at.parentElement)
          place.unshift(at.tagName.toLowerCase())
        const words = element.innerText.trim()
        const label =
          element.getAttribute('aria-label') ?? (words || element.getAttribute('placeholder')) ?? ''
        const shape = words
          ? words.replaceAll(/\d+/g, '0')
          : (element.querySelector('path')?.getAttribute('d') ?? '')
        const isList = element.getAttribute('aria-haspopup') === 'listbox'
        const key = isList ? 'list' : `${place.join('>')} ${shape}`.replaceAll(/[\s"]+/g, ' ')
        if (found.has(key)) continue
        if (words.length > 20) {
          const before = alike.get(place.join('>')) ?? 0
          alike.set(place.join('>'), before + 1)
          if (before >= maxAlike) continue
        }
        element.dataset.stopKey = key
        found.set(key, { key, name: label.replaceAll(/\s+/g, ' ').slice(0, 60), isList })
      }
      return [...found.values()]
    },
    { part, maxAlike: MAX_ALIKE },
  )
}
