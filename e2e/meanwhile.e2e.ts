import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './browser.ts'
import { useJourney } from './journey.ts'
import { RARELY } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, firstId, inRome, lookAgain, signedInWindow, signIn } from './steps.ts'

// What somebody typed, or was given once, while something else happens: the network goes, the login ends, another person
// comes. What colleagues do meanwhile: colleagues.e2e.ts.

const journey = useJourney()
let platform: Platform
let ada: Page
const ids = { course: '', session: '', lea: '' }

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: ada } = journey)
  await signIn(platform, ada, 'ada')
  const first = (path: string) => firstId(platform, ada, path)
  ids.course = await first('/courses')
  ids.session = await first(`/courses/${ids.course}/sessions`)
  ids.lea = await first('/people?query=lea@demo.example')
})

const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
const plan = (session: string, name: string, from: number) =>
  ask(platform, ada, 'POST', `/sessions/${session}/events`, {
    ...{ name, startsWall: at(from), endsWall: at(from + 30), timeZone: 'Europe/Rome', accountId: null },
  })
const windowOf = (name: string, path: string, width?: number) => signedInWindow(journey, name, path, width)

async function typeSignIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('E-mail').fill(`${name}@demo.example`)
  await page.getByLabel('Password').fill(`${name}-demo-1`)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Profile of/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
}

/** Answers to these requests come when they are let go. */
async function hold(page: Page, method: string, path: string, then: 'answered' | 'cut') {
  let go = () => {}
  const isLetGo = new Promise<void>((resolve) => {
    go = resolve
  })
  await page.route(path, async (route) => {
    if (route.request().method() !== method) return route.continue()
    await isLetGo
    return then === 'cut' ? route.abort('connectionreset') : route.continue()
  })
  return { asked: page.waitForRequest((request) => request.method() === method), go }
}

const nameIn = (page: Page) => page.getByRole('dialog').getByLabel('Name', { exact: true })

describe.skipIf(!browserPath)('the network goes', () => {
  it('and what is done then is said not to work: it is not done later', async () => {
    const group = await ask(platform, ada, 'POST', '/groups', { name: 'Night shift' })
    const page = await windowOf('ada', `/admin/groups/${group.id}`)
    await page.getByRole('button', { name: 'Delete group' }).click()
    const question = page.getByRole('dialog', { name: /^Delete/ })
    await question.waitFor()
    await page.context().setOffline(true)
    await question.getByRole('button', { name: 'Delete', exact: true }).click()
    await question.getByRole('alert').waitFor()
    await question.getByRole('button', { name: 'Cancel', exact: true }).click()
    await page.context().setOffline(false)
    await lookAgain(page) // what waited for the network would be done by then
    expect(await ask(platform, ada, 'GET', `/groups/${group.id}`)).toMatchObject({ name: 'Night shift' })
    await page.context().close()
  })

  it('and what is typed is asked about all the same; what can not be shown comes when there is one', async () => {
    await ask(platform, ada, 'POST', '/courses', { name: 'Night course', code: 'NIGHT', type: 'vilt' })
    const page = await windowOf('ada', '/courses')
    await page.getByRole('button', { name: 'New course' }).click()
    const panel = page.getByRole('dialog', { name: 'New course' })
    const question = page.waitForResponse(/\/assets\/.*confirm/).catch(() => {})
    await panel.getByRole('textbox').first().fill('Typed with care')
    await Promise.race([question, page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 2000)))])
    await page.context().setOffline(true)
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Keep editing' }).click()
    expect(await panel.getByRole('textbox').first().inputValue()).toBe('Typed with care')
    await panel.getByRole('button', { name: 'Cancel', exact: true }).click()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Administration menu' }).click() // stays closed, and nothing breaks
    await page.context().setOffline(false)
    await page.getByRole('button', { name: 'Administration menu' }).click()
    await page.getByRole('menu').waitFor()
    await page.keyboard.press('Escape')

    const link = page.getByRole('link', { name: 'Night course' })
    await page.route('**/assets/course-page*', (route) => route.abort('connectionreset'))
    await link.click()
    const again = page.getByRole('button', { name: 'Try again' })
    await again.waitFor()
    await page.unroute('**/assets/course-page*')
    await again.click()
    await page.getByRole('heading', { level: 1, name: 'Night course' }).waitFor()
    await page.context().close()
  })
})

