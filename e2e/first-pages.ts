import type { Browser, BrowserContext, Page, Route } from 'playwright-core'
import { PATIENCE_MS } from './browser.ts'

/** What a browser that knows nothing yet loads for one page, and how it comes to stand. */
export interface FirstPage {
  /** All that went over the wire, with headers; a stream of live updates counts as a request. */
  readonly requests: readonly Requested[]
  readonly bytes: number
  /** Of them JavaScript. */
  readonly scriptBytes: number
  /** When the largest text or picture stood, after the address was asked for. */
  readonly largestPaintMs: number
  /** Sum of the layout shifts that nobody caused: 0 = nothing moved. */
  readonly shift: number
  /** What moved, in words. */
  readonly shifted: readonly string[]
}

export interface Requested {
  readonly url: string
  readonly type: string
  readonly bytes: number
}

/** What is asked for two seconds after the page stands: a busy machine gets there while it still loads. */
const LATER = /\/assets\/device-/

const isStream = ({ type }: Requested) => type === 'EventSource'

/** Without traffic for so long, a page is taken as loaded. */
const QUIET_MS = 500

/** Signs in by the API, and keeps the cookies for windows that know nothing else. */
export async function cookiesOf(
  browser: Browser,
  origin: string,
  name: string,
): Promise<Awaited<ReturnType<BrowserContext['cookies']>>> {
  const context = await browser.newContext()
  const data = { email: `${name}@demo.example`, password: `${name}-demo-1` }
  const answer = await context.request.post(`${origin}/api/v1/logins`, { data })
  if (!answer.ok()) throw new Error(`${name} can’t sign in: ${await answer.text()}`)
  const cookies = await context.cookies()
  await context.close()
  return cookies
}

/** Opens an address in a window of its own with an empty cache, until nothing more is loaded. */
export async function openFirst(
  browser: Browser,
  url: string,
  options: {
    cookies?: Awaited<ReturnType<typeof cookiesOf>>
    width?: number
    language?: string
    /** Looks at the page once it stands. */
    look?: (page: Page) => Promise<void>
    /** Left out = as fast as this machine. */
    line?: Line | undefined
    /** Is shown in place of the document. */
    document?: string
  } = {},
): Promise<FirstPage> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1280, height: 800 },
    locale: options.language ?? 'en-GB',
    timezoneId: 'Europe/Rome',
    serviceWorkers: 'block', // it loads what later visits need, when the page stands
  })
  try {
    if (options.cookies) await context.addCookies(options.cookies)
    const page = await context.newPage()
    await page.addInitScript(watchPaints)
    const traffic = await watchTraffic(context, page)
    if (options.line) await slowDown(context, page, options.line)
    if (options.document) await page.route(url, (route) => bring(route, options.document ?? '', options.line))
    await page.goto(url)
    await page.locator('h1').first().waitFor()
    await traffic.untilQuiet()
    const { largestPaintMs, shift, shifted } = await page.evaluate(readPaints)
    const asked = [...traffic.requests.values()].filter(({ url }) => !LATER.test(url))
    // On a busy machine the stream of live updates begins before it is known of what, and once more.
    const stream = asked.find(isStream)
    const requests = asked.filter((one) => !isStream(one) || one === stream)
    await options.look?.(page)
    return {
      requests,
      bytes: sum(requests),
      scriptBytes: sum(requests.filter(({ type }) => type === 'Script')),
      largestPaintMs,
      shift,
      shifted,
    }
  } finally {
    await context.close()
  }
}

/** How a browser reaches the server. */
export interface Line {
  readonly megabits: number
  readonly roundTripMs: number
}

async function slowDown(context: BrowserContext, page: Page, { megabits, roundTripMs }: Line): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: roundTripMs,
    downloadThroughput: (megabits * 1_000_000) / 8,
    uploadThroughput: (megabits * 1_000_000) / 8,
  })
}

/** What is answered here passes by the slow line: it takes one round trip like any document. */
async function bring(route: Route, body: string, line: Line | undefined): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, line?.roundTripMs ?? 0))
  await route.fulfill({ contentType: 'text/html; charset=utf-8', body })
}

/**
 * A page that asks at once for all that another one asked for, runs nothing of it, and shows a text as soon as everything
 * is there: no page with these bytes that needs them all can be faster.
 */
