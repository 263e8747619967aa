import type { Browser, Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize, violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
let browser: Browser
beforeAll(() => {
  ;({ platform, superadmin, browser } = journey)
})

/** Calls the API as the person who is signed in. */
async function call<T>(method: 'get' | 'post' | 'patch', path: string, data?: object): Promise<T> {
  const options = { ...(data ? { data } : {}), headers: { 'if-match': '"1"' } }
  const answer = await superadmin.request[method](`${platform.url}/api/v1${path}`, options)
  if (!answer.ok()) throw new Error(`${method} ${path}: ${await answer.text()}`)
  return answer.json() as Promise<T>
}
/** A line of a preview; the names behind the disclosure say it again. */
const lineOf = (where: Locator, text: string) => where.getByRole('listitem').filter({ hasText: text })
const open = (path: string) => superadmin.goto(`${platform.url}${path}`)

describe.skipIf(!browserPath)('what does not take place, in a browser', () => {
  let courseId: string
  let winterId: string
  let springId: string
  let eventId: string

  beforeAll(async () => {
    if (!browser) return
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    const courses = await call<{ items: { id: string }[] }>('get', '/courses')
    courseId = courses.items[0]?.id ?? ''
    const sessions = await call<{ items: { id: string }[] }>('get', `/courses/${courseId}/sessions`)
    winterId = sessions.items[0]?.id ?? ''
    const day = inRome(3 * 24 * 60).date
    const event = { name: 'Day one', timeZone: 'Europe/Rome', accountId: null, description: '' }
    const times = { startsWall: `${day}T10:00`, endsWall: `${day}T11:00` }
    eventId = (await call<{ id: string }>('post', `/sessions/${winterId}/events`, { ...event, ...times })).id
    const spring = { name: 'Spring edition', maxEnrollment: 1, waitingList: 'automatic' }
    springId = (await call<{ id: string }>('post', `/courses/${courseId}/sessions`, spring)).id
  })

  it('the form of an event says what a change does, and saves it quietly', async () => {
    await open(`/learn/events/${eventId}?panel=edit`)
    const panel = superadmin.getByRole('dialog', { name: 'Edit event' })
    await panel.getByLabel('Start', { exact: true }).fill('12:00')
    await panel.getByLabel('End', { exact: true }).fill('13:00')
    await lineOf(panel, '3 people get a mail and a calendar update').waitFor()
    await panel.getByText('Who and what').click()
    await panel.getByText(/Luca Bianchi/).waitFor()
    await panel.getByRole('checkbox', { name: 'Save quietly' }).check()
    await lineOf(panel, '3 people will not learn of it').waitFor()
    await screenshot(superadmin, 'preview-event')
    expect(await violations(superadmin)).toEqual([])
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.waitFor({ state: 'detached' })
    await superadmin.getByText(/12:00–13:00/).waitFor()
  })

  it('a session is cancelled with a reason: one learner stays, the other moves', async () => {
    await open(`/sessions/${winterId}`)
    await superadmin.getByRole('button', { name: 'More actions' }).click()
    await superadmin.getByRole('menuitem', { name: 'Cancel session' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Cancel session' })
    await panel.getByRole('button', { name: 'Cancel session' }).click()
    await panel
      .getByText(/The reason is empty/)
      .first()
      .waitFor()
    await panel.getByLabel('Reason').fill('The building is closed.')
    await panel.getByRole('radio', { name: 'They move to another session' }).check()
    await panel.getByText('Differently for some learners').click()
    await panel.getByRole('combobox', { name: 'Lea Rossi' }).click()
    await superadmin.getByRole('option', { name: 'Stays in the course' }).click()
    await lineOf(panel, '1 person moves to the other session').waitFor()
    await screenshot(superadmin, 'cancel-session')
    expect(await violations(superadmin)).toEqual([])
    await panel.getByRole('button', { name: 'Cancel session' }).click()
    await superadmin.getByText('This session does not take place: The building is closed.').waitFor()
    await lookAtEverySize(superadmin, 'session-cancelled')
    const spring = await call<{ enrolledCount: number }>('get', `/sessions/${springId}`)
    expect(spring.enrolledCount).toBe(1)
  })

  it('it is restored by a button, with its event and who was kept', async () => {
    await open(`/sessions/${winterId}`)
    await superadmin.getByRole('button', { name: 'More actions' }).click()
    await superadmin.getByRole('menuitem', { name: 'Restore session' }).click()
    const dialog = superadmin.getByRole('dialog', { name: 'Restore session' })
    await lineOf(dialog, '2 people get a mail and a calendar update').waitFor()
    await dialog.getByRole('button', { name: 'Restore' }).click()
    await superadmin.getByText(/does not take place/).waitFor({ state: 'detached' })
    const winter = await call<{ enrolledCount: number; eventCount: number }>('get', `/sessions/${winterId}`)
    expect(winter).toMatchObject({ enrolledCount: 1, eventCount: 1 })
  })

  it('with too few learners, a page offers what can be done, and merges two sessions', async () => {
    const decidesAt = new Date(Date.now() + 2 * 24 * 3_600_000).toISOString()
    const { version } = await call<{ version: number }>('get', `/sessions/${winterId}`)
    const answer = await superadmin.request.patch(`${platform.url}/api/v1/sessions/${winterId}`, {
      data: { minEnrollment: 3, decidesAt },
      headers: { 'if-match': `"${version}"` },
    })
    expect(answer.ok()).toBe(true)
    await open(`/sessions/${winterId}`)
    await superadmin.getByText(/2 more learners needed by/).waitFor()
    await superadmin.getByRole('link', { name: 'Decide' }).click()
    const merging = superadmin.getByRole('region', { name: 'Merge with another session' })
    // The other session is full: Lea would go on its waiting list.
    await lineOf(merging, '1 person goes on the waiting list').waitFor()
    await lookAtEverySize(superadmin, 'decision')
    await merging.getByRole('button', { name: 'Merge' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Spring edition' }).waitFor()
    const spring = await call<{ waitingCount: number }>('get', `/sessions/${springId}`)
    expect(spring.waitingCount).toBe(1)
  })

  it('a course is cancelled and restored', async () => {
    await open(`/courses/${courseId}`)
    await superadmin.getByRole('button', { name: 'More actions' }).click()
    await superadmin.getByRole('menuitem', { name: 'Cancel course' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Cancel course' })
    await panel.getByLabel('Reason').fill('No trainer.')
    await lineOf(panel, '2 people get a mail: Course cancelled').waitFor() // what comes moves the button
    await panel.getByRole('button', { name: 'Cancel course' }).click()
    await superadmin.getByText('This course does not take place: No trainer.').waitFor()
    await superadmin.getByRole('button', { name: 'More actions' }).click()
    await superadmin.getByRole('menuitem', { name: 'Restore course' }).click()
    await superadmin
      .getByRole('dialog', { name: 'Restore course' })
      .getByRole('button', { name: 'Restore' })
      .click()
    await superadmin.getByText(/This course does not take place/).waitFor({ state: 'detached' })
  })
})
