import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { everyViolation, overflows } from './looks.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
/** Wednesday of the week after next. */
const day = (() => {
  const today = new Date(`${inRome(0).date}T12:00Z`)
  const days = 7 + ((10 - today.getUTCDay()) % 7)
  return new Date(today.getTime() + days * 86_400_000).toISOString().slice(0, 10)
})()
let page: Page

beforeAll(async () => {
  if (!browserPath) return
  const { platform, superadmin } = journey
  page = superadmin
  await signIn(platform, page, 'ada')
  await page.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
  await page.request.patch(`${platform.url}/api/v1/me`, { data: { timeZone: 'Europe/Rome' } })
  for (const [name, from, to] of [
    ['Ladders', '10:00', '11:00'],
    ['Fire drill', '14:00', '15:30'],
  ]) {
    const data = { name, startsWall: `${day}T${from}`, endsWall: `${day}T${to}`, timeZone: 'Europe/Rome' }
    const answer = await page.request.post(`${platform.url}/api/v1/sessions/${await sessionId()}/events`, {
      data,
    })
    if (!answer.ok()) throw new Error(await answer.text())
  }
})

async function first(path: string): Promise<string> {
  return (await (await page.request.get(`${journey.platform.url}/api/v1${path}`)).json()).items[0].id
}
const sessionId = async () => first(`/courses/${await first('/courses?query=Safety')}/sessions`)
async function wallOf(name: string): Promise<string | undefined> {
  const url = `${journey.platform.url}/api/v1/sessions/${await sessionId()}/events`
  const { items } = await (await page.request.get(url)).json()
  return items.find((event: { name: string }) => event.name === name)?.startsWall
}
const board = () => `${journey.platform.url}/calendar?view=week&date=${day}&scope=all`
const card = (of: Page, name: string) =>
  of.locator('[data-cell-day] [data-event]').filter({ hasText: name }).first()
const drafted = (of: Page, name: string) =>
  of.locator('[data-cell-day] [data-draft="true"]').filter({ hasText: name }).first()

