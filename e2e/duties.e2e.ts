import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
const people = new Map<string, string>()
const ids = { courseId: '', sessionId: '', eventId: '' }

const send = <T = { id: string }>(method: string, path: string, data?: object, version?: number) =>
  ask<T>(platform, superadmin, method, path, data, version)

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, browser, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
  const found = await send<{ items: { id: string; firstName: string }[] }>('GET', '/people?limit=100')
  for (const { id, firstName } of found.items) people.set(firstName, id)
  const course = { name: 'Forklift licence', code: 'FORK', type: 'ilt', visibility: 'catalogue' }
  ids.courseId = (await send('POST', '/courses', course)).id
  ids.sessionId = (await send('POST', `/courses/${ids.courseId}/sessions`, { name: 'Hall 3' })).id
  // Marks are made from an hour before the start on; near midnight it is still today's.
  const [start, end] = [inRome(0), inRome(30)]
  ids.eventId = (
    await send('POST', `/sessions/${ids.sessionId}/events`, {
      name: 'Practice in the yard',
      ...{ startsWall: `${start.date}T${start.time}`, endsWall: `${end.date}T${end.time}` },
      ...{ timeZone: 'Europe/Rome', place: 'Gate B, Hall 3' },
    })
  ).id
  for (const name of ['Lea', 'Luca'])
    await send('POST', `/sessions/${ids.sessionId}/enrollments`, { personId: people.get(name) })
})

