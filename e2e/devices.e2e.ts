import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

// Devices whose clock is wrong, and those that are slow.

const journey = useJourney()
let platform: Platform
let ada: Page
let session: string
let event: string

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: ada } = journey)
  await signIn(platform, ada, 'ada')
  const course = await ask(platform, ada, 'POST', '/courses', { name: 'Soon', code: 'SOON', type: 'ilt' })
  session = (await ask(platform, ada, 'POST', `/courses/${course.id}/sessions`, { name: 'Spring' })).id
  const { items } = await ask<{ items: { id: string }[] }>(
    ...([platform, ada, 'GET', '/people?query=lea@demo.example'] as const),
  )
  await ask(platform, ada, 'POST', `/sessions/${session}/enrollments`, { personId: items[0]?.id })
  const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
  const times = { startsWall: at(60), endsWall: at(120), timeZone: 'Europe/Rome' }
  const soon = { name: 'In an hour', accountId: null, place: 'Hall', ...times }
  event = (await ask(platform, ada, 'POST', `/sessions/${session}/events`, soon)).id
})

/** The clock of a page is wrong from its first moment on. */
function setClock(aheadMs: number): void {
  const { now } = Date
  const Real = Date
  globalThis.Date = class extends Real {
    constructor(...values: [number]) {
      super(...(values.length > 0 ? values : ([now() + aheadMs] as [number])))
    }
    static override now = () => now() + aheadMs
  } as DateConstructor
}

describe.skipIf(!browserPath)('a device whose clock is wrong', () => {
  it.each([-24, -2, 2, 24])(
    'by %i hours knows how long it is until an event, and that it is not over',
    async (hours) => {
      const page = await openWindow(journey.browser)
      await page.addInitScript(setClock, hours * 3_600_000)
      await signIn(platform, page, 'lea')
      await page.getByText(/^Begins in (1 hour|5\d minutes)$/).waitFor()
      await page.goto(`${platform.url}/learn/events/${event}`)
      await page.getByRole('heading', { level: 1, name: 'In an hour' }).waitFor()
      await page.getByRole('link', { name: 'Add to calendar' }).waitFor()
      expect(await page.getByRole('heading', { name: 'After the event' }).count()).toBe(0)
      await page.context().close()
    },
  )
})

describe.skipIf(!browserPath)('a device that chooses the looks', () => {
  const groundOf = (one: Locator) => one.evaluate((element) => getComputedStyle(element).backgroundColor)

  it('by colors of its own shows what is chosen, where one is, and how much there is', async () => {
    const page = await openWindow(journey.browser)
    await signIn(platform, page, 'lea', '/profile')
    const tick = page
      .getByRole('checkbox', { name: 'By mail' })
      .first()
      .locator('xpath=following-sibling::*[1]')
    await tick.waitFor()
    await page.emulateMedia({ forcedColors: 'active' })
    const white = await groundOf(page.getByRole('main'))
    await expect.poll(() => tick.evaluate((one) => getComputedStyle(one).color)).toBe('rgb(0, 0, 0)')
    const places = page.getByRole('navigation').first()
    await places.getByRole('link', { name: 'Calendar' }).click()
    await page.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor()
    await expect.poll(() => groundOf(places.getByRole('link', { name: 'Calendar' }))).not.toBe(white)
    await page.context().close()
  })

  it('by larger letters gets larger words', async () => {
    const page = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, page, 'lea', `/learn/events/${event}`)
    const title = page.getByRole('heading', { level: 1 })
    const words = [title, page.getByRole('navigation').getByText('Calendar')]
    const sizes = () =>
      Promise.all(
        words.map((one) => one.evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize))),
      )
    const usual = await sizes()
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%'
    })
    expect(await sizes()).toEqual(usual.map((size) => 2 * size))
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
    await page.context().close()
  })
})

describe.skipIf(!browserPath)('a phone that is turned', () => {
  it('says all the same why a request was not answered', async () => {
    await platform.query(
      `insert into enrollments (platform_id, session_id, person_id, status)
       select platform_id, $1, id, 'requested' from people where email = 'lia@demo.example'`,
      [session],
    )
    const page = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, page, 'ada', `/sessions/${session}?tab=enrollments`)
    await page.route('**/enrollments', (route) =>
      route.request().method() === 'POST' ? route.abort('connectionreset') : route.continue(),
    )
    await page.getByRole('button', { name: /^Approve/ }).click()
    await page.getByRole('alert').waitFor()
    await page.setViewportSize({ width: 800, height: 360 })
    await page.getByRole('table').waitFor()
    expect(await page.getByRole('alert').count()).toBe(1)
    await page.context().close()
  })
})

describe.skipIf(!browserPath)(
  'whoever presses twice before a busy device has drawn that it is at work',
  () => {
    /** Both presses wait in line while the device is busy. */
    const pressTwice = async (page: Page, name: string) => {
      const button = page.getByRole('dialog').getByRole('button', { name, exact: true }).last()
      await button.hover()
      const box = await button.boundingBox()
      const at = { x: (box?.x ?? 0) + 5, y: (box?.y ?? 0) + 5, button: 'left', clickCount: 1 } as const
      const input = await page.context().newCDPSession(page)
      await page.evaluate(() => {
        setTimeout(() => {
          const until = performance.now() + 1000
          while (performance.now() < until);
        })
      })
      await Promise.all(
        (['mousePressed', 'mouseReleased', 'mousePressed', 'mouseReleased'] as const).map((type) =>
          input.send('Input.dispatchMouseEvent', { type, ...at }),
        ),
      )
    }

    it('does it once', async () => {
      const page = await openWindow(journey.browser)
      await signIn(platform, page, 'ada', '/admin/groups/new')
      const sent: string[] = []
      page.on('request', (request) => {
        if (/\/groups/.test(request.url()) && request.method() !== 'GET') sent.push(request.method())
      })
      await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Night shift')
      await pressTwice(page, 'Create')
      await page.getByRole('button', { name: 'Delete group' }).click()
      await page.getByRole('dialog', { name: /^Delete/ }).waitFor()
      await pressTwice(page, 'Delete')
      await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
      expect(sent).toEqual(['POST', 'DELETE'])
      await page.context().close()
    })
  },
)
