import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { overflows, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
/** Wednesday of the week after next, and the days beside it. */
const wednesday = dayAfter(inRome(0).date, 7 + ((10 - new Date(`${inRome(0).date}T12:00Z`).getUTCDay()) % 7))
const thursday = dayAfter(wednesday, 1)
const friday = dayAfter(wednesday, 2)

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, browser, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
  await superadmin.request.patch(`${platform.url}/api/v1/me`, { data: { timeZone: 'Europe/Rome' } })
  await plan('Ladders', `${wednesday}T10:00`, `${wednesday}T11:00`)
  await plan('Fire drill', `${wednesday}T14:00`, `${wednesday}T15:30`)
  await plan('Night shift', `${friday}T23:00`, `${dayAfter(friday, 1)}T01:00`)
})

async function plan(name: string, startsWall: string, endsWall: string): Promise<void> {
  const sessionId = await sessionOfTheDemo()
  const answer = await superadmin.request.post(`${platform.url}/api/v1/sessions/${sessionId}/events`, {
    data: { name, startsWall, endsWall, timeZone: 'Europe/Rome' },
  })
  if (!answer.ok()) throw new Error(await answer.text())
}
async function sessionOfTheDemo(): Promise<string> {
  const read = async (path: string) =>
    (await (await superadmin.request.get(`${platform.url}/api/v1${path}`)).json()).items[0].id
  return read(`/courses/${await read('/courses?query=Safety')}/sessions`)
}
function dayAfter(date: string, days: number): string {
  return new Date(Date.parse(`${date}T12:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
}
const boardOf = (view: string) => `${platform.url}/calendar?view=${view}&date=${wednesday}`
/** By its own name: what is wrong with it may name another. */
const card = (page: Page, name: string) =>
  page
    .locator('[data-cell-day] [data-event]')
    .filter({ has: page.locator('span', { hasText: new RegExp(`^${name}$`) }) })
    .first()
const column = (page: Page, day: string) => page.locator(`[data-cell-day="${day}"]`).first()
/** An event as the platform knows it. */
async function eventOf(name: string): Promise<Found | undefined> {
  const path = `/api/v1/sessions/${await sessionOfTheDemo()}/events`
  const { items } = await (await superadmin.request.get(platform.url + path)).json()
  return items.find((event: Found) => event.name === name)
}
interface Found {
  readonly name: string
  readonly place: string
  readonly cancelled: object | null
  readonly startsWall: string
  readonly endsWall: string
}
async function wallOf(name: string): Promise<string> {
  const found = await eventOf(name)
  if (!found) throw new Error(`${name} is not planned`)
  return `${found.startsWall}–${found.endsWall.slice(11)}`
}
async function middleOf(page: Page, day: string, time: string): Promise<{ x: number; y: number }> {
  const box = await column(page, day).boundingBox()
  if (!box) throw new Error(`${day} is not on the board`)
  const [hour = 0, minute = 0] = time.split(':').map(Number)
  return { x: box.x + box.width / 2, y: box.y + (hour * 60 + minute) * 0.8 }
}

describe.skipIf(!browserPath)('the planning board', () => {
  it('a stretch that is drawn becomes an event of a session, with its times filled in', async () => {
    await superadmin.setViewportSize({ width: 1280, height: 800 })
    await superadmin.goto(boardOf('week'))
    await card(superadmin, 'Ladders').waitFor()
    const [from, to] = [
      await middleOf(superadmin, thursday, '10:02'),
      await middleOf(superadmin, thursday, '11:25'),
    ]
    await superadmin.mouse.move(from.x, from.y)
    await superadmin.mouse.down()
    await superadmin.mouse.move(to.x, to.y, { steps: 5 })
    await superadmin.mouse.up()
    const panel = superadmin.getByRole('dialog', { name: 'New event' })
    await panel.getByRole('combobox', { name: 'Course' }).click()
    await superadmin.getByRole('option', { name: 'Safety at work' }).click()
    await expect
      .poll(() => panel.getByLabel('Date').inputValue())
      .toBe(thursday.split('-').reverse().join('/'))
    await expect.poll(() => panel.getByLabel('Start', { exact: true }).inputValue()).toBe('10:00')
    await expect.poll(() => panel.getByLabel('End', { exact: true }).inputValue()).toBe('11:30')
    await panel.getByLabel('Name', { exact: true }).fill('Scaffolds')
    expect(await violations(superadmin)).toEqual([])
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.waitFor({ state: 'detached' })
    await column(superadmin, thursday).getByText('Scaffolds').waitFor()
    expect(await wallOf('Scaffolds')).toBe(`${thursday}T10:00–11:30`)
  })

  it('an event that is dragged says what that does, and is saved after a glance alone', async () => {
    await superadmin.goto(boardOf('week'))
    await card(superadmin, 'Ladders').waitFor()
    const [from, to] = [
      await middleOf(superadmin, wednesday, '10:20'),
      await middleOf(superadmin, friday, '11:50'),
    ]
    await superadmin.mouse.move(from.x, from.y)
    await superadmin.mouse.down()
    await superadmin.mouse.move(to.x, to.y, { steps: 8 })
    await superadmin.locator('[data-ghost]').filter({ hasText: '11:30–12:30' }).waitFor()
    await superadmin.mouse.up()
    const glance = superadmin.getByRole('region', { name: 'Move: Ladders' })
    await glance.getByText('11:30–12:30').waitFor()
    expect(await wallOf('Ladders')).toBe(`${wednesday}T10:00–11:00`)
    expect(await violations(superadmin)).toEqual([])
    await glance.getByRole('button', { name: 'Back' }).click()
    await superadmin.locator('[data-ghost]').waitFor({ state: 'detached' })
    await superadmin.mouse.move(from.x, from.y)
    await superadmin.mouse.down()
    await superadmin.mouse.move(to.x, to.y, { steps: 8 })
    await superadmin.mouse.up()
    await glance.getByRole('button', { name: /^Move/ }).click()
    await column(superadmin, friday).getByText('Ladders').waitFor()
    expect(await wallOf('Ladders')).toBe(`${friday}T11:30–12:30`)
    const toast = superadmin.getByRole('region', { name: 'Undo what was done last' })
    await toast.getByRole('button', { name: 'Undo' }).waitFor()
    await superadmin.keyboard.press('Control+z')
    await column(superadmin, wednesday).getByText('Ladders').waitFor()
    expect(await wallOf('Ladders')).toBe(`${wednesday}T10:00–11:00`)
  })

  it('its lower edge is pulled to make it longer; Escape takes a drag back', async () => {
    const box = await card(superadmin, 'Fire drill').boundingBox()
    if (!box) throw new Error('the card is not there')
    const pull = async (pixels: number) => {
      await superadmin.mouse.move(box.x + box.width / 2, box.y + box.height - 3)
      await superadmin.mouse.down()
      await superadmin.mouse.move(box.x + box.width / 2, box.y + box.height - 3 + pixels, { steps: 5 })
    }
    await pull(48)
    await superadmin.keyboard.press('Escape')
    await superadmin.mouse.up()
    await superadmin.locator('[data-ghost]').waitFor({ state: 'detached' })
    await pull(24)
    await superadmin.mouse.up()
    const glance = superadmin.getByRole('region', { name: 'Move: Fire drill' })
    await glance.getByRole('button', { name: /^Move/ }).click()
    await expect.poll(() => wallOf('Fire drill')).toBe(`${wednesday}T14:00–16:00`)
  })

  it('the keyboard walks from card to card, moves one and takes that back', async () => {
    await superadmin.goto(boardOf('week'))
    await card(superadmin, 'Fire drill').focus()
    await superadmin.keyboard.press('ArrowRight')
    const focused = () =>
      superadmin.evaluate(() => document.activeElement?.closest('[data-event]')?.textContent ?? '')
    await expect.poll(focused).toContain('Scaffolds')
    await superadmin.keyboard.press('m')
    const glance = superadmin.getByRole('region', { name: 'Move: Scaffolds' })
    await glance.waitFor()
    await superadmin.keyboard.press('ArrowDown')
    await superadmin.keyboard.press('Escape')
    await glance.waitFor({ state: 'detached' })
    await expect.poll(focused).toContain('Scaffolds')
    await superadmin.keyboard.press('m')
    for (const key of ['ArrowDown', 'ArrowDown', 'Shift+ArrowUp', 'Alt+ArrowDown'])
      await superadmin.keyboard.press(key)
    await glance.getByText('10:30–12:15').waitFor()
    // Ladders is at that time, with the same instructor: that needs a reason.
    await glance.getByRole('button', { name: 'Move', disabled: true }).waitFor()
    await glance.getByLabel('Why both are to take place').fill('Two rooms')
    await glance.getByRole('button', { name: /^Move/, disabled: false }).click()
    await expect.poll(() => wallOf('Scaffolds')).toBe(`${wednesday}T10:30–12:15`)
    await expect.poll(focused).toContain('Scaffolds')
  })

  it('an event is looked at beside the board: the address names it, Back closes it', async () => {
    await superadmin.goto(boardOf('week'))
    await card(superadmin, 'Scaffolds').focus()
    await superadmin.keyboard.press('Enter')
    const sheet = superadmin.getByRole('dialog', { name: 'Scaffolds', exact: true })
    await sheet.getByRole('heading', { name: 'History' }).waitFor()
    expect(superadmin.url()).toContain('event=')
    const address = superadmin.url()
    await superadmin.goBack()
    await sheet.waitFor({ state: 'detached' })
    await superadmin.goto(address)
    await sheet.getByRole('button', { name: 'Edit' }).click()
    await superadmin.getByRole('dialog', { name: 'Edit event' }).getByLabel('Date').waitFor()
    await superadmin.keyboard.press('Escape')
    await superadmin.getByRole('dialog', { name: 'Edit event' }).waitFor({ state: 'detached' })
    await sheet.getByRole('button', { name: 'Close' }).click()
    await sheet.waitFor({ state: 'detached' })
  })

  it('what its sheet saves can be taken back for ten seconds, and so can a new event', async () => {
    await superadmin.goto(boardOf('week'))
    const toast = superadmin.getByRole('region', { name: 'Undo what was done last' })
    const sheet = superadmin.getByRole('dialog', { name: 'Scaffolds', exact: true })
    const undo = async (words: RegExp) => {
      await toast.getByText(words).waitFor()
      await toast.getByRole('button', { name: 'Undo' }).click()
      await toast.waitFor({ state: 'detached' })
    }
    const open = async () => {
      await card(superadmin, 'Scaffolds').click()
      await sheet.getByRole('heading', { name: 'History' }).waitFor()
    }
    const choose = async (item: string) => {
      await sheet.getByRole('button', { name: /Scaffolds/ }).click()
      await superadmin.getByRole('menuitem', { name: item }).click()
    }
    const found = () => eventOf('Scaffolds')

    await open()
    await sheet.getByRole('button', { name: 'Edit' }).click()
    const form = superadmin.getByRole('dialog', { name: 'Edit event' })
    await form.getByLabel('Venue').fill('Hall 3')
    await form.getByRole('button', { name: 'Save' }).click()
    await expect.poll(async () => (await found())?.place).toBe('Hall 3')
    await undo(/Scaffolds is changed/)
    await expect.poll(async () => (await found())?.place).toBe('')

    // A refusal stands at its field, as on the event’s own page.
    await sheet.getByRole('button', { name: 'Edit' }).click()
    await form.getByLabel('Name', { exact: true }).fill(' ')
    await form.getByRole('button', { name: 'Save' }).click()
    await form.getByLabel('Name', { exact: true }).and(superadmin.locator('[aria-invalid="true"]')).waitFor()
    await form.getByLabel('Name', { exact: true }).fill('Scaffolds')
    await form.getByRole('button', { name: 'Cancel' }).click()

    await choose('Cancel event')
    await superadmin
      .getByRole('dialog', { name: 'Cancel event' })
      .getByRole('button', { name: 'Cancel event' })
      .click()
    await expect.poll(async () => (await found())?.cancelled).not.toBeNull()
    await undo(/1 event cancelled/)
    await expect.poll(async () => (await found())?.cancelled).toBeNull()

    await choose('Delete')
    await superadmin
      .getByRole('dialog', { name: /^Delete/ })
      .getByRole('button', { name: 'Delete' })
      .click()
    await expect.poll(found).toBeUndefined()
    await sheet.waitFor({ state: 'detached' })
    await undo(/1 event deleted/)
    await expect.poll(found).toMatchObject({ name: 'Scaffolds' })

    await superadmin.getByRole('button', { name: 'New event' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New event' })
    await panel.getByRole('combobox', { name: 'Course' }).click()
    await superadmin.getByRole('option', { name: 'Safety at work' }).click()
    await panel.getByLabel('Name', { exact: true }).fill('Harnesses')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.waitFor({ state: 'detached' })
    await undo(/Harnesses is planned/)
    await expect.poll(() => eventOf('Harnesses')).toBeUndefined()
  })

  it('several are picked and moved together', async () => {
    await superadmin.goto(boardOf('week'))
    await card(superadmin, 'Scaffolds').click({ modifiers: ['Control'] })
    await card(superadmin, 'Fire drill').focus()
    await superadmin.keyboard.press('x')
    const bar = superadmin.getByRole('region', { name: 'Picked events' })
    await bar.getByText('2 events picked').waitFor()
    await bar.getByRole('button', { name: 'Move' }).click()
    const glance = superadmin.getByRole('region', { name: /^Move: / })
    await glance.getByRole('button', { name: 'Day after' }).click()
    await glance.getByRole('button', { name: /^Move/ }).click()
    await expect.poll(() => wallOf('Scaffolds')).toBe(`${thursday}T10:30–12:15`)
    await expect.poll(() => wallOf('Fire drill')).toBe(`${thursday}T14:00–16:00`)
  })

  it('a finger rests on a card and drags it, and plans by a tap on a phone', async () => {
    const phone = await openWindow(browser, { width: 360 })
    await signIn(platform, phone, 'ada')
    await phone.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
    await phone.goto(boardOf('week'))
    await card(phone, 'Scaffolds').waitFor()
    await card(phone, 'Scaffolds').click()
    const sheet = phone.getByRole('dialog', { name: 'Scaffolds', exact: true })
    await sheet.getByRole('button', { name: /Scaffolds/ }).click()
    await phone.getByRole('menuitem', { name: 'Move' }).click()
    const glance = phone.getByRole('region', { name: 'Move: Scaffolds' })
    await glance.getByRole('button', { name: 'Later' }).click()
    await glance.getByRole('button', { name: /^Move/ }).click()
    await expect.poll(() => wallOf('Scaffolds')).toBe(`${thursday}T10:45–12:30`)
    await phone.goto(boardOf('week'))
    await phone.getByRole('button', { name: /^Plan on Wednesday/ }).click()
    await phone.getByRole('dialog', { name: 'New event' }).getByText('09:00–10:00').waitFor()
    await phone.goto(boardOf('week'))
    await card(phone, 'Scaffolds').waitFor()
    await longPressDrag(phone)
    await phone.locator('[data-ghost]').waitFor()
    await phone.context().close()
  })

  it('looks right in every view, at both widths, in every language', async () => {
    const views = ['week', 'month', 'agenda', 'lanes', 'lanes&lanes=instructor', 'lanes&lanes=place']
    const found: string[] = []
    for (const language of ['it', 'de', 'en']) {
      await superadmin.request.patch(`${platform.url}/api/v1/me`, { data: { language } })
      for (const view of views) {
        await superadmin.goto(boardOf(view))
        await superadmin.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' })
        for (const width of [360, 1280]) {
          await superadmin.setViewportSize({ width, height: 800 })
          await superadmin.locator('[data-cell-day]').first().waitFor()
          await screenshot(superadmin, `board-${view}-${language}-${width}`)
          found.push(...(await overflows(superadmin)).map((one) => `${view} ${language} ${width}: ${one}`))
        }
      }
    }
    expect(found).toEqual([])
  })

  it('on paper all events stand one under the other, and nothing else', async () => {
    await superadmin.setViewportSize({ width: 1280, height: 800 })
    await superadmin.goto(boardOf('month'))
    await superadmin.emulateMedia({ media: 'print' })
    await superadmin.locator('section[data-cell-day]').getByText('Scaffolds').waitFor()
    await expect.poll(() => superadmin.getByRole('button', { name: 'New event' }).isVisible()).toBe(false)
    await superadmin.emulateMedia({ media: 'screen' })
  })
})

/** A finger that rests on Scaffolds, then goes up to the day before. */
async function longPressDrag(phone: Page): Promise<void> {
  const box = await card(phone, 'Scaffolds').boundingBox()
  const above = await column(phone, wednesday).boundingBox()
  if (!box || !above) throw new Error('there is nothing to drag')
  const session = await phone.context().newCDPSession(phone)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', x: number, y: number) =>
    session.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x, y }] })
  const [x, y] = [box.x + 40, box.y + 10]
  await touch('touchStart', x, y)
  await phone.locator('html[data-dragging]').waitFor()
  await touch('touchMove', x, y - 10)
  await touch('touchMove', x, above.y + 20)
  await phone.locator('[data-ghost]').waitFor()
  await touch('touchEnd', x, above.y + 20)
  await phone.getByRole('region', { name: 'Move: Scaffolds' }).waitFor()
}
