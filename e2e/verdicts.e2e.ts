import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, dismiss, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { everyViolation, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, pairAccount, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
let eventId: string
let sessionId: string
let courseId: string
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})

const api = (path: string) => `${platform.url}/api/v1${path}`

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, superadmin, method, path, data)

/** Stays in minutes after the start, as a report says them; null = it does not say when they left. */
const people: Record<string, [from: number, to: number | null][]> = {
  'D’Angelo': [[0, 60]],
  Bianchi: [
    [3, 20],
    [22, 40],
    [42, 59],
  ],
  Ferri: [[35, 60]],
  Kovács: [
    [0, 30],
    [10, 55],
  ],
  Haddad: [],
  'von der Wiesenthal-Hohenlohe-Schillingsfürst': [[5, null]],
}

const polls = [
  {
    question: 'Which of these do you take first when it burns in the kitchen of the canteen?',
    answers: 8,
    shares: [
      { text: 'The blanket', percent: 63 },
      { text: 'The extinguisher that stands beside the door to the yard', percent: 37 },
    ],
  },
]
const surveys = [{ question: 'How was it?', answers: 1, shares: [{ text: 'Good', percent: 100 }] }]
const questions = [
  {
    ...{
      question: 'Where is the exit?',
      email: 'lea.guest@people.example',
      askedAt: '2026-11-24T09:12:00.000Z',
    },
    answers: [{ text: 'Behind you.', by: 'Olga', at: '2026-11-24T09:13:00.000Z' }],
  },
]

/** A class of an hour that ended an hour ago, with the report of a tool that names people. */
async function hold(): Promise<void> {
  const accounts = await (await superadmin.request.get(api('/apps/gotomeeting-v2/accounts'))).json()
  const accountId = accounts.items.find((one: { name: string }) => one.name === 'Webinars').id
  const course = await send('POST', '/courses', { name: 'Fire safety', type: 'vilt' })
  courseId = course.id
  const session = await send('POST', `/courses/${courseId}/sessions`, { name: 'Night shift' })
  sessionId = session.id
  const [starts, ends] = [inRome(60), inRome(120)]
  const event = await send('POST', `/sessions/${sessionId}/events`, {
    ...{ name: 'Fire drill', accountId, timeZone: 'Europe/Rome' },
    startsWall: `${starts.date}T${starts.time}`,
    endsWall: `${ends.date}T${ends.time}`,
  })
  eventId = event.id
  await platform.query(
    `with more as (
       insert into people (platform_id, id, email, first_name, last_name, roles)
       select platform_id, gen_random_uuid(), 'n' || n || '@demo.example', 'Anna', t.name, '{learner}'
       from platforms, unnest($2::text[]) with ordinality as t (name, n) returning platform_id, id)
     insert into enrollments (platform_id, session_id, person_id, status)
     select platform_id, $1, id, 'enrolled' from more`,
    [sessionId, Object.keys(people)],
  )
  await platform.query(
    `update events set starts_at = date_trunc('hour', now()) - interval '2 hours',
       ends_at = date_trunc('hour', now()) - interval '1 hour' where id = $1`,
    [eventId],
  )
  await platform.query(
    `insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies, state, runs, read_at)
     select platform_id, id, starts_at, ends_at, true, 'settled', 1, now() from events where id = $1
     on conflict (platform_id, event_id) do update set state = 'settled', runs = 1, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, read_at = now(), next_read_at = null, identifies = true`,
    [eventId],
  )
  const stays = Object.entries(people).flatMap(([name, of]) => of.map(([from, to]) => ({ name, from, to })))
  await platform.query(
    `insert into attendance_stays (platform_id, id, event_id, room_id, run_key, run_started_at, source_key, kind, role,
       name, email, joined_at, left_at, person_id, matched_by)
     select e.platform_id, gen_random_uuid(), e.id, gen_random_uuid(), 'run', e.starts_at, s.n::text, 'main', 'learner',
       s.name, '', e.starts_at + s.from * interval '1 minute', e.starts_at + s.to * interval '1 minute', p.id,
       case when p.id is not null then 'email' end
     from events e, jsonb_to_recordset($2::jsonb) as s (name text, "from" int, "to" int, n int)
     left join people p on p.last_name = s.name and p.email ~ '^n[0-9]'
     where e.id = $1`,
    [
      eventId,
      JSON.stringify([...stays, { name: 'iPhone', from: 1, to: 52 }].map((one, n) => ({ ...one, n }))),
    ],
  )
  await platform.query(
    `insert into run_engagements (platform_id, event_id, room_id, run_key, run_started_at, read_at, attentiveness,
       polls, surveys, questions)
     select platform_id, id, gen_random_uuid(), 'run', starts_at, now(), 72, $2, $3, $4 from events where id = $1`,
    [eventId, ...[polls, surveys, questions].map((one) => JSON.stringify(one))],
  )
}

