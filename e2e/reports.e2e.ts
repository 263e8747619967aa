import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { everyViolation, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})

const api = (path: string) => `${platform.url}/api/v1${path}`

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

const item = (name: string) => superadmin.getByRole('row').filter({ hasText: name })

/** Two courses with an event each that is over; of the first three learners were there and one was not. */
async function hold(): Promise<void> {
  for (const [name, present, absent] of [
    ['Ladders and scaffolds', 3, 1],
    ['Working at great heights on long ladders in all weathers', 1, 1],
  ] as const) {
    const course = await send('POST', '/courses', { name, type: 'vilt' })
    const session = await send('POST', `/courses/${course.id}/sessions`, { name: 'Night shift' })
    const day = new Date(Date.now() + 86_400_000).toISOString().slice(0, 10)
    const event = await send('POST', `/sessions/${session.id}/events`, {
      ...{ name: 'Drill', timeZone: 'Europe/Rome', startsWall: `${day}T10:00`, endsWall: `${day}T12:00` },
    })
    await platform.query(
      `with more as (
         insert into people (platform_id, id, email, first_name, last_name, roles)
         select platform_id, gen_random_uuid(), gen_random_uuid() || '@demo.example', 'Anna', 'L' || n, '{learner}'
         from platforms, generate_series(1, $2::int) n returning platform_id, id)
       insert into enrollments (platform_id, session_id, person_id, status) select platform_id, $1, id, 'enrolled' from more`,
      [session.id, present + absent],
    )
    await platform.query(
      `update events set starts_at = date_trunc('month', now()) - interval '2 days', ends_at = date_trunc('month', now()) - interval '46 hours' where id = $1`,
      [event.id],
    )
    await platform.query(
      `insert into attendance_marks (platform_id, event_id, person_id, status, minutes, version, changed_by, changed_at)
       select platform_id, $1, person_id, case when n <= $3::int then 'present' else 'absent' end,
         case when n <= $3::int then 90 end, 1, person_id, now()
       from (select *, row_number() over () as n from enrollments where session_id = $2) e`,
      [event.id, session.id, present],
    )
    await platform.query(
      `insert into attendance_fact_marks (platform_id, session_id) select platform_id, id from sessions where id = $1`,
      [session.id],
    )
  }
}

describe.skipIf(!browserPath)('reports, in a browser', () => {
  it('say how many were there, in figures, charts and words, and lead from a course to its sessions', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await hold()
    // A sweep counts within a minute.
    await expect
      .poll(
        async () => (await (await superadmin.request.get(api('/reports/attendance'))).json()).total.seats,
        { timeout: 100_000, interval: 1000 },
      )
      .toBe(6)
    await superadmin.getByRole('link', { name: 'Reports', exact: true }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Reports' }).waitFor()
    await superadmin
      .getByText(
        / 66\.7 % were present of those whose attendance is decided\. Present: 4; partly: 0; absent: 2\./,
      )
      .waitFor()
    await item('Ladders and scaffolds').getByText('75 %').waitFor()
    await lookAtEverySize(superadmin, 'reports')
    await superadmin.emulateMedia({ media: 'print' })
    await superadmin.getByRole('columnheader', { name: 'Course' }).waitFor()
    await item('Ladders and scaffolds').getByText('Ladders and scaffolds').waitFor()
    await superadmin.emulateMedia({ media: null })
    await superadmin.getByText('Show as a table').first().click()
    await superadmin.getByRole('cell', { name: '66.7 %' }).first().waitFor()
    await superadmin.getByRole('button', { name: 'Ladders and scaffolds' }).click()
    await item('Night shift').waitFor()
    await superadmin.getByText(/Present: 3; partly: 0; absent: 1\./).waitFor()
    expect(superadmin.url()).toContain('by=session')
    await superadmin.reload()
    await superadmin.getByText(/Present: 3; partly: 0; absent: 1\./).waitFor()
    await superadmin.getByRole('button', { name: 'Show all again, not only Ladders and scaffolds' }).click()
    await item('great heights').waitFor()
  })

  it('become files in the background, and views under a name', async () => {
    await superadmin.getByRole('button', { name: 'Each learner and event: CSV' }).click()
    const file = superadmin.getByRole('link', { name: /^Learners and events, CSV, / })
    await file.waitFor({ timeout: 60_000 })
    const text = await (
      await superadmin.request.get(`${platform.url}${await file.getAttribute('href')}`)
    ).text()
    expect(text.trimEnd().split('\n')).toHaveLength(7)
    await superadmin.getByLabel('Name of this view').fill('By course')
    await superadmin.getByRole('button', { name: 'Save this view' }).click()
    await superadmin.getByRole('link', { name: 'By course' }).waitFor()
    await superadmin.getByRole('button', { name: 'By mail: By course' }).click()
    await superadmin.getByRole('button', { name: 'Send by mail' }).click()
    await superadmin.getByText('by mail, also to you').waitFor()
    await lookAtEverySize(superadmin, 'reports-kept')
    await superadmin.getByRole('button', { name: /^Delete: Learners and events, CSV/ }).click()
    await file.waitFor({ state: 'detached' })
    await superadmin.getByRole('button', { name: 'Delete: By course' }).click()
    await superadmin.getByRole('link', { name: 'By course' }).waitFor({ state: 'detached' })
  })

  it('say what rooms and licences do, and what expires', async () => {
    await superadmin.getByRole('link', { name: 'Rooms and licences' }).click()
    await superadmin.getByText('In this period nobody was refused for want of a room.').waitFor()
    await lookAtEverySize(superadmin, 'reports-rooms')
    await superadmin.getByRole('link', { name: 'Expiring' }).click()
    await superadmin.getByText('No completion ends within a year.').waitFor()
    expect(await everyViolation(superadmin)).toEqual([])
    await superadmin.getByRole('link', { name: 'Show who expires, and enroll them again' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Who expires' }).waitFor()
  })

  it('show instructors what they taught, and learners nothing', async () => {
    const ivo = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, ivo, 'ivo', '/reports/attendance')
    await ivo.getByText('What you taught.').waitFor()
    await ivo.getByText('Nothing took place in this period').waitFor()
    expect(await ivo.getByRole('link', { name: 'Rooms and licences' }).count()).toBe(0)
    expect(await everyViolation(ivo)).toEqual([])
    await screenshot(ivo, 'reports-own-360')
    await ivo.context().close()
    const lea = await openWindow(journey.browser)
    await signIn(platform, lea, 'lea', '/reports/attendance')
    await lea.getByRole('heading', { level: 1 }).waitFor()
    expect(await lea.getByRole('heading', { level: 1, name: 'Reports' }).count()).toBe(0)
    await lea.context().close()
  })
})
