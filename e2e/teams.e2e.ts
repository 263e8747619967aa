import {
  ALL_PERMISSIONS,
  type Simulator,
  seedDemoTenant,
  startSimulator,
} from '@lectern/room-simulators/teams'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, planEvent, signIn } from './steps.ts'

let teams: Simulator
const journey = useJourney(async () => {
  teams = await startSimulator({ port: 0, behavior: { reportDelaySeconds: 0 } })
  seedDemoTenant(teams)
  return { TEAMS_LOGIN_URL: teams.url, TEAMS_GRAPH_URL: teams.url }
})
let platform: Platform
let browser: Browser
let superadmin: Page
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})
afterAll(() => teams?.close())

describe.skipIf(!browserPath)('Microsoft Teams, in a browser', () => {
  it('is connected step by step: permissions, consent and policy are named while they are missing', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate Microsoft Teams' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate Microsoft Teams' }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps/teams`)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    await panel.getByText(/New-CsApplicationAccessPolicy -Identity Lectern/).waitFor()
    const [app] = teams.state().apps
    if (!app) throw new Error('the tenant has no app')
    teams.setApp(app.clientId, { isConsented: false, policy: {} })
    await panel.getByLabel('Name', { exact: true }).fill('Classroom')
    await panel.getByLabel('Directory (tenant) ID').fill(teams.tenantId)
    await panel.getByLabel('Application (client) ID').fill(app.clientId)
    await panel.getByLabel('Client secret').fill(app.clientSecret)
    await panel.getByLabel('Secret expires on').fill('2099-01-31')
    await lookAsItStands(superadmin, 'teams-account', '[role=dialog]')
    await panel.getByRole('button', { name: 'Create' }).click()
    const edit = superadmin.getByRole('dialog')
    await edit.getByText(/no administrator has consented to its permissions/).waitFor()
    await lookAsItStands(superadmin, 'teams-account-refused', '[role=dialog]')
    teams.setApp(app.clientId, { isConsented: true, permissions: ['User.Read.All'] })
    await edit.getByRole('button', { name: 'Check again' }).click()
    await edit.getByText(/these rights are missing: OnlineMeetings.ReadWrite.All/).waitFor()
    teams.setApp(app.clientId, { permissions: [...ALL_PERMISSIONS] })
    await edit.getByRole('button', { name: 'Check again' }).click()
    await edit.getByText(/nobody of it can host rooms/).waitFor()
    const hosts = edit.getByRole('region', { name: 'Hosts' })
    const search = hosts.getByRole('searchbox', { name: 'Look for a user of Microsoft Teams' })
    await search.fill('olga')
    await search.press('Enter')
    await hosts.getByRole('button', { name: 'Choose Olga Organizer' }).click()
    await hosts.getByText(/make meetings for olga@teams.example/).waitFor()
    await lookAsItStands(superadmin, 'teams-policy-missing', '[role=dialog]')
    teams.grantPolicy(app.clientId, 'global')
    await edit.getByRole('button', { name: 'Check again' }).click()
    await hosts.getByText('Can host', { exact: true }).waitFor()
    await edit.getByRole('button', { name: 'Cancel' }).click()
    const row = superadmin.getByRole('row', { name: /Classroom/ })
    await row.getByText('In order', { exact: true }).waitFor()
  })

  it('has all come in by one link, the organizer by their sign-in, and tells who was there', async () => {
    const eventUrl = await planEvent(platform, superadmin, {
      ...{ name: 'Ladders', account: 'Classroom', tool: 'Microsoft Teams', startsInMinutes: 10 },
    })
    const eventId = new URL(eventUrl).pathname.split('/').at(-1) ?? ''
    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByRole('link', { name: /^(Join|Partecipa)/ }).click()
    await lea.getByLabel('Your name').fill('Lea Learner')
    await lea.getByRole('button', { name: 'Join' }).click()
    // Nobody waits in a lobby.
    await lea.getByRole('status').getByText('You are in the meeting').waitFor()
    const instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', new URL(eventUrl).pathname)
    await instructor.getByText(/It opens with the sign-in of olga@teams.example/).waitFor()
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByRole('link', { name: 'Continue as Olga Organizer' }).click()
    await instructor.getByText('You are the organizer').waitFor()
    await instructor.getByRole('listitem').filter({ hasText: 'Lea' }).waitFor()
    await screenshot(lea, 'teams-room-360')

    // An hour passes: the class lies before now, and so do the stays of its meeting.
    await platform.query(
      `update events set starts_at = date_trunc('second', now()) - interval '5 minutes', ends_at = date_trunc('second', now())
       where id = $1`,
      [eventId],
    )
    await instructor.getByRole('button', { name: 'End meeting' }).click()
    await lea.getByRole('status').getByText('The meeting has ended').waitFor()
    // Somebody without an account at Microsoft is a name that anybody can type: whose it is the click on Join says.
    const stays = async () => {
      await ask(platform, superadmin, 'POST', `/events/${eventId}/attendance/readings`)
      const path = `/events/${eventId}/stays`
      const { items } = await ask<{ items: { name: string; role: string }[] }>(
        platform,
        superadmin,
        'GET',
        path,
      )
      return items.map(({ name, role }) => `${name} ${role}`).sort()
    }
    await expect.poll(stays).toEqual(['Lea Learner learner', 'Olga Organizer host'])
    for (const page of [lea, instructor]) await page.context().close()
  })
})