/** By keyboard alone: the card is taken, moved a quarter of an hour later and put into the draft. */
async function draftLater(name: string): Promise<void> {
  await card(page, name).press('m')
  await page.getByRole('region', { name: `Move: ${name}` }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.getByRole('button', { name: 'Put into draft' }).and(page.locator(':enabled')).waitFor()
  await page.keyboard.press('Enter')
  await drafted(page, name).waitFor()
}

describe.skipIf(!browserPath)('a draft on the board', () => {
  it('does not offer what would be saved at once', async () => {
    const { items } = await (
      await page.request.get(`${journey.platform.url}/api/v1/sessions/${await sessionId()}/events`)
    ).json()
    const { id, version } = items.find((event: { name: string }) => event.name === 'Ladders')
    const renamed = await page.request.patch(`${journey.platform.url}/api/v1/events/${id}`, {
      headers: { 'if-match': `"${version}"` },
      data: { place: 'Hall 2' },
    })
    expect(renamed.status()).toBe(200)
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(board())
    await card(page, 'Ladders').click()
    const sheet = page.getByRole('dialog', { name: 'Ladders' })
    const atOnce = sheet.getByRole('button', { name: /^(Put back|Edit|Stand-in)/ })
    await sheet.getByRole('button', { name: /^Put back/ }).waitFor()
    expect(await atOnce.count()).toBe(3)
    expect(await everyViolation(page)).toEqual([])
    await sheet.getByRole('button', { name: 'Close' }).click()
    const draft = page.getByRole('switch', { name: 'Draft' })
    await draft.click()
    await card(page, 'Ladders').click()
    await sheet.getByRole('heading', { name: 'History' }).waitFor()
    await sheet.getByText('Hall 2').last().waitFor()
    expect(await atOnce.count()).toBe(0)
    expect(await everyViolation(page)).toEqual([])
    await sheet.getByRole('button', { name: 'Close' }).click()
    await draft.click()
  })

  it('takes what is moved, and nothing is another than it was', async () => {
    await page.setViewportSize({ width: 1280, height: 800 })
    await page.goto(board())
    await card(page, 'Ladders').waitFor()
    await page.getByRole('switch', { name: 'Draft' }).focus()
    await page.keyboard.press('Enter')
    await draftLater('Ladders')
    await page.getByRole('button', { name: 'Draft: 1 change' }).waitFor()
    await draftLater('Fire drill')
    await page.getByRole('button', { name: 'Draft: 2 changes' }).waitFor()
    expect(await drafted(page, 'Ladders').innerText()).toContain('Draft')
    expect([await wallOf('Ladders'), await wallOf('Fire drill')]).toEqual([`${day}T10:00`, `${day}T14:00`])
    expect(await everyViolation(page)).toEqual([])
    await screenshot(page, 'board-draft-1280')
  })

  it('takes what is planned and cancelled', async () => {
    await page.getByRole('button', { name: 'New event' }).click()
    const panel = page.getByRole('dialog', { name: 'New event' })
    await panel.getByRole('combobox', { name: 'Course' }).click()
    await page.getByRole('option', { name: 'Safety at work' }).click()
    await panel.getByLabel('Name', { exact: true }).fill('Scaffolds')
    await panel.getByRole('button', { name: 'Put into draft' }).click()
    await panel.waitFor({ state: 'detached' })
    await drafted(page, 'Scaffolds').waitFor()
    await card(page, 'Fire drill').press('x')
    await page.getByRole('button', { name: 'Cancel events' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel events' }).click()
    await drafted(page, 'Fire drill').filter({ hasText: 'Cancelled' }).waitFor()
    await page.getByRole('button', { name: 'Draft: 3 changes' }).waitFor()
    expect([await wallOf('Scaffolds'), await wallOf('Fire drill')]).toEqual([undefined, `${day}T14:00`])
  })

  it('is there after a reload and on another device, also in a window as narrow as a phone’s', async () => {
    await page.reload()
    await drafted(page, 'Ladders').waitFor()
    const phone = await openWindow(journey.browser, { width: 360 })
    await signIn(journey.platform, phone, 'ada')
    await phone.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
    await phone.goto(board())
    await drafted(phone, 'Ladders').waitFor()
    await phone.getByRole('button', { name: 'Draft: 3 changes' }).click()
    await phone.getByRole('dialog', { name: 'Draft' }).getByText('Scaffolds').waitFor()
    for (const language of ['it', 'de', 'en']) {
      await phone.request.patch(`${journey.platform.url}/api/v1/me`, { data: { language } })
      await phone.goto(board())
      await phone.locator(`html[lang="${language}"]`).waitFor({ state: 'attached' })
      await phone.getByRole('button', { name: /^(Draft|Bozza|Entwurf): 3/ }).click()
      await phone.getByRole('dialog').getByText('Scaffolds').waitFor()
      await screenshot(phone, `board-draft-${language}-360`)
      expect([language, await overflows(phone)]).toEqual([language, []])
      expect([language, await everyViolation(phone)]).toEqual([language, []])
    }
    await phone.context().close()
  })

  it('is released in one go, after what it does was read, and can be taken back', async () => {
    await page.goto(board())
    await page.getByRole('button', { name: 'Draft: 3 changes' }).click()
    const panel = page.getByRole('dialog', { name: 'Draft' })
    await panel.getByRole('button', { name: 'Remove: Scaffolds' }).click()
    await panel.getByText('Scaffolds').waitFor({ state: 'detached' })
    await screenshot(page, 'board-draft-panel-1280')
    expect(await everyViolation(page)).toEqual([])
    await panel.getByRole('button', { name: /^Release/ }).click()
    await panel.waitFor({ state: 'detached' })
    await drafted(page, 'Ladders').waitFor({ state: 'detached' })
    expect(await wallOf('Ladders')).toBe(`${day}T10:15`)
    await page.getByRole('button', { name: /^Undo/ }).click()
    await expect.poll(() => wallOf('Ladders')).toBe(`${day}T10:00`)
  })

  it('that is discarded leaves all as it was', async () => {
    await page.goto(board())
    await card(page, 'Ladders').waitFor()
    await page.getByRole('switch', { name: 'Draft' }).click()
    await draftLater('Ladders')
    await page.getByRole('button', { name: 'Draft: 1 change' }).click()
    await page.getByRole('dialog', { name: 'Draft' }).getByRole('button', { name: 'Discard' }).click()
    await page
      .getByRole('dialog', { name: 'Discard 1 change?' })
      .getByRole('button', { name: 'Discard' })
      .click()
    await drafted(page, 'Ladders').waitFor({ state: 'detached' })
    await card(page, 'Ladders').waitFor()
    expect(await wallOf('Ladders')).toBe(`${day}T10:00`)
  })
})
