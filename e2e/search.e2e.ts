import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, dismiss, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { overflows, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('button', { name: 'Search or do anything' }).waitFor()
})

const paletteOf = (page: Page) => page.getByRole('dialog', { name: 'Search or do anything' })
const fieldOf = (page: Page) => paletteOf(page).getByRole('combobox')
const chosenOf = (page: Page) => paletteOf(page).getByRole('option', { selected: true })
const pathOf = (page: Page) => new URL(page.url()).pathname + new URL(page.url()).search

describe.skipIf(!browserPath)('the search over everything', () => {
  it('opens by Ctrl K, finds while one types, and Enter leads there; Back to where one was', async () => {
    await superadmin.goto(`${platform.url}/admin/people`)
    await superadmin.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    await superadmin.keyboard.press('Control+k')
    await fieldOf(superadmin).fill('safety')
    await paletteOf(superadmin)
      .getByRole('option', { name: /^Safety at work.*Course$/ })
      .waitFor()
    expect(await fieldOf(superadmin).getAttribute('aria-activedescendant')).toBe(
      await chosenOf(superadmin).getAttribute('id'),
    )
    await screenshot(superadmin, 'search')
    await superadmin.keyboard.press('Enter')
    await superadmin.getByRole('heading', { level: 1, name: 'Safety at work' }).waitFor()
    await superadmin.goBack()
    await superadmin.getByRole('heading', { level: 1, name: 'People' }).waitFor()
    expect(pathOf(superadmin)).toBe('/admin/people')
    expect(await paletteOf(superadmin).count()).toBe(0)
  })

  it('closes by Escape, by Ctrl K and by Back, and leaves nothing in the history', async () => {
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
    const before = await superadmin.evaluate(() => history.length)
    for (const close of [
      () => superadmin.keyboard.press('Escape'),
      () => superadmin.keyboard.press('Control+k'),
      () => superadmin.goBack(),
    ]) {
      await superadmin.keyboard.press('Control+k')
      await fieldOf(superadmin).waitFor()
      await close()
      await paletteOf(superadmin).waitFor({ state: 'detached' })
      expect(pathOf(superadmin)).toBe('/courses')
    }
    expect(await superadmin.evaluate(() => history.length)).toBe(before + 1) // what forward would open again
  })

  it('shows first what was opened last, then what one may do', async () => {
    await superadmin.keyboard.press('Control+k')
    await paletteOf(superadmin).getByRole('group', { name: 'Opened last' }).waitFor()
    expect(await chosenOf(superadmin).innerText()).toContain('Safety at work')
    const doing = paletteOf(superadmin).getByRole('group', { name: 'Do', exact: true })
    await doing.getByRole('option', { name: /^New event/ }).waitFor()
    await paletteOf(superadmin)
      .getByRole('option', { name: /^Apps & features/ })
      .first()
      .waitFor()
    await superadmin.keyboard.press('ArrowUp') // round to the last
    const last = () => paletteOf(superadmin).getByRole('option').last().getAttribute('id')
    await expect
      .poll(async () => (await chosenOf(superadmin).getAttribute('id')) === (await last()))
      .toBe(true)
    await dismiss(superadmin)
  })

  it('asks for the session of a new event, and opens its panel', async () => {
    await superadmin.keyboard.press('Control+k')
    await fieldOf(superadmin).fill('new ev')
    await paletteOf(superadmin)
      .getByRole('option', { name: /^New event/, selected: true })
      .waitFor()
    await superadmin.keyboard.press('Enter')
    await paletteOf(superadmin).getByPlaceholder('In which session?').fill('winter')
    await superadmin.keyboard.press('Enter') // before anything was found
    await superadmin.getByRole('dialog', { name: 'New event' }).waitFor()
    expect(pathOf(superadmin)).toMatch(/^\/sessions\/[^/]+\?panel=new-event$/)
  })

  it('does settings: another look, another language', async () => {
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
    const choose = async (query: string) => {
      await superadmin.keyboard.press('Control+k')
      await superadmin.getByRole('combobox').last().fill(query)
      await superadmin.getByRole('option', { selected: true }).filter({ hasText: query }).waitFor()
      await superadmin.keyboard.press('Enter')
      await superadmin.getByRole('dialog').waitFor({ state: 'detached' })
    }
    await choose('Dark')
    await superadmin.locator('html[data-mantine-color-scheme=dark]').waitFor()
    await superadmin.keyboard.press('Control+k')
    await screenshot(superadmin, 'search-dark')
    await superadmin.keyboard.press('Escape')
    await paletteOf(superadmin).waitFor({ state: 'detached' })
    await choose('Light')
    await choose('Italiano')
    await superadmin.locator('html[lang=it]').waitFor()
    await choose('English')
    await superadmin.locator('html[lang=en]').waitFor()
  })

  it('fills the screen of a phone, where a button opens it; nothing sticks out in any font', async () => {
    const phone = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, phone, 'ada')
    await phone.getByRole('button', { name: 'Search or do anything' }).click()
    await fieldOf(phone).fill('a')
    await paletteOf(phone).getByRole('group', { name: 'Found' }).waitFor()
    const box = await paletteOf(phone).boundingBox()
    expect([box?.x, box?.y, box?.height]).toEqual([0, 0, 800])
    expect(box?.width).toBeGreaterThanOrEqual(345) // all but the bar that scrolls
    await screenshot(phone, 'search-phone')
    await phone.goBack()
    await paletteOf(phone).waitFor({ state: 'detached' })
    await phone.getByRole('button', { name: 'Search or do anything' }).click()
    await fieldOf(phone).waitFor()
    expect(await overflows(phone)).toEqual([])
    await phone.context().close()
  })

  it('shows learners what is theirs, and forgets at sign-out what was opened', async () => {
    const learner = await openWindow(journey.browser)
    await signIn(platform, learner, 'lea')
    await learner.getByRole('button', { name: 'Search or do anything' }).waitFor()
    await learner.keyboard.press('Control+k')
    await fieldOf(learner).fill('ada')
    await paletteOf(learner).getByText('Nothing that you may see is called “ada”.').waitFor()
    await fieldOf(learner).fill('new')
    await paletteOf(learner).getByText('Nothing that you may see is called “new”.').waitFor()
    await fieldOf(learner).fill('winter')
    await paletteOf(learner)
      .getByRole('option', { name: /^Winter edition/ })
      .waitFor()
    await learner.keyboard.press('Enter')
    await learner.getByRole('heading', { level: 1, name: 'Winter edition' }).waitFor()
    const kept = () => learner.evaluate(() => localStorage.getItem('lectern-recent'))
    expect(await kept()).toContain('Winter edition')
    await learner.keyboard.press('Control+k')
    await fieldOf(learner).fill('sign out')
    await paletteOf(learner)
      .getByRole('option', { name: /^Sign out/, selected: true })
      .waitFor()
    await learner.keyboard.press('Enter')
    await learner.getByLabel('Password').waitFor()
    expect(await kept()).toBeNull()
    await learner.context().close()
  })
})

