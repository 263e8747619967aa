import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, dismiss, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, pairAccount, signIn } from './steps.ts'
import { makeFilm, serveFilm } from './webm.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let lea: Page
let courseId: string
let sessionId: string
let leaId: string
let rule: object
let ruleVersion: number
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})

const COURSE = 'Arbeitsschutzunterweisung für Beschäftigte in Laboratorien und Werkstätten, Aufbaukurs'
const WORD = 'Löwe 47'
const send = <T = { id: string }>(method: string, path: string, data?: object, version?: number) =>
  ask<T>(platform, superadmin, method, path, data, version)

/** A class of ninety minutes at a venue, that begins so many minutes after now. */
async function plan(name: string, minutes: number, accountId: string | null = null): Promise<string> {
  const [starts, ends] = [inRome(7 * 24 * 60), inRome(7 * 24 * 60 + 90)]
  const { id } = await send('POST', `/sessions/${sessionId}/events`, {
    ...{ name, accountId, place: accountId ? '' : 'Halle 2', timeZone: 'Europe/Rome' },
    startsWall: `${starts.date}T${starts.time}`,
    endsWall: `${ends.date}T${ends.time}`,
  })
  await platform.query(
    `update events set starts_at = date_trunc('minute', now()) + $2 * interval '1 minute',
       ends_at = date_trunc('minute', now()) + ($2 + 90) * interval '1 minute' where id = $1`,
    [id, minutes],
  )
  return id
}

const mark = (eventId: string, status: string, version = 0) =>
  send('PUT', `/events/${eventId}/attendance`, { marks: [{ personId: leaId, status, version }] })

/** A film of seven minutes, of which a tool tells nothing but that it is there; and when somebody was in the room. */
async function record(eventId: string, stays: readonly [from: number, to: number][]): Promise<void> {
  await platform.query(
    `insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies, state, runs, read_at)
     select platform_id, id, starts_at, ends_at, true, 'settled', 1, now() from events where id = $1
     on conflict (platform_id, event_id) do update set state = 'settled', runs = 1, starts_at = excluded.starts_at,
       ends_at = excluded.ends_at, read_at = now(), next_read_at = null, identifies = true`,
    [eventId],
  )
  await platform.query(
    `insert into attendance_stays (platform_id, id, event_id, room_id, run_key, run_started_at, source_key, kind, role,
       name, email, joined_at, left_at, person_id, matched_by)
     select e.platform_id, gen_random_uuid(), e.id, gen_random_uuid(), 'run', e.starts_at, s.n::text, 'main', 'learner',
       'Lea', '', e.starts_at + s.from * interval '1 minute', e.starts_at + s.to * interval '1 minute', $3, 'email'
     from events e, jsonb_to_recordset($2::jsonb) as s ("from" int, "to" int, n int) where e.id = $1`,
    [eventId, JSON.stringify(stays.map(([from, to], n) => ({ from, to, n }))), leaId],
  )
  await platform.query(
    `insert into recordings (platform_id, id, event_id, room_id, provider_key, name, recorded_at, has_file, has_transcript, found_at)
     select platform_id, gen_random_uuid(), id, gen_random_uuid(), 'film', 'Film', starts_at, true, false, now()
     from events where id = $1`,
    [eventId],
  )
  await platform.query('update events set shows_recording = true where id = $1', [eventId])
}

/** Plays on at sixteen times its speed until a second of the film, and pauses. The server's clock goes on by a minute meanwhile. */
async function playTo(eventId: string, second: number): Promise<void> {
  const begun = lea.waitForResponse((answer) => answer.url().endsWith('/watched'))
  const film = lea.locator('video')
  await film.evaluate((video: HTMLVideoElement) => {
    video.playbackRate = 16
    return video.play()
  })
  await begun
  await platform.query(
    `update make_ups set beat_at = beat_at - interval '1 minute' where event_id = $1 and person_id = $2`,
    [eventId, leaId],
  )
  const told = lea.waitForResponse((answer) => answer.url().endsWith('/watched'))
  await film.evaluate(
    (video: HTMLVideoElement, until) =>
      new Promise<void>((resolve) => {
        const look = () => {
          if (video.currentTime < until) return
          video.removeEventListener('timeupdate', look)
          video.pause()
          resolve()
        }
        video.addEventListener('timeupdate', look)
      }),
    second,
  )
  expect((await told).status()).toBe(200)
}

