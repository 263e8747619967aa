import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

// Devices whose clock is wrong, and those that are slow.

const journey = useJourney()
let platform: Platform
let ada: Page
let event: string

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: ada } = journey)
  await signIn(platform, ada, 'ada')
  const course = await ask(platform, ada, 'POST', '/courses', { name: 'Soon', code: 'SOON', type: 'ilt' })
  const session = await ask(platform, ada, 'POST', `/courses/${course.id}/sessions`, { name: 'Spring' })
  const { items } = await ask<{ items: { id: string }[] }>(
    ...([platform, ada, 'GET', '/people?query=lea@demo.example'] as const),
  )
  await ask(platform, ada, 'POST', `/sessions/${session.id}/enrollments`, { personId: items[0]?.id })
  const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
  const times = { startsWall: at(60), endsWall: at(120), timeZone: 'Europe/Rome' }
  const soon = { name: 'In an hour', accountId: null, place: 'Hall', ...times }
  event = (await ask(platform, ada, 'POST', `/sessions/${session.id}/events`, soon)).id
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
