import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize, speak, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn as signInTo } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let eventUrl: string
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})

const signIn = (page: Page, name: string, path?: string) => signInTo(platform, page, name, path)

/** Opens the accounts of the app by the gear, as a person does. */
async function openAccounts(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Administration menu' }).click()
  await page.getByRole('menuitem', { name: 'Manage', exact: true }).click()
  await page.getByRole('heading', { level: 1, name: 'GoToMeeting version 2' }).waitFor()
}

/** Walks the simulator's Developer Center; gives the credentials that it shows once. */
async function createOAuthClient(
  page: Page,
  redirectUris: string[],
): Promise<{ id: string; secret: string }> {
  await page.goto(`${platform.simulator.url}/developer`)
  await page.getByRole('link', { name: 'OAuth Clients' }).first().click()
  const signedOut = page.getByRole('heading', { name: 'Sign in to GoTo' })
  const create = page.getByRole('link', { name: 'Create a new client' })
  await signedOut.or(create).waitFor()
  if (await signedOut.isVisible()) {
    await page.getByLabel('Email').fill('organizer@goto.example')
    await page.getByLabel('Password').fill('goto-demo-1')
    await page.getByRole('button', { name: 'Sign in' }).click()
  }
  await create.click()
  await page.getByLabel('Client name').fill('Lectern')
  await page.getByLabel('Description').fill('Our training')
  for (const uri of redirectUris) {
    await page.getByRole('textbox', { name: 'Redirect URI' }).fill(uri)
    await page.getByRole('button', { name: '+ Add' }).click()
    await page.getByText(uri, { exact: true }).waitFor()
  }
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('checkbox', { name: 'GoToMeeting' }).check()
  await page.getByRole('button', { name: 'Save' }).click()
  const id = (await page.getByLabel('Client ID', { exact: true }).textContent()) ?? ''
  const secret = (await page.getByLabel('Client Secret', { exact: true }).textContent()) ?? ''
  expect(await page.getByRole('button', { name: 'Done' }).isDisabled()).toBe(true)
  await page.getByRole('checkbox', { name: 'I have stored the client secret' }).check()
  await page.getByRole('button', { name: 'Done' }).click()
  await page.getByRole('button', { name: 'Copy Client ID of Lectern' }).first().waitFor()
  expect(await page.content()).not.toContain(secret)
  return { id, secret }
}

