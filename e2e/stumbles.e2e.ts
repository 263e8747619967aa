import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

// Where people stumbled: what the screens claimed and was not so, or did not say.

const journey = useJourney()
let platform: Platform
let superadmin: Page
beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada', '/admin/apps')
  await superadmin.getByRole('heading', { level: 1, name: 'Apps & features' }).waitFor()
  await send('PATCH', '/apps/gotomeeting-v2', { active: true })
  await send('PATCH', '/apps/custom-link', { active: true })
})

async function send<T extends { id: string }>(method: string, path: string, data?: object): Promise<T> {
  const answer = await superadmin.request.fetch(`${platform.url}/api/v1${path}`, { method, data })
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return JSON.parse((await answer.text()) || '{}') as T
}

const open = (path: string) => superadmin.goto(`${platform.url}${path}`)
const isInView = (page: Page, name: string) =>
  page.getByRole('alert', { name }).evaluate((alert) => {
    const { top, bottom } = alert.getBoundingClientRect()
    return top >= 0 && bottom <= window.innerHeight
  })

describe.skipIf(!browserPath)('an account at GoTo', () => {
  it('is not called paired while its client lacks the scope of its session type, and says which one to tick', async () => {
    const { clientId, clientSecret } = platform.simulator.addClient({
      name: 'Lectern',
      redirectUris: [`${platform.url}/learn/gotomeeting`],
      scopes: ['meeting'],
    })
    await open('/admin/apps/gotomeeting-v2/accounts/new')
    const panel = superadmin.getByRole('dialog', { name: 'New account' })
    await panel.getByLabel('Name', { exact: true }).fill('Lectures')
    await panel.getByLabel('Client ID').fill(clientId)
    await panel.getByLabel('Client Secret').fill(clientSecret)
    await panel.getByRole('radio', { name: 'Webinar' }).check()
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByLabel('Email').fill('organizer@goto.example')
    await superadmin.getByLabel('Password').fill('goto-demo-1')
    await superadmin.getByRole('button', { name: 'Sign in' }).click()
    await superadmin.getByRole('button', { name: 'Allow' }).click()
    const alert = superadmin.getByRole('alert', { name: 'The account is not paired' })
    await alert.getByText(/tab Scopes, tick GoToWebinar and save\. Then press Pair/).waitFor()
    await expect.poll(() => superadmin.getByText('Events can use it now').count()).toBe(0)
    await lookAsItStands(superadmin, 'account-scope-missing', '[role=dialog]')
    platform.simulator.setScopes(clientId, ['meeting', 'webinar'])
    await alert.getByRole('button', { name: 'Pair' }).click()
    await superadmin.getByRole('button', { name: 'Allow' }).click()
    await superadmin.getByText('The account is paired. Events can use it now.').waitFor()
  })

  it('leads to GoTo’s Developer Center in a window of its own, and says so, from the page and from the panel', async () => {
    for (const path of ['/admin/apps/gotomeeting-v2', '/admin/apps/gotomeeting-v2/accounts/new']) {
      await open(path)
      const place = path.endsWith('new')
        ? superadmin.getByRole('dialog', { name: 'New account' })
        : superadmin.getByRole('main')
      const link = place.getByRole('link', { name: 'GoTo’s Developer Center (opens in a new window)' })
      expect(await link.getAttribute('rel')).toContain('noopener')
      const [developerCenter] = await Promise.all([superadmin.waitForEvent('popup'), link.click()])
      await developerCenter.getByRole('heading', { level: 1, name: 'Developer Center' }).waitFor()
      await developerCenter.close()
    }
  })

  it('asks in view for a new pairing after its client was changed, and calls nobody of it paired', async () => {
    await open('/admin/apps/gotomeeting-v2')
    await superadmin.getByRole('button', { name: 'Actions for Lectures' }).click()
    await superadmin.getByRole('menuitem', { name: 'Edit' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Edit account' })
    const organizers = panel.getByRole('region', { name: 'Organizers' })
    await organizers.getByText('Paired', { exact: true }).waitFor()
    for (const size of [
      { width: 360, height: 740 },
      { width: 1280, height: 800 },
    ]) {
      await superadmin.setViewportSize(size)
      await panel.getByLabel('Client Secret').fill(`another one, ${size.width}`)
      await panel.getByLabel('Minutes held after an event').scrollIntoViewIfNeeded()
      await panel.getByRole('button', { name: 'Save' }).click()
      await panel.getByText(/The Client ID or Client Secret was changed/).waitFor()
      await expect.poll(() => isInView(superadmin, 'The account is not paired')).toBe(true)
      await expect.poll(() => superadmin.evaluate(() => document.activeElement?.textContent)).toBe('Pair')
      await organizers.getByText('Not paired: pair again').waitFor()
      expect(await organizers.getByText('Paired', { exact: true }).count()).toBe(0)
    }
    await lookAsItStands(superadmin, 'account-changed', '[role=dialog]')
  })
})

describe.skipIf(!browserPath)('deleting an account', () => {
  it('tells before how many events in which sessions are to come, and where they can go', async () => {
    const limits = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null }
    const fields = { clientId: '', clientSecret: '', sessionType: 'link', limits }
    const account = await send('POST', '/apps/custom-link/accounts', {
      ...{ ...fields, name: 'Blue room', joinUrl: 'https://meet.example.com/blue' },
    })
    const course = await send('POST', '/courses', { name: 'First aid', code: 'AID-1', type: 'vilt' })
    const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
    const events: string[] = []
    for (const name of ['Spring', 'Autumn']) {
      const session = await send('POST', `/courses/${course.id}/sessions`, { name })
      for (const day of [1, 2]) {
        const times = {
          startsWall: at(day * 1440),
          endsWall: at(day * 1440 + 30),
          timeZone: 'Europe/Rome',
        }
        const body = { name: `${name} ${day}`, ...times, accountId: account.id }
        const event = await send('POST', `/sessions/${session.id}/events`, body)
        events.push(event.id)
      }
    }
    await open('/admin/apps/custom-link')
    await superadmin.getByRole('button', { name: 'Actions for Blue room' }).click()
    await superadmin.getByRole('menuitem', { name: 'Delete' }).click()
    const held = superadmin.getByRole('dialog', { name: '“Blue room” can’t be deleted yet' })
    await held.getByText(/^4 events to come use it, in 2 sessions\./).waitFor()
    await held.getByText('First aid · Autumn').waitFor()
    await held.getByRole('link', { name: 'Spring 2' }).waitFor()
    expect(await held.getByRole('button', { name: 'Delete' }).count()).toBe(0)
    await lookAsItStands(superadmin, 'account-delete-held', '[role=dialog]')
    await held.getByRole('button', { name: 'Move events' }).click()
    await superadmin.getByRole('dialog', { name: 'Move events: Blue room' }).waitFor()
    await superadmin.keyboard.press('Escape')
    for (const id of events) await send('POST', `/events/${id}/cancellation`, { reason: 'Flood' })
    await superadmin.getByRole('button', { name: 'Actions for Blue room' }).click()
    await superadmin.getByRole('menuitem', { name: 'Delete' }).click()
    const free = superadmin.getByRole('dialog', { name: 'Delete “Blue room”?' })
    await free.getByText(/^No event to come uses it/).waitFor()
    await free.getByRole('button', { name: 'Delete' }).click()
    await superadmin.getByRole('heading', { name: 'No accounts yet' }).waitFor()
  })
})
