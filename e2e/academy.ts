import { setTimeout as sleep } from 'node:timers/promises'
import { localeOf } from '@lectern/texts'
import type { Browser, Page } from 'playwright-core'
import { PATIENCE_MS } from './browser.ts'
import { moveClock } from './clock.ts'
import { type Platform, startPlatform } from './platform.ts'

/** When it is at the academy of the pictures: a Wednesday, half past ten in Rome. From there on time goes by. */
const NOW = new Date('2026-11-25T09:30:00Z')
const offsetMs = NOW.getTime() - Date.now()

/** The demo's academy in the middle of its week, with everything done that its rooms and mails need. */
export async function startAcademy(): Promise<Platform> {
  const platform = await startPlatform({ LECTERN_ACADEMY: '1', TZ: 'Europe/Rome' }, offsetMs)
  for (const until = Date.now() + 2 * PATIENCE_MS; (await platform.busy()) > 0; ) {
    if (Date.now() > until) throw new Error(`The academy still has ${await platform.busy()} jobs to do.`)
    await sleep(200)
  }
  return platform
}

/** A window of somebody at the academy, whose clock is the academy's; without a person nobody is signed in. */
export async function openAtAcademy(
  platform: Platform,
  browser: Browser,
  { person, width = 1280, height = 800 }: { person?: string | undefined; width?: number; height?: number },
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: localeOf('en'),
    timezoneId: 'Europe/Rome',
    reducedMotion: 'reduce',
    serviceWorkers: 'block',
  })
  await context.addInitScript(moveClock, offsetMs)
  await context.addInitScript(hideScrollbars)
  if (person) await context.addCookies([await cookieOf(platform, person)])
  return context.newPage()
}

/** Machines differ in them, and a picture of one says nothing. */
function hideScrollbars(): void {
  const sheet = new CSSStyleSheet()
  sheet.replaceSync('* { scrollbar-width: none !important; scrollbar-gutter: auto !important }')
  document.adoptedStyleSheets.push(sheet)
}

/** The browser itself has the machine's clock and would throw away at once what ends by the academy's. */
async function cookieOf({ url }: Platform, person: string) {
  const answer = await fetch(`${url}/api/v1/logins`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({
      email: `${person}@demo.example`,
      password: person.includes('.') ? 'academy-demo-1' : `${person}-demo-1`,
    }),
  })
  const [, name, value] = /(lectern_login)=([^;]+)/.exec(answer.headers.getSetCookie().join('\n')) ?? []
  if (!name || !value) throw new Error(`${person} can't sign in: ${answer.status} ${await answer.text()}`)
  return { name, value, url }
}