const sheet = () => superadmin.getByRole('table', { name: 'Attendance' })
const rowOf = (name: string) => sheet().getByRole('row', { name: new RegExp(name) })
const markOf = (name: string) => rowOf(name).getByRole('combobox')

describe.skipIf(!browserPath)('verdicts, in a browser', () => {
  it('are given after the end by what a report says, with their reason, who needs a look first', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Webinars', sessionType: 'Webinar' })
    await hold()
    // Who comes later gets a place, and everybody of the event is judged at once.
    await send('POST', `/sessions/${sessionId}/enrollments/import`, { text: 'lea@demo.example', save: true })
    await superadmin.goto(`${platform.url}/teach/events/${eventId}/attendance`)
    await rowOf('Bianchi').getByText('52 of 60 minutes, 2 reconnects, rule 80 %: present.').waitFor()
    await rowOf('Ferri').getByText('25 of 60 minutes, 35 minutes late, rule 80 %: partly.').waitFor()
    await rowOf('Kovács')
      .getByText(/2 devices/)
      .waitFor()
    await rowOf('Haddad')
      .getByText(/^No stay in the report/)
      .waitFor()
    await rowOf('Wiesenthal')
      .getByText(/^Between 0 and 55 of 60 minutes/)
      .waitFor()
    await superadmin.getByText('1 stay is not matched with anybody.').waitFor()
    await superadmin.getByText(/^Rule: present from 80 %, partly from 10 % of 60 minutes\.$/).waitFor()
    const names = await sheet().getByRole('rowheader').allTextContents()
    expect(names.map((text) => /Wiesenthal|Haddad|Lea|Ferri|Angelo|Bianchi|Kovács/.exec(text)?.[0])).toEqual([
      ...['Wiesenthal', 'Haddad', 'Lea', 'Ferri', 'Bianchi', 'Angelo', 'Kovács'],
    ])
    await rowOf('Ferri')
      .getByRole('img', { name: /^In the room: \d\d:35 to \d\d:00$/ })
      .waitFor()
    const engagement = superadmin.getByRole('region', { name: 'Polls, survey and questions' })
    await engagement.getByRole('row', { name: /The blanket.*63/ }).waitFor()
    await engagement.getByText(/^lea\.guest@people\.example · /).waitFor()
    await lookAtEverySize(superadmin, 'verdicts')
  })

  it('are overruled by a mark, by list or by keyboard, and a step is taken back', async () => {
    await markOf('Haddad').selectOption('excused')
    await superadmin.getByText('1 marked.').waitFor()
    await rowOf('Haddad')
      .getByText(/^Ada .* marked: excused$/)
      .waitFor()
    await markOf('Wiesenthal').focus()
    await superadmin.keyboard.press('p')
    await expect.poll(() => markOf('Wiesenthal').inputValue()).toBe('present')
    // The next row has the focus; arrows go on without changing anything.
    await superadmin.keyboard.press('ArrowDown')
    await superadmin.keyboard.press('ArrowUp')
    await expect.poll(() => markOf('Haddad').evaluate((one) => one === document.activeElement)).toBe(true)
    expect(await markOf('Haddad').inputValue()).toBe('excused')
    await superadmin.getByRole('button', { name: 'Undo' }).click()
    await expect.poll(() => markOf('Wiesenthal').inputValue()).toBe('not-set')
    await superadmin.getByRole('button', { name: /^Excused 1$/ }).click()
    await expect.poll(() => sheet().getByRole('rowheader').count()).toBe(1)
    await superadmin.getByRole('button', { name: /^All 7$/ }).click()
  })

  it('stay with their rule and history in the details, with a note beside the mark', async () => {
    await rowOf('Haddad')
      .getByRole('button', { name: /^Details of/ })
      .click()
    const panel = superadmin.getByRole('dialog')
    await panel.getByText(/^In force since .*, rule 0$/).waitFor()
    await panel.getByLabel('Note').fill('Sick note')
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await screenshot(superadmin, 'verdict-details')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.waitFor({ state: 'detached' })
    await rowOf('Haddad')
      .getByText(/Sick note/)
      .waitFor()
  })

  it('follow once it is said whose a stay is, until that is taken back', async () => {
    await superadmin.getByRole('button', { name: 'Match', exact: true }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Who was in the room' })
    await panel.getByRole('heading', { name: 'Not matched (1)' }).waitFor()
    await lookAtEverySize(superadmin, 'stays')
    const visitor = panel.getByRole('listitem').filter({ hasText: 'iPhone' })
    await visitor.getByLabel('Who “iPhone” is').selectOption({ label: 'Lea Rossi' })
    await visitor.getByRole('button', { name: 'Match', exact: true }).click()
    await visitor.getByText(/^Lea Rossi, by Ada/).waitFor()
    expect(await panel.getByRole('heading', { name: /^Not matched/ }).count()).toBe(0)
    await superadmin.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await rowOf('Lea')
      .getByText(/51 of 60 minutes/)
      .waitFor()
    await superadmin.getByRole('button', { name: 'Who was in the room' }).click()
    await visitor.getByRole('button', { name: 'Take back for iPhone' }).click()
    await panel.getByRole('heading', { name: /^Not matched/ }).waitFor()
    await superadmin.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await rowOf('Lea')
      .getByText(/^No stay in the report/)
      .waitFor()
  })

  it('come on paper with the course, the rule and a line to sign, and nothing that is pressed', async () => {
    await superadmin.emulateMedia({ media: 'print' })
    await superadmin.getByText('Fire safety · Night shift').waitFor()
    await superadmin.getByText('Signature of the instructor').waitFor()
    await superadmin.getByText(/^Rule: present from 80 %/).waitFor()
    expect(await superadmin.getByRole('button').or(superadmin.getByRole('combobox')).count()).toBe(0)
    await rowOf('Bianchi').getByText('Present', { exact: true }).waitFor()
    await screenshot(superadmin, 'verdicts-paper')
    await superadmin.emulateMedia({ media: null })
  })

  it('have the reports that they are made of, as they came', async () => {
    await platform.query(
      `insert into attendance_reports (platform_id, id, event_id, room_id, app_id, session_type, read_at, state, hash, body, runs, participants)
       select platform_id, gen_random_uuid(), id, gen_random_uuid(), 'gotomeeting-v2', 'webinar', now(), 'read', repeat('ab', 32), '[{"a":1}]', 1, 7
       from events where id = $1`,
      [eventId],
    )
    await superadmin.reload()
    await superadmin.getByRole('button', { name: 'Who was in the room' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Who was in the room' })
    await panel.getByRole('heading', { name: 'Reports as they came (1)' }).waitFor()
    await panel.getByText('GoTo · 1 run, 7 participants').waitFor()
    const link = panel.getByRole('link', { name: /^Download the report of / })
    const file = await superadmin.request.get(`${platform.url}${await link.getAttribute('href')}`)
    expect(await file.text()).toBe('[{"a":1}]')
    expect(await everyViolation(superadmin, ['[role=dialog]'])).toEqual([])
    await link.scrollIntoViewIfNeeded()
    await screenshot(superadmin, 'stays-reports')
    await superadmin.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
  })

  it('become files for spreadsheets', async () => {
    for (const [kind, type] of [
      ['csv', 'text/csv'],
      ['xlsx', 'spreadsheetml'],
    ] as const) {
      for (const of of [`events/${eventId}`, `sessions/${sessionId}`]) {
        const file = await superadmin.request.get(api(`/${of}/attendance.${kind}`))
        expect(file.status()).toBe(200)
        expect(file.headers()['content-type']).toContain(type)
        expect((await file.body()).length).toBeGreaterThan(200)
      }
    }
  })

  it('are given anew by another rule, whose sentence says what it means; the earlier ones stay', async () => {
    await superadmin.goto(`${platform.url}/admin/platform`)
    const card = superadmin.getByRole('region', { name: 'Rule of attendance' })
    await card.getByText(/whoever is in the room for 48 minutes was present/).waitFor()
    await card.getByRole('button', { name: 'Italian safety training: 90 %' }).click()
    await card.getByText(/whoever is in the room for 54 minutes was present/).waitFor()
    await lookAtEverySize(superadmin, 'attendance-rule')
    await card.getByRole('button', { name: 'Make this the rule' }).click()
    await card.getByText(/^In force: Rule 1: present from 90 %/).waitFor()
    await superadmin.goto(`${platform.url}/teach/events/${eventId}/attendance`)
    await rowOf('Bianchi').getByText('52 of 60 minutes, 2 reconnects, rule 90 %: partly.').waitFor()
    await rowOf('Bianchi')
      .getByRole('button', { name: /^Details of/ })
      .click()
    const panel = superadmin.getByRole('dialog')
    await panel.getByText('52 of 60 minutes, 2 reconnects, rule 80 %: present.').waitFor()
    await panel.getByText(/, rule 0$/).waitFor()
    await dismiss(superadmin)
  })

  it('follow a rule of the course, until it is taken away again', async () => {
    await superadmin.goto(`${platform.url}/courses/${courseId}`)
    await superadmin.getByRole('button', { name: 'Rule of attendance' }).click()
    const panel = superadmin.getByRole('dialog', { name: 'Rule of attendance' })
    await panel.getByText(/^This course follows the rule of the platform\./).waitFor()
    await panel.getByLabel('Present from').fill('40')
    await lookAtEverySize(superadmin, 'course-rule')
    await panel.getByRole('button', { name: 'Make this the rule' }).click()
    await panel.getByText('This course has a rule of its own.').waitFor()
    await panel.getByText(/^In force: Rule 2: present from 40 %/).waitFor()
    await superadmin.goto(`${platform.url}/teach/events/${eventId}/attendance`)
    await rowOf('Ferri').getByText('25 of 60 minutes, 35 minutes late, rule 40 %: present.').waitFor()
    await superadmin.goto(`${platform.url}/courses/${courseId}?panel=rule`)
    await panel.getByRole('button', { name: 'Follow the platform’s rule again' }).click()
    await panel.getByText(/^This course follows the rule of the platform\./).waitFor()
    await dismiss(superadmin)
    await superadmin.goto(`${platform.url}/teach/events/${eventId}/attendance`)
    await rowOf('Bianchi').getByText('52 of 60 minutes, 2 reconnects, rule 90 %: partly.').waitFor()
  })

  it('stand in the matrix of the session, and say the learner why', async () => {
    await superadmin.goto(`${platform.url}/teach/sessions/${sessionId}`)
    const cell = (name: string) => superadmin.getByRole('row', { name: new RegExp(name) }).getByRole('cell')
    await cell('Bianchi').getByText('Partly').waitFor()
    await cell('Bianchi')
      .getByText(/52 min/)
      .waitFor()
    await cell('Haddad').getByText('by hand').waitFor()
    expect(await everyViolation(superadmin)).toEqual([])
    const lea = await openWindow(journey.browser, { width: 360 })
    await signIn(platform, lea, 'lea', `/learn/events/${eventId}`)
    const after = lea.getByRole('region', { name: 'After the event' })
    await after.getByText('You were absent.').waitFor()
    await after.getByText(/^No stay in the report of GoTo, and Join was not pressed: absent\.$/).waitFor()
    expect(await everyViolation(lea)).toEqual([])
    await screenshot(lea, 'own-verdict-360')
    await lea.context().close()
  })
})