describe.skipIf(!browserPath)('the main job, in a browser', () => {
  it('lets the superadmin activate the app in Apps & features', async () => {
    await signIn(superadmin, 'ada')
    await superadmin.getByRole('button', { name: 'Administration menu' }).click()
    await expect.poll(() => superadmin.getByRole('menuitem', { name: 'Manage', exact: true }).count()).toBe(0)
    await superadmin.getByRole('menuitem', { name: 'Apps & features' }).click()
    await superadmin.getByRole('tab', { name: 'Web conferencing' }).waitFor()
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await screenshot(superadmin, 'apps')
  })

  it('pairs an account by the walk through the Developer Center and GoTo’s consent', async () => {
    await openAccounts(superadmin)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    const redirectUris = [
      await panel.getByRole('textbox', { name: 'GoTo OAuth redirect URL' }).inputValue(),
      await panel.getByRole('textbox', { name: /Second redirect URL/ }).inputValue(),
    ]
    expect(redirectUris).toEqual([`${platform.url}/learn/gotomeeting`, platform.url])
    await screenshot(superadmin, 'account-new')

    const developer = await superadmin.context().newPage()
    const { id, secret } = await createOAuthClient(developer, redirectUris)
    await developer.close()

    await panel.getByLabel('Name', { exact: true }).fill('Main account')
    await panel.getByLabel('Client ID').fill(id)
    await panel.getByLabel('Client Secret').fill('a wrong secret')
    await panel.getByLabel('Rooms available at the same time').fill('1')
    await panel.getByRole('button', { name: 'Create' }).click()

    // A refused consent and a wrong secret each come back with what to mend.
    await superadmin.getByRole('button', { name: 'Deny' }).click()
    await superadmin
      .getByRole('alert')
      .getByText(/access was not allowed/)
      .waitFor()
    await superadmin.getByRole('button', { name: 'Pair' }).click()
    await superadmin.getByRole('button', { name: 'Allow' }).click()
    await superadmin
      .getByRole('alert')
      .getByText(/does not accept the Client ID with this Client Secret/)
      .waitFor()
    await screenshot(superadmin, 'account-wrong-secret')

    const edit = superadmin.getByRole('dialog', { name: 'Edit account' })
    await edit.getByLabel('Client Secret').fill(secret)
    await edit.getByRole('button', { name: 'Save' }).click()
    await superadmin.waitForLoadState('networkidle')
    await edit.getByRole('button', { name: 'Pair' }).click()
    await superadmin.getByRole('button', { name: 'Allow' }).click()
    await superadmin.getByText('The account is paired. Events can use it now.').waitFor()
    await superadmin
      .getByRole('row', { name: /Main account/ })
      .getByText('Paired', { exact: true })
      .waitFor()
    await screenshot(superadmin, 'accounts')
  })

  it('answers a changed state and an unregistered redirect URI with what to do', async () => {
    await superadmin.goto(`${platform.url}/learn/gotomeeting?code=x&state=changed`)
    await superadmin
      .getByRole('alert')
      .getByText(/does not belong to a pairing/)
      .waitFor()

    const { clientId, clientSecret } = platform.simulator.addClient({
      name: 'Elsewhere',
      redirectUris: ['https://other.example'],
    })
    await openAccounts(superadmin)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    await panel.getByLabel('Name', { exact: true }).fill('Not registered')
    await panel.getByLabel('Client ID').fill(clientId)
    await panel.getByLabel('Client Secret').fill(clientSecret)
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByRole('heading', { name: 'The redirect URI is not registered' }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps/gotomeeting-v2`)
    await superadmin.getByRole('button', { name: 'Actions for Not registered' }).click()
    await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    await superadmin.getByRole('alert').getByText(`${platform.url}/learn/gotomeeting`).waitFor()
    await superadmin.getByRole('button', { name: 'Close' }).click()
    await superadmin.getByRole('button', { name: 'Actions for Not registered' }).click()
    await superadmin.getByRole('menuitem', { name: 'Delete' }).click()
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await superadmin.getByRole('row', { name: /Not registered/ }).waitFor({ state: 'detached' })
  })

  it('plans an event whose room turns from pending to ready by itself', async () => {
    // Slow enough to be seen pending.
    platform.simulator.failNext({ match: { path: '/G2M', method: 'POST' }, action: { delayMs: 2500 } })
    await superadmin.getByRole('link', { name: 'Courses' }).first().click()
    await superadmin.getByRole('link', { name: 'Safety at work' }).click()
    await superadmin.getByRole('link', { name: 'Winter edition' }).click()
    await superadmin.getByRole('button', { name: 'New event' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New event' })
    const [start, end] = [inRome(40), inRome(100)]
    await panel.getByLabel('Name', { exact: true }).fill('Day 1')
    await panel.getByLabel('Date').fill(start.date)
    await panel.getByLabel('Start', { exact: true }).fill(start.time)
    await panel.getByLabel('End', { exact: true }).fill(end.time)
    await panel.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Rome')
    await superadmin.getByRole('option', { name: 'Europe/Rome' }).click()
    await panel.getByRole('combobox', { name: 'Conferencing tool' }).click()
    await superadmin.getByRole('option', { name: 'GoToMeeting Version 2' }).click()
    await screenshot(superadmin, 'event-new')
    await panel.getByRole('button', { name: 'Create' }).click()
    const row = superadmin.getByRole('listitem').filter({ hasText: 'Day 1' })
    await row.getByText('Pending').waitFor()
    await row.getByText('Ready').waitFor()
    await row.getByRole('link', { name: 'Day 1' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Day 1' }).waitFor()
    eventUrl = superadmin.url()
    expect(platform.simulator.state().meetings).toMatchObject([{ subject: 'Safety at work: Day 1' }])
    await screenshot(superadmin, 'event-planner')
  })

  it('refuses a second event at the same time on one room, at the field, and names who holds it', async () => {
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('link', { name: 'Safety at work' }).click()
    await superadmin.getByRole('link', { name: 'Winter edition' }).click()
    await superadmin.getByRole('button', { name: 'New event' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New event' })
    const [start, end] = [inRome(60), inRome(80)]
    await panel.getByLabel('Name', { exact: true }).fill('In the way')
    await panel.getByLabel('Date').fill(start.date)
    await panel.getByLabel('Start', { exact: true }).fill(start.time)
    await panel.getByLabel('End', { exact: true }).fill(end.time)
    await panel.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Rome')
    await superadmin.getByRole('option', { name: 'Europe/Rome' }).click()
    await panel.getByRole('combobox', { name: 'Conferencing tool' }).click()
    await superadmin.getByRole('option', { name: 'GoToMeeting Version 2' }).click()
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/at the same time: 1\. All are taken .* by: Day 1/)
      .first()
      .waitFor()
    await panel.getByRole('button', { name: 'Cancel' }).click()
  })

  it('goes into a learner’s calendar: one event as a file, all of them by a secret address', async () => {
    const learner = await openWindow(browser, { width: 360 })
    await signIn(learner, 'lea', new URL(eventUrl).pathname)
    const [download] = await Promise.all([
      learner.waitForEvent('download'),
      learner.getByRole('link', { name: 'Add to calendar' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('event.ics')
    await learner.goto(`${platform.url}/profile`)
    await learner.getByRole('button', { name: 'Make an address' }).click()
    const address = await learner.getByRole('textbox', { name: 'Calendar address' }).inputValue()
    const read = async () => (await fetch(address)).text()
    expect(await read()).toContain('SUMMARY:Safety at work: Day 1')
    await lookAtEverySize(learner, 'profile-calendar')
    await learner.reload()
    await learner.getByText(/Last read/).waitFor()
    await learner.getByRole('button', { name: 'Revoke' }).click()
    await learner.getByRole('button', { name: 'Make an address' }).waitFor()
    expect(await read()).toContain('calendar-not-found')
    await learner.context().close()
  })

  it('tells the learner when Join opens, and leads into the meeting once it does', async () => {
    const learner = await openWindow(browser, { width: 360 })
    await signIn(learner, 'lea')
    await learner.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    await learner.getByText(/Opens in \d+ minutes/).waitFor()
    expect(await learner.getByRole('button', { name: 'Join' }).getAttribute('aria-disabled')).toBe('true')
    await screenshot(learner, 'my-training-360')
    await learner.goto(`${eventUrl}/join`)
    await learner.getByText('The room is not open yet').waitFor()

    // 35 minutes pass; the waiting page goes in by itself.
    const starts = new Date(Date.now() + 5 * 60_000)
    await platform.query('update events set starts_at = $1 where name = $2', [starts, 'Day 1'])
    await learner.getByText('Enter your name to join the meeting').waitFor()
    expect(new URL(learner.url()).origin).toBe(platform.simulator.url)
    await learner.getByLabel('Your name').fill('Lea Rossi')
    await learner.getByRole('button', { name: 'Join' }).click()
    await learner.getByText('The organizer has not started the meeting yet').waitFor()

    const instructor = await openWindow(browser)
    await signIn(instructor, 'ivo')
    await instructor.getByRole('heading', { level: 1, name: /^Good .*, Ivo$/ }).waitFor()
    await screenshot(instructor, 'teaching')
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByText('You are the organizer').waitFor()
    await instructor.getByRole('status').getByText('You are in the meeting').waitFor()
    await learner.getByRole('status').getByText('You are in the meeting').waitFor()
    await instructor.getByRole('listitem').filter({ hasText: 'Lea Rossi' }).waitFor()
    const [run] = platform.simulator.state().runs
    expect(run?.participants.map((person) => person.name).sort()).toEqual(['Lea Rossi', 'Olga Organizer'])

    await learner.goto(`${platform.url}/learn`)
    await learner.getByRole('link', { name: 'Join' }).waitFor()
    await screenshot(learner, 'my-training-open-360')
    await instructor.context().close()
    await learner.context().close()
  })

  it('answers 403 to a learner who is not enrolled, with what to do', async () => {
    const stranger = await openWindow(browser)
    await signIn(stranger, 'lia')
    await stranger.getByText('Nothing is planned').waitFor()
    const answer = await stranger.goto(`${eventUrl}/join`)
    expect(answer?.status()).toBe(403)
    await stranger.getByRole('heading', { level: 1, name: 'You are not enrolled in this event' }).waitFor()
    expect(await violations(stranger)).toEqual([])
    await stranger.context().close()
  })

  it('speaks Italian to who wants it, and remembers it for the person', async () => {
    const learner = await openWindow(browser, { language: 'it', width: 360 })
    await learner.goto(eventUrl)
    await learner.getByRole('heading', { level: 1, name: 'Accedi a Lectern Demo' }).waitFor()
    await screenshot(learner, 'sign-in-it-360')
    await learner.getByLabel('E-mail').fill('luca@demo.example')
    await learner.getByLabel('Password').fill('luca-demo-1')
    await learner.getByRole('button', { name: 'Accedi', exact: true }).click()
    await learner.getByRole('heading', { level: 1, name: 'Day 1' }).waitFor()
    await learner.getByRole('link', { name: 'Partecipa' }).waitFor()
    await learner.getByText('Strumento di videoconferenza').waitFor()
    await learner.getByText('GoToMeeting Versione 2 · Meeting').waitFor()
    expect(await learner.evaluate('document.documentElement.lang')).toBe('it')
    await screenshot(learner, 'event-it-360')
    await speak(learner, 'en')
    await learner.getByRole('link', { name: 'Join' }).waitFor()
    await learner.context().close()

    const again = await openWindow(browser, { language: 'it' })
    await again.goto(platform.url)
    await again.getByLabel('E-mail').fill('luca@demo.example')
    await again.getByLabel('Password').fill('luca-demo-1')
    await again.getByRole('button', { name: 'Accedi', exact: true }).click()
    await again.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    await screenshot(again, 'my-training-open')
    await again.goto(eventUrl)
    await again.getByRole('link', { name: 'Join' }).waitFor()
    await screenshot(again, 'event-page')
    await again.context().close()
  })

  it('speaks German: the page before the sign-in, the pages after it, and what the platform says', async () => {
    const learner = await openWindow(browser, { width: 360 })
    await learner.goto(eventUrl)
    await speak(learner, 'de')
    await learner.getByRole('heading', { level: 1, name: 'Bei Lectern Demo anmelden' }).waitFor()
    await screenshot(learner, 'sign-in-de-360')
    await learner.getByLabel('E-Mail').fill('lea@demo.example')
    await learner.getByLabel('Passwort').fill('wrong')
    await learner.getByRole('button', { name: 'Anmelden', exact: true }).click()
    await learner.getByRole('alert').getByText('Passwort').waitFor() // a sentence of the server
    await learner.getByLabel('Passwort').fill('lea-demo-1')
    await learner.getByRole('button', { name: 'Anmelden', exact: true }).click()
    await learner.getByRole('heading', { level: 1, name: 'Day 1' }).waitFor()
    await speak(learner, 'de') // hers is English
    await learner.getByRole('link', { name: 'Teilnehmen' }).waitFor()
    await learner.getByText('Konferenztool').waitFor()
    expect(await learner.evaluate('document.documentElement.lang')).toBe('de')
    await screenshot(learner, 'event-de-360')
    await speak(learner, 'en')
    await learner.getByRole('link', { name: 'Join' }).waitFor()
    await learner.context().close()
  })

  it('signs out, and asks for the sign-in again', async () => {
    await superadmin.goto(platform.url)
    await superadmin.getByRole('button', { name: /Profile of Ada/ }).click()
    await superadmin.getByRole('menuitem', { name: 'Sign out' }).click()
    await superadmin.getByRole('heading', { name: 'Sign in to Lectern Demo' }).waitFor()
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('heading', { name: 'Sign in to Lectern Demo' }).waitFor()
  })
})