export function bareDocument({ requests }: FirstPage): string {
  const urls = requests
    .filter(({ type }) => type !== 'Document' && type !== 'EventSource')
    .map(({ url }) => url)
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Bare</title></head><body><script>
    Promise.all(${JSON.stringify(urls)}.map((url) => fetch(url).then((answer) => answer.arrayBuffer()))).then(() => {
      document.body.innerHTML = '<h1>A bare page</h1><p>${'It shows this text when all is there. '.repeat(12)}</p>'
    })
  </script></body></html>`
}

function sum(requests: readonly Requested[]): number {
  return requests.reduce((total, { bytes }) => total + bytes, 0)
}

/**
 * What a page asks the API for only once the API has answered something: answers are held back until nothing more is
 * asked for without them.
 *
 * @returns paths as they were asked for; empty = everything was asked for at once
 */
export async function askedAfterAnswers(
  browser: Browser,
  url: string,
  cookies: Awaited<ReturnType<typeof cookiesOf>>,
): Promise<readonly string[]> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 800 },
    timezoneId: 'Europe/Rome',
    serviceWorkers: 'block',
  })
  try {
    await context.addCookies(cookies)
    const page = await context.newPage()
    const hold = createHold()
    await page.route(isData, hold.keep)
    const traffic = await watchTraffic(context, page, (address) => isData(new URL(address)))
    await page.goto(url)
    await page.locator('#root > *').first().waitFor({ state: 'attached' })
    for (let asked = -1; asked < traffic.requests.size; ) {
      asked = traffic.requests.size
      await traffic.untilQuiet()
      await page.evaluate(untilIdle)
    }
    const atOnce = new Set(hold.asked)
    hold.release()
    await page.locator('h1').first().waitFor()
    await hold.untilQuiet(page)
    return hold.asked.filter((path) => !atOnce.has(path))
  } finally {
    await context.close()
  }
}

/** Runs in the page: nothing is left to do, nor for what shows parts one after another, 300 ms apart at most. */
async function untilIdle(): Promise<void> {
  const idle = () => new Promise((resolve) => requestIdleCallback(resolve))
  await idle()
  await new Promise((resolve) => setTimeout(resolve, 400))
  await idle()
}

/** Live updates come as they come. */
const isData = ({ pathname }: URL) => pathname.startsWith('/api/v1/') && pathname !== '/api/v1/live'

function createHold() {
  const asked: string[] = []
  let lastAt = Date.now()
  let running = 0
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return {
    asked,
    release: () => release(),
    async keep(route: Route) {
      const { pathname, search } = new URL(route.request().url())
      asked.push(pathname + search)
      running += 1
      await released
      await route.continue().catch(() => {}) // the page may be gone
      await route
        .request()
        .response()
        .catch(() => {})
      running -= 1
      lastAt = Date.now()
    },
    async untilQuiet(page: Page) {
      while (running > 0 || Date.now() - lastAt < QUIET_MS)
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
    },
  }
}

async function watchTraffic(
  context: BrowserContext,
  page: Page,
  /** Is not waited for. */
  isHeld: (url: string) => boolean = () => false,
) {
  const session = await context.newCDPSession(page)
  const requests = new Map<string, { url: string; type: string; bytes: number }>()
  const running = new Set<string>()
  let lastAt = Date.now()
  const heard = () => {
    lastAt = Date.now()
  }
  session.on('Network.requestWillBeSent', ({ requestId, request, type }) => {
    if (request.url.startsWith('data:')) return
    heard()
    requests.set(requestId, { url: request.url, type: type ?? 'Other', bytes: 0 })
    if (type !== 'EventSource' && !isHeld(request.url)) running.add(requestId)
  })
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    heard()
    running.delete(requestId)
    const request = requests.get(requestId)
    if (request) request.bytes = encodedDataLength
  })
  session.on('Network.loadingFailed', ({ requestId }) => {
    heard()
    running.delete(requestId)
  })
  await session.send('Network.enable')
  return {
    requests,
    async untilQuiet() {
      const until = Date.now() + PATIENCE_MS
      while (running.size > 0 || Date.now() - lastAt < QUIET_MS) {
        if (Date.now() > until) throw new Error(`${page.url()} is still loading after a minute.`)
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
      }
    },
  }
}

declare global {
  interface Window {
    lecternPaints: { largest: number; shift: number; shifted: string[] }
  }
}

/** Runs in the page, before anything of ours. */
function watchPaints(): void {
  const seen = { largest: 0, shift: 0, shifted: [] as string[] }
  window.lecternPaints = seen
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) seen.largest = entry.startTime
  }).observe({ type: 'largest-contentful-paint', buffered: true })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries() as (PerformanceEntry & {
      value: number
      hadRecentInput: boolean
      sources: { node: Node | null; previousRect: DOMRect; currentRect: DOMRect }[]
    })[]) {
      if (entry.hadRecentInput) continue
      seen.shift += entry.value
      for (const { node, previousRect, currentRect } of entry.sources) {
        const element = node instanceof Element ? node : node?.parentElement
        const name = `${element?.tagName.toLowerCase()} “${element?.textContent?.slice(0, 30) ?? ''}”`
        const places = [previousRect, currentRect].map(({ x, y, width, height }) =>
          [x, y, width, height].map(Math.round).join(','),
        )
        seen.shifted.push(`${name} from ${places.join(' to ')}`)
      }
    }
  }).observe({ type: 'layout-shift', buffered: true })
}

function readPaints() {
  const { largest, shift, shifted } = window.lecternPaints
  return { largestPaintMs: largest, shift, shifted }
}
