import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openAtAcademy, startAcademy } from './academy.ts'
import { browserPath, openBrowser } from './browser.ts'
import { Actor, Film } from './film.ts'
import { untilLoaded } from './looks.ts'
import type { Platform } from './platform.ts'
import { lookUp } from './screens.ts'

/** Frames of the animation in the README go here; left out = nothing is filmed. */
const folder = process.env.LECTERN_ANIMATION
const SIZE = { width: 1040, height: 650 }
const PHONE = { width: 360, height: 590 }
const COURSE = 'Security awareness'
const SESSION = 'Week 48'
const INSTRUCTOR = 'kenji.mori'
const LEARNER = 'noah.weber'
const LEARNER_NAME = 'Noah Weber'
const CLASS = ['Spot ', 'the ', 'phish']
const TODAY = '2026-11-25'

describe.skipIf(!browserPath || !folder)('a class', () => {
  let platform: Platform
  let browser: Browser
  let film: Film

  beforeAll(async () => {
    ;[platform, browser] = await Promise.all([startAcademy(), openBrowser()])
    film = new Film(folder ?? '')
  })
  afterAll(async () => {
    await browser?.close()
    await platform?.stop()
  })

  it('is planned on the board and joined on a phone', async () => {
    const planner = await openAtAcademy(platform, browser, { person: 'ada', ...SIZE })
    await clearTheMorning(planner)
    await plan(planner)
    await expect.poll(() => platform.busy()).toBe(0)
    await start(planner)
    await join(await openAtAcademy(platform, browser, { person: LEARNER, ...PHONE }))
    film.save()
  })

  /** What runs now would lie where the class is drawn. */
  async function clearTheMorning(page: Page): Promise<void> {
    const { ids } = await lookUp(page, platform.url)
    const path = `${platform.url}/api/v1/events/${ids.running}`
    const { version } = await (await page.request.get(path)).json()
    const answer = await page.request.delete(path, { headers: { 'if-match': `"${version}"` } })
    if (!answer.ok()) throw new Error(await answer.text())
  }

  async function plan(page: Page): Promise<void> {
    const actor = new Actor(page, async (ms) => film.add(await page.screenshot(), ms), { x: 820, y: 560 })
    await page.goto(`${platform.url}/calendar?view=week&date=${TODAY}`)
    await untilLoaded(page)
    await page.locator('[data-cell-day] [data-event]').first().waitFor()
    await actor.rest(1400)
    const column = await page.locator(`[data-cell-day="${TODAY}"]`).first().boundingBox()
    if (!column) throw new Error('today is not on the board')
    const at = (hours: number) => ({ x: column.x + column.width / 2, y: column.y + hours * 48 })
    await actor.moveTo(at(10.77).x, at(10.77).y)
    await actor.drag(at(11.95))
    const panel = page.getByRole('dialog', { name: 'New event' })
    await panel.getByRole('combobox', { name: 'Course' }).waitFor()
    await actor.rest(900)
    await actor.press(panel.getByRole('combobox', { name: 'Course' }))
    const course = page.getByRole('option', { name: COURSE })
    await course.waitFor()
    await actor.rest(300)
    await actor.press(course)
    await actor.press(panel.getByRole('combobox', { name: 'Session' }))
    await actor.press(page.getByRole('option', { name: SESSION }))
    await panel.getByLabel('Name', { exact: true }).waitFor()
    await actor.rest(500)
    await actor.type(panel.getByLabel('Name', { exact: true }), CLASS)
    await actor.press(panel.getByRole('combobox', { name: 'Conferencing tool' }))
    await actor.rest(300)
    await actor.press(page.getByRole('option', { name: 'GoToMeeting Version 2' }))
    await actor.rest(300)
    const account = panel.getByRole('combobox', { name: 'Account' })
    await account.scrollIntoViewIfNeeded()
    await actor.press(account)
    await actor.press(page.getByRole('option', { name: 'Academy meetings' }))
    await actor.rest(800)
    await actor.press(panel.getByRole('button', { name: 'Create' }))
    await panel.waitFor({ state: 'detached' })
    await page
      .locator('[data-cell-day] [data-event]')
      .filter({ hasText: CLASS.join('') })
      .first()
      .waitFor()
    await actor.rest(2200)
  }

  /** Who teaches it has begun when the learner comes. */
  async function start(board: Page): Promise<void> {
    const card = board
      .locator('[data-cell-day] [data-event]')
      .filter({ hasText: CLASS.join('') })
      .first()
    const host = await openAtAcademy(platform, browser, { person: INSTRUCTOR })
    await host.goto(`${platform.url}/learn/events/${await card.getAttribute('data-event')}/start`)
    await host.getByText('You are in the').first().waitFor()
  }

  async function join(page: Page): Promise<void> {
    const stage = await openAtAcademy(platform, browser, SIZE)
    const shoot = async (ms: number) => {
      await showOnStage(stage, await page.screenshot())
      film.add(await stage.screenshot(), ms)
    }
    const actor = new Actor(page, shoot, { x: 300, y: 520 })
    await page.goto(platform.url)
    const link = page.getByRole('link', { name: /^Join/ }).first()
    await link.waitFor()
    await untilLoaded(page)
    await actor.rest(2000)
    await actor.press(link)
    await page.waitForURL((url) => url.origin === new URL(platform.simulator.url).origin)
    // A meeting asks once for a name.
    await page.getByLabel('Your name').fill(LEARNER_NAME)
    await page.keyboard.press('Enter')
    await page.getByText('You are in the').first().waitFor()
    await actor.rest(3000)
  }
})

/** A phone in the middle of a frame. */
async function showOnStage(stage: Page, picture: Buffer): Promise<void> {
  await stage.setContent(`<body style="margin:0;height:100vh;display:grid;place-items:center;background:#dfeceb">
    <img style="border:8px solid #17201f;border-radius:28px;width:${PHONE.width}px"
      src="data:image/png;base64,${picture.toString('base64')}">`)
  await stage.locator('img').evaluate((image: HTMLImageElement) => image.decode())
}
