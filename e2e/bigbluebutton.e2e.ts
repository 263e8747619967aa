import { type Simulator, startSimulator } from '@lectern/room-simulators/bigbluebutton'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, planEvent, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let bbb: Simulator
beforeAll(async () => {
  ;({ platform, browser, superadmin } = journey)
  bbb = await startSimulator({ port: 0, behavior: { analyticsDelaySeconds: 0, endDelaySeconds: 0 } })
})
afterAll(() => bbb.close())

describe.skipIf(!browserPath)('BigBlueButton, in a browser', () => {
  it('is connected by what a server shows, and says what is missing until then', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate BigBlueButton' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate BigBlueButton' }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps/bigbluebutton`)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    await panel.getByText('bbb-conf --secret').waitFor()
    await panel.getByLabel('Name', { exact: true }).fill('Own server')
    await panel.getByLabel('URL of the server').fill(bbb.apiUrl)
    await panel.getByLabel('Shared secret').fill('copied wrongly')
    await lookAsItStands(superadmin, 'bigbluebutton-account', '[role=dialog]')
    await panel.getByRole('button', { name: 'Create' }).click()
    // The server was asked at once: the panel stays, and says what to mend.
    const edit = superadmin.getByRole('dialog')
    await edit.getByText(/BigBlueButton does not accept the credentials of “Own server”/).waitFor()
    await lookAsItStands(superadmin, 'bigbluebutton-account-refused', '[role=dialog]')
    await edit.getByLabel('Shared secret').fill(bbb.secret())
    await edit.getByRole('button', { name: 'Save' }).click()
    const row = superadmin.getByRole('row', { name: /Own server/ })
    await row.getByText('In order', { exact: true }).waitFor()
  })

  it('opens a room when somebody comes, knows who they are, and tells who was there', async () => {
    const eventUrl = await planEvent(platform, superadmin, {
      ...{ name: 'Ladders', account: 'Own server', tool: 'BigBlueButton', startsInMinutes: 10 },
    })
    const eventId = new URL(eventUrl).pathname.split('/').at(-1) ?? ''
    expect(bbb.state().meetings).toEqual([])
    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByRole('link', { name: /^(Join|Partecipa)/ }).click()
    await lea.getByRole('status').getByText('You are in the meeting').waitFor()
    await lea.getByText(/You are Lea/).waitFor()
    await screenshot(lea, 'bigbluebutton-room-360')
    const instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', new URL(eventUrl).pathname)
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByText('You are a moderator').waitFor()
    await instructor.getByRole('listitem').filter({ hasText: 'Lea' }).waitFor()

    // An hour passes: the class lies before now, and so do the stays of its meeting.
    await platform.query(
      `update events set starts_at = date_trunc('second', now()) - interval '5 minutes', ends_at = date_trunc('second', now())
       where id = $1`,
      [eventId],
    )
    await instructor.getByRole('button', { name: 'End meeting' }).click()
    await lea.getByRole('status').getByText('The meeting has ended').waitFor()
    const told = async () => {
      await bbb.settled()
      return bbb.state().callbacks.find(({ kind }) => kind === 'analytics')?.status
    }
    await expect.poll(told).toBe(200)
    const stays = async () => {
      await ask(platform, superadmin, 'POST', `/events/${eventId}/attendance/readings`)
      const { items } = await ask<{ items: { person: { name: string } | null; role: string }[] }>(
        platform,
        superadmin,
        'GET',
        `/events/${eventId}/stays`,
      )
      return items.map(({ person, role }) => `${person?.name.split(' ')[0]} ${role}`).sort()
    }
    await expect.poll(stays).toEqual(['Ivo host', 'Lea learner'])
    for (const page of [lea, instructor]) await page.context().close()
  })
})
