import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { build, type Rollup } from 'vite'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { preact } from '../packages/web/preact/plugin.ts'
import { browserPath, openBrowser, openWindow } from './browser.ts'

/** What is written for React is drawn by Preact: here is what that has to do alike. */
describe.skipIf(!browserPath)('a page that is drawn by Preact', () => {
  let browser: Browser
  let page: Page

  beforeAll(async () => {
    const fixture = fileURLToPath(new URL('../packages/web/preact/fixture.tsx', import.meta.url))
    const built = (await build({
      configFile: false,
      logLevel: 'error',
      plugins: [preact()],
      build: { write: false, modulePreload: false, rolldownOptions: { input: fixture } },
    })) as Rollup.RolldownOutput
    browser = await openBrowser()
    page = await openWindow(browser)
    await page.addScriptTag({ content: built.output[0].code, type: 'module' })
    await page.getByRole('textbox', { name: 'Digits' }).waitFor()
  })

  afterAll(() => browser?.close())

  it('shows in a field what its props say, also where a change is not taken', async () => {
    const digits = page.getByRole('textbox', { name: 'Digits' })
    await digits.press('End')
    await digits.pressSequentially('2x3')
    await expect.poll(() => digits.inputValue()).toBe('123')
    const box = page.getByRole('checkbox')
    await box.click()
    await expect.poll(() => box.isChecked()).toBe(false)
    const choice = page.getByRole('combobox')
    await choice.selectOption('a')
    await expect.poll(() => choice.inputValue()).toBe('b')
  })

  it('hears a key that comes right after a press as what the press has made', async () => {
    const heard = await page.evaluate(async () => {
      document.querySelector('button')?.click()
      for (let microtasks = 0; microtasks < 10; microtasks++) await undefined
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'k' }))
      for (let microtasks = 0; microtasks < 10; microtasks++) await undefined
      return document.querySelector('output')?.textContent
    })
    expect(heard).toBe('k at step 1')
  })

  it('gives the focus to a field that asks for it when it comes', async () => {
    const later = page.getByRole('textbox', { name: 'Later' })
    expect(await later.evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('keeps what it hides', async () => {
    const kept = page.getByLabel('Kept')
    await kept.fill('still here')
    await page.getByRole('button', { name: 'On' }).click()
    await kept.waitFor({ state: 'hidden' })
    expect(await kept.inputValue()).toBe('still here')
  })
})
