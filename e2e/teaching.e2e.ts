import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, pairAccount, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let instructor: Page
let eventId: string
let sessionId: string
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})

const api = (path: string) => `${platform.url}/api/v1${path}`

/** An event of the demo's session that began ten minutes ago and that nobody has started. */
async function planRunning(page: Page, name: string): Promise<void> {
  const { items: courses } = await (await page.request.get(api('/courses'))).json()
  const course = courses.find((one: { name: string }) => one.name === 'Safety at work')
  const { items: sessions } = await (await page.request.get(api(`/courses/${course.id}/sessions`))).json()
  sessionId = sessions.find((one: { name: string }) => one.name === 'Winter edition').id
  const { items: tools } = await (await page.request.get(api('/conferencing-tools'))).json()
  const accountId = tools
    .flatMap((tool: { accounts: { id: string; name: string }[] }) => tool.accounts)
    .find((account: { name: string }) => account.name === 'Meetings').id
  const [starts, ends] = [inRome(-10), inRome(50)]
  const answer = await page.request.post(api(`/sessions/${sessionId}/events`), {
    data: {
      name,
      accountId,
      startsWall: `${starts.date}T${starts.time}`,
      endsWall: `${ends.date}T${ends.time}`,
      timeZone: 'Europe/Rome',
      overlapReason: 'the demo has events, too',
    },
  })
  expect(answer.status(), await answer.text()).toBe(201)
  eventId = (await answer.json()).id
  await platform.query(
    `with more as (
       insert into people (platform_id, id, email, first_name, last_name, roles)
       select platform_id, gen_random_uuid(), 'more' || n || '@demo.example', 'Mara', 'Bianchi ' || n, '{learner}'
       from platforms, generate_series(1, 18) n returning platform_id, id)
     insert into enrollments (platform_id, session_id, person_id, status)
     select platform_id, $1, id, 'enrolled' from more`,
    [sessionId],
  )
}

