import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { browserPath, openWindow, PATIENCE_MS } from './browser.ts'
import { cookiesOf } from './first-pages.ts'
import { useJourney } from './journey.ts'
import { darkViolations, everyViolation, isEveryLook, violations } from './looks.ts'
import { type Stop, walk } from './walk.ts'

/** The demo's academy: there is something of each kind to look at. */
const journey = useJourney(async () => ({ LECTERN_ACADEMY: '1' }))

/** A session of the academy with its course, an event that is past and one that is to come. */
interface Academy {
  readonly course: string
  readonly session: string
  readonly past: string
  readonly coming: string
}

async function openAs(name: string): Promise<{ page: Page; academy: Academy }> {
  const page = await openWindow(journey.browser)
  if (name === 'nobody') return { page, academy: { course: '', session: '', past: '', coming: '' } }
  await page.context().addCookies(await cookiesOf(journey.browser, journey.platform.url, name))
  const get = async (path: string) =>
    (await (await page.request.get(`${journey.platform.url}/api/v1${path}`)).json()).items
  const { id: course } = (await get('/courses')).find(
    ({ name }: { name: string }) => name === 'Safety at work',
  )
  const [{ id: session }] = await get(`/courses/${course}/sessions`)
  const events: { id: string; startsAt: string; endsAt: string }[] = await get(`/sessions/${session}/events`)
  const past = events.find(({ endsAt }) => Date.parse(endsAt) < Date.now())?.id ?? ''
  const coming = events.find(({ startsAt }) => Date.parse(startsAt) > Date.now())?.id ?? ''
  return { page, academy: { course, session, past, coming } }
}

let turn = 0

/**
 * Looks at a page, or at what is open on it: in light and, as far as colors go, in dark; on a phone too, but for menus
 * and lists, which are the same there. Without {@link isEveryLook} each is seen in one of these ways, in turn.
 */
async function look(page: Page, { name, panel }: Stop): Promise<string[]> {
  const parts = panel ? [panel] : []
  const isPlain = panel && (await page.locator(`${panel}:is([role=menu], [role=listbox])`).count()) > 0
  const ways = isPlain ? (['wide'] as const) : (['wide', 'dark', 'phone'] as const)
  const way = isEveryLook ? undefined : ways[turn++ % ways.length]
  const found: string[] = []
  if (way === undefined) found.push(...(await everyViolation(page, parts)))
  if (way === 'wide') found.push(...(await violations(page, parts)))
  if (way === 'dark') found.push(...(await darkViolations(page, parts)))
  const said = await page.locator(panel ?? 'body').innerText()
  const slip = /\[object Object\]|\b(undefined|NaN|null|Invalid Date)\b/.exec(said)
  if (slip) found.push(`says ${slip[0]}`)
  if (way === 'phone' || (way === undefined && !isPlain)) {
    await page.setViewportSize({ width: 360, height: 800 })
    const isThere = !panel || (await page.locator(panel).count()) > 0
    if (isThere)
      found.push(...(await violations(page, parts, 'all but colors')).map((one) => `360 px: ${one}`))
    await page.setViewportSize({ width: 1280, height: 800 })
  }
  return found.map((one) => `${name}: ${one}`)
}

