import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, dismiss, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, pairAccount, signIn } from './steps.ts'

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

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

async function list(path: string): Promise<{ id: string; name: string }[]> {
  const answer = await superadmin.request.get(`${platform.url}/api/v1${path}`)
  return (await answer.json()).items
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
    const organizers = panel.getByRole('region', { name: 'Hosts' })
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
    const fields = { sessionType: 'link', limits }
    const account = await send('POST', '/apps/custom-link/accounts', {
      ...{ ...fields, name: 'Blue room', fields: { joinUrl: 'https://meet.example.com/blue' } },
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
    await dismiss(superadmin)
    for (const id of events) await send('POST', `/events/${id}/cancellation`, { reason: 'Flood' })
    await superadmin.getByRole('button', { name: 'Actions for Blue room' }).click()
    await superadmin.getByRole('menuitem', { name: 'Delete' }).click()
    const free = superadmin.getByRole('dialog', { name: 'Delete “Blue room”?' })
    await free.getByText(/^No event to come uses it/).waitFor()
    await free.getByRole('button', { name: 'Delete' }).click()
    await superadmin.getByRole('heading', { name: 'No accounts yet' }).waitFor()
  })
})

describe.skipIf(!browserPath)('the page of an event', () => {
  /** An event at GoTo with Lea enrolled, whose room is ready. */
  let id: string
  let lea: Page
  const setTimes = async (name: string, begins: string, ends: string) => {
    // Without its row nobody is judged, whatever comes by: at once, so that no sweep comes between.
    await platform.query(
      `update events set starts_at = now() + '${begins}', ends_at = now() + '${ends}' where name = '${name}';
       delete from attendance_judgings where event_id in (select id from events where name = '${name}')`,
    )
  }
  beforeAll(async () => {
    if (!browserPath) return
    await pairAccount(platform, superadmin, { name: 'Classes', sessionType: 'Meeting' })
    const accounts = await list('/apps/gotomeeting-v2/accounts')
    const account = accounts.find(({ name }) => name === 'Classes')
    const course = await send('POST', '/courses', { name: 'Ladders', code: 'LAD-1', type: 'vilt' })
    const me = await send('PATCH', '/me', { timeZone: 'Europe/Rome' })
    const session = await send('POST', `/courses/${course.id}/sessions`, {
      ...{ name: 'Winter', instructorIds: [me.id] },
    })
    const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
    // Further away than a day, or the check before the start may have happened by now.
    const times = { startsWall: at(3000), endsWall: at(3060), timeZone: 'Europe/Rome' }
    id = (
      await send('POST', `/sessions/${session.id}/events`, {
        name: 'Rungs',
        ...times,
        accountId: account?.id,
      })
    ).id
    const [learner] = await list('/people?query=lea@demo.example')
    await send('POST', `/sessions/${session.id}/enrollments`, { personId: learner?.id })
    lea = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, lea, 'lea', `/learn/events/${id}`)
    await lea.getByRole('heading', { level: 1, name: 'Rungs' }).waitFor()
  })

  const show = async (page: Page) => {
    await page.goto(`${platform.url}/learn/events/${id}`)
    await page.getByRole('heading', { level: 1, name: 'Rungs' }).waitFor()
  }
  const join = () => lea.getByRole('main').getByRole('button', { name: 'Join' })
  const enter = () => lea.getByRole('main').getByRole('link', { name: 'Join' })

  it('before: learners see where Join will be, instructors when they can start, and no button is dead', async () => {
    await expect
      .poll(() => platform.simulator.state().meetings.map(({ subject }) => subject))
      .toEqual(['Ladders: Rungs'])
    await show(lea)
    expect(await join().getAttribute('aria-disabled')).toBe('true')
    await show(superadmin)
    await superadmin.getByText('Ready', { exact: true }).waitFor()
    await superadmin.getByText(/^You can start it from/).waitFor()
    const main = superadmin.getByRole('main')
    expect(await main.getByRole('button', { name: 'Start' }).count()).toBe(0)
    await main.getByText(/Learners may see one, if it is made/).waitFor()
    await main.getByRole('button', { name: 'Check now' }).waitFor()
    expect(await main.getByRole('button', { name: 'Try again now' }).count()).toBe(0)
    await main.getByText('Not checked yet: it happens by itself before the start.').waitFor()
    await main.getByRole('button', { name: 'Check now' }).click()
    await main.getByText('All well').waitFor()
    expect(await main.getByRole('button', { name: 'Try again now' }).count()).toBe(0)
    await main.getByRole('button', { name: 'More', exact: true }).click()
    await lookAsItStands(superadmin, 'event-menu', '[role=menu]')
    await dismiss(superadmin)
  })

  it('running: both get in, and it is called so', async () => {
    await setTimes('Rungs', '-5 minutes', '55 minutes')
    await show(lea)
    await lea.getByText('Running now', { exact: true }).waitFor()
    await enter().waitFor()
    await show(superadmin)
    await superadmin.getByRole('main').getByRole('link', { name: 'Start' }).waitFor()
  })

  it('over: attendance, completion and recording have their place, and say what is not known', async () => {
    await setTimes('Rungs', '-3 hours', '-2 hours')
    await show(lea)
    const after = lea.getByRole('region', { name: 'After the event' })
    await after.getByText('Not marked yet. Whoever taught the event marks attendance.').waitFor()
    await lea.getByText(/^No recording yet\./).waitFor()
    await after.getByText('The session is not completed yet.').waitFor()
    await lea.getByText('Ended', { exact: true }).waitFor()
    expect(await join().count()).toBe(0)
    await lookAsItStands(lea, 'event-over-learner')
    await show(superadmin)
    const teacher = superadmin.getByRole('region', { name: 'After the event' })
    await teacher.getByText('0 present · 0 absent · 1 not known').waitFor()
    expect(await superadmin.getByText('Ready', { exact: true }).count()).toBe(0)
    await teacher.getByRole('link', { name: 'Mark attendance' }).click()
    await superadmin.locator('[data-person]').getByRole('combobox').selectOption('absent')
    await superadmin.getByText('1 marked.').waitFor()
    await show(superadmin)
    await teacher.getByText('0 present · 1 absent · 0 not known').waitFor()
    await teacher.getByRole('link', { name: 'Attendance' }).waitFor()
    await lookAsItStands(superadmin, 'event-over-teacher')
    await show(lea)
    await after.getByText('You were marked absent.').waitFor()
    await after.getByText(/^If that is not so, tell Ada/).waitFor()
    await lea.getByRole('navigation').getByRole('link', { name: 'Winter' }).click()
    await lea.getByRole('listitem').filter({ hasText: 'Rungs' }).getByText('Ended').waitFor()
  })

  it('on a phone the first person of roster and sheet stands above the fold, before, while it runs and after', async () => {
    const phone = await openWindow(journey.browser, { width: 360, language: 'it' })
    await phone.setViewportSize({ width: 360, height: 740 })
    await signIn(platform, phone, 'ada', `/teach/events/${id}`)
    await phone.getByRole('heading', { level: 1, name: 'Rungs' }).waitFor()
    const found: string[] = []
    for (const [begins, ends] of [
      ['30 minutes', '90 minutes'],
      ['-5 minutes', '55 minutes'],
      ['-3 hours', '-2 hours'],
    ] as const) {
      await setTimes('Rungs', begins, ends)
      for (const view of ['', '/attendance']) {
        await phone.goto(`${platform.url}/teach/events/${id}${view}`)
        const row = phone.locator(view ? '[data-person]' : 'tbody tr').first()
        await row.waitFor()
        await screenshot(phone, `fold-${begins.slice(0, 2)}-${view ? 'sheet' : 'roster'}`)
        const { y, height } = (await row.boundingBox()) ?? { y: 0, height: 0 }
        const bottom = 740 - 64 // the bar at the bottom
        if (y + height > bottom) found.push(`${view} ${begins}: ends at ${y + height}`)
      }
    }
    expect(found).toEqual([])
    const more = phone.getByRole('button', { name: /Cerca e altro|Search and more/ })
    await more.click()
    await phone.getByRole('searchbox').waitFor()
    await lookAsItStands(phone, 'sheet-tools')
    await phone.context().close()
  })

  it('cancelled: it says why, and offers nothing that is over', async () => {
    await setTimes('Rungs', '3 hours', '4 hours')
    await send('POST', `/events/${id}/cancellation`, { reason: 'Snow' })
    for (const page of [lea, superadmin]) {
      await show(page)
      await page.getByText('This event was cancelled: Snow').waitFor()
      const main = page.getByRole('main')
      expect(await main.getByRole('button', { name: /^(Join|Start|Check now)$/ }).count()).toBe(0)
      expect(await main.getByText(/This event was cancelled/).count()).toBe(1)
    }
    await superadmin.getByRole('navigation').getByRole('link', { name: 'Winter' }).click()
    const row = superadmin.getByRole('listitem').filter({ hasText: 'Rungs' })
    await row.getByText('Cancelled', { exact: true }).waitFor()
    await lea.context().close()
  })
})

describe.skipIf(!browserPath)('landmarks', () => {
  it('a page has one banner, one main and a heading, also while a panel is open', async () => {
    const paths = ['/', '/calendar', '/courses', '/teach', '/admin/apps', '/admin/people', '/admin/capacity']
    const panels = ['/admin/apps/custom-link/accounts/new', '/admin/people/import']
    for (const path of [...paths, ...panels]) {
      await open(path)
      await superadmin.getByRole('heading', { level: 1 }).first().waitFor({ state: 'attached' })
      if (panels.includes(path)) await superadmin.getByRole('dialog').waitFor()
      const count = (role: 'banner' | 'main') => superadmin.getByRole(role, { includeHidden: true }).count()
      expect([path, await count('banner'), await count('main')]).toEqual([path, 1, 1])
    }
  })
})
