import type { Page } from 'playwright-core'
import { beforeAll, describe, it } from 'vitest'
import { browserPath } from './browser.ts'
import { cookiesOf } from './first-pages.ts'
import { useJourney } from './journey.ts'
import { tabTo, untilFocused } from './keys.ts'
import { untilLoaded } from './looks.ts'
import type { Platform } from './platform.ts'

/** No mouse at all. That a tool is paired so is shown in superadmin.e2e.ts. */
const journey = useJourney(async () => ({ LECTERN_ACADEMY: '1' }))
let platform: Platform
let page: Page
let sessionId = ''

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: page } = journey)
  await page.context().addCookies(await cookiesOf(journey.browser, platform.url, 'ada'))
  const course = (await get('/courses')).find(({ name }) => name === 'Safety at work')
  sessionId = (await get(`/courses/${course?.id}/sessions`))[0]?.id ?? ''
})

interface Found {
  readonly id: string
  readonly name: string
  readonly endsAt: string
}

async function get(path: string): Promise<Found[]> {
  return (await (await page.request.get(`${platform.url}/api/v1${path}`)).json()).items
}

async function open(path: string): Promise<void> {
  await page.goto(platform.url + path)
  await untilLoaded(page)
}

const press = (key: string) => page.keyboard.press(key)

async function type(label: string | RegExp, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.type(text)
}

describe.skipIf(!browserPath)('by keyboard alone, always in view, an event', () => {
  it('is planned in the form; Escape leads back to the button, and so does Create', async () => {
    await open('/')
    await tabTo(page, 'Courses')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
    await tabTo(page, 'Safety at work')
    await press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Safety at work' }).waitFor()
    await open(`/sessions/${sessionId}`)
    await tabTo(page, 'New event')
    await press('Enter')
    await page.getByRole('dialog', { name: 'New event' }).waitFor()
    await press('Escape')
    await untilFocused(page, 'New event')
    await press('Enter')
    await page.getByRole('dialog', { name: 'New event' }).waitFor()
    await type('Name', 'Planned without a mouse')
    await type('Date', '2031-03-04')
    await tabTo(page, 'Create')
    await press('Enter')
    await page.getByRole('dialog', { name: 'New event' }).waitFor({ state: 'detached' })
    await untilFocused(page, 'New event')
    await page.getByRole('link', { name: 'Planned without a mouse' }).waitFor()
  })

  it('is planned on the board, moved there, and looked at; the keyboard comes back to it', async () => {
    await open('/calendar?view=week&date=2031-03-04')
    await page.locator('[data-event]').first().waitFor()
    await tabTo(page, /Planned without a mouse/)
    await tabTo(page, /^Plan on Wednesday/, 'ArrowRight')
    await press('Enter')
    const panel = page.getByRole('dialog', { name: 'New event' })
    await panel.waitFor()
    await untilFocused(page, 'Course')
    await page.keyboard.type('Safety')
    await page.getByRole('option', { name: 'Safety at work' }).waitFor()
    await press('ArrowDown')
    await press('Enter')
    await tabTo(page, 'Session')
    await press('ArrowDown')
    await page.getByRole('option').first().waitFor()
    await press('ArrowDown')
    await press('Enter')
    await panel.getByLabel('Name', { exact: true }).waitFor()
    await type('Name', 'Drawn without a mouse')
    await tabTo(page, 'Create')
    await press('Enter')
    await panel.waitFor({ state: 'detached' })
    await page.locator('[data-walk][data-event]').filter({ hasText: 'Drawn without a mouse' }).waitFor()
    await untilFocused(page, /^Plan on Wednesday|Drawn without a mouse/)

    await tabTo(page, /Drawn without a mouse/, 'ArrowDown')
    await press('m')
    const glance = page.getByRole('region', { name: 'Move: Drawn without a mouse' })
    await glance.waitFor()
    await press('ArrowDown')
    await glance.getByRole('button', { name: /^Move/, disabled: false }).waitFor() // what it does is known
    await press('Enter')
    await glance.waitFor({ state: 'detached' })
    await untilFocused(page, /Drawn without a mouse/)
    await page
      .locator('[data-walk][data-event]')
      .filter({ hasText: 'Drawn without a mouse' })
      .getByText(/:15/)
      .first()
      .waitFor()

    await press('Enter')
    await page.getByRole('dialog', { name: 'Drawn without a mouse' }).waitFor()
    await press('Escape')
    await untilFocused(page, /Drawn without a mouse/)
  })

  it('has its attendance marked on the sheet, one by one, with the details of one', async () => {
    const past = (await get(`/sessions/${sessionId}/events`)).find(
      ({ endsAt }) => Date.parse(endsAt) < Date.now(),
    )
    await open(`/teach/events/${past?.id}`)
    await tabTo(page, 'Attendance')
    await press('Enter')
    const rows = page.getByRole('list', { name: 'Attendance' }).getByRole('listitem')
    await rows.first().waitFor()
    await tabTo(page, 'Present')
    await press('a')
    await press('p')
    await rows.nth(0).getByRole('button', { name: 'Absent', pressed: true }).waitFor()
    await rows.nth(1).getByRole('button', { name: 'Present', pressed: true }).waitFor()
    await tabTo(page, /^Details of/, 'ArrowRight')
    await press('Enter')
    const panel = page.getByRole('dialog')
    await panel.waitFor()
    await type('Minutes present', '30')
    await press('Enter')
    await panel.waitFor({ state: 'detached' })
    await untilFocused(page, /^Details of/)
    await page.getByText('30 min').waitFor()
  })
})

describe.skipIf(!browserPath)('a menu', () => {
  it.each([
    ['/', 'Administration menu'],
    ['/', /^Profile of/],
    ['/sessions', 'More actions'],
    ['/sessions', 'Plan'],
    ['/courses', 'More actions'],
    ['/enrollments', /^Actions for/],
    ['/admin/apps/gotomeeting-v2/accounts', /^Actions for/],
  ])('on %s, %s, opens by Enter on its first entry, and Escape leads back', async (path, name) => {
    await open(await addressOf(path))
    await tabTo(page, name)
    await press('Enter')
    const first = page.getByRole('menuitem').first()
    await first.waitFor()
    await untilFocused(page, ((await first.textContent()) ?? '').trim())
    await press('Escape')
    await untilFocused(page, name)
  })
})

/** Some addresses are those of the academy's things. */
async function addressOf(path: string): Promise<string> {
  if (path === '/sessions') return `/sessions/${sessionId}`
  if (path === '/enrollments') return `/sessions/${sessionId}?tab=enrollments`
  if (path !== '/courses') return path
  const course = (await get('/courses')).find(({ name }) => name === 'Safety at work')
  return `/courses/${course?.id}`
}
