import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { goTo, overflows, overflowsInEveryLanguage, untilLoaded } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

/** Names as long as they may be, with a word that no line can hold. */
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsausbildungsverordnung und Sicherheit an Bord'

/** Of each kind of page one: from the right they are looked at wide too. */
const WIDE_FROM_THE_RIGHT = [
  '/courses/:courseId',
  '/sessions/:sessionId',
  '/calendar',
  '/admin/people/:personId?',
  '/admin/apps',
  '/profile',
]

const journey = useJourney()
let platform: Platform
let superadmin: Page
const ids: Record<string, string> = {}

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
  await fill()
})

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

/** One of each thing, with names that are too long for a phone. */
async function fill(): Promise<void> {
  const me = await send('PATCH', '/me', { timeZone: 'Europe/Rome' })
  await send('PATCH', '/apps/custom-link', { active: true })
  const account = await send('POST', '/apps/custom-link/accounts', {
    name: LONG,
    fields: { joinUrl: 'https://meet.example.com/room' },
    sessionType: 'link',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 },
  })
  const course = await send('POST', '/courses', { name: LONG, code: 'DDSG-2027-EXTRA', type: 'vilt' })
  const session = await send('POST', `/courses/${course.id}/sessions`, {
    name: LONG,
    instructorIds: [me.id],
    minimumEnrolled: 5,
  })
  const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
  const event = await send('POST', `/sessions/${session.id}/events`, {
    name: LONG,
    startsWall: at(45),
    endsWall: at(90),
    timeZone: 'America/Argentina/ComodRivadavia',
    accountId: account.id,
  })
  const person = await send('POST', '/people', {
    email: `${'averylongaddress'.repeat(3)}@a-very-long-domain-of-a-company.example`,
    firstName: LONG,
    lastName: LONG,
    roles: ['learner'],
  })
  await send('POST', `/sessions/${session.id}/enrollments`, { personId: person.id })
  const { items } = await (
    await superadmin.request.get(`${platform.url}/api/v1/people?query=lea@demo.example`)
  ).json()
  await send('POST', `/sessions/${session.id}/enrollments`, { personId: items[0].id })
  const group = await send('POST', '/groups', { name: LONG })
  await send('POST', '/api-keys', { name: LONG, scopes: ['courses:read', 'events:write', 'people:read'] })
  await send('POST', '/domains', { host: `${'subdomain.'.repeat(6)}example.com` })
  Object.assign(ids, {
    eventId: event.id,
    courseId: course.id,
    sessionId: session.id,
    personId: person.id,
    groupId: group.id,
    appId: 'custom-link',
    kind: 'enrolled',
    code: 'A'.repeat(26),
    token: 'a-token-that-was-used-long-ago',
    view: 'attendance',
    '*': 'accounts',
  })
}

/** Every address that the app has a page for. */
function routes(): string[] {
  const source = readFileSync(new URL('../packages/web/src/app/app.tsx', import.meta.url), 'utf8')
  return Array.from(source.matchAll(/<Route path="([^"]+)"/g), ([, path]) => path as string)
}

describe.skipIf(!browserPath)('with long names, in every language, in any font, on a phone and wide', () => {
  it('no page sticks out to the side, read from left to right or from right to left', async () => {
    expect(routes().length).toBeGreaterThan(30)
    expect(await sticksOut(superadmin, routes(), sticksOutMirrored)).toEqual([])
  })

  it('what points points the other way when it is read from right to left', async () => {
    await superadmin.setViewportSize({ width: 1280, height: 800 })
    await superadmin.goto(`${platform.url}/sessions/${ids.sessionId}`)
    await mirror(superadmin)
    const chevron = superadmin.getByRole('navigation', { name: 'Breadcrumb' }).locator('span').first()
    expect(await chevron.evaluate((element) => getComputedStyle(element).scale)).toBe('-1 1')
  })

  it('none of a learner’s does, who is enrolled', async () => {
    const learner = await openWindow(journey.browser)
    await signIn(platform, learner, 'lea')
    await learner.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    const own = routes().filter((route) => !/^\/(admin|teach|plan|expiring)/.test(route))
    expect(await sticksOut(learner, own)).toEqual([])
    await learner.context().close()
  })
})

