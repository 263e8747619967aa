import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let learner: Page
/** A day in the next weeks that is in the week of its neighbors, and not today. */
const day = wednesdayAfter(inRome(0).date)
beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, browser, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
  await superadmin.request.patch(`${platform.url}/api/v1/me`, { data: { timeZone: 'Europe/Rome' } })
  const sessionId = await sessionOfTheDemo()
  const plan = async (name: string, from: string, until: string, timeZone = 'Europe/Rome') => {
    const data = { name, startsWall: from, endsWall: until, timeZone, overlapReason: 'Two rooms' }
    const answer = await superadmin.request.post(`${platform.url}/api/v1/sessions/${sessionId}/events`, {
      data,
    })
    if (!answer.ok()) throw new Error(await answer.text())
    return ((await answer.json()) as { id: string }).id
  }
  await plan('Ladders', `${day}T10:00`, `${day}T12:00`)
  await plan('Fire drill', `${day}T11:00`, `${day}T12:30`)
  await plan('New York call', `${day}T10:00`, `${day}T11:00`, 'America/New_York')
  await plan('Night shift', `${day}T23:00`, `${next(day)}T01:00`)
  const off = await plan('Scaffolds', `${next(day)}T09:00`, `${next(day)}T10:00`)
  await superadmin.request.post(`${platform.url}/api/v1/events/${off}/cancellation`, {
    data: { reason: 'Ines is ill' },
  })
  learner = await openWindow(browser, { isKept: true })
  await signIn(platform, learner, 'lea')
  await learner.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
  await learner.request.patch(`${platform.url}/api/v1/me`, { data: { timeZone: 'Europe/Rome' } })
})

async function sessionOfTheDemo(): Promise<string> {
  const read = async (path: string) =>
    (await (await superadmin.request.get(`${platform.url}/api/v1${path}`)).json()).items[0].id
  return read(`/courses/${await read('/courses?query=Safety')}/sessions`)
}
function next(date: string): string {
  return new Date(Date.parse(`${date}T12:00Z`) + 86_400_000).toISOString().slice(0, 10)
}
function wednesdayAfter(date: string): string {
  let found = next(date)
  while (new Date(`${found}T12:00Z`).getUTCDay() !== 3) found = next(found)
  return found
}
const isOn = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('data-day'))

