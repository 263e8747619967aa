import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { everyViolation, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
let courseId: string
let sessionId: string
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})

const api = (path: string) => `${platform.url}/api/v1${path}`

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

async function planEvent(ofSession: string, name: string, [from, to]: [number, number]): Promise<string> {
  const [starts, ends] = [inRome(from), inRome(to)]
  const { id } = await send('POST', `/sessions/${ofSession}/events`, {
    ...{ name, accountId: null, timeZone: 'Europe/Rome' },
    startsWall: `${starts.date}T${starts.time}`,
    endsWall: `${ends.date}T${ends.time}`,
  })
  return id
}

interface Learner {
  readonly personId: string
  readonly name: string
  readonly version: number
}
const completions = async (): Promise<{ learners: Learner[] }> =>
  (await superadmin.request.get(api(`/sessions/${sessionId}/completions`))).json()

const names = ['Ferri', 'Kovács', 'von der Wiesenthal-Hohenlohe-Schillingsfürst']

/** Two classes that are over, of seven hours and of one, with marks; and a session that is to come. */
async function hold(): Promise<void> {
  courseId = (await send('POST', '/courses', { name: 'Fire safety', type: 'vilt' })).id
  sessionId = (await send('POST', `/courses/${courseId}/sessions`, { name: 'Night shift' })).id
  const coming = await send('POST', `/courses/${courseId}/sessions`, { name: 'Day shift', maxEnrollment: 12 })
  await planEvent(coming.id, 'Next drill', [3 * 24 * 60, 3 * 24 * 60 + 60])
  const long = await planEvent(sessionId, 'Theory', [24 * 60, 31 * 60])
  const short = await planEvent(sessionId, 'Fire drill', [32 * 60, 33 * 60])
  await platform.query(
    `with more as (
       insert into people (platform_id, id, email, first_name, last_name, roles)
       select platform_id, gen_random_uuid(), 'c' || n || '@demo.example', 'Anna', t.name, '{learner}'
       from platforms, unnest($2::text[]) with ordinality as t (name, n) returning platform_id, id)
     insert into enrollments (platform_id, session_id, person_id, status)
     select platform_id, $1, id, 'enrolled' from more`,
    [sessionId, names],
  )
  await send('POST', `/sessions/${sessionId}/enrollments/import`, { text: 'lea@demo.example', save: true })
  await platform.query(
    `update events set starts_at = starts_at - interval '2 days', ends_at = ends_at - interval '2 days' where id = any($1)`,
    [[long, short]],
  )
  const { learners } = await completions()
  const idOf = (name: string) => learners.find((one) => one.name.includes(name))?.personId ?? ''
  const mark = (name: string, status: string, minutes: number | null = null) => ({
    ...{ personId: idOf(name), status, minutes, version: 0 },
  })
  await send('PUT', `/events/${long}/attendance`, {
    marks: [mark('Lea', 'present', 392), mark('Ferri', 'partly', 200), mark('Kovács', 'present')],
  })
  await send('PUT', `/events/${short}/attendance`, {
    marks: [mark('Lea', 'partly', 20), mark('Ferri', 'present')],
  })
}

const list = () => superadmin.getByRole('list', { name: 'Completion' })
const rowOf = (name: string) => list().getByRole('listitem').filter({ hasText: name })
const dialog = () => superadmin.getByRole('dialog')