/** What is printed, with words that stand on the sheet. */
const sheets: readonly (readonly [route: string, query: string, words: readonly string[]])[] = [
  ['/sessions/:sessionId', '', [LONG]],
  ['/sessions/:sessionId', '?tab=enrollments', [LONG, 'lea@demo.example']],
  ['/sessions/:sessionId', '?tab=completion', [LONG, 'lea@demo.example']],
  ['/sessions/:sessionId', '?tab=properties', [LONG, 'Instructors']],
  ['/teach/events/:eventId', '', [LONG, 'lea@demo.example']],
  ['/teach/events/:eventId/attendance', '', [LONG]],
  ['/teach/sessions/:sessionId', '', [LONG, 'Lea']],
]

describe.skipIf(!browserPath)('on paper', () => {
  it.each(sheets)('%s%s has its words alone, black on white', async (route, query, words) => {
    const path = pathOf(route) + query
    await superadmin.setViewportSize({ width: 1280, height: 800 })
    await goTo(superadmin, platform.url + path)
    for (const word of words) await superadmin.getByRole('main').getByText(word).first().waitFor()
    await superadmin.emulateMedia({ media: 'print', colorScheme: 'dark' })
    const sheet = await superadmin.evaluate(() => {
      const isSeen = (element: Element) => element.getClientRects().length > 0
      const pressed =
        'header, nav, button:not(th button, .on-paper), a[download], input, select, textarea, [role=tab], [role=dialog]'
      const rows = [...document.querySelectorAll('main tbody tr, main li')].filter(isSeen)
      return {
        tooMuch: [...document.querySelectorAll(pressed)].filter(isSeen).map(({ outerHTML }) => outerHTML),
        ground: getComputedStyle(document.documentElement).backgroundColor,
        ink: getComputedStyle(document.querySelector('h1') as Element).color,
        broken: rows.filter((row) => getComputedStyle(row).breakInside !== 'avoid').length,
        // Only such headings stand on each sheet.
        headless: [...document.querySelectorAll('main thead')]
          .filter(isSeen)
          .filter((head) => getComputedStyle(head).display !== 'table-header-group').length,
        words: document.body.innerText,
      }
    })
    await superadmin.emulateMedia({ media: null, colorScheme: null })
    expect(sheet.tooMuch).toEqual([])
    expect(sheet.ground).toBe('rgb(255, 255, 255)')
    expect(sheet.ink).toBe('rgb(0, 0, 0)')
    expect(sheet.broken).toBe(0)
    expect(sheet.headless).toBe(0)
    for (const word of words) expect(sheet.words).toContain(word)
  })
})

function pathOf(route: string): string {
  return route.replace(/:(\w+)\??|\*\?/g, (part, name) => {
    const value = ids[name ?? '*']
    if (value === undefined) throw new Error(`${route}: nothing stands for ${part}`)
    return value
  })
}

/** @param also something else to look at, as the page stands at last */
async function sticksOut(
  page: Page,
  wanted: readonly string[],
  also: (page: Page, route: string) => Promise<string[]> = async () => [],
): Promise<string[]> {
  const found: string[] = []
  for (const route of wanted) {
    const path = pathOf(route)
    await goTo(page, platform.url + path)
    const sentences = [...(await overflowsInEveryLanguage(page)), ...(await also(page, route))]
    found.push(...sentences.map((sentence) => `${path}: ${sentence}`))
  }
  return found
}

/** As languages are that are written from the right: on a phone, and of each kind of page one wide too. */
async function sticksOutMirrored(page: Page, route: string): Promise<string[]> {
  const found: string[] = []
  for (const width of WIDE_FROM_THE_RIGHT.includes(route) ? [360, 1280] : [360]) {
    await page.setViewportSize({ width, height: 800 })
    await mirror(page)
    found.push(...(await overflows(page)).map((sentence) => `from the right: ${sentence}`))
  }
  return found
}

async function mirror(page: Page): Promise<void> {
  await untilLoaded(page)
  await page.evaluate(() => {
    document.documentElement.dir = 'rtl'
  })
}
