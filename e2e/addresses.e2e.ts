import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { goTo } from './looks.ts'
import type { Platform } from './platform.ts'
import { signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
const ids = { courseId: '', sessionId: '', personId: '' }

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('button', { name: 'Search or do anything' }).waitFor()
  const hits = async (q: string) =>
    (await (await superadmin.request.get(`${platform.url}/api/v1/search?q=${q}`)).json()).items as {
      kind: string
      id: string
    }[]
  const first = async (q: string, kind: string) => (await hits(q)).find((hit) => hit.kind === kind)?.id ?? ''
  ids.courseId = await first('safety', 'course')
  ids.sessionId = await first('winter', 'session')
  ids.personId = await first('lea', 'person')
})

const addressOf = (page: Page) => {
  const { pathname, search } = new URL(page.url())
  return pathname + search
}

/** Every panel that a button opens: the page, the button. */
const panels: readonly [page: string, button: string][] = [
  ['/courses', 'New course'],
  ['/courses/{courseId}', 'New session'],
  ['/courses/{courseId}', 'Edit'],
  ['/sessions/{sessionId}', 'New event'],
  ['/sessions/{sessionId}?tab=enrollments', 'Enroll'],
  ['/sessions/{sessionId}?tab=properties', 'Edit'],
  ['/calendar', 'Subscribe'],
  ['/admin/people', 'Add a person'],
  ['/admin/people', 'Import'],
  ['/admin/people?query=lea', 'Add a person'],
  ['/admin/groups', 'New group'],
  ['/admin/domains', 'Add a domain'],
  ['/admin/session-fields', 'New field'],
  ['/admin/api-keys', 'New API key'],
  ['/admin/directories', 'New directory'],
  ['/admin/lms', 'New LMS'],
  ['/admin/webhooks', 'New webhook'],
  ['/profile', 'Search or do anything'],
]

describe.skipIf(!browserPath)('Back', () => {
  it.each(panels)(
    'closes on %s what “%s” opened, forward opens it again, nothing is left behind',
    async (path, name) => {
      const page = path.replace(/\{(\w+)\}/g, (_, id: keyof typeof ids) => ids[id])
      const panel = superadmin.getByRole('dialog')
      const isClosed = async () => {
        await panel.waitFor({ state: 'detached' })
        expect(addressOf(superadmin)).toBe(page)
      }
      await goTo(superadmin, `${platform.url}/notifications`)
      await goTo(superadmin, platform.url + page)
      await superadmin.getByRole('button', { name, exact: true }).first().click()
      await panel.waitFor()
      expect(addressOf(superadmin)).not.toBe(page)
      const length = await superadmin.evaluate(() => history.length)
      await superadmin.goBack()
      await isClosed()
      await superadmin.goForward()
      await panel.waitFor()
      await superadmin.keyboard.press('Escape')
      await isClosed()
      await superadmin.getByRole('button', { name, exact: true }).first().click()
      await panel.waitFor()
      await superadmin.keyboard.press('Escape')
      await isClosed()
      expect(await superadmin.evaluate(() => history.length)).toBe(length)
      await superadmin.goBack()
      await superadmin.waitForURL(`${platform.url}/notifications`)
    },
  )

  it('leads from a panel that came by a link to the page below, and on from there', async () => {
    await superadmin.goto(`${platform.url}/notifications`)
    await superadmin.goto(`${platform.url}/courses?panel=new`)
    const panel = superadmin.getByRole('dialog', { name: 'New course' })
    await panel.waitFor()
    await superadmin.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(addressOf(superadmin)).toBe('/courses')
    await superadmin.goBack()
    await superadmin.waitForURL(`${platform.url}/notifications`)
  })

  it('leads from what a panel made to the page with the list, not to the panel', async () => {
    await superadmin.goto(`${platform.url}/admin/groups`)
    await superadmin.getByRole('button', { name: 'New group' }).click()
    await superadmin.getByRole('dialog').getByLabel('Name').fill('Back and forth')
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await superadmin.waitForURL(/\/admin\/groups\/[0-9a-f-]{36}$/)
    await superadmin.goBack()
    await superadmin.waitForURL(`${platform.url}/admin/groups`)
  })
})

describe.skipIf(!browserPath)('an address', () => {
  it('with a part that is no id is that of no page, wherever it stands', async () => {
    const source = readFileSync(new URL('../packages/web/src/app/app.tsx', import.meta.url), 'utf8')
    const routes = Array.from(source.matchAll(/<Route path="([^"]+)"/g), ([, path]) => path as string)
    const withIds = routes.filter((path) => /:\w+Id/.test(path))
    expect(withIds.length).toBeGreaterThan(8)
    const wrong: string[] = []
    for (const route of withIds) {
      if (/\/(join|start)$/.test(route)) continue // the server leads on from there
      const path = route.replace(/:(\w+Id)\??/g, 'abc').replace(/\/:view\?|\/\*\?/g, '')
      await superadmin.goto(platform.url + path)
      const said = superadmin.getByText(/There is no such page|Nothing here|no such app/i).first()
      const isSaid = await said.waitFor({ timeout: 15_000 }).then(
        () => true,
        () => false,
      )
      const text = await superadmin.locator('body').innerText()
      if (!isSaid || /uuid|invalid/i.test(text)) wrong.push(`${path}: ${text.slice(0, 300)}`)
    }
    expect(wrong).toEqual([])
  })

  it('says what a list is filtered by, and the list is the same for whoever gets it', async () => {
    await superadmin.goto(`${platform.url}/admin/people`)
    await superadmin.getByRole('searchbox').fill('lea')
    await superadmin.waitForURL(`${platform.url}/admin/people?query=lea`)
    await superadmin.getByRole('link', { name: 'Rossi Lea' }).click()
    await superadmin.getByRole('dialog').waitFor()
    await superadmin.goBack()
    await superadmin.waitForURL(`${platform.url}/admin/people?query=lea`)
    await superadmin.reload()
    await superadmin.getByRole('link', { name: 'Rossi Lea' }).waitFor()
    expect(await superadmin.getByRole('searchbox').inputValue()).toBe('lea')
    expect(await superadmin.getByRole('link', { name: 'Conti Ivo' }).count()).toBe(0)
  })
})

describe.skipIf(!browserPath)('the language that was chosen on the way in', () => {
  it('stays when one is in, and is the person’s from then on', async () => {
    const page = await openWindow(journey.browser)
    await page.goto(`${platform.url}/sign-in`)
    await page.locator('select:has(> option[lang])').first().selectOption('de')
    await page.locator('html[lang=de]').waitFor({ state: 'attached' })
    await page.locator('input[type=email]').fill('lia@demo.example')
    await page.locator('input[type=password]').fill('lia-demo-1')
    await page.getByRole('button', { name: 'Anmelden', exact: true }).click()
    await page.getByRole('button', { name: 'Suchen oder etwas tun' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('de')
    const me = async () => (await (await page.request.get(`${platform.url}/api/v1/me`)).json()).language
    expect(await me()).toBe('de')
    await page.context().close()
  })
})
