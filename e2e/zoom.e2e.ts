import { ALL_SCOPES, type Simulator, seedDemoAccount, startSimulator } from '@lectern/room-simulators/zoom'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, planEvent, signIn, tryToPlan } from './steps.ts'

let zoom: Simulator
const journey = useJourney(async () => {
  zoom = await startSimulator({ port: 0, behavior: { reportDelaySeconds: 0 } })
  seedDemoAccount(zoom)
  return { ZOOM_AUTH_URL: zoom.url, ZOOM_API_URL: zoom.url }
})
let platform: Platform
let browser: Browser
let superadmin: Page
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})
afterAll(() => zoom?.close())

describe.skipIf(!browserPath)('Zoom, in a browser', () => {
  it('is connected by an app and hosts from Zoom’s directory, and names the scopes that are missing until then', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate Zoom' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate Zoom' }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps/zoom`)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    const [app] = zoom.state().apps
    if (!app) throw new Error('the account has no app')
    zoom.setScopes(app.clientId, ['readUser', 'readSettings'])
    await panel.getByLabel('Name', { exact: true }).fill('Classroom')
    await panel.getByLabel('Account ID').fill(zoom.accountId)
    await panel.getByLabel('Client ID').fill(app.clientId)
    await panel.getByLabel('Client Secret').fill(app.clientSecret)
    await lookAsItStands(superadmin, 'zoom-account', '[role=dialog]')
    await panel.getByRole('button', { name: 'Create' }).click()
    const edit = superadmin.getByRole('dialog')
    await edit.getByText(/these rights are missing: meeting:write:meeting:admin, /).waitFor()
    await lookAsItStands(superadmin, 'zoom-account-refused', '[role=dialog]')
    zoom.setScopes(app.clientId, ALL_SCOPES)
    await edit.getByRole('button', { name: 'Check again' }).click()
    await edit.getByText(/nobody of it can host rooms/).waitFor()
    const hosts = edit.getByRole('region', { name: 'Hosts' })
    const search = hosts.getByRole('searchbox', { name: 'Look for a user of Zoom' })
    await search.fill('nobody-at-all')
    await search.press('Enter')
    await hosts.getByText('Zoom has no active user like this.').waitFor()
    await search.fill('')
    await search.press('Enter')
    await hosts.getByText('bea@zoom.example').waitFor()
    await lookAsItStands(superadmin, 'zoom-hosts', '[role=dialog]')
    // Bea has no licence, and can't be chosen.
    expect(await hosts.getByRole('button', { name: /^Choose / }).count()).toBe(2)
    await hosts.getByRole('button', { name: 'Choose Olga Organizer' }).press('Enter')
    await hosts.getByRole('button', { name: 'Remove Olga Organizer' }).waitFor()
    await hosts.getByRole('button', { name: 'Choose Piet Planner' }).click()
    await hosts.getByRole('button', { name: 'Remove Piet Planner' }).waitFor()
    expect(await hosts.getByText('Can host', { exact: true }).count()).toBe(2)
    await edit.getByRole('button', { name: 'Cancel' }).click()
    const row = superadmin.getByRole('row', { name: /Classroom/ })
    await row.getByText('In order', { exact: true }).waitFor()
  })

  it('holds as many classes at once as it has hosts, and refuses the next with words', async () => {
    const tomorrow = { account: 'Classroom', tool: 'Zoom', startsInMinutes: 24 * 60 }
    await planEvent(platform, superadmin, { ...tomorrow, name: 'Scaffolds' })
    await planEvent(platform, superadmin, { ...tomorrow, name: 'Helmets', overlaps: true })
    const live = () => zoom.state().rooms.filter(({ deletedAt }) => deletedAt === undefined)
    await expect.poll(() => new Set(live().map(({ hostId }) => hostId)).size).toBe(2)
    await tryToPlan(platform, superadmin, { ...tomorrow, name: 'Gloves' })
    await superadmin
      .getByText(/All 2 hosts of the account “Classroom” have another room .*Scaffolds and Helmets/)
      .first()
      .waitFor()
    await superadmin.keyboard.press('Escape')
    await superadmin.getByRole('button', { name: 'Discard' }).click()
    await superadmin.getByRole('dialog').first().waitFor({ state: 'detached' })
  })

  it('calls an address once it is told of it and the account has its secret token', async () => {
    const [app] = zoom.state().apps
    if (!app) throw new Error('the account has no app')
    await superadmin.goto(`${platform.url}/admin/apps/zoom`)
    const edit = async () => {
      await superadmin.getByRole('button', { name: 'Actions for Classroom' }).click()
      await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    }
    await edit()
    const panel = superadmin.getByRole('dialog', { name: 'Edit account' })
    const address = panel.getByRole('textbox', { name: 'Address that Zoom calls' })
    const url = await address.inputValue()
    await panel.getByText('Nothing that comes is believed until Secret Token is entered below.').waitFor()
    expect(await zoom.subscribe(app.clientId, url)).toContain('did not prove itself')
    await panel.getByLabel('Secret Token').fill(app.secretToken)
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.waitFor({ state: 'detached' })
    expect(await zoom.subscribe(app.clientId, url)).toBeUndefined()
    await superadmin.reload()
    await edit()
    await panel.getByText(/^Zoom calls\. It called last: /).waitFor()
    await lookAsItStands(superadmin, 'zoom-account-calls', '[role=dialog]')
    await panel.getByRole('button', { name: 'Cancel' }).click()
  })

  it('gives each learner a link, opens for the host at the click, and tells who was there', async () => {
    const eventUrl = await planEvent(platform, superadmin, {
      ...{ name: 'Ladders', account: 'Classroom', tool: 'Zoom', startsInMinutes: 10 },
    })
    const eventId = new URL(eventUrl).pathname.split('/').at(-1) ?? ''
    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByRole('link', { name: /^(Join|Partecipa)/ }).click()
    await lea.getByRole('status').getByText('Waiting for the host').waitFor()
    await lea.getByText(/You are Lea/).waitFor()
    const instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', new URL(eventUrl).pathname)
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByText('You are the host').waitFor()
    await instructor.getByRole('listitem').filter({ hasText: 'Lea' }).waitFor()
    await screenshot(lea, 'zoom-room-360')

    // Zoom tells by itself who is inside: the roster shows it while the class goes on.
    await platform.query(`update events set starts_at = now() - interval '1 minute' where id = $1`, [eventId])
    const roster = await openWindow(browser)
    await signIn(platform, roster, 'ivo', `/teach/events/${eventId}`)
    await roster.getByText('Zoom tells who is in the room').waitFor()
    await roster
      .getByRole('row', { name: /Lea/ })
      .getByText(/^In(, late)?$/)
      .first()
      .waitFor()
    await screenshot(roster, 'zoom-roster')
    await roster.context().close()

    // An hour passes: the class lies before now, and so do the stays of its meeting.
    await platform.query(
      `update events set starts_at = date_trunc('second', now()) - interval '5 minutes', ends_at = date_trunc('second', now())
       where id = $1`,
      [eventId],
    )
    await instructor.getByRole('button', { name: 'End meeting for all' }).click()
    await lea.getByRole('status').getByText('The meeting has ended').waitFor()
    const learners = async () => {
      await ask(platform, superadmin, 'POST', `/events/${eventId}/attendance/readings`)
      const { items } = await ask<{ items: { person: { name: string } | null }[] }>(
        platform,
        superadmin,
        'GET',
        `/events/${eventId}/stays`,
      )
      return items.flatMap(({ person }) => person?.name.split(' ')[0] ?? [])
    }
    await expect.poll(learners).toEqual(['Lea'])
    for (const page of [lea, instructor]) await page.context().close()
  })
})