describe.skipIf(!browserPath)('completion, in a browser', () => {
  it('follows the rule of the course, which a planner makes', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await hold()
    await superadmin.goto(`${platform.url}/courses/${courseId}`)
    await superadmin.getByRole('button', { name: 'Rule of completion' }).click()
    await dialog().getByText('Completed by: all events.').first().waitFor()
    await dialog().getByLabel('Events', { exact: true }).uncheck()
    await dialog().getByRole('button', { name: 'Make this the rule' }).click()
    await dialog()
      .getByText(/^Ask for something/)
      .first()
      .waitFor()
    await dialog()
      .getByLabel(/^Share of the planned minutes/)
      .check()
    await dialog().getByLabel('Percent', { exact: true }).fill('80')
    await dialog().getByLabel('Valid for, in months').fill('1')
    await dialog().getByLabel('Reminders, in days before the end').waitFor()
    await dialog().getByText('Completed by: 80 % of the planned minutes. Valid for 1 month.').waitFor()
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await screenshot(superadmin, 'completion-rule')
    await dialog().getByRole('button', { name: 'Make this the rule' }).click()
    await dialog().waitFor({ state: 'detached' })
  })

  it('shows how far everybody is and why, of the sum of the minutes', async () => {
    await superadmin.goto(`${platform.url}/sessions/${sessionId}`)
    await superadmin.getByRole('tab', { name: 'Completion' }).click()
    await rowOf('Lea').getByText('412 of 480 minutes, rule 80 %: completed.').waitFor()
    await rowOf('Lea')
      .getByText(/^Valid until/)
      .waitFor()
    await rowOf('Ferri')
      .getByText(/^260 of 480 minutes, rule 80 %: 80 % can no longer be reached\./)
      .waitFor()
    await rowOf('Kovács').getByText('Completed', { exact: true }).waitFor()
    await rowOf('Wiesenthal')
      .getByText(/Still open, waits for the attendance of Theory and Fire drill\./)
      .waitFor()
    await lookAtEverySize(superadmin, 'session-completion')
    await superadmin.getByRole('button', { name: /^Out of reach 1$/ }).click()
    expect(await list().getByRole('listitem').count()).toBe(1)
    await superadmin.getByRole('button', { name: /^All 4$/ }).click()
    await rowOf('Lea').getByRole('link', { name: /Lea/ }).click()
    await dialog()
      .getByText(/Theory.* · present · 392 of 420 minutes/)
      .waitFor()
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await screenshot(superadmin, 'completion-person')
    await superadmin.keyboard.press('Escape')
    await dialog().waitFor({ state: 'detached' })
  })

  it('is said by hand with a reason, by the keyboard too, and taken back', async () => {
    const box = superadmin.getByRole('checkbox', { name: /^Select Anna Ferri/ })
    await box.focus()
    await box.press('Space')
    await superadmin.getByRole('button', { name: 'Decide by hand for 1' }).press('Enter')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await dialog().getByText('Write the reason: auditors ask for it.').waitFor()
    await dialog().getByLabel('Reason').fill('Made up for it in another class')
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await screenshot(superadmin, 'completion-by-hand')
    await dialog().getByRole('button', { name: 'Save' }).click()
    await superadmin.getByText('Changed for 1 person.').waitFor()
    await rowOf('Ferri').getByText('Completed', { exact: true }).waitFor()
    await superadmin.getByRole('button', { name: 'Undo' }).click()
    await rowOf('Ferri').getByText('Out of reach', { exact: true }).waitFor()
  })

  it('is seen by the learner, on a phone too, with until when it is valid', async () => {
    const versionOf = async () =>
      (await completions()).learners.find(({ name }) => name.includes('Lea'))?.version
    await expect.poll(versionOf).toBeGreaterThan(0)
    const lea = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, lea, 'lea', `/sessions/${sessionId}`)
    const own = lea.getByRole('region', { name: 'Completion' })
    await own.getByText('412 of 480 minutes, rule 80 %: completed.').waitFor()
    await own.getByText(/valid until/).waitFor()
    await lookAtEverySize(lea, 'own-completion')
    await lea.goto(`${platform.url}/learn`)
    await lea
      .getByText(/Valid until/)
      .first()
      .waitFor()
    await screenshot(lea, 'done-with-proof')
    await lea.context().close()
  })

  it('that ends before long is renewed by a place in a coming session, after a look', async () => {
    await superadmin.goto(`${platform.url}/courses/${courseId}`)
    await superadmin.getByRole('link', { name: 'Who expires' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Who expires' }).waitFor()
    await superadmin.getByRole('checkbox', { name: /^Select Lea/ }).check()
    await lookAtEverySize(superadmin, 'expiring')
    await superadmin.getByRole('button', { name: 'Enroll 1 person into a coming session' }).click()
    await dialog().getByLabel('Coming session').click()
    await superadmin.getByRole('option', { name: /Day shift/ }).click()
    await dialog().getByRole('button', { name: 'Check' }).click()
    await dialog().getByText(/Lea/).waitFor()
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await screenshot(superadmin, 'completion-renew')
    await dialog().getByRole('button', { name: 'Enroll', exact: true }).click()
    await superadmin.getByRole('row', { name: /Lea/ }).getByText('Enrolled again').waitFor()
  })
})
