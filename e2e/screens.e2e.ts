import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAtAcademy, startAcademy } from './academy.ts'
import { browserPath, openBrowser, PATIENCE_MS } from './browser.ts'
import { untilLoaded } from './looks.ts'
import { differences, outlineOf } from './outline.ts'
import type { Platform } from './platform.ts'
import { lookUp, notScreens, pictures, type Screen, screens } from './screens.ts'

const FOLDER = fileURLToPath(new URL('outlines', import.meta.url))
const RENEW = 'npm run screenshots -- e2e/screens'
/** Pictures for the README go here, and the outlines are written anew. */
const made = process.env.LECTERN_SCREENSHOTS
/** Each screen goes here, wide and on a phone, light and dark. */
const everything = process.env.LECTERN_EVERY_SCREEN
/** A screen that is not as expected is at rest once nothing was asked for, and nothing changed, so many times. */
const STILL = 5
const LOOK_MS = 100
/** For all screens, each of which is another than expected. */
const TEST_MS = 600_000

let platform: Platform
let browser: Browser
let ids: Record<string, string>
let data: string[]
const windows = new Map<Screen['person'], Promise<Window>>()

/** A person's window, and what it still waits for. */
interface Window {
  readonly page: Page
  readonly asked: ReadonlySet<Request>
}

beforeAll(async () => {
  if (!browserPath) return
  ;[platform, browser] = await Promise.all([startAcademy(), openBrowser()])
  ;({ ids, data } = await lookUp((await windowOf('ada')).page, platform.url))
})
afterAll(async () => {
  await browser?.close()
  await platform?.stop()
})

function windowOf(person: Screen['person']): Promise<Window> {
  const known = windows.get(person) ?? openAtAcademy(platform, browser, { person }).then(listen)
  windows.set(person, known)
  return known
}

function listen(page: Page): Window {
  const asked = new Set<Request>()
  page.on('request', (request) => request.resourceType() !== 'eventsource' && asked.add(request))
  page.on('requestfinished', (request) => asked.delete(request))
  page.on('requestfailed', (request) => asked.delete(request))
  return { page, asked }
}

function addressOf({ path }: Screen): string {
  return path.replace(/:(\w+)/g, (part, name) => {
    if (!ids[name]) throw new Error(`${path}: nothing stands for ${part}`)
    return ids[name]
  })
}

async function open({ page }: Window, screen: Screen): Promise<void> {
  await page.goto(platform.url + addressOf(screen))
  await untilLoaded(page)
}

/** As a link does: the app goes on there, without another document. */
async function goOn({ page }: Window, screen: Screen): Promise<void> {
  await page.evaluate((address) => {
    history.pushState(null, '', address)
    return new Promise((resolve) => requestAnimationFrame(resolve)) // the page before is gone
  }, addressOf(screen))
}

const resize = ({ page }: Window, { width = 1280 }: Screen) => page.setViewportSize({ width, height: 800 })
const fileOf = ({ name }: Screen) => join(FOLDER, `${name}.txt`)

/** The outline once it is what is expected or, when that never comes, once it is at rest. */
async function settled({ page, asked }: Window, { name }: Screen, expected?: string): Promise<string> {
  const read = () => outlineOf(page, data, name.endsWith('/home'))
  let [outline, still] = [await read(), 0]
  for (const until = Date.now() + PATIENCE_MS; outline !== expected && still < STILL; ) {
    if (Date.now() > until) throw new Error(`${name} never comes to rest.`)
    await page.waitForTimeout(LOOK_MS)
    const next = await read()
    still = next === outline && asked.size === 0 ? still + 1 : 0
    outline = next
  }
  return outline
}

/** Where the app has gone on to is looked at first, since that is quick; what is another there is opened by itself. */
async function outlineNow(window: Window, screen: Screen, expected: string): Promise<string> {
  await resize(window, screen)
  if (window.page.url().startsWith(platform.url)) {
    await goOn(window, screen)
    const outline = await settled(window, screen, expected)
    if (outline === expected) return outline
  }
  await open(window, screen)
  return settled(window, screen, expected)
}

/** @returns what changed, as a sentence; nothing where all is as it was */
async function look(screen: Screen): Promise<string[]> {
  const file = fileOf(screen)
  if (!existsSync(file)) return [`${screen.name} has no outline yet.`]
  const before = readFileSync(file, 'utf8')
  const after = await outlineNow(await windowOf(screen.person), screen, before)
  const changes = differences(before, after)
  return changes.length === 0 ? [] : [`The screen ${screen.name} (${screen.path}): ${changes.join('; ')}.`]
}

