import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, pairAccount, planEvent, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let eventUrl: string
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})

const openMenu = async (account: string, item: string) => {
  await superadmin.goto(`${platform.url}/admin/apps/gotomeeting-v2`)
  await superadmin.getByRole('button', { name: `Actions for ${account}` }).click()
  await superadmin.getByRole('menuitem', { name: item }).click()
}

describe.skipIf(!browserPath)('the care of rooms, in a browser', () => {
  it('offers what is possible when a planner asks for what is not, and takes it with one press', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Rooms', sessionType: 'Webinar' })
    await pairAccount(platform, superadmin, { name: 'Spare rooms', sessionType: 'Webinar' })
    await openMenu('Rooms', 'Edit')
    const account = superadmin.getByRole('dialog', { name: 'Edit account' })
    await account.getByLabel('Rooms available at the same time').fill('1')
    await screenshot(superadmin, 'account-edit')
    await account.getByRole('button', { name: 'Save' }).click()
    await account.waitFor({ state: 'detached' })
    eventUrl = await planEvent(platform, superadmin, { name: 'First', account: 'Rooms', startsInMinutes: 30 })

    await superadmin.goto(`${platform.url}/courses`)
    await superadmin.getByRole('link', { name: 'Safety at work' }).click()
    await superadmin.getByRole('link', { name: 'Winter edition' }).click()
    await superadmin.getByRole('button', { name: 'New event' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New event' })
    const [start, end] = [inRome(35), inRome(65)]
    await panel.getByLabel('Name').fill('Second')
    await panel.getByLabel('Date').fill(start.date)
    await panel.getByLabel('Start', { exact: true }).fill(start.time)
    await panel.getByLabel('End', { exact: true }).fill(end.time)
    await panel.getByRole('combobox', { name: 'Time zone' }).fill('Europe/Rome')
    await superadmin.getByRole('option', { name: 'Europe/Rome' }).click()
    await panel.getByRole('combobox', { name: 'Conferencing tool' }).click()
    await superadmin.getByRole('option', { name: 'GoToMeeting Version 2' }).click()
    await panel.getByRole('combobox', { name: 'Account' }).click()
    await superadmin.getByRole('option', { name: /^Rooms\b/ }).click()
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/All are taken .* by: First/)
      .first()
      .waitFor()
    await panel
      .getByRole('button', { name: /^Take .* instead$/ })
      .first()
      .waitFor()
    await screenshot(superadmin, 'event-suggestions')
    expect(await violations(superadmin)).toEqual([])
    await panel.getByRole('button', { name: 'Take the account “Spare rooms” instead' }).click()
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/Ivo Conti already teaches “First”/)
      .first()
      .waitFor()
    await panel.getByLabel('Why both are to take place').fill('Two groups in one hall')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.waitFor({ state: 'detached' })
    await superadmin.getByRole('listitem').filter({ hasText: 'Second' }).getByText('Ready').waitFor()
  })

  it('checks an event, says who is missing, repairs it, and keeps the history', async () => {
    await superadmin.goto(eventUrl)
    await superadmin.getByRole('button', { name: 'Check now' }).click()
    await superadmin.getByText('All well').waitFor()
    const [webinar] = platform.simulator.state().webinars
    platform.simulator.removeRegistrants(webinar?.webinarKey ?? '')
    await superadmin.getByRole('button', { name: 'Check now' }).click()
    await superadmin.getByText(/2 learners are not registered at the provider/).waitFor()
    await screenshot(superadmin, 'event-care')
    await superadmin.getByRole('button', { name: 'Try again now' }).click()
    await expect
      .poll(
        () => platform.simulator.state().registrants.filter((r) => r.roomKey === webinar?.webinarKey).length,
      )
      .toBe(2)
    await superadmin.getByRole('button', { name: 'Check now' }).click()
    await superadmin.getByText('All well').waitFor()
    await superadmin.getByRole('button', { name: 'History' }).click()
    await superadmin.getByText('Checked: needs attention').first().waitFor()
    const folded = superadmin.locator('details:not([open]) > summary', { hasText: /calls? to the provider/ })
    await folded.first().waitFor()
    while (await folded.count()) await folded.first().click() // lines that come meanwhile leave unfolded ones so
    await superadmin
      .getByText(/POST \/G2W\/rest\/v2.*→ 201/)
      .first()
      .waitFor()
    await screenshot(superadmin, 'event-history')
    expect(await violations(superadmin)).toEqual([])
  })

  it('gives an event another room while a learner waits, and leads them there', async () => {
    await platform.query("update events set starts_at = now() + interval '5 minutes' where name = 'First'")
    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByRole('link', { name: /^Join/ }).click()
    await lea.waitForURL(`${platform.simulator.url}/room/join/**`)
    const before = lea.url()
    await superadmin.goto(eventUrl)
    await superadmin.getByRole('button', { name: 'Another room' }).click()
    await superadmin.getByRole('combobox', { name: 'Account' }).click()
    await superadmin.getByRole('option', { name: 'Spare rooms' }).click()
    await superadmin.getByRole('button', { name: 'Another room' }).click()
    await superadmin.getByText('Spare rooms', { exact: true }).first().waitFor()
    await lea.goto(`${eventUrl}/join`)
    await lea.waitForURL(`${platform.simulator.url}/room/join/**`)
    expect(lea.url()).not.toBe(before)
    await lea.getByText(/You are Lea/).waitFor()
    await lea.context().close()
  })

  it('cancels an event with a reason that its link tells, and restores it', async () => {
    await superadmin.goto(eventUrl)
    await superadmin.getByRole('button', { name: 'More', exact: true }).click()
    await superadmin.getByRole('menuitem', { name: 'Cancel event' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Cancel event' })
    await panel.getByLabel('Reason').fill('Ines is ill')
    await panel.getByRole('button', { name: 'Cancel event' }).click()
    await superadmin.getByRole('status').getByText('This event was cancelled: Ines is ill').waitFor()
    const luca = await openWindow(browser, { width: 360, language: 'it' })
    await signIn(platform, luca, 'luca', `${new URL(eventUrl).pathname}/join`)
    await luca.getByText(/è stato annullato.*Ines is ill/).waitFor()
    await screenshot(luca, 'join-cancelled-it-360')
    expect(await violations(luca)).toEqual([])
    await superadmin.getByRole('button', { name: 'More', exact: true }).click()
    await superadmin.getByRole('menuitem', { name: 'Restore' }).click()
    const restore = superadmin.getByRole('dialog', { name: 'Restore event' })
    await restore.getByRole('button', { name: 'Restore' }).click()
    await restore.getByLabel('Why both are to take place').fill('Two groups in one hall')
    await restore.getByRole('button', { name: 'Restore' }).click()
    await superadmin.getByText('Ready', { exact: true }).waitFor()
    // The page that said so goes in by itself.
    await luca.waitForURL(`${platform.simulator.url}/room/join/**`)
    await luca.context().close()
  })

  it('checks an account, shows rooms that nobody here made, and moves events to another', async () => {
    await openMenu('Spare rooms', 'Check')
    await superadmin.getByText('organizer@goto.example: all well').waitFor()
    await openMenu('Spare rooms', 'Rooms that we don’t know')
    await superadmin.getByText(/Nothing is ever deleted there/).waitFor()
    await openMenu('Spare rooms', 'Move events')
    const panel = superadmin.getByRole('dialog', { name: 'Move events: Spare rooms' })
    await panel.getByRole('combobox', { name: 'To account' }).click()
    await superadmin.getByRole('option', { name: 'Rooms · Webinar', exact: true }).click()
    await panel.getByRole('button', { name: 'Try' }).click()
    await panel.getByText('1 of 2 events can move.').waitFor()
    await panel.getByText(/all are taken/i).waitFor()
    await panel.getByRole('button', { name: 'Move', exact: true }).click()
    await panel.getByText('1 of 2 events was moved.').waitFor()
    await panel.getByText(/all are taken/i).waitFor()
    await screenshot(superadmin, 'account-move')
    const phone = await openWindow(browser, { width: 360, language: 'it' })
    await signIn(platform, phone, 'ada', new URL(eventUrl).pathname)
    await phone.getByRole('heading', { level: 1, name: 'First' }).waitFor()
    await screenshot(phone, 'event-planner-it-360')
    await phone.context().close()
  })

  it('tells by its old link that an event was deleted', async () => {
    await superadmin.goto(eventUrl)
    await superadmin.getByRole('button', { name: 'More', exact: true }).click()
    await superadmin.getByRole('menuitem', { name: 'Delete' }).click()
    await superadmin.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
    await superadmin.waitForURL('**/sessions/**')
    const lea = await openWindow(browser)
    await signIn(platform, lea, 'lea', `${new URL(eventUrl).pathname}/join`)
    await lea.getByRole('heading', { level: 1, name: 'This event was deleted' }).waitFor()
    expect(await violations(lea)).toEqual([])
    await lea.context().close()
  })
})