const leapTo = (second: number) =>
  lea.locator('video').evaluate(
    (video: HTMLVideoElement, to) =>
      new Promise<void>((resolve) => {
        video.addEventListener('seeked', () => resolve(), { once: true })
        video.currentTime = to
      }),
    second,
  )

describe.skipIf(!browserPath)('evidence, in a browser', () => {
  it('is red or green before the class, by the profile of the course', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    const people = await send<{ items: { id: string }[] }>('GET', '/people?query=lea%40demo.example')
    leaId = people.items[0]?.id ?? ''
    const profile = { evidenceProfile: 'france', visibility: 'catalogue' }
    courseId = (await send('POST', '/courses', { name: COURSE, type: 'vilt', ...profile })).id
    const open = { selfEnrollment: 'open', name: 'Wintersemester, Abendkurs mit Übungen im Labor' }
    sessionId = (await send('POST', `/courses/${courseId}/sessions`, open)).id
    const coming = await plan('Brandschutz in Laboratorien', 24 * 60)
    await superadmin.goto(`${platform.url}/learn/events/${coming}`)
    await superadmin.getByText('Does not meet “France”').waitFor()
    await lookAtEverySize(superadmin, 'evidence-red')
    const found = await send<{ rule: object }>('GET', `/courses/${courseId}/attendance-rule`)
    rule = { ...found.rule, signsHalfDays: true, makeUpDays: 7 }
    const made = await send<{ version: number }>(
      'PUT',
      `/courses/${courseId}/attendance-rule`,
      { ...rule, appliesToPast: true },
      0,
    )
    ruleVersion = made.version
    await platform.query(
      `insert into session_instructors (platform_id, session_id, person_id)
      select platform_id, $1, id from people where email = 'ivo@demo.example'`,
      [sessionId],
    )
    await superadmin.reload()
    await superadmin.getByText('Meets “France”', { exact: true }).waitFor()
  })

  it('asks during the class who is there, and is answered by the word, whatever the learner looks at', async () => {
    const running = await plan('Sicherheit an der Werkbank', -10)
    await send('POST', `/sessions/${sessionId}/enrollments`, { personId: leaId })
    lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', `/learn/events/${running}`)
    await superadmin.goto(`${platform.url}/teach/events/${running}/presence`)
    await superadmin.getByLabel('Way').selectOption('word')
    await superadmin.getByRole('textbox', { name: 'Word' }).fill(WORD)
    await superadmin.getByRole('button', { name: 'Ask who is there' }).click()
    await superadmin.getByText(WORD).waitFor()
    await lea
      .getByText(/^until /)
      .first()
      .waitFor()
    await expect.poll(() => lea.title()).toMatch(/^● Are you there/)
    await lookAtEverySize(lea, 'evidence-presence')
    await lea.goto(`${platform.url}/learn/events/${running}/presence`)
    await lea.getByLabel('Word or code').fill('loewe 48')
    await lea.getByRole('button', { name: 'Answer' }).click()
    await lea.getByRole('alert').first().waitFor()
    await lookAtEverySize(lea, 'evidence-presence-page')
    await lea.getByLabel('Word or code').fill('lowe 47')
    await lea.getByRole('button', { name: 'Answer' }).click()
    await lea
      .getByText(/^Answered at /)
      .first()
      .waitFor()
    await expect.poll(() => lea.title()).not.toContain('●')
    await superadmin
      .getByRole('button', { name: /^Lea Rossi/ })
      .first()
      .waitFor()
    await lookAtEverySize(superadmin, 'evidence-asked')
  })

  it('keeps marks on a phone without a network, sends them once, and says what somebody else marked meanwhile', async () => {
    const running = new URL(superadmin.url()).pathname.split('/')[3] ?? ''
    await superadmin.goto(`${platform.url}/teach/events/${running}/attendance`)
    const row = superadmin.getByRole('listitem').filter({ hasText: 'Rossi' })
    const present = row.getByRole('button', { name: 'Present' })
    await present.waitFor()
    // The mark arrives, and its answer is lost.
    await superadmin.route('**/attendance', async (route) => {
      if (route.request().method() !== 'PUT') return route.continue()
      await route.fetch()
      await route.abort('connectionreset')
    })
    await present.click()
    await superadmin.getByText(/kept on this/).waitFor()
    await superadmin.unroute('**/attendance')
    await superadmin.evaluate(() => window.dispatchEvent(new Event('online')))
    await superadmin.getByText('1 marked.').waitFor()
    const changes = await send<{ items: object[] }>('GET', `/events/${running}/attendance/${leaId}/changes`)
    expect(changes.items).toHaveLength(1)
    await superadmin.context().setOffline(true)
    await row.getByRole('button', { name: 'Absent' }).click()
    await superadmin.getByText(/kept on this/).waitFor()
    await lookAsItStands(superadmin, 'evidence-offline-marks')
    await mark(running, 'excused', 1)
    await superadmin.context().setOffline(false)
    await superadmin.getByText(/was marked meanwhile by Ada .*: Excused/).waitFor()
    // The half-day opens by itself within a minute.
    await lea.goto(`${platform.url}/learn/events/${running}`)
    await lea.getByRole('button', { name: 'Sign', exact: true }).click({ timeout: 90_000 })
    await lea.getByText(/^Signed at /).waitFor()
    await lookAsItStands(lea, 'evidence-signed')
  })

  it('asks afterwards how it was, and lets what was missed be made up', async () => {
    await send(
      'PUT',
      `/courses/${courseId}/evaluation`,
      {
        questions: [
          {
            type: 'scale',
            text: 'Wie verständlich waren die Erklärungen zur Arbeitssicherheitsunterweisung?',
            isOptional: false,
          },
          {
            type: 'choice',
            text: 'Was nehmen Sie mit?',
            options: ['Notausgänge', 'Persönliche Schutzausrüstung'],
            isMany: true,
            isOptional: true,
          },
          { type: 'text', text: 'Was fehlte?', isOptional: true },
        ],
        ...{ isAnonymous: false, isOpen: true },
      },
      0,
    )
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Webinars', sessionType: 'Webinar' })
    const accounts = await send<{ items: { id: string }[] }>('GET', '/apps/gotomeeting-v2/accounts')
    const past = await plan('Leitern und Tritte', -200, accounts.items[0]?.id)
    await record(past, [
      [0, 20],
      [34, 90],
    ])
    // A rule of today judges what is over at once.
    const strict = { ...rule, signsHalfDays: false, thresholdPercent: 95, appliesToPast: true }
    await send('PUT', `/courses/${courseId}/attendance-rule`, strict, ruleVersion)
    // Of the fourteen minutes that she missed she watched thirteen already, all but the last.
    await platform.query(
      `insert into make_up_parts (platform_id, id, event_id, person_id, recording_id, from_seconds, to_seconds, watched_at)
       select platform_id, gen_random_uuid(), event_id, $2, id, 1200, 1980, now() from recordings where event_id = $1`,
      [past, leaId],
    )
    await serveFilm(lea, await makeFilm(lea, 90 * 60))
    await lea.goto(`${platform.url}/notifications`)
    await lea
      .getByRole('link', { name: /Survey/ })
      .first()
      .waitFor()
    await lea.goto(`${platform.url}/learn/events/${past}`)
    await lea.getByRole('heading', { name: 'Survey' }).waitFor()
    await lookAtEverySize(lea, 'evidence-survey')
    await lea.getByRole('radio', { name: '4' }).check()
    await lea.getByRole('textbox', { name: /^Was fehlte/ }).fill('Eine Leiter zum Üben.')
    await lea.getByRole('link', { name: 'Calendar' }).first().click()
    await lea.getByRole('button', { name: 'Keep editing' }).click()
    await lea.getByRole('button', { name: 'Send' }).click()
    await lea.getByText(/^Thank you/).waitFor()
    await lea
      .getByRole('region', { name: 'Make up what you missed' })
      .getByRole('button', { name: /^Watch/ })
      .click()
    await expect
      .poll(() => lea.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
      .toBe(1980)
    await lookAtEverySize(lea, 'evidence-make-up')
    await playTo(past, 1995)
    // What is leapt over was not watched, wherever the film is stopped after it.
    await leapTo(2030)
    await playTo(past, 2042)
    await lea.getByText('You missed 14 minutes; made up so far: 13.').waitFor()
    await leapTo(1990)
    await playTo(past, 2032)
    await lea.getByText('You missed 14 minutes; made up so far: 14.').waitFor()
    await lea.getByText(/76 minutes live \+ 14 minutes made up/).waitFor()
    await lookAtEverySize(lea, 'evidence-made-up')
    await superadmin.goto(`${platform.url}/courses/${courseId}`)
    await superadmin.getByRole('button', { name: 'Results of the survey' }).click()
    await superadmin.getByText('Eine Leiter zum Üben.').waitFor()
    await dismiss(superadmin)
  })

  it('shows who did not come, why it counts, and what an excuse changes', async () => {
    const noShowRule = { isOn: true, fromCount: 1, withinDays: 90, coolDownDays: 30 }
    const { version } = await send<{ version: number }>('GET', '/platform/settings')
    await send('PATCH', '/platform/settings', { noShowRule }, version)
    // Before now: what ended earlier counts for nobody.
    await platform.query(
      `update platforms set no_show_rule = no_show_rule || '{"since":"2020-01-01T00:00:00Z"}'`,
    )
    const missed = await plan('Umgang mit Gefahrstoffen', -400)
    await platform.query(
      `update enrollments set enrolled_at = now() - interval '3 days' where person_id = $1`,
      [leaId],
    )
    await mark(missed, 'absent')
    const next = await send('POST', `/courses/${courseId}/sessions`, {
      selfEnrollment: 'open',
      name: 'Sommersemester',
    })
    await lea.goto(`${platform.url}/sessions/${next.id}`)
    await lea.getByText(/You had a place and did not come\. Until .* you can’t enroll yourself/).waitFor()
    await lookAtEverySize(lea, 'evidence-cool-down')
    await lea.getByRole('link', { name: 'My no-shows' }).click()
    await lea.getByText('1 no-show counts').waitFor()
    await lookAtEverySize(lea, 'evidence-no-shows')
    await lea.getByRole('link', { name: 'Say why you could not come' }).click()
    await lea.getByRole('button', { name: 'Say why you could not come' }).click()
    await lea.getByRole('textbox', { name: 'Why could you not come?' }).fill('Der Zug fuhr nicht.')
    await lea.getByRole('button', { name: 'Send' }).click()
    await lea.getByText('You said:').waitFor()
    await superadmin.goto(platform.url)
    await superadmin.getByText('1 person says why they could not come. The first: Lea Rossi').waitFor()
    await superadmin.goto(`${platform.url}/admin/people/${leaId}`)
    const panel = superadmin.getByRole('dialog')
    await panel.getByText('Der Zug fuhr nicht.').waitFor()
    await lookAtEverySize(superadmin, 'evidence-no-shows-person')
    await panel.getByRole('button', { name: 'Excuse' }).click()
    await panel.getByLabel('Why is it excused?').fill('Strike')
    await panel.getByRole('button', { name: 'Excuse' }).click()
    await panel.getByText('No no-show counts').waitFor()
    await superadmin.goto(platform.url)
    await superadmin.getByRole('heading', { level: 1, name: /^Good / }).waitFor()
    await expect.poll(() => superadmin.getByText('1 person says why').count()).toBe(0)
    await lea.goto(`${platform.url}/sessions/${next.id}`)
    await lea.getByRole('button', { name: /^Enroll/ }).waitFor()
    await lea.context().close()
  })
})