/** Writes the outline anew, and takes the picture where the README has one. */
async function renew(screen: Screen): Promise<string[]> {
  const window = await windowOf(screen.person)
  await resize(window, screen)
  await open(window, screen)
  const file = fileOf(screen)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, await settled(window, screen))
  const picture = pictures[screen.name]
  if (picture) await takeBoth(window.page, picture)
  return []
}

/** One after the other. */
async function each(own: readonly Screen[], see: (screen: Screen) => Promise<string[]>): Promise<string[]> {
  const found: string[] = []
  for (const screen of own) found.push(...(await see(screen)))
  return found
}

async function takeBoth(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `${made}/${name}-${colorScheme}.png` })
  }
  await page.emulateMedia({ colorScheme: 'light' })
}

describe('what changed of an outline', () => {
  const before = '- main\n  - heading 1 "Mails"\n  - button "Send"\n  - button "Print"\n'
  it.each([
    ['nothing', before, []],
    ['a part', before.replace('  - button "Send"\n', ''), ['is gone: - button "Send"']],
    ['a word', before.replace('Send', 'Go'), ['is gone: - button "Send"', 'is new: - button "Go"']],
    [
      'a level',
      before.replace('heading 1', 'heading 2'),
      ['is gone: - heading 1 "Mails"', 'is new: - heading 2 "Mails"'],
    ],
    ['how many', `${before}  - button "Send"\n`, ['is new: - button "Send"']],
    [
      'the order',
      '- main\n  - heading 1 "Mails"\n  - button "Print"\n  - button "Send"\n',
      ['stands elsewhere: - button "Print"'],
    ],
    [
      'the depth',
      before.replace('  - button "Print"', '    - button "Print"'),
      ['stands elsewhere: - button "Print"'],
    ],
  ])('%s is told', (_what, after, sentences) => {
    expect(differences(before, after)).toEqual(sentences)
  })
})

describe.skipIf(!browserPath)('every screen of the academy', () => {
  it('is built as its outline says, so that no picture is of another', { timeout: TEST_MS }, async () => {
    const byWindow = Map.groupBy(screens, ({ person }) => person)
    const see = made ? renew : look
    const found = (await Promise.all([...byWindow.values()].map((own) => each(own, see)))).flat()
    const hint = `If that is meant: ${RENEW}, and look at the pictures.`
    expect(found, found.length > 0 ? `${found.join('\n')}\n${hint}` : '').toEqual([])
  })

  it('has an outline, and no outline is of a screen that is gone', () => {
    const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' })
    const kept = files.filter((name) => name.endsWith('.txt'))
    const wanted = screens.map(({ name }) => `${name}.txt`)
    const gone = kept.filter((name) => !wanted.includes(name))
    if (made) for (const name of gone) rmSync(join(FOLDER, name))
    else expect(gone).toEqual([])
    expect(wanted.filter((name) => !kept.includes(name))).toEqual([])
  })

  it('is one of those that are looked at', () => {
    const source = readFileSync(new URL('../packages/web/src/app/app.tsx', import.meta.url), 'utf8')
    const routes = Array.from(source.matchAll(/<Route path="([^"]+)"/g), ([, path = '']) => path)
    const seen = screens.map(({ path }) => path.replace(/\?.*/, ''))
    expect(routes.length).toBeGreaterThan(30)
    expect(routes.filter((route) => !notScreens.includes(route) && !seen.some(fits(route)))).toEqual([])
  })

  it.runIf(everything)('is pictured wide and on a phone, light and dark', { timeout: TEST_MS }, async () => {
    for (const screen of screens.filter(({ width }) => !width)) {
      const window = await windowOf(screen.person)
      const { page } = window
      for (const width of [1280, 360]) {
        await resize(window, { ...screen, width })
        await open(window, screen)
        await settled(window, screen)
        for (const colorScheme of ['light', 'dark'] as const) {
          await page.emulateMedia({ colorScheme })
          const path = join(everything ?? '', `${screen.name}-${width}-${colorScheme}.png`)
          await page.screenshot({ path, fullPage: true })
        }
        await page.emulateMedia({ colorScheme: 'light' })
      }
    }
  })
})

/** Whether a path is one of a route, such as `/admin/people/:personId?` or `/sign-in/*?`. */
function fits(route: string): (path: string) => boolean {
  const pattern = route.replace(/\/:\w+\?|\/\*\?/g, '(/[^/]+)?').replace(/:\w+/g, '[^/]+')
  return (path) => new RegExp(`^${pattern}$`).test(path)
}