describe.skipIf(!browserPath)('the calendar, in a browser', () => {
  it('is in the navigation of everybody; the month leads by keyboard to a day, and its events', async () => {
    await learner.setViewportSize({ width: 1280, height: 800 })
    await learner.getByRole('link', { name: 'Calendar', exact: true }).click()
    await learner.getByRole('heading', { level: 1, name: 'Calendar' }).waitFor()
    await learner.goto(`${platform.url}/calendar?view=month&date=${day}`)
    const chip = learner.getByRole('link', { name: /Ladders/ })
    await chip.waitFor()
    await expect
      .poll(() => learner.getByRole('link', { name: /New York call/ }).innerText())
      .toContain('10:00–11:00 New York')
    await expect
      .poll(() => learner.getByRole('link', { name: /Scaffolds/ }).innerText())
      .toContain('Cancelled')
    await expect.poll(() => learner.getByRole('link', { name: /Night shift/ }).count()).toBe(1)
    await learner.locator(`[data-day="${day}"]`).focus()
    await learner.keyboard.press('ArrowRight')
    await expect.poll(() => isOn(learner)).toBe(next(day))
    await learner.keyboard.press('PageDown')
    await expect.poll(async () => (await isOn(learner))?.slice(0, 7)).not.toBe(day.slice(0, 7))
    await learner.keyboard.press('PageUp')
    await learner.keyboard.press('ArrowLeft')
    await learner.keyboard.press('Enter')
    await learner.waitForURL(/view=agenda/)
    await learner.getByRole('link', { name: 'Ladders' }).waitFor()
    await learner.goBack()
    await learner.getByRole('button', { name: 'Month', pressed: true }).waitFor()
  })

  it('a week shows overlapping events side by side, and what goes over midnight on both days', async () => {
    await learner.getByRole('button', { name: 'Week', exact: true }).click()
    const ladders = await learner.getByRole('link', { name: /Ladders/ }).boundingBox()
    const drill = await learner.getByRole('link', { name: /Fire drill/ }).boundingBox()
    expect(drill?.y).toBeGreaterThan(ladders?.y ?? 0)
    expect(drill?.x).toBeGreaterThanOrEqual((ladders?.x ?? 0) + (ladders?.width ?? 0))
    await expect.poll(() => learner.getByRole('link', { name: /Night shift/ }).count()).toBe(2)
    await learner.getByRole('button', { name: 'Week after' }).click()
    await learner.getByRole('link', { name: /Ladders/ }).waitFor({ state: 'detached' })
    // A Sunday with 25 hours: two o'clock twice.
    await learner.goto(`${platform.url}/calendar?view=week&date=2027-10-31`)
    await learner.getByText('02:00').first().waitFor({ state: 'attached' })
    await expect.poll(() => learner.getByText('02:00').count()).toBe(2)
  })

  it('looks right in all three views, at both widths, in every language', async () => {
    for (const view of ['month', 'week']) {
      await learner.goto(`${platform.url}/calendar?view=${view}&date=${day}`)
      await lookAtEverySize(learner, `calendar-${view}`)
    }
  })

  it('on a phone, days have dots and the chosen one its list', async () => {
    await learner.setViewportSize({ width: 360, height: 800 })
    await learner.goto(`${platform.url}/calendar?view=month&date=${day}`)
    await learner.locator(`[data-day="${next(day)}"]`).click()
    await learner.getByRole('listitem').filter({ hasText: 'Scaffolds' }).getByText('Cancelled').waitFor()
    await learner.getByRole('listitem').filter({ hasText: 'Night shift' }).waitFor()
  })

  it('a planner sees all events, by course and account; an empty stretch says so', async () => {
    await superadmin.goto(`${platform.url}/calendar?view=agenda&date=${day}`)
    await superadmin.getByRole('link', { name: 'Ladders' }).first().waitFor()
    await superadmin.getByRole('button', { name: 'Filters' }).click()
    await superadmin.getByRole('combobox', { name: 'Course' }).fill('Safety')
    await superadmin.getByRole('option', { name: 'Safety at work' }).click()
    await superadmin.waitForURL(/course=/)
    await superadmin.getByRole('link', { name: 'Ladders' }).first().waitFor()
    await superadmin.goto(`${platform.url}/calendar?view=agenda&date=${day}&scope=mine`)
    await superadmin.getByRole('heading', { name: 'No events in these days' }).waitFor()
  })

  it('the form finds a zone by its city, and says the time in both zones, or why there is none', async () => {
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('link', { name: 'Safety at work' }).click()
    await superadmin.getByRole('link', { name: 'Winter edition' }).click()
    await superadmin.getByRole('button', { name: 'New event' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New event' })
    // Clocks go forward on the second Sunday of March in New York, and on the last one in Rome.
    const year = new Date().getUTCFullYear() + 1
    const sunday = 14 - new Date(Date.UTC(year, 2, 14)).getUTCDay()
    const weekday = new Date(Date.UTC(year, 2, 17)).toLocaleString('en', {
      weekday: 'short',
      timeZone: 'UTC',
    })
    await panel.getByLabel('Date').fill(`${year}-03-17`)
    await panel.getByLabel('Start', { exact: true }).fill('10:00')
    await panel.getByLabel('End', { exact: true }).fill('11:00')
    await panel.getByRole('combobox', { name: 'Time zone' }).fill('new y')
    await superadmin.getByRole('option', { name: 'New York (America/New York)' }).click()
    await panel.getByText(`${weekday} 17 Mar ${year}, 10:00–11:00 (New York)`).waitFor()
    await panel.getByText(`For you: ${weekday} 17 Mar ${year}, 15:00–16:00 (Rome)`).waitFor()
    await screenshot(superadmin, 'event-form-zones')
    await panel.getByLabel('Date').fill(`${year}-03-${String(sunday).padStart(2, '0')}`)
    await panel.getByLabel('Start', { exact: true }).fill('02:30')
    await panel.getByText('In New York clocks go forward then, and 02:30 does not exist.').waitFor()
    await panel.getByLabel('Name', { exact: true }).fill('Skipped')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/On this day clocks go forward in America\/New_York/)
      .first()
      .waitFor()
  })

  it('new rules of a zone: the events that they shift wait for a decision', async () => {
    await platform.query(
      `update events set starts_at = starts_at + interval '1 hour', ends_at = ends_at + interval '1 hour',
       zone_differs_since = now() where name = 'Fire drill'`,
    )
    await superadmin.goto(`${platform.url}/`)
    await superadmin.getByRole('link', { name: /^Decide: Rules of time zones/ }).click()
    await superadmin.getByRole('article', { name: 'Fire drill' }).waitFor()
    await lookAtEverySize(superadmin, 'zone-changes')
    await superadmin.getByRole('button', { name: 'Keep the moment' }).click()
    await superadmin.getByRole('heading', { name: 'Nothing to decide' }).waitFor()
  })

  it('another program subscribes to it', async () => {
    await learner.goto(`${platform.url}/calendar?panel=subscribe`)
    const panel = learner.getByRole('dialog', { name: 'Subscribe to your calendar' })
    await panel.getByRole('button', { name: 'Make an address' }).click()
    const address = await panel.getByRole('textbox', { name: 'Calendar address' }).inputValue()
    const link = panel.getByRole('link', { name: 'Open in your calendar program' })
    expect(await link.getAttribute('href')).toBe(address.replace('http:', 'webcal:'))
    await screenshot(learner, 'subscribe')
    const feed = await (await fetch(address)).text()
    expect(feed).toContain('SUMMARY:Safety at work: Ladders')
  })

  it('can be installed, and shows the agenda without a connection until the person signs out', async () => {
    const manifest = await (await learner.request.get(`${platform.url}/manifest.webmanifest`)).json()
    expect(manifest).toMatchObject({ name: 'Lectern Demo', start_url: '/learn', display: 'standalone' })
    await learner.goto(`${platform.url}/learn`)
    const kept = () =>
      learner.evaluate(async () => {
        const found: string[] = []
        for (const name of await caches.keys())
          for (const request of await (await caches.open(name)).keys())
            found.push(new URL(request.url).pathname)
        return found.filter((path) => !path.startsWith('/assets/')).sort()
      })
    await expect.poll(kept).toEqual(['/', '/api/v1/me/agenda'])
    const join = await learner.evaluate(() =>
      fetch('/learn/events/x/join').then(() => caches.match('/learn/events/x/join')),
    )
    expect(join).toBeUndefined()

    await learner.context().setOffline(true)
    await learner.goto(`${platform.url}/learn`)
    await learner.getByText('The platform can’t be reached').waitFor()
    await learner.getByText(/as it was read on .+ \(Rome\)/).waitFor()
    await learner.getByRole('listitem').filter({ hasText: 'Ladders' }).waitFor()
    expect(await violations(learner)).toEqual([])
    await screenshot(learner, 'offline')
    await learner.context().setOffline(false)

    await learner.getByRole('button', { name: 'Try again' }).click()
    await learner.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    await learner.getByRole('button', { name: /Profile of/ }).click()
    await learner.getByRole('menuitem', { name: 'Sign out' }).click()
    await learner.getByRole('button', { name: 'Sign in', exact: true }).waitFor()
    await expect.poll(kept).toEqual(['/'])
  })
})