const walks: Record<string, readonly ((academy: Academy) => string)[]> = {
  ada: [
    () => '/',
    () => '/courses',
    ({ course }) => `/courses/${course}`,
    ({ session }) => `/sessions/${session}`,
    ({ session }) => `/sessions/${session}?tab=enrollments`,
    ({ session }) => `/sessions/${session}?tab=completion`,
    () => '/expiring',
    ({ session }) => `/sessions/${session}?tab=certificates`,
    ({ session }) => `/sessions/${session}?tab=properties`,
    ({ session }) => `/sessions/${session}/decision`,
    ({ coming }) => `/learn/events/${coming}`,
    ({ past }) => `/learn/events/${past}`,
    () => '/calendar',
    () => '/calendar?view=lanes',
    () => '/calendar?view=month',
    () => '/calendar?view=agenda',
    () => '/plan',
    () => '/admin/people',
    () => '/admin/groups',
    () => '/admin/platform',
    () => '/admin/apps',
    () => '/admin/apps/gotomeeting-v2/accounts',
    () => '/admin/apps/custom-link',
    () => '/admin/apps/gotomeeting-v1',
    () => '/admin/capacity',
    () => '/admin/session-fields',
    () => '/admin/zone-changes',
    () => '/admin/certificates',
    () => '/admin/data',
    () => '/admin/notifications',
    () => '/admin/notifications/enrolled',
    () => '/admin/mails',
    () => '/admin/domains',
    () => '/admin/api-keys',
    () => '/admin/directories',
    () => '/admin/lms',
    () => '/admin/webhooks',
    () => '/admin/audit',
  ],
  ivo: [
    () => '/',
    () => '/teach',
    ({ past }) => `/teach/events/${past}`,
    ({ past }) => `/teach/events/${past}/attendance`,
    ({ session }) => `/teach/sessions/${session}`,
  ],
  lea: [
    () => '/',
    () => '/calendar',
    () => '/catalogue',
    () => '/profile',
    () => '/notifications',
    () => '/learn?panel=certificates',
    ({ course }) => `/courses/${course}`,
    ({ session }) => `/sessions/${session}`,
    ({ coming }) => `/learn/events/${coming}`,
    ({ coming }) => `/learn/events/${coming}/join`,
  ],
  nobody: [() => '/sign-in', () => '/verify', () => '/verify/unknown', () => '/welcome/used-long-ago'],
}

/** Where a page says that it stands: on the way to itself, from what is above it. The main places are above all others. */
async function slipsOfTrail(page: Page, { name, panel }: Stop): Promise<string[]> {
  if (
    panel ||
    /^\/(sign-in|welcome|verify)\b/.test(name) ||
    ROOTS.some((root) => name === root || name.startsWith(`${root}?`))
  )
    return []
  const steps = await page.getByRole('navigation', { name: 'Breadcrumb' }).getByRole('listitem').all()
  const last = steps.at(-1)
  const title = await page.getByRole('heading', { level: 1 }).innerText()
  const isWhole =
    steps.length > 1 &&
    (await last?.getAttribute('aria-current')) === 'page' &&
    (await last?.textContent()) === title
  const group = /^\/admin\/(\w+)/.test(name) ? await steps[0]?.textContent() : undefined
  const slips = isWhole ? [] : [`${name}: does not say where it stands`]
  return group === 'Home' ? [...slips, `${name}: stands in no group`] : slips
}

const ROOTS = ['/', '/courses', '/calendar', '/teach', '/catalogue', '/admin/people']

describe.skipIf(!browserPath)('whatever is opened, by whoever may', () => {
  // The superadmin's walk is as long as all others together, four times.
  it.each(Object.keys(walks).filter((name) => isEveryLook || name !== 'ada'))(
    'has nothing that axe finds, and gives the keyboard back: %s',
    async (name) => {
      const { page, academy } = await openAs(name)
      const found: string[] = []
      const seen = new Set<string>()
      let stops = 0
      const see = async (stop: Stop) => {
        stops++
        found.push(...(await slipsOfTrail(page, stop)), ...(await look(page, stop)))
      }
      const addresses = walks[name] ?? []
      for (const address of addresses)
        found.push(...(await walk(page, journey.platform.url + address(academy), see, seen)))
      // The frame is the same on every page.
      if (name !== 'nobody')
        found.push(...(await walk(page, `${journey.platform.url}/no-such-page`, see, seen, 'header')))
      expect(found).toEqual([])
      expect(stops).toBeGreaterThanOrEqual(addresses.length)
      await page.context().close()
    },
    PATIENCE_MS * (isEveryLook ? 30 : 10), // a busy machine is slow, not wrong
  )
})
