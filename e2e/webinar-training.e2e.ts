import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { pairAccount, planEvent, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})

/** A learner's window in which Join was pressed; the room page is on the screen. */
async function joined(name: string, eventUrl: string, width = 1280): Promise<Page> {
  const page = await openWindow(browser, { width })
  await signIn(platform, page, name, new URL(eventUrl).pathname)
  await page.getByRole('link', { name: /^(Join|Partecipa)/ }).click()
  await page.waitForURL(`${platform.simulator.url}/room/join/**`)
  return page
}

describe.skipIf(!browserPath)('webinars and trainings, in a browser', () => {
  it('pairs an account for webinars and one for trainings', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Webinars', sessionType: 'Webinar' })
    await pairAccount(platform, superadmin, { name: 'Classes', sessionType: 'Training' })
    await superadmin
      .getByRole('row', { name: /Webinars/ })
      .getByText('Paired', { exact: true })
      .waitFor()
    await screenshot(superadmin, 'accounts-three-types')
  })

  it('says of each organizer whether GoTo calls when something changes there, and why not', async () => {
    await superadmin.getByRole('button', { name: 'Actions for Webinars' }).click()
    await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    const panel = superadmin.getByRole('dialog')
    const said = (state: string, more = '') =>
      platform.query(`update provider_hooks set state = $1, check_at = null, lease_until = null ${more}`, [
        state,
      ])
    await said('listening', `, heard_at = now()`)
    await superadmin.reload()
    await panel.getByText(/^Changes at GoTo are seen at once\..*It called last: /).waitFor()
    await lookAsItStands(superadmin, 'account-calls', '[role=dialog]')
    await said('no-https')
    await superadmin.reload()
    await panel.getByText(/within half an hour: it calls no address without https\./).waitFor()
    await said(
      'refused',
      `, reason = '{"code": "provider-rejected", "params": {"provider": "GoTo", "detail": "callbackUrl: it must answer 200 to a GET"}}'`,
    )
    await lookAtEverySize(superadmin, 'account-calls-refused')
    await panel.getByText(/it does not reach this address\..*callbackUrl/).waitFor()
    await superadmin.getByRole('button', { name: 'Close' }).first().click()
  })

  it('leads each learner into a webinar by a link of their own, which knows them', async () => {
    const eventUrl = await planEvent(platform, superadmin, {
      name: 'Product launch',
      account: 'Webinars',
      startsInMinutes: 10,
    })
    const [webinar] = platform.simulator.state().webinars
    expect(webinar).toMatchObject({
      subject: 'Safety at work: Product launch',
      emailSettings: { confirmationEmail: { enabled: false }, reminderEmail: { enabled: false } },
    })
    const lea = await joined('lea', eventUrl, 360)
    const luca = await joined('luca', eventUrl)
    expect(lea.url()).not.toBe(luca.url())
    await lea.getByText('The organizer has not started the webinar yet').waitFor()
    await lea.getByText(/You are Lea/).waitFor()
    await luca.getByText(/You are Luca/).waitFor()

    // An instructor who is no user of GoTo's chooses between the organizer's sign-in and coming in later.
    const instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', new URL(eventUrl).pathname)
    await instructor.getByText(/It opens with the sign-in of organizer@goto\.example/).waitFor()
    await screenshot(instructor, 'webinar-event-instructor')
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByRole('heading', { level: 1, name: 'Start “Product launch”' }).waitFor()
    await screenshot(instructor, 'start-ways')
    await instructor.setViewportSize({ width: 360, height: 740 })
    await screenshot(instructor, 'start-ways-360')
    const coHost = await instructor.context().newPage()
    await coHost.goto(instructor.url())
    await coHost.getByRole('link', { name: 'Come in as co-host' }).click()
    await coHost.getByText('The organizer has not started the webinar yet').waitFor()
    await instructor.getByRole('link', { name: 'Sign in as the host' }).click()
    await instructor.getByRole('heading', { name: 'Sign in to GoTo' }).waitFor()
    await instructor.getByLabel('Email').fill('organizer@goto.example')
    await instructor.getByLabel('Password').fill('goto-demo-1')
    await instructor.getByRole('button', { name: 'Sign in' }).click()
    await instructor.getByText('You are the organizer').waitFor()
    await lea.getByRole('status').getByText('You are in the webinar').waitFor()
    await coHost.getByRole('status').getByText('You are in the webinar').waitFor()
    await instructor.getByRole('listitem').filter({ hasText: 'Lea' }).waitFor()
    const people = platform.simulator.state().runs[0]?.participants ?? []
    expect(people.filter((person) => person.registrantKey)).toHaveLength(2)
    for (const page of [lea, luca, instructor]) await page.context().close()
  })

  it('registers a learner for a training at once, and starts it without a sign-in', async () => {
    const eventUrl = await planEvent(platform, superadmin, {
      name: 'Ladders',
      account: 'Classes',
      startsInMinutes: 10,
      overlaps: true,
    })
    await expect.poll(() => platform.simulator.state().trainings.length).toBe(1)
    expect(platform.simulator.state().trainings).toMatchObject([
      { disableConfirmationEmail: true, disableWebRegistration: true },
    ])
    const instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', new URL(eventUrl).pathname)
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByText('You are the organizer').waitFor()
    const lea = await joined('lea', eventUrl, 360)
    await lea.getByRole('status').getByText('You are in the training').waitFor()
    await screenshot(lea, 'training-room-360')

    // Somebody without a place has no way in; enrolled, they are in with the next click.
    const lia = await openWindow(browser)
    await signIn(platform, lia, 'lia', `${new URL(eventUrl).pathname}/join`)
    await lia.getByRole('heading', { level: 1, name: 'You are not enrolled in this event' }).waitFor()
    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('link', { name: 'Safety at work' }).click()
    await superadmin.getByRole('link', { name: 'Winter edition' }).click()
    await superadmin.getByRole('tab', { name: 'Enrollments' }).click()
    await superadmin.getByRole('button', { name: 'Enroll', exact: true }).click()
    await superadmin.getByLabel('Name or e-mail', { exact: true }).fill('lia')
    await superadmin.getByRole('button', { name: 'Enroll Lia Greco' }).click()
    await superadmin.getByText('Lia Greco is enrolled.').waitFor()
    await superadmin.getByRole('button', { name: 'Close' }).click()
    await lia.goto(`${eventUrl}/join`)
    await lia.getByRole('status').getByText('You are in the training').waitFor()
    for (const page of [lea, lia, instructor]) await page.context().close()
  })
})
