import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize, overflows } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
const ids: Record<string, string> = {}

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
})

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

async function find(path: string): Promise<{ items: { id: string; name: string }[] }> {
  return (await superadmin.request.get(`${platform.url}/api/v1${path}`)).json()
}

/** An event of the demo's session so many minutes from now. */
async function plan(name: string, minutes: number): Promise<string> {
  const at = (after: number) => `${inRome(after).date}T${inRome(after).time}`
  const times = { startsWall: at(minutes), endsWall: at(minutes + 60), timeZone: 'Europe/Rome' }
  const event = await send('POST', `/sessions/${ids.session}/events`, { name, ...times, place: 'Hall B' })
  return event.id
}

/** Moves an event as time does. */
const move = (eventId: string, minutes: number) =>
  platform.query(
    `update events set starts_at = now() + $2::int * interval '1 minute', ends_at = now() + ($2::int + 60) * interval '1 minute'
     where id = $1`,
    [eventId, minutes],
  )

describe.skipIf(!browserPath)('the home', () => {
  it('leads a new platform through its first steps, and is quiet when one puts them away', async () => {
    const steps = superadmin.getByRole('region', { name: 'First steps' })
    await steps.getByRole('link', { name: 'Choose a tool' }).waitFor()
    await lookAtEverySize(superadmin, 'home-new')
    await superadmin.request.fetch(`${platform.url}/api/v1/apps/custom-link`, {
      ...{ method: 'PATCH', data: { active: true } },
    })
    // By itself: another one did it.
    await steps.getByRole('link', { name: 'Choose a tool' }).waitFor({ state: 'detached' })
    await steps.getByRole('link', { name: 'Set up' }).waitFor()
    await steps.getByRole('button', { name: 'Put the first steps away' }).click()
    await steps.waitFor({ state: 'detached' })
    await superadmin.reload()
    await superadmin.getByRole('region', { name: 'Needs you' }).waitFor()
    expect(await steps.count()).toBe(0)
    await superadmin.getByRole('button', { name: 'Show the first steps' }).click()
    await steps.getByRole('link', { name: 'Set up' }).waitFor()
  })

  it('says what needs a superadmin, with the button that leads there, and forgets it when it is done', async () => {
    const { items: courses } = await find('/courses')
    ids.course = courses[0]?.id ?? ''
    const { items: sessions } = await find(`/courses/${ids.course}/sessions`)
    ids.session = sessions[0]?.id ?? ''
    ids.event = await plan('Fire drill', 120)
    ids.next = await plan('Ladders', 26 * 60)
    await platform.query(
      `insert into event_instructors (platform_id, event_id, person_id)
       select e.platform_id, e.id, p.id from events e join people p on p.email = 'ada@demo.example' where e.id = $1`,
      [ids.next],
    )
    await platform.query('delete from event_instructors where event_id = $1', [ids.next])
    await platform.query(
      `insert into enrollments (platform_id, session_id, person_id, status)
       select platform_id, $1, id, 'requested' from people where email = 'lia@demo.example'`,
      [ids.session],
    )
    await superadmin.goto(platform.url)
    const needs = superadmin.getByRole('region', { name: 'Needs you' })
    await needs.getByText(/1 request for a place/).waitFor()
    const days = superadmin.getByRole('region', { name: 'Next seven days' })
    await days.getByRole('link', { name: 'Fire drill' }).waitFor()
    await days.getByRole('link', { name: 'Ladders' }).waitFor()
    await lookAtEverySize(superadmin, 'home-superadmin')
    await needs.getByRole('link', { name: /^Answer: / }).click()
    await superadmin.getByRole('tab', { name: 'Enrollments', selected: true }).waitFor()
    await superadmin.getByText('Lia').first().waitFor()
    await platform.query(`update enrollments set status = 'cancelled' where status = 'requested'`)
    await superadmin.goto(platform.url)
    await needs.getByText('All is well').waitFor()
  })

  it('shows an instructor what runs, what is to be done and what comes, the rest folded', async () => {
    const ended = await plan('Yesterday', 300)
    // Without its row nobody is judged, whatever comes by: at once, so that no sweep comes between.
    await platform.query(
      `update events set starts_at = now() - interval '24 hours', ends_at = now() - interval '23 hours' where id = '${ended}';
       delete from attendance_judgings where event_id = '${ended}'`,
    )
    await move(ids.event ?? '', -5)
    for (const [index, hours] of [30, 31, 32, 33, 34].entries()) await plan(`Later ${index}`, hours * 60)
    const instructor = await openWindow(journey.browser)
    await signIn(platform, instructor, 'ivo')
    await instructor.getByRole('heading', { level: 1, name: /^Good .*, Ivo$/ }).waitFor()
    const running = instructor.getByRole('region', { name: 'Running now' })
    await running.getByRole('heading', { name: 'Fire drill' }).waitFor()
    const toDo = instructor.getByRole('region', { name: 'To do' })
    await toDo.getByText(/not set/).waitFor()
    expect(await instructor.getByRole('link', { name: 'Later 4' }).isVisible()).toBe(false)
    // Nothing that can't be pressed stands in line.
    expect(await instructor.getByRole('button', { name: 'Start' }).count()).toBe(0)
    await instructor.getByText('Later (6)').click()
    await instructor.getByRole('link', { name: 'Later 4' }).waitFor()
    await lookAtEverySize(instructor, 'home-instructor')
    await instructor.goto(`${platform.url}/teach`)
    await instructor.getByRole('region', { name: 'To do' }).waitFor()
    expect(await instructor.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1600)
    await instructor.goto(platform.url)
    await toDo.getByRole('link', { name: 'Take attendance: Yesterday' }).click()
    await instructor.getByRole('heading', { level: 1, name: 'Yesterday' }).waitFor()
    await instructor.context().close()
  })

  it('shows a learner what runs on one card, what needs them, what comes and what is done', async () => {
    await platform.query(
      `update enrollments set status = 'offered', offer_expires_at = now() + interval '3 hours'
       where status = 'cancelled' and person_id = (select id from people where email = 'lia@demo.example')`,
    )
    const lia = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, lia, 'lia')
    const needs = lia.getByRole('region', { name: 'Needs you' })
    await needs.getByText(/^A place for you: Safety at work/).waitFor()
    await needs.getByRole('button', { name: /^Accept/ }).click()
    const now = lia.getByRole('region', { name: 'Now' })
    await now.getByRole('heading', { name: 'Fire drill' }).waitFor()
    await needs.waitFor({ state: 'detached' })
    const coming = lia.getByRole('region', { name: 'Coming' })
    expect(await coming.getByText('Fire drill').count()).toBe(0)
    await coming.getByRole('link', { name: 'Ladders' }).waitFor()
    await lookAtEverySize(lia, 'home-learner')
    // When it has ended, it does not stay for the next minute.
    await platform.query(`update events set ends_at = now() + interval '2 seconds' where id = $1`, [
      ids.event,
    ])
    await lia.reload()
    await now.waitFor({ state: 'detached' })
    await lia.getByRole('region', { name: 'Next' }).waitFor()
    await lia.context().close()
  })

  it('is on one page for who plans, and fits a phone', async () => {
    await superadmin.setViewportSize({ width: 360, height: 800 })
    await superadmin.goto(`${platform.url}/soon`)
    await superadmin.waitForURL(`${platform.url}/`)
    await superadmin.getByRole('region', { name: 'Needs you' }).waitFor()
    expect(await overflows(superadmin)).toEqual([])
  })
})
