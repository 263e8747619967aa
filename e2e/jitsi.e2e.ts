import { type Simulator, startSimulator } from '@lectern/room-simulators/jitsi'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, pairAccount, planEvent, signIn } from './steps.ts'

const CALL_TOKEN = 'a-token-of-twenty-or-more'

let jitsi: Simulator
const journey = useJourney(async () => {
  jitsi = await startSimulator({ port: 0, behavior: { refusalSeconds: 0 } })
  return { JAAS_URL: jitsi.url }
})
let platform: Platform
let browser: Browser
let superadmin: Page
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})
afterAll(() => jitsi?.close())

describe.skipIf(!browserPath)('Jitsi Meet, in a browser', () => {
  it('is connected by what stands on the server, and says what is missing until then', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate Jitsi Meet' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate Jitsi Meet' }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps/jitsi`)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    await panel.getByText('enable-auto-owner').waitFor()
    const { appId, appSecret } = jitsi.state().own
    await panel.getByLabel('Name', { exact: true }).fill('Own server')
    await panel.getByLabel('URL of the server').fill(jitsi.url)
    await panel.getByLabel('App ID').fill(appId)
    await panel.getByLabel('App secret or private key').fill('copied wrongly')
    await panel.getByLabel('Token for calls of the server').fill(CALL_TOKEN)
    await lookAsItStands(superadmin, 'jitsi-account', '[role=dialog]')
    await panel.getByRole('button', { name: 'Create' }).click()
    // The server was asked at once: the panel stays, and says what to mend.
    const edit = superadmin.getByRole('dialog')
    await edit.getByText(/Jitsi Meet does not accept the credentials of “Own server”/).waitFor()
    await lookAsItStands(superadmin, 'jitsi-account-refused', '[role=dialog]')
    await edit.getByLabel('App secret or private key').fill(appSecret)
    await edit.getByRole('button', { name: 'Save' }).click()
    const row = superadmin.getByRole('row', { name: /Own server/ })
    await row.getByText('In order', { exact: true }).waitFor()
    // What the administrator of the server copies into its configuration.
    await superadmin.getByRole('button', { name: 'Actions for Own server' }).click()
    await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    const account = superadmin.getByRole('dialog', { name: 'Edit account' })
    const address = account.getByRole('textbox', { name: 'Address that Jitsi Meet calls' })
    const prefix = await address.inputValue()
    await account.getByText(/Jitsi Meet has not called yet/).waitFor()
    await lookAsItStands(superadmin, 'jitsi-account-address', '[role=dialog]')
    jitsi.configure({ reservationsPrefix: prefix, eventsPrefix: prefix, callToken: CALL_TOKEN })
  })

  it('opens a room when it is planned, knows who comes, and tells who was there', async () => {
    const eventUrl = await planEvent(platform, superadmin, {
      ...{ name: 'Ladders', account: 'Own server', tool: 'Jitsi Meet', startsInMinutes: 10 },
    })
    const path = new URL(eventUrl).pathname
    const eventId = path.split('/').at(-1) ?? ''
    expect(jitsi.state().rooms).toEqual([])
    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', path)
    await lea.getByRole('link', { name: /^(Join|Partecipa)/ }).click()
    await lea.getByRole('status').getByText('You are in the meeting').waitFor()
    await lea.getByText(/You are Lea/).waitFor()
    await screenshot(lea, 'jitsi-room-360')
    const instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', path)
    await instructor.getByRole('link', { name: 'Start' }).click()
    await instructor.getByText('You are a moderator').waitFor()
    await instructor.getByRole('listitem').filter({ hasText: 'Lea' }).waitFor()
    const link = instructor.url()

    // An hour passes: the class lies before now, and so do the stays in its room.
    await platform.query(
      `update events set starts_at = date_trunc('second', now()) - interval '5 minutes', ends_at = date_trunc('second', now())
       where id = $1`,
      [eventId],
    )
    await instructor.getByRole('button', { name: 'End meeting for all' }).click()
    await lea.getByRole('status').getByText('The meeting has ended').waitFor()
    const told = async () => {
      await jitsi.settled()
      return jitsi.state().calls.map(({ kind, status }) => `${kind} ${status}`)
    }
    await expect.poll(told).toContain('event room/destroyed 200')
    const stays = async () => {
      await ask(platform, superadmin, 'POST', `/events/${eventId}/attendance/readings`)
      const { items: all } = await ask<{ items: { person: { name: string } | null; role: string }[] }>(
        ...([platform, superadmin, 'GET', `/events/${eventId}/stays`] as const),
      )
      return all.map(({ person, role }) => `${person?.name.split(' ')[0]} ${role}`).sort()
    }
    await expect.poll(stays, { timeout: 20_000 }).toEqual(['Ivo host', 'Lea learner'])

    // A room before its time: whoever has a link reads when it opens.
    await platform.query(
      `update rooms set wanted = wanted || jsonb_build_object('startsAt', to_char((now() + interval '1 day') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
         'endsAt', to_char((now() + interval '25 hours') at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) where event_id = $1`,
      [eventId],
    )
    const early = await openWindow(browser, { width: 360 })
    await early.goto(link)
    await early
      .getByRole('alert')
      .getByText(/The room opens/)
      .waitFor()
    await early
      .getByRole('alert')
      .getByText(/La room/)
      .waitFor()
    await screenshot(early, 'jitsi-room-early-360')
    for (const page of [lea, instructor, early]) await page.context().close()
  })

  it('is connected as JaaS by a key of its console, and says what a key is that is none', async () => {
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate JaaS (8x8)' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate JaaS (8x8)' }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps/jaas`)
    await superadmin.getByRole('button', { name: 'New account' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    const { appId, keyId, privateKey } = jitsi.state().jaas
    await panel.getByLabel('Name', { exact: true }).fill('Customer')
    await panel.getByLabel('AppID', { exact: true }).fill(appId)
    await panel.getByLabel('Key ID (kid)').fill(keyId)
    await panel.getByLabel('Private key').fill('the public half')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/it begins with -----BEGIN PRIVATE KEY-----/)
      .first()
      .waitFor()
    await lookAsItStands(superadmin, 'jaas-account-refused', '[role=dialog]')
    await panel.getByLabel('Private key').fill(privateKey)
    await panel.getByRole('button', { name: 'Create' }).click()
    const row = superadmin.getByRole('row', { name: /Customer/ })
    await row.getByText('In order', { exact: true }).waitFor()
  })

  it('goes on with a class whose room at GoTo breaks: what GoTo can’t is said where it is planned', async () => {
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Rooms', sessionType: 'Meeting' })
    const eventUrl = await planEvent(platform, superadmin, {
      ...{ name: 'Scaffolds', account: 'Rooms', startsInMinutes: 10 },
    })
    await superadmin.getByRole('button', { name: 'Edit', exact: true }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Edit event' })
    await panel.getByText('Room options').click()
    await panel.getByLabel('Waiting room').selectOption('On')
    await panel.getByLabel('Instructors as alternative hosts').selectOption('On')
    await panel.getByText(/can’t: Waiting room\. The event takes place without it/).waitFor()
    await lookAsItStands(superadmin, 'event-options-unmet', '[role=dialog]')
    await panel.getByText(/^More: breaks/).click()
    await panel.getByRole('combobox', { name: 'Warm spare' }).click()
    await superadmin.getByRole('option', { name: /^Own server/ }).click()
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.waitFor({ state: 'detached' })
    await superadmin.getByText('Warm spare', { exact: true }).waitFor()
    await superadmin.getByRole('button', { name: 'Check now' }).click()
    await superadmin.getByText(/can’t do what is planned for the room: .*[Ww]aiting room/).waitFor()
    await screenshot(superadmin, 'event-with-spare')

    // People are in, or on their way.
    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByRole('link', { name: /^(Join|Partecipa)/ }).click()
    await lea.waitForURL(`${platform.simulator.url}/**`)
    await superadmin.goto(eventUrl)
    await superadmin.getByRole('button', { name: 'Switch to the spare' }).click()
    const confirm = superadmin.getByRole('dialog', { name: 'Switch to the spare' })
    await confirm.getByRole('button', { name: 'Switch to the spare' }).click()
    await superadmin.getByText('Former room', { exact: true }).waitFor()
    // Nobody is led there in silence: who learns and who teaches is told.
    const { items } = await ask<{ items: { kind: string }[] }>(platform, lea, 'GET', '/me/notifications')
    expect(items.map(({ kind }) => kind)).toContain('led-elsewhere')
    // The waiting room that was wanted is there: this tool can.
    await lea.goto(`${eventUrl}/join`)
    await lea.getByText('Asking to join the meeting…').waitFor()
    await lea.getByText(/You are Lea/).waitFor()
    await lea.context().close()
    // Back to GoTo by another room: what it can’t is said before somebody decides.
    await superadmin.getByRole('button', { name: 'Another room' }).click()
    await superadmin.getByRole('combobox', { name: 'Account' }).click()
    await superadmin.getByRole('option', { name: /^Rooms/ }).click()
    await superadmin.getByText(/can’t: Waiting room\. The event takes place without it/).waitFor()
  })
})
