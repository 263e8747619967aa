import type { Browser, Page } from 'playwright-core'
import { openWindow } from './browser.ts'
import type { Platform } from './platform.ts'

/** Signs in one of the demo's people, without the form: main-job.e2e.ts and addresses.e2e.ts fill that in. */
export async function signIn({ url }: Platform, page: Page, name: string, path = '/'): Promise<void> {
  const data = { email: `${name}@demo.example`, password: `${name}-demo-1` }
  const answer = await page.request.post(`${url}/api/v1/logins`, { data })
  if (!answer.ok()) throw new Error(`${name} can’t sign in: ${await answer.text()}`)
  await page.goto(url + path)
}

/** A window of their own for one of the demo's people, who is signed in there. */
export async function signedInWindow(
  { platform, browser }: { readonly platform: Platform; readonly browser: Browser },
  name: string,
  path: string,
  width?: number,
): Promise<Page> {
  const page = await openWindow(browser, width === undefined ? {} : { width })
  await signIn(platform, page, name, path)
  return page
}

/** Comes back to the window a minute later: the app asks anew who they are. */
export async function lookAgain(page: Page): Promise<void> {
  const asked = page.waitForResponse(/\/api\/v1\/me$/)
  await page.evaluate(() => {
    const later = Date.now() + 61_000
    Date.now = () => later
    window.dispatchEvent(new Event('visibilitychange'))
  })
  await (await asked).finished()
}

/**
 * Asks the API as whoever is signed in in a window.
 *
 * @param version of the thing, where it is changed
 * @throws {Error} with what the API said, when it refused
 */
export async function ask<T = { id: string }>(
  { url }: Platform,
  page: Page,
  method: string,
  path: string,
  data?: object,
  version?: number,
): Promise<T> {
  const answer = await page.request.fetch(`${url}/api/v1${path}`, {
    method,
    ...(data ? { data } : {}),
    ...(version === undefined ? {} : { headers: { 'if-match': `"${version}"` } }),
  })
  const text = await answer.text()
  if (!answer.ok()) throw new Error(`${method} ${path}: ${text}`)
  return JSON.parse(text || '{}')
}

/** @returns the id of the first of a list; empty when there is none */
export async function firstId(platform: Platform, page: Page, path: string): Promise<string> {
  const { items } = await ask<{ items: { id: string }[] }>(platform, page, 'GET', path)
  return items[0]?.id ?? ''
}

/** Wall-clock values for the form, some minutes from now in Rome. */
export function inRome(minutes: number): { date: string; time: string } {
  const text = new Date(Date.now() + minutes * 60_000).toLocaleString('sv-SE', { timeZone: 'Europe/Rome' })
  return { date: text.slice(0, 10), time: text.slice(11, 16) }
}

/** Makes an account by its form and the provider's consent. A superadmin is signed in, the app active. */
export async function pairAccount(
  platform: Platform,
  page: Page,
  account: { name: string; sessionType: 'Meeting' | 'Webinar' | 'Training' },
): Promise<void> {
  const { clientId, clientSecret } = platform.simulator.addClient({
    name: account.name,
    redirectUris: [`${platform.url}/learn/gotomeeting`],
  })
  await page.goto(`${platform.url}/admin/apps/gotomeeting-v2`)
  await page.getByRole('button', { name: 'New account' }).click()
  const panel = page.getByRole('dialog', { name: 'New account' })
  await panel.getByLabel('Name', { exact: true }).fill(account.name)
  await panel.getByLabel('Client ID').fill(clientId)
  await panel.getByLabel('Client Secret').fill(clientSecret)
  await panel.getByRole('radio', { name: account.sessionType }).check()
  await panel.getByRole('button', { name: 'Create' }).click()
  const signInHeading = page.getByRole('heading', { name: 'Sign in to GoTo' })
  const allow = page.getByRole('button', { name: 'Allow' })
  await signInHeading.or(allow).waitFor()
  if (await signInHeading.isVisible()) {
    await page.getByLabel('Email').fill('organizer@goto.example')
    await page.getByLabel('Password').fill('goto-demo-1')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await allow.click()
  await page.getByText('The account is paired. Events can use it now.').waitFor()
}

/** Plans an event of the demo's course in the form, and waits for its room. @returns the address of its page */
export async function planEvent(platform: Platform, page: Page, event: EventToPlan): Promise<string> {
  await tryToPlan(platform, page, event)
  const row = page.getByRole('listitem').filter({ hasText: event.name })
  await row.getByText('Ready').waitFor()
  await row.getByRole('link', { name: event.name }).click()
  await page.getByRole('heading', { level: 1, name: event.name }).waitFor()
  return page.url()
}

interface EventToPlan {
  name: string
  account: string
  startsInMinutes: number
  overlaps?: boolean
  tool?: string
}

/** The same up to the last click: what is refused is said in the panel. */
export async function tryToPlan(platform: Platform, page: Page, event: EventToPlan): Promise<void> {
  await page.goto(`${platform.url}/courses`)
  await page.getByRole('link', { name: 'Safety at work' }).click()
  await page.getByRole('link', { name: 'Winter edition' }).click()
  await page.getByRole('button', { name: 'New event' }).click()
  const panel = page.getByRole('dialog', { name: 'New event' })
  const [start, end] = [inRome(event.startsInMinutes), inRome(event.startsInMinutes + 60)]
  await panel.getByLabel('Name', { exact: true }).fill(event.name)
  await panel.getByLabel('Date').fill(start.date)
  await panel.getByLabel('Start', { exact: true }).fill(start.time)
  await panel.getByLabel('End', { exact: true }).fill(end.time)
  await panel.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Rome')
  await page.getByRole('option', { name: 'Europe/Rome' }).click()
  await panel.getByRole('combobox', { name: 'Conferencing tool' }).click()
  await page.getByRole('option', { name: event.tool ?? 'GoToMeeting Version 2' }).click()
  const chooser = panel.getByRole('combobox', { name: 'Account' })
  // A new event begins with the account of the last one.
  if (!(await chooser.inputValue()).startsWith(event.account)) {
    await chooser.click()
    await page.getByRole('option', { name: new RegExp(`^${event.account}\\b`) }).click()
  }
  const create = async () => {
    const isAnswered = page.waitForResponse((answer) => answer.request().method() === 'POST')
    await panel.getByRole('button', { name: 'Create' }).click()
    await isAnswered
    // Until then the panel stays, whatever is pressed.
    await page.locator('[role=dialog] [type=submit][data-loading]').waitFor({ state: 'detached' })
  }
  await create()
  if (event.overlaps) {
    await panel.getByLabel('Why both are to take place').fill('Two groups in one hall')
    await create()
  }
}
