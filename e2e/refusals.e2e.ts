import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, firstId, inRome, signedInWindow, signIn } from './steps.ts'

// What does not come, what is refused, and what a browser keeps nothing of: it is said where the person is.

const journey = useJourney()
let platform: Platform
let ada: Page
const ids = { course: '', session: '', event: '' }

const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: ada } = journey)
  await signIn(platform, ada, 'ada')
  const first = (path: string) => firstId(platform, ada, path)
  ids.course = await first('/courses')
  ids.session = await first(`/courses/${ids.course}/sessions`)
  const times = { startsWall: at(600), endsWall: at(630), timeZone: 'Europe/Rome' }
  const event = { name: 'Far away', accountId: null, ...times }
  ids.event = (await ask(platform, ada, 'POST', `/sessions/${ids.session}/events`, event)).id
})

const windowOf = (name: string, path: string, width?: number) => signedInWindow(journey, name, path, width)

/** Whether somebody sees it without scrolling. */
const isInSight = (what: Locator) =>
  what.evaluate((element) => {
    const { top, bottom, left, right } = element.getBoundingClientRect()
    return top >= 0 && left >= 0 && bottom <= window.innerHeight && right <= window.innerWidth
  })

describe.skipIf(!browserPath)('a part of a page does not come', () => {
  it.each([
    ['course-form', 360],
    ['slide-over-drawer', 1280],
  ])('such as a panel (%s), which is said in front of the page, until it comes', async (file, width) => {
    const page = await windowOf('ada', '/courses', width)
    const button = page.getByRole('button', { name: 'New course' })
    await page.route(`**/assets/${file}*`, (route) => route.abort('connectionreset'))
    await button.click()
    const said = page.getByRole('dialog')
    const again = said.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    expect(await isInSight(again)).toBe(true)
    expect(await again.evaluate((one) => one === document.activeElement)).toBe(true)
    expect(await violations(page, ['[open]'])).toEqual([])
    await page.keyboard.press('Escape')
    await said.waitFor({ state: 'detached' })
    await expect.poll(() => new URL(page.url()).search).toBe('')
    await button.click()
    await said.getByRole('button', { name: 'Close' }).click()
    await said.waitFor({ state: 'detached' })
    await button.click()
    await again.click() // still away
    await again.waitFor()
    await page.unroute(`**/assets/${file}*`)
    await again.click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).waitFor()
    await page.context().close()
  })

  it('and the rest of the page stays', async () => {
    const page = await openWindow(journey.browser)
    await page.route('**/assets/event-menu*', (route) => route.abort('connectionreset'))
    await signIn(platform, page, 'ada', `/learn/events/${ids.event}`)
    await page.getByRole('button', { name: 'Try again' }).waitFor()
    await page.getByRole('heading', { level: 1, name: 'Far away' }).waitFor()
    await page.unroute('**/assets/event-menu*')
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('button', { name: 'More' }).first().waitFor()
    await page.context().close()
  })
})

describe.skipIf(!browserPath)('what has no place of its own for a refusal', () => {
  it('says in front of the page that nobody was signed out, and that a language was not kept', async () => {
    const page = await windowOf('lea', '/')
    const choose = async (item: string) => {
      await page.getByRole('button', { name: /^Profile of|^Profilo di/ }).click()
      await page.getByRole('menuitem', { name: item }).click()
    }
    await choose('English') // its menu is here
    await page.route('**/api/v1/{me,logins/current}', (route) =>
      route.request().method() === 'GET' ? route.continue() : route.abort('connectionreset'),
    )
    await choose('Sign out')
    await page.getByRole('dialog').getByRole('alert').waitFor()
    expect(await violations(page, ['[open]'])).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await choose('Italiano')
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await page.context().close()
  })

  it('tells why a deployment of an LMS was not decided', async () => {
    const issuer = 'https://moodle.example.com'
    await ask(platform, ada, 'POST', '/lms', {
      ...{ name: 'Moodle', issuer, clientId: 'abc', deploymentId: '7' },
      ...{ authUrl: `${issuer}/auth`, tokenUrl: `${issuer}/token`, keysUrl: `${issuer}/keys` },
    })
    const page = await windowOf('ada', '/admin/lms')
    await page.route('**/deployments', (route) => route.abort('connectionreset'))
    await page.getByRole('button', { name: 'Refuse 7' }).click()
    await page.getByRole('row').getByRole('alert').waitFor()
    await page.context().close()
  })
})

describe.skipIf(!browserPath)('a browser that keeps nothing', () => {
  it.each([
    [
      'because cookies are blocked',
      () => {
        for (const name of ['localStorage', 'sessionStorage'])
          Object.defineProperty(window, name, {
            get: () => {
              throw new DOMException('Access is denied for this document.', 'SecurityError')
            },
          })
      },
    ],
    [
      'because it is full',
      () => {
        Storage.prototype.setItem = () => {
          throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
        }
      },
    ],
  ])('%s shows the pages all the same', async (_, block) => {
    const page = await openWindow(journey.browser)
    await page.addInitScript(block)
    await page.goto(`${platform.url}/sign-in`)
    await page.getByLabel('E-mail').fill('lea@demo.example')
    await page.getByLabel('Password').fill('lea-demo-1')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('button', { name: /^Profile of/ }).click()
    await page.getByRole('menuitem', { name: 'Dark' }).click()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox').first().fill('Safety')
    await page.getByRole('option').first().click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.getByRole('button', { name: /^Profile of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('Password').waitFor()
    await page.context().close()
  })
})

describe.skipIf(!browserPath)('the next person in the same window', () => {
  it('finds nothing picked on the board, and no draft switched on', async () => {
    const page = await windowOf('ada', '/calendar?view=week&scope=all')
    const draft = page.getByRole('switch', { name: 'Draft' })
    await draft.click()
    const card = page.locator('[data-cell-day] [data-event]').first()
    await card.click({ modifiers: ['Control'] })
    await page.getByRole('region', { name: 'Picked events' }).waitFor()
    await page.getByRole('button', { name: /^Profile of/ }).click()
    await page.getByRole('menuitem', { name: 'Sign out' }).click()
    await page.getByLabel('E-mail').fill('ivo@demo.example')
    await page.getByLabel('Password').fill('ivo-demo-1')
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await card.waitFor()
    expect(await draft.getAttribute('aria-checked')).toBe('false')
    expect(await page.getByRole('region', { name: 'Picked events' }).count()).toBe(0)
    await page.context().close()
  })
})

describe.skipIf(!browserPath)('a secret', () => {
  it('is copied also where a page is not secure, and is not taken for copied where it was not', async () => {
    const page = await windowOf('ada', '/admin/directories')
    await page.evaluate(() => {
      Reflect.deleteProperty(Navigator.prototype, 'clipboard')
      document.execCommand = () => false
    })
    await page.getByRole('button', { name: 'New directory' }).click()
    await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill('Insecure')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    const copy = page.getByRole('dialog').getByRole('button', { name: /^Copy/ }).last()
    await copy.click()
    await page.keyboard.press('Escape')
    const question = page.getByRole('dialog', { name: 'Close without copying it?' })
    await question.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.evaluate(() => {
      document.execCommand = () => true
    })
    await copy.click()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.context().close()
  })
})
