import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let learner: Page
let courseId: string
const sessions = new Map<string, string>()
const people = new Map<string, string>()

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, browser, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
  await plan()
})

async function send<T>(path: string, body: object): Promise<T> {
  const answer = await superadmin.request.post(`${platform.url}/api/v1${path}`, { data: body })
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** A course of the catalogue with sessions that give their places in different ways; Luca has the small ones. */
async function plan(): Promise<void> {
  const found = await superadmin.request.get(`${platform.url}/api/v1/people`)
  for (const person of (await found.json()).items) people.set(person.firstName, person.id)
  const description = 'What to do until help comes: look, call, press, and keep calm. With exercises.'
  const course = { name: 'First aid', code: 'AID', description, type: 'vilt', visibility: 'catalogue' }
  courseId = (await send<{ id: string }>('/courses', course)).id
  const rules = {
    'Open day': { selfEnrollment: 'open', maxEnrollment: 5, waitingList: 'automatic', withdrawalHours: 24 },
    'Small group': { selfEnrollment: 'open', maxEnrollment: 1, waitingList: 'automatic' },
    'Held places': { selfEnrollment: 'open', maxEnrollment: 1, waitingList: 'offer' },
    'On request': { selfEnrollment: 'approval', maxEnrollment: 3, waitingList: 'automatic' },
  }
  for (const [name, rule] of Object.entries(rules))
    sessions.set(name, (await send<{ id: string }>(`/courses/${courseId}/sessions`, { name, ...rule })).id)
  const { date } = inRome(5 * 24 * 60)
  const times = { startsWall: `${date}T09:00`, endsWall: `${date}T12:30`, timeZone: 'Europe/Rome' }
  await send(`/sessions/${sessions.get('Open day')}/events`, { name: 'The day', ...times })
  for (const name of ['Small group', 'Held places'])
    await send(`/sessions/${sessions.get(name)}/enrollments`, { personId: people.get('Luca') })
}

const removeLuca = (session: string) =>
  superadmin.request.delete(
    `${platform.url}/api/v1/sessions/${sessions.get(session)}/enrollments/${people.get('Luca')}`,
  )

describe.skipIf(!browserPath)('a learner on a phone', () => {
  const cardOf = (name: string) => learner.getByRole('listitem').filter({ hasText: name })

  it('finds a course in the catalogue, enrolls with one press, and leaves again', async () => {
    learner = await openWindow(browser, { width: 360 })
    await signIn(platform, learner, 'lia')
    await learner.getByText('Nothing is planned').first().waitFor()
    await learner
      .getByRole('navigation', { name: 'Main navigation' })
      .getByRole('link', { name: 'Catalogue' })
      .click()
    await learner.getByRole('searchbox', { name: 'Search for a course' }).fill('aid')
    await learner.getByRole('link', { name: 'First aid' }).click()
    await learner.getByRole('heading', { level: 1, name: 'First aid' }).waitFor()
    const openDay = cardOf('Open day')
    await openDay.getByText('5 places left').waitFor()
    // By keyboard.
    await openDay.getByRole('button', { name: 'Enroll in Open day' }).press('Enter')
    await openDay.getByText('Enrolled', { exact: true }).waitFor()
    await openDay.getByText(/^You can give it back until/).waitFor()
    await screenshot(learner, 'course-enrolled-360')
    await openDay.getByRole('button', { name: 'Leave Open day' }).click()
    await learner.getByRole('dialog').getByRole('button', { name: 'Leave' }).click()
    await openDay.getByText('5 places left').waitFor()
  })

  it('waits in line for a full session, and is promoted while the page stands open', async () => {
    const small = cardOf('Small group')
    await small.getByRole('button', { name: 'Join the waiting list of Small group' }).click()
    await small.getByText('You are number 1 on the waiting list.', { exact: false }).waitFor()
    await screenshot(learner, 'course-learner-360', { fullPage: true })
    await removeLuca('Small group')
    await small.getByText('Enrolled', { exact: true }).waitFor()
  })

  it('accepts an offer among what stands below the events', async () => {
    await cardOf('Held places')
      .getByRole('button', { name: /^Join the waiting list/ })
      .click()
    await cardOf('Held places').getByText('On the waiting list', { exact: true }).waitFor()
    await removeLuca('Held places')
    await cardOf('Held places').getByText('A place is held for you', { exact: true }).waitFor()
    await learner.goto(`${platform.url}/learn`)
    await learner.getByRole('heading', { name: 'Needs you' }).waitFor()
    await lookAtEverySize(learner, 'my-training-offer')
    await learner.getByRole('button', { name: 'Accept the place in Held places' }).click()
    await learner.getByRole('heading', { name: 'Needs you' }).waitFor({ state: 'detached' })
    await learner.getByRole('link', { name: 'First aid · Held places' }).click()
    await learner.getByRole('region', { name: 'Your place' }).getByText('Enrolled', { exact: true }).waitFor()
    await learner.goto(`${platform.url}/catalogue`)
    await lookAtEverySize(learner, 'catalogue')
    await learner.goto(`${platform.url}/courses/${courseId}`)
    await lookAtEverySize(learner, 'course-learner')
    await learner.getByRole('button', { name: 'Request a place in On request' }).click()
    await learner.getByText('You asked for a place.', { exact: false }).waitFor()
  })
})

describe.skipIf(!browserPath)('a planner', () => {
  const table = () => superadmin.getByRole('table', { name: 'Enrollments' })
  const rowOf = (name: string) => table().getByRole('row').filter({ hasText: name })

  it('approves a request with one press, and pastes addresses after a look', async () => {
    await superadmin.goto(`${platform.url}/sessions/${sessions.get('On request')}?tab=enrollments`)
    await superadmin.getByRole('button', { name: 'Approve Lia Greco' }).click()
    await rowOf('Lia Greco').getByText('Enrolled').waitFor()
    await superadmin.getByRole('button', { name: 'Enroll', exact: true }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Enroll people' })
    await panel.getByRole('checkbox', { name: 'Put on the waiting list when full' }).check()
    await panel.getByRole('tab', { name: 'Addresses' }).click()
    await panel
      .getByRole('textbox')
      .fill('Lea <lea@demo.example>; luca@demo.example\nada@demo.example, nobody@demo.example')
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('New: 3, of these on the waiting list: 1 · known: 0 · left out: 1').waitFor()
    await screenshot(superadmin, 'enroll-panel')
    await expect.poll(() => table().getByRole('row').count()).toBe(2)
    await panel.getByRole('button', { name: 'Import' }).click()
    await panel.getByText(/^Imported\. New: 3/).waitFor()
    await panel.getByRole('button', { name: 'Close' }).click()
    await rowOf('Ada Moretti').getByText('Number 1 in line').waitFor()
  })

  it('filters, selects and moves several after a preview that tells who moves up', async () => {
    await lookAtEverySize(superadmin, 'enrollments')
    await superadmin.getByText(/^Enrolled \d$/).click()
    await rowOf('Ada Moretti').waitFor({ state: 'detached' })
    await superadmin.getByRole('checkbox', { name: 'Select Lea Rossi' }).check()
    await superadmin.getByRole('checkbox', { name: 'Select Luca Bianchi' }).check()
    await superadmin.getByText('2 people selected').waitFor()
    await superadmin.getByRole('button', { name: 'Move', exact: true }).click()
    const dialog = superadmin.getByRole('dialog', { name: 'Move 2 people?' })
    await dialog.getByRole('combobox', { name: 'To session' }).click()
    await superadmin.getByRole('option', { name: /^Open day/ }).click()
    await dialog.getByText('2 people get a place there.').waitFor()
    await dialog.getByText('From the waiting list move up: Ada Moretti').waitFor()
    await screenshot(superadmin, 'enrollments-move')
    await dialog.getByRole('button', { name: 'Move', exact: true }).click()
    await rowOf('Lea Rossi').waitFor({ state: 'detached' })
    await rowOf('Ada Moretti').getByText('Enrolled').waitFor()
    await rowOf('Ada Moretti').getByRole('button', { name: 'Actions for Ada Moretti' }).click()
    await superadmin.getByRole('menuitem', { name: 'History' }).click()
    await superadmin
      .getByRole('dialog', { name: 'History' })
      .getByText('Moved up from the waiting list')
      .waitFor()
    await superadmin.goto(`${platform.url}/sessions/${sessions.get('Open day')}?tab=enrollments`)
    await rowOf('Lea Rossi').waitFor()
    const [download] = await Promise.all([
      superadmin.waitForEvent('download'),
      superadmin.getByRole('link', { name: 'Export CSV' }).click(),
    ])
    expect(download.suggestedFilename()).toBe('enrollments.csv')
    await lookAtEverySize(superadmin, 'enrollments')
  })

  it('makes a group, and enrolls all of it into several sessions', async () => {
    await superadmin.goto(`${platform.url}/admin/groups/new`)
    const made = superadmin.getByRole('dialog', { name: 'New group' })
    await made.getByLabel('Name').fill('Night shift')
    await made.getByRole('button', { name: 'Create' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Group', exact: true })
    await panel.getByLabel(/^Add members/).fill('lea@demo.example\nlia@demo.example')
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('New: 2 · known: 0 · left out: 0').waitFor()
    await panel.getByRole('button', { name: 'Import' }).click()
    await panel.getByRole('heading', { name: 'Members · 2' }).waitFor()
    await panel.getByLabel('Add a member: name or e-mail').fill('luca')
    await panel.getByRole('button', { name: 'Add Luca Bianchi' }).click()
    await panel.getByRole('heading', { name: 'Members · 3' }).waitFor()
    await panel.getByRole('button', { name: 'Remove Luca Bianchi' }).click()
    await panel.getByRole('heading', { name: 'Members · 2' }).waitFor()
    expect(await violations(superadmin)).toEqual([])
    await superadmin.goto(`${platform.url}/courses/${courseId}`)
    await superadmin.getByRole('button', { name: 'Enroll into sessions' }).click()
    const into = superadmin.getByRole('dialog', { name: 'Enroll into sessions' })
    await into.getByRole('combobox', { name: 'Sessions' }).click()
    await superadmin.getByRole('option', { name: 'Open day' }).click()
    await superadmin.getByRole('option', { name: 'On request' }).click()
    await superadmin.keyboard.press('Escape')
    await into.getByRole('tab', { name: 'A group' }).click()
    await into.getByRole('combobox', { name: 'Group' }).click()
    await superadmin.getByRole('option', { name: /^Night shift/ }).click()
    await into.getByRole('button', { name: 'Check' }).click()
    await into.getByText('New: 1, of these on the waiting list: 0 · known: 1 · left out: 0').first().waitFor()
    await into.getByRole('button', { name: 'Enroll', exact: true }).click()
    await into
      .getByText(/^Imported\. New: 1/)
      .first()
      .waitFor()
  })

  it('gives a group places by itself from then on, after a look, until the rule is removed', async () => {
    await superadmin.goto(`${platform.url}/courses/${courseId}`)
    await superadmin.getByRole('button', { name: 'Automatic enrollment' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Automatic enrollment' })
    await panel.getByText('No group gets places by itself.').waitFor()
    await panel.getByRole('combobox', { name: 'Group' }).click()
    await superadmin.getByRole('option', { name: /^Night shift/ }).click()
    await panel.getByRole('button', { name: 'Check' }).click()
    await panel.getByText('Nobody is without a place now.').waitFor()
    await panel.getByRole('button', { name: 'Enroll now and from now on' }).click()
    await panel.getByText('2 members · everybody is served').waitFor()
    await lookAsItStands(superadmin, 'enrollment-rules', '[role=dialog]')
    await panel.getByRole('button', { name: 'Remove the rule of Night shift' }).click()
    await panel.getByText('No group gets places by itself.').waitFor()
  })
})