describe.skipIf(!browserPath)('the login ends', () => {
  it('with something half typed, and the way in is shown with the reason', async () => {
    const page = await windowOf('ivo', `/sessions/${ids.session}?panel=new-event`)
    await nameIn(page).fill('Half typed')
    await platform.query(
      `update logins set seen_at = seen_at - interval '11 days'
      where person_id = (select id from people where email = 'ivo@demo.example')`,
    )
    await page.getByRole('dialog').locator('button[type=submit]').click()
    await page.getByLabel('Password').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    await page.context().close()
  })

  it('by signing out, which asks about what is half typed', async () => {
    const page = await windowOf('ada', '/admin/platform')
    const name = page.getByLabel('Name', { exact: true }).first()
    await name.fill('Half typed')
    await signOut(page)
    await page.getByRole('button', { name: 'Keep editing' }).click()
    expect(await name.inputValue()).toBe('Half typed')
    await signOut(page)
    await page.getByRole('button', { name: 'Discard' }).click()
    await page.getByLabel('Password').waitFor()
    await page.context().close()
  })

  it('and marks that wait for a network wait for whoever made them, for nobody else', async () => {
    const event = await plan(ids.session, 'Running', -5)
    const statusOf = async (personId: string) => {
      const { learners } = await ask<{ learners: { personId: string; attendance: { status: string } }[] }>(
        ...([platform, ada, 'GET', `/events/${event.id}/roster`] as const),
      )
      return learners.find((one) => one.personId === personId)?.attendance.status
    }
    const ivo = await windowOf('ivo', `/teach/events/${event.id}/attendance`, 390)
    const present = ivo
      .getByRole('listitem')
      .filter({ hasText: 'Rossi' })
      .getByRole('button', { name: 'Present' })
    await present.waitFor()
    let isCut = true
    await ivo.route('**/attendance', (route) =>
      isCut && route.request().method() === 'PUT' ? route.abort('connectionreset') : route.continue(),
    )
    await present.click()
    await ivo.getByText(/kept on this/).waitFor()
    await platform.query(
      `delete from logins where person_id = (select id from people where email = 'ivo@demo.example')`,
    )
    isCut = false
    await ivo.reload()
    await typeSignIn(ivo, 'ivo')
    await expect.poll(() => statusOf(ids.lea)).toBe('present')

    // And those of somebody who signs out are gone: whoever comes next sends none.
    isCut = true
    const absent = ivo
      .getByRole('listitem')
      .filter({ hasText: 'Rossi' })
      .getByRole('button', { name: 'Absent' })
    await absent.click()
    await ivo.getByText(/kept on this/).waitFor()
    await signOut(ivo)
    await ivo.getByLabel('Password').waitFor()
    isCut = false
    const sent: string[] = []
    ivo.on('request', (request) => request.method() === 'PUT' && sent.push(request.url()))
    await typeSignIn(ivo, 'ada')
    await present.waitFor()
    await ivo.waitForFunction(() => !document.querySelector('[aria-busy=true]'), undefined, RARELY)
    expect(sent).toEqual([])
    expect(await statusOf(ids.lea)).toBe('present')
    await ivo.context().close()
  })
})

describe.skipIf(!browserPath)('another person comes', () => {
  it('in another tab, and sees nothing that was read or typed before', async () => {
    const event = await plan(ids.session, 'Soon', 40)
    const one = await windowOf('ivo', `/teach/events/${event.id}`)
    await one.getByText('Rossi').first().waitFor()
    const two = await one.context().newPage()
    await signIn(platform, two, 'lia', '/learn')
    await lookAgain(one)
    await one.getByRole('button', { name: /^Profile of Lia/ }).waitFor()
    await one.getByText('Rossi').first().waitFor({ state: 'detached' })

    await one.goto(`${platform.url}/profile`)
    await signIn(platform, two, 'ivo', '/learn')
    await one.goto(`${platform.url}/sessions/${ids.session}?panel=new-event`)
    await nameIn(one).fill('Typed by Ivo')
    await signIn(platform, two, 'ada', '/learn')
    await lookAgain(one)
    await one.getByRole('button', { name: /^Profile of Ada/ }).waitFor({ state: 'attached' })
    await expect.poll(() => nameIn(one).inputValue()).toBe('')
    await one.context().close()
  })
})

describe.skipIf(!browserPath)('something is being done', () => {
  it('and Back waits for what it gives; what is shown once goes only when it was copied, or left on purpose', async () => {
    const page = await windowOf('ada', '/admin/directories')
    await page.getByRole('button', { name: 'New directory' }).click()
    await nameIn(page).fill('Slow')
    const { asked, go } = await hold(page, 'POST', '**/api/v1/directories', 'answered')
    await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click()
    await asked
    await page.goBack()
    go()
    await page.getByText('Copy it now').waitFor()
    const question = page.getByRole('dialog', { name: 'Close without copying it?' })
    for (const leave of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
      await leave()
      await question.getByRole('button', { name: 'Cancel', exact: true }).click()
      await question.waitFor({ state: 'detached' })
      expect(await page.getByText('Copy it now').isVisible()).toBe(true)
    }
    await page.getByRole('button', { name: 'I have copied it' }).click()
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('and its question stays until it is done: that it failed is said', async () => {
    const group = await ask(platform, ada, 'POST', '/groups', { name: 'Kept' })
    const page = await windowOf('ada', `/admin/groups/${group.id}`)
    await page.getByRole('button', { name: 'Delete group' }).click()
    const question = page.getByRole('dialog', { name: /^Delete/ })
    const { asked, go } = await hold(page, 'DELETE', `**/api/v1/groups/${group.id}*`, 'cut')
    await question.getByRole('button', { name: 'Delete', exact: true }).click()
    await asked
    await page.keyboard.press('Escape')
    go()
    await question.getByRole('alert').waitFor()
    await page.keyboard.press('Escape') // closes the question alone
    await question.waitFor({ state: 'detached' })
    expect(await page.getByRole('dialog').count()).toBe(1)
    await page.context().close()
  })
})
