import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize, signInLanguages } from './looks.ts'
import type { Platform } from './platform.ts'
import { signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})

/** A picture, drawn by the browser. */
async function draw(page: Page, width: number, height: number, color: string): Promise<Buffer> {
  const url = await page.evaluate(
    ([across, down, fill]) => {
      const canvas = Object.assign(document.createElement('canvas'), { width: across, height: down })
      const drawing = canvas.getContext('2d')
      if (!drawing) throw new Error('the browser can not draw')
      drawing.fillStyle = fill
      drawing.fillRect(0, down * 0.2, across, down * 0.6)
      return canvas.toDataURL('image/png')
    },
    [width, height, color] as const,
  )
  return Buffer.from(url.split(',')[1] ?? '', 'base64')
}

const upload = async (name: string, buffer: Buffer) => {
  await superadmin
    .locator(`input[aria-label="Choose a file: ${name}"]`)
    .setInputFiles({ name: 'picture.png', mimeType: 'image/png', buffer })
  await superadmin.getByRole('button', { name: `Remove: ${name}` }).waitFor()
}
const accentOf = (page: Page, role: string) =>
  page
    .locator(role)
    .first()
    .evaluate((element) => getComputedStyle(element).backgroundColor)

const words = {
  en: ['Good to see you', 'Your courses and dates.'],
  it: ['Che bello rivederti', 'I tuoi corsi e le tue date.'],
  de: ['Schön, dass Sie da sind', 'Ihre Kurse und Termine.'],
} as const
const languageNames = { en: 'English', it: 'Italian', de: 'German' } as const

describe.skipIf(!browserPath)('the brand of a platform, in a browser', () => {
  it('a superadmin sets all of it on one page, and every page wears it', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('button', { name: 'Administration' }).click()
    await superadmin.getByRole('menuitem', { name: 'Platform', exact: true }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Platform' }).waitFor()
    await superadmin.getByLabel('Name', { exact: true }).fill('Northwind Academy')
    await upload('Logo', await draw(superadmin, 900, 240, '#7a1f5c'))
    await upload('Logo for the dark scheme', await draw(superadmin, 900, 240, '#f0a8d8'))
    await upload('Picture of the sign-in page', await draw(superadmin, 900, 1200, '#3b1e4f'))
    await superadmin.getByText('Made of the logo', { exact: true }).waitFor()
    // A logo is drawn anew: a program that calls itself a picture is refused, and said so where it was chosen.
    await superadmin.locator('input[aria-label="Choose a file: Icon"]').setInputFiles({
      name: 'icon.png',
      mimeType: 'image/png',
      buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'),
    })
    await superadmin.getByText('The file is an SVG, which can carry programs.').waitFor()
    // Too pale to be read: the nearest shade is offered.
    await superadmin.getByLabel('Accent color', { exact: true }).fill('#ff77aa')
    await superadmin.getByText('On light grounds its contrast is 2.3 to 1').waitFor()
    await superadmin.getByRole('button', { name: /^Take #/ }).click()
    const accent = await superadmin.getByLabel('Accent color', { exact: true }).inputValue()
    expect(accent).toMatch(/^#[0-9a-f]{6}$/)
    for (const language of ['en', 'it', 'de'] as const) {
      const [title, text] = words[language]
      await superadmin.getByLabel(`Title in ${languageNames[language]}`).fill(title)
      await superadmin.getByLabel(`Text in ${languageNames[language]}`).fill(text)
    }
    await superadmin.getByRole('combobox', { name: 'First day of the week' }).click()
    await superadmin.getByRole('option', { name: 'Sunday' }).click()
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByText('Saved. Everybody sees it now.').waitFor()
    // At once on this page, and before anything is drawn on the next one.
    await superadmin.getByRole('banner').getByRole('img', { name: 'Northwind Academy' }).waitFor()
    const color = `rgb(${[1, 3, 5].map((at) => Number.parseInt(accent.slice(at, at + 2), 16)).join(', ')})`
    await superadmin.mouse.move(0, 0)
    await expect.poll(() => accentOf(superadmin, 'main button[type=submit]')).toBe(color)
    await superadmin.reload()
    expect(await superadmin.title()).toContain('Northwind Academy')
    const icon = await superadmin.locator('link[rel=icon]').getAttribute('href')
    expect(icon).toContain('/platform/images/logo?size=32')
    expect((await superadmin.request.get(`${platform.url}${icon}`)).headers()['content-type']).toBe(
      'image/png',
    )
    const manifest = await (await superadmin.request.get(`${platform.url}/manifest.webmanifest`)).json()
    expect(manifest).toMatchObject({ name: 'Northwind Academy', theme_color: accent })
    await lookAsItStands(superadmin, 'platform')
  })

  it('who comes to sign in sees it, in every language', async () => {
    const visitor = await openWindow(journey.browser)
    await visitor.goto(`${platform.url}/sign-in`)
    await visitor.getByRole('img', { name: 'Northwind Academy' }).waitFor()
    for (const language of ['it', 'de', 'en'] as const) {
      await visitor.locator(signInLanguages).first().selectOption(language)
      for (const sentence of words[language]) await visitor.getByText(sentence).waitFor()
    }
    await lookAtEverySize(visitor, 'sign-in-branded')
  })

  it('mails carry the logo inside', async () => {
    const visitor = await openWindow(journey.browser)
    await visitor.goto(`${platform.url}/sign-in`)
    await visitor.getByRole('button', { name: 'Forgot your password?' }).click()
    await visitor.getByLabel('E-mail').fill('lea@demo.example')
    await visitor.getByRole('button', { name: /link/i }).click()
    await visitor.getByRole('status').waitFor()
    const newest = async () => {
      const { items } = await (await superadmin.request.get(`${platform.url}/api/v1/mails?limit=5`)).json()
      return items.find(
        ({ recipient, subject }: { recipient: string; subject: string }) =>
          recipient === 'lea@demo.example' && subject.includes('Northwind Academy'), // not what came before
      )
    }
    await expect.poll(newest).toBeTruthy()
    const { id } = await newest()
    const { html } = await (await superadmin.request.get(`${platform.url}/api/v1/mails/${id}`)).json()
    expect(html).toContain('src="data:image/png;base64,')
    const reader = await openWindow(journey.browser)
    await reader.setContent(html)
    const shown = await reader
      .locator('img.logo')
      .evaluate((image) => (image as HTMLImageElement).naturalWidth)
    expect(shown).toBeGreaterThan(100)
  })

  it('languages that are not offered any more are not to be chosen', async () => {
    await superadmin.goto(`${platform.url}/admin/platform`)
    await superadmin.getByRole('checkbox', { name: 'Deutsch' }).uncheck()
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByText('Saved. Everybody sees it now.').waitFor()
    const visitor = await openWindow(journey.browser, { language: 'de' })
    await visitor.goto(`${platform.url}/sign-in`)
    await visitor.getByRole('heading', { name: 'Sign in to Northwind Academy' }).waitFor()
    expect(await visitor.locator(`${signInLanguages} option`).allTextContents()).toEqual([
      'English',
      'Italiano',
    ])
  })
})