describe.skipIf(!browserPath)('a registrar', () => {
  it('is named by a planner, and marks at the door on a phone who is there', async () => {
    await superadmin.goto(`${platform.url}/learn/events/${ids.eventId}`)
    await superadmin.getByRole('button', { name: 'More', exact: true }).click()
    await superadmin.getByRole('menuitem', { name: 'At the door' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Who marks at the door' })
    await panel.getByText('Nobody is at the door.').waitFor()
    await panel.getByLabel('Name or e-mail').fill('lia')
    await panel.getByRole('button', { name: /^Add Lia/ }).click()
    await panel.getByText(/^Lia .*is at the door\.$/).waitFor()
    await panel.getByRole('button', { name: /^Remove Lia/ }).waitFor()
    await lookAsItStands(superadmin, 'registrars', '[role=dialog]')

    const phone = await openWindow(browser, { width: 390 })
    await signIn(platform, phone, 'lia')
    await phone.getByRole('link', { name: 'At the door' }).click()
    await phone.getByText('There: 0 of 2').waitFor()
    await lookAtEverySize(phone, 'door')
    await phone.getByRole('link', { name: 'Practice in the yard' }).click()
    const lea = phone.getByRole('group', { name: /^Attendance of Lea/ })
    await lea.getByRole('button', { name: 'There' }).press('Enter')
    await lea.getByRole('button', { name: 'There', pressed: true }).waitFor()
    await phone.getByRole('button', { name: 'Not marked 1' }).click()
    await phone.getByLabel('Find a name').fill('luca')
    await phone
      .getByRole('group', { name: /^Attendance of Luca/ })
      .getByRole('button', { name: 'Absent' })
      .click()
    await phone.getByRole('button', { name: 'Not marked 0' }).waitFor()
    await phone.getByLabel('Find a name').fill('')
    await phone.getByRole('button', { name: 'All 2' }).click()
    await lookAtEverySize(phone, 'door-list')
    expect(await phone.locator('main').innerText()).not.toContain('@')
    await phone.context().close()
  })
})

describe.skipIf(!browserPath)('a manager', () => {
  it('is entered at a person, sees the team, says who decides meanwhile, and approves and refuses', async () => {
    const { courseId } = ids
    const made: string[] = []
    for (const name of ['Monday', 'Friday']) {
      const rules = {
        selfEnrollment: 'approval',
        asksManager: true,
        maxEnrollment: 1,
        waitingList: 'automatic',
      }
      made.push((await send('POST', `/courses/${courseId}/sessions`, { name, ...rules })).id)
    }
    await superadmin.goto(`${platform.url}/admin/people/${people.get('Lia')}`)
    const form = superadmin.getByRole('dialog')
    await form.getByRole('combobox', { name: 'Manager' }).fill('ivo')
    await superadmin.getByRole('option', { name: /^Ivo/ }).click()
    await form.getByRole('button', { name: 'Save' }).click()
    await form.waitFor({ state: 'detached' })

    const learner = await openWindow(browser)
    await signIn(platform, learner, 'lia')
    await learner.getByRole('link', { name: 'Catalogue', exact: true }).waitFor()
    for (const id of made) await ask(platform, learner, 'POST', `/sessions/${id}/my-place`)
    await learner.context().close()

    const manager = await openWindow(browser)
    await signIn(platform, manager, 'ivo')
    await manager.getByRole('link', { name: 'My team' }).click()
    await manager
      .getByRole('button', { name: /^Approve Lia/ })
      .nth(1)
      .waitFor()
    await lookAtEverySize(manager, 'team')
    await manager.getByRole('button', { name: 'While I am away' }).click()
    const panel = manager.getByRole('dialog', { name: 'While I am away' })
    await panel.getByText('You decide alone.').waitFor()
    await lookAsItStands(manager, 'deputy', '[role=dialog]')
    await panel.getByLabel('E-mail address of your deputy').fill('nobody@demo.example')
    await manager.keyboard.press('Escape')
    await manager.getByRole('button', { name: 'Discard' }).click()
    await panel.waitFor({ state: 'detached' })
    await manager
      .getByRole('button', { name: /^Approve Lia/ })
      .first()
      .press('Enter')
    await manager.getByText(/^Lia .*has a place\.$/).waitFor()
    await manager.getByRole('button', { name: /^Refuse Lia/ }).click()
    const refusal = manager.getByRole('dialog', { name: /^Refuse the request of Lia/ })
    await refusal.getByLabel('Reason').fill('One is enough this week')
    await lookAsItStands(manager, 'refuse', '[role=dialog]')
    await refusal.getByRole('button', { name: 'Refuse' }).click()
    await manager.getByText('Nothing waits for you.').waitFor()
    await manager.getByRole('link', { name: /^Lia/ }).click()
    await manager.getByText('has a place').waitFor()
    await lookAtEverySize(manager, 'team-member')
    expect(await manager.locator('main').innerText()).toContain('Forklift licence')
    await manager.context().close()
  })
})

describe.skipIf(!browserPath)('a power user', () => {
  it('is given an area, plans in it, enrolls and marks people of it, and sees nobody else', async () => {
    const groupId = (await send('POST', '/groups', { name: 'Warehouse north' })).id
    const emails = 'lea@demo.example'
    await send('POST', `/groups/${groupId}/members`, { text: emails, save: true })
    const { version } = await send<{ version: number }>('GET', `/courses/${ids.courseId}`)
    await send('PATCH', `/courses/${ids.courseId}`, { categories: ['Safety'] }, version)
    await superadmin.goto(`${platform.url}/admin/people/${people.get('Lia')}`)
    await superadmin.getByRole('button', { name: 'Make a power user' }).click()
    const form = superadmin.getByRole('dialog', { name: 'Area of the power user' })
    await form.getByRole('combobox', { name: 'Groups' }).fill('ware')
    await superadmin.getByRole('option', { name: 'Warehouse north' }).click()
    await form.getByRole('combobox', { name: 'Categories' }).fill('safety')
    await superadmin.keyboard.press('Enter')
    await lookAsItStands(superadmin, 'give-area', '[role=dialog]')
    await form.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByText('1 group and 0 single people; 1 category and 0 single courses').waitFor()
    await lookAsItStands(superadmin, 'person-area', '[role=dialog]')

    const page = await openWindow(browser)
    await signIn(platform, page, 'lia')
    await page.getByRole('link', { name: 'My area' }).click()
    await page.getByRole('link', { name: /^Lea/ }).waitFor()
    await lookAtEverySize(page, 'area')
    expect(await page.locator('main').innerText()).not.toContain('Luca')
    await page.getByRole('link', { name: 'Forklift licence' }).click()
    await page.getByRole('heading', { name: 'Forklift licence' }).waitFor()
    await lookAtEverySize(page, 'area-course')
    await page.getByRole('button', { name: 'New session' }).click()
    const session = page.getByRole('dialog', { name: 'New session' })
    await session.getByLabel('Name').fill('Hall 5')
    await session.getByLabel('Maximum enrollment').fill('1')
    await lookAsItStands(page, 'area-new-session', '[role=dialog]')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Hall 5' }).waitFor()

    await page.getByRole('button', { name: 'New event' }).click()
    const event = page.getByRole('dialog', { name: 'New event' })
    const { date } = inRome(3 * 24 * 60)
    await event.getByLabel('Name', { exact: true }).fill('Stacking')
    await event.getByLabel('Date').fill(date)
    await event.getByLabel('Start', { exact: true }).fill('10:00')
    await event.getByLabel('End', { exact: true }).fill('11:30')
    await event.getByLabel('Venue').fill('Hall 5')
    await lookAsItStands(page, 'area-new-event', '[role=dialog]')
    await event.getByRole('button', { name: 'Create' }).click()
    await page.getByRole('link', { name: 'Stacking' }).waitFor()
    await page.getByRole('button', { name: 'Enroll people' }).click()
    const enrolling = page.getByRole('dialog', { name: 'Enroll people' })
    await enrolling.getByRole('checkbox', { name: /^Lea/ }).press('Space')
    await lookAsItStands(page, 'area-enroll', '[role=dialog]')
    await enrolling.getByRole('button', { name: 'Enroll 1 person' }).click()
    await enrolling.getByText(/^Lea .*has a place\.$/).waitFor()
    await page.keyboard.press('Escape')
    await page.getByText('Places taken: 1 of 1').waitFor()
    await lookAtEverySize(page, 'area-session')

    await page.getByRole('link', { name: 'Stacking' }).click()
    await page.getByRole('button', { name: 'Edit' }).click()
    const edit = page.getByRole('dialog', { name: 'Edit event' })
    await edit.getByLabel('Venue').fill('Yard')
    await edit.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Yard', { exact: true }).waitFor()
    await page.goto(`${platform.url}/area/events/${ids.eventId}`)
    const lea = page.getByRole('group', { name: /^Attendance of Lea/ })
    await lea.getByRole('button', { name: 'Absent' }).press('Enter')
    await lea.getByRole('button', { name: 'Absent', pressed: true }).waitFor()
    await lookAtEverySize(page, 'area-event')
    expect(await page.locator('main').innerText()).not.toContain('Luca')
    await page.goto(`${platform.url}/area/people/${people.get('Lea')}`)
    await page.getByText('Forklift licence · Hall 5').waitFor()
    await lookAtEverySize(page, 'area-person')
    await page.getByRole('button', { name: 'Edit' }).click()
    const person = page.getByRole('dialog', { name: 'Change the person' })
    await person.getByLabel('Last name').fill('Rossi-Bianchi')
    await lookAsItStands(page, 'area-edit-person', '[role=dialog]')
    await person.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { level: 1, name: 'Lea Rossi-Bianchi' }).waitFor()
    // Who is outside is not there; nor are the pages of planners.
    for (const [path, name] of [
      [`/area/people/${people.get('Luca')}`, 'Not there any more'],
      ['/reports/attendance', 'There is no such page'],
    ] as const) {
      await page.goto(platform.url + path)
      await page.getByRole('heading', { level: 1, name }).waitFor()
    }
    await page.context().close()
  })
})
