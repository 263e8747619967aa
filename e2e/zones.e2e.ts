import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { ask, signIn } from './steps.ts'

/** A person of Rome at a computer of Tokyo, on a platform whose weeks begin on Sunday. */

const journey = useJourney()
/** A Wednesday of a week to come, without a change of clocks near it. */
const wednesday = (() => {
  const year = new Date(Date.now()).getUTCFullYear() + 1
  const day = new Date(Date.UTC(year, 0, 10))
  day.setUTCDate(day.getUTCDate() + ((10 - day.getUTCDay()) % 7))
  return day.toISOString().slice(0, 10)
})()
const sunday = new Date(Date.parse(`${wednesday}T12:00Z`) - 3 * 86_400_000).toISOString().slice(0, 10)
let page: Page
let sessionId: string

beforeAll(async () => {
  if (!browserPath) return
  page = await openWindow(journey.browser, { zone: 'Asia/Tokyo' })
  await signIn(journey.platform, page, 'ada')
  await page.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
  await send('PATCH', '/me', { timeZone: 'Europe/Rome' })
  const settings = await page.request.get(`${journey.platform.url}/api/v1/platform/settings`)
  const { version } = await settings.json()
  await send('PATCH', '/platform/settings', { firstDayOfWeek: 7 }, version)
  await send('PATCH', '/apps/custom-link', { active: true })
  const account = await send<{ id: string }>('POST', '/apps/custom-link/accounts', {
    name: 'Main room',
    fields: { joinUrl: 'https://rooms.example/main' },
    sessionType: 'link',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 },
  })
  const { items: courses } = await send<{ items: { id: string }[] }>('GET', '/courses?query=Safety')
  const { items: sessions } = await send<{ items: { id: string }[] }>(
    'GET',
    `/courses/${courses[0]?.id}/sessions`,
  )
  sessionId = sessions[0]?.id ?? ''
  await send('POST', `/sessions/${sessionId}/events`, {
    name: 'Ladders',
    startsWall: `${wednesday}T23:00`,
    endsWall: `${wednesday}T23:45`,
    timeZone: 'Europe/Rome',
    accountId: account.id,
  })
})

const send = <T>(method: string, path: string, data?: object, version?: number) =>
  ask<T>(journey.platform, page, method, path, data, version)

describe.skipIf(!browserPath)('whoever sits at a computer of another zone', () => {
  it('sees the capacity of an account by their own clocks, in weeks of the platform', async () => {
    await page.goto(`${journey.platform.url}/admin/capacity?week=${wednesday}`)
    await page
      .getByRole('heading', { name: new RegExp(`Week of Sun ${Number(sunday.slice(8))}\\b`) })
      .waitFor()
    const bar = page.getByRole('button', { name: /: 1 room$/ })
    await expect.poll(() => bar.count()).toBe(1)
    expect(await bar.getAttribute('aria-label')).toMatch(/^Wed .*, 23:00 \(Rome\): 1 room$/)
    await bar.click()
    await page.getByText(/Wed .*, 23:00–23:45 \(Rome\)/).waitFor()
    await page.getByRole('button', { name: 'Week after' }).click()
    await page.getByRole('heading', { name: /Week of Sun / }).waitFor()
    await expect
      .poll(() => new URL(page.url()).searchParams.get('week'))
      .toBe(new Date(Date.parse(`${sunday}T12:00Z`) + 7 * 86_400_000).toISOString().slice(0, 10))
  })

  it('sees the board by their own clocks', async () => {
    await page.goto(`${journey.platform.url}/calendar?view=week&date=${wednesday}&scope=all`)
    const column = page.locator(`[data-cell-day="${wednesday}"]`)
    await column.getByText('23:00').waitFor()
    const heads = page.locator('[data-scroller] button').filter({ hasText: /^(Sun|Sat) / })
    expect(await heads.first().innerText()).toMatch(/^Sun /)
  })

  it('plans a series in weeks of the platform', async () => {
    await page.goto(`${journey.platform.url}/sessions/${sessionId}`)
    await page.getByRole('button', { name: 'Plan', exact: true }).click()
    await page.getByRole('menuitem', { name: 'Recurring events' }).click()
    const panel = page.getByRole('dialog', { name: 'Recurring events' })
    const days = panel.locator('label').filter({ hasText: /^(Sun|Mon|Tue|Wed|Thu|Fri|Sat)$/ })
    await expect
      .poll(async () => (await days.allInnerTexts()).map((text) => text.trim()))
      .toEqual(['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'])
  })
})