describe.skipIf(!browserPath)('keys', () => {
  const isAt = (path: string) => superadmin.waitForURL(`${platform.url}${path}`)

  it('lead to places by g and a letter, plan by n, search by /, and ? says which there are', async () => {
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
    for (const [keys, path] of [
      ['gc', '/calendar'],
      ['gp', '/admin/people'],
      ['go', '/courses'],
    ] as const) {
      for (const key of keys) await superadmin.keyboard.press(key)
      await isAt(path)
    }
    await superadmin.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
    await superadmin.keyboard.press('/')
    await fieldOf(superadmin).waitFor()
    await dismiss(superadmin)
    await superadmin.keyboard.press('?')
    const dialog = superadmin.getByRole('dialog', { name: 'Keyboard shortcuts' })
    await dialog.getByText('Go to: Calendar').waitFor()
    await screenshot(superadmin, 'shortcuts')
    expect(await violations(superadmin)).toEqual([])
    await superadmin.keyboard.press('g')
    await superadmin.keyboard.press('c') // nothing while a dialog is open
    await superadmin.keyboard.press('Escape')
    await dialog.waitFor({ state: 'detached' })
    await isAt('/courses')
    await superadmin.keyboard.press('n')
    await superadmin.getByPlaceholder('In which session?').waitFor()
    await dismiss(superadmin)
  })

  it('do nothing while one types, nor where they are switched off; Ctrl K stays', async () => {
    await superadmin.goto(`${platform.url}/admin/people`)
    await superadmin.getByRole('searchbox').pressSequentially('gc/?n')
    await isAt('/admin/people')
    expect(await superadmin.getByRole('dialog').count()).toBe(0)
    await superadmin.goto(`${platform.url}/profile`)
    await superadmin.getByLabel('Shortcuts of single keys').uncheck()
    await superadmin.getByRole('heading', { level: 1 }).click()
    for (const key of ['g', 'c', '/', '?']) await superadmin.keyboard.press(key)
    await superadmin.keyboard.press('Control+k')
    await fieldOf(superadmin).waitFor()
    await dismiss(superadmin)
    expect(pathOf(superadmin)).toBe('/profile')
    await superadmin.getByLabel('Shortcuts of single keys').check()
  })
})