describe.skipIf(!browserPath)('teaching, in a browser', () => {
  it('rings when nobody has started an event', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Meetings', sessionType: 'Meeting' })
    await planRunning(superadmin, 'Ladders')
    // The sweep comes once a minute; a journey does not wait for it.
    await platform.query(
      `insert into event_alarms (platform_id, event_id, starts_at, raised_at)
       select platform_id, id, starts_at, now() from events where id = $1 on conflict do nothing`,
      [eventId],
    )
    instructor = await openWindow(browser)
    await signIn(platform, instructor, 'ivo', '/teach')
    const running = instructor.getByRole('region', { name: 'Running now' })
    await running.getByText('Nobody has started it').waitFor()
    await running.getByRole('link', { name: 'Start' }).waitFor()
    await instructor.getByRole('alert').getByText('“Ladders” should have begun').waitFor()
    await lookAtEverySize(instructor, 'teaching')
    // Where it stood once, the home is.
    await superadmin.goto(`${platform.url}/soon`)
    await superadmin.getByRole('link', { name: /^Open the roster: Ladders/ }).waitFor()
  })

  it('shows who comes in while the roster is open, and nudges who is missing', async () => {
    await instructor.getByRole('link', { name: 'Ladders', exact: true }).click()
    const roster = instructor.getByRole('table', { name: 'Roster' })
    const missing = instructor.getByRole('button', { name: /^Missing \d/ })
    const count = Number((await missing.textContent())?.replace(/\D/g, ''))
    expect(count).toBeGreaterThan(1)
    await instructor.getByText('GoTo does not tell who is in the room while it runs').waitFor()

    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', `/learn/events/${eventId}`)
    await lea.getByRole('link', { name: 'Join' }).click()
    await lea.waitForURL(`${platform.simulator.url}/**`)
    // Without loading the page again.
    await roster.getByRole('row', { name: /Lea/ }).getByText('In, late').waitFor()
    await instructor.getByRole('button', { name: `Missing ${count - 1}` }).click()
    await expect.poll(() => roster.getByRole('row').count()).toBe(count) // the heading, too
    await expect.poll(() => roster.getByRole('row', { name: /Lea/ }).count()).toBe(0)

    await instructor.getByRole('button', { name: /^Nudge those who are missing/ }).click()
    await instructor
      .getByRole('status')
      .getByText(`${count - 1} people were told that it has begun.`)
      .waitFor()
    await roster
      .getByText(/nudged \d\d:\d\d/)
      .first()
      .waitFor()
    await instructor.getByRole('button', { name: /^Nudge those who are missing/ }).click()
    await instructor.getByText(/Nobody was told/).waitFor()

    await instructor.getByRole('button', { name: 'Message to all' }).click()
    const panel = instructor.getByRole('dialog', { name: 'Message to all' })
    await panel.getByLabel('Subject').fill('Bring a helmet')
    await panel.getByLabel('Text').fill('We go up on the roof.')
    await screenshot(instructor, 'message-panel')
    await panel.getByRole('button', { name: /^Send to \d/ }).click()
    await instructor.getByText(/^Sent to \d+ people/).waitFor()
    await lookAtEverySize(instructor, 'roster')
  })

  it('ends the alarm with Start', async () => {
    const start = instructor.getByRole('link', { name: 'Start' })
    await start.click()
    await instructor.waitForURL(`${platform.simulator.url}/room/**`)
    await instructor.goto(`${platform.url}/teach/events/${eventId}`)
    await instructor.getByText(/Ivo .*started at \d\d:\d\d/).waitFor()
    await expect.poll(() => instructor.getByRole('alert').count()).toBe(0)
  })

  it('marks attendance by keyboard, all at once, and takes a step back', async () => {
    await instructor.getByRole('link', { name: 'Attendance', exact: true }).click()
    const sheet = instructor.getByRole('list', { name: 'Attendance' })
    const rows = sheet.getByRole('listitem')
    await rows.first().waitFor()
    const total = await rows.count()
    await rows.first().getByRole('button', { name: 'Present' }).focus()
    await instructor.keyboard.press('p')
    await instructor.keyboard.press('a')
    const pressed = (row: number, name: string) =>
      rows.nth(row).getByRole('button', { name, pressed: true }).waitFor()
    await pressed(0, 'Present')
    await pressed(1, 'Absent')
    await instructor.keyboard.press('ArrowUp')
    await instructor.keyboard.press('n')
    await instructor.getByText(/^\d+ marked\.$/).waitFor()
    await instructor.getByRole('button', { name: 'Undo' }).click()
    await instructor.getByText(/^Taken back: \d+ marks?\.$/).waitFor()
    await pressed(0, 'Present')
    await rows.first().getByRole('button', { name: 'Present' }).focus()
    await instructor.keyboard.press('n')
    await instructor.keyboard.press('n')
    await instructor.getByRole('button', { name: `Not set ${total}` }).waitFor()

    await instructor.getByRole('button', { name: /^Not set: absent/ }).click()
    await instructor.getByRole('button', { name: 'Not set 0' }).waitFor()
    await instructor.getByText(/^\d+ marked\.$/).waitFor()
    await instructor.reload()
    await instructor.getByRole('button', { name: 'Not set 0' }).waitFor()
    await expect.poll(() => rows.getByRole('button', { pressed: true }).count()).toBe(total)
    await lookAtEverySize(instructor, 'attendance')
  })

  it('marks by touch on a phone; the learner sees their own mark', async () => {
    const context = await browser.newContext({
      viewport: { width: 360, height: 740 },
      hasTouch: true,
      isMobile: true,
      locale: 'it-IT',
      storageState: await instructor.context().storageState(),
    })
    const phone = await context.newPage()
    await phone.goto(`${platform.url}/teach/events/${eventId}/attendance`)
    const row = phone.getByRole('listitem').filter({ hasText: 'Lea' })
    await row.getByRole('button', { name: 'Present', exact: true }).tap()
    await row.getByRole('button', { name: 'Present', pressed: true }).waitFor()
    await phone.getByText('1 marked.').waitFor()
    await row.getByRole('button', { name: /^Details of/ }).tap()
    const panel = phone.getByRole('dialog')
    await panel.getByLabel('Minutes present').fill('45')
    await panel.getByText(/Present, by Ivo/).waitFor()
    await screenshot(phone, 'attendance-details-360')
    await panel.getByRole('button', { name: 'Save' }).tap()
    await row.getByText(/45 min/).waitFor()
    await context.close()

    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', `/learn/events/${eventId}`)
    await lea.getByText('You were marked present: 45 minutes.').waitFor()
    await screenshot(lea, 'own-mark-360')
  })

  it('shows the attendance of a session, learners against events', async () => {
    await instructor.goto(`${platform.url}/teach/sessions/${sessionId}`)
    await instructor.getByRole('row', { name: /Lea Rossi/ }).waitFor()
    await lookAtEverySize(instructor, 'session-attendance')
  })
})
