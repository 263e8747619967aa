import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { browserPath, openBrowser, openWindow } from '../e2e/browser.ts'
import { type Platform, startPlatform } from '../e2e/platform.ts'
import { signIn } from '../e2e/steps.ts'
import { type Frames, framesOf, round, scroll } from './frames.ts'
import { keep } from './results.ts'

const LEARNERS = Number(process.env.LECTERN_LEARNERS ?? 300)
const EVENTS = 20
/** The same page with few: what the machine can do at this moment. */
const FEW = 30
/** So many are marked by keyboard, one after the other. */
const MARKS = 40

it.skipIf(!browserPath)(
  `the sheet of ${LEARNERS} learners and their matrix draw as those of ${FEW} do`,
  async () => {
    const platform = await startPlatform({})
    const browser = await openBrowser()
    try {
      const page = await openWindow(browser)
      await signIn(platform, page, 'ada')
      await page.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
      const few = await look(platform, page, FEW)
      const many = await look(platform, page, LEARNERS)
      await page.goto('about:blank')
      await page.setContent('<div style="height: 3000px"></div>')
      const empty = await framesOf(page, () => scroll(page))
      const rows = (['scrolled', 'marked', 'matrix'] as const).map((name) => ({
        name,
        ...many[name],
        [`of ${FEW} learners`]: round(many[name].framesPerSecond / few[name].framesPerSecond),
        'of an empty page': round(many[name].framesPerSecond / empty.framesPerSecond),
      }))
      console.table([...rows, { name: 'an empty page, scrolled', ...empty }])
      const loads = [few, many].map(({ learners, sheetKb, sheetMs, matrixKb, matrixMs, shownMs }) => ({
        ...{ learners, sheetKb, sheetMs, matrixKb, matrixMs, shownMs },
      }))
      console.table(loads)
      keep('sheet', { rows, loads, empty })
      for (const row of rows) expect(row[`of ${FEW} learners`], row.name).toBeGreaterThan(0.8)
      expect(many.sheetKb).toBeLessThan(60)
      expect(many.matrixKb).toBeLessThan(60)
    } finally {
      await browser.close()
      await platform.stop()
    }
  },
  300_000,
)

interface Looked {
  readonly learners: number
  readonly scrolled: Frames
  readonly marked: Frames
  readonly matrix: Frames
  /** Over the wire, compressed. */
  readonly sheetKb: number
  readonly sheetMs: number
  readonly matrixKb: number
  readonly matrixMs: number
  /** From the address to the first row. */
  readonly shownMs: number
}

async function look(platform: Platform, page: Page, learners: number): Promise<Looked> {
  const { sessionId, eventId } = await hold(platform, page, learners)
  const sheet = await weigh(page, `${platform.url}/api/v1/events/${eventId}/attendance`)
  const matrix = await weigh(page, `${platform.url}/api/v1/sessions/${sessionId}/attendance`)
  await page.goto(`${platform.url}/teach/events/${eventId}/attendance`)
  const began = performance.now()
  await page.reload()
  await page.locator('[data-person]').first().waitFor()
  const shownMs = Math.round(performance.now() - began)
  const scrolled = await framesOf(page, () => scroll(page))
  await page.locator('[data-person] select').first().focus()
  const marked = await framesOf(page, async () => {
    for (let press = 0; press < MARKS; press++) {
      await page.keyboard.press(press % 2 === 0 ? 'p' : 'a')
      await page.waitForTimeout(25)
    }
  })
  await page.goto(`${platform.url}/teach/sessions/${sessionId}`)
  await page.locator('[data-status="present"]').first().waitFor()
  const drawn = await framesOf(page, () => scroll(page))
  return {
    ...{ learners, scrolled, marked, matrix: drawn, shownMs },
    ...{ sheetKb: sheet.kb, sheetMs: sheet.ms, matrixKb: matrix.kb, matrixMs: matrix.ms },
  }
}

/** How much comes over the wire, and in what time; the best of five. */
async function weigh(page: Page, url: string): Promise<{ kb: number; ms: number }> {
  const found: { bytes: number; ms: number }[] = await page.evaluate(
    `(async () => {
      const found = []
      for (let n = 0; n < 5; n++) {
        const began = performance.now()
        await (await fetch(${JSON.stringify(url)}, { cache: 'no-store' })).text()
        const ms = performance.now() - began
        const entry = performance.getEntriesByName(${JSON.stringify(url)}).at(-1)
        found.push({ bytes: entry.encodedBodySize, ms })
      }
      return found
    })()`,
  )
  return {
    kb: round((found.at(-1)?.bytes ?? 0) / 1024),
    ms: Math.round(Math.min(...found.map(({ ms }) => ms))),
  }
}

/** A class that is over, with a report of three stays for each; and twenty events with verdicts for the matrix. */
async function hold(
  platform: Platform,
  page: Page,
  learners: number,
): Promise<{ sessionId: string; eventId: string }> {
  const send = async (path: string, data: object) => {
    const answer = await page.request.post(`${platform.url}/api/v1${path}`, { data })
    expect(answer.status(), await answer.text()).toBe(201)
    return (await answer.json()).id as string
  }
  const courseId = await send('/courses', { name: `Course of ${learners}`, type: 'vilt' })
  const sessionId = await send(`/courses/${courseId}/sessions`, { name: 'Winter' })
  await platform.query(
    `with more as (
       insert into people (platform_id, id, email, first_name, last_name, roles)
       select platform_id, gen_random_uuid(), 'l' || n || '@' || $2::int || '.example', 'Lea', 'Learner ' || n, '{learner}'
       from platforms, generate_series(1, $2::int) n returning platform_id, id)
     insert into enrollments (platform_id, session_id, person_id, status) select platform_id, $1, id, 'enrolled' from more`,
    [sessionId, learners],
  )
  await platform.query(
    `insert into accounts (platform_id, id, app_id, name, session_type, client_id, client_secret_sealed)
     select platform_id, gen_random_uuid(), 'gotomeeting-v2', 'A' || $1::int, 'webinar', 'c' || $1::int, 'x' from platforms`,
    [learners],
  )
  await platform.query(
    `insert into events (platform_id, id, session_id, course_id, account_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
     select s.platform_id, gen_random_uuid(), s.id, s.course_id, a.id, 'Day ' || n, to_char(at, 'YYYY-MM-DD"T"HH24:MI'),
       to_char(at + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI'), 'UTC', at at time zone 'UTC', (at + interval '1 hour') at time zone 'UTC'
     from sessions s join accounts a on a.platform_id = s.platform_id and a.name = 'A' || $3::int, generate_series(1, $2::int) n,
       lateral (select date_trunc('hour', now() at time zone 'UTC') - n * interval '1 day' as at) times
     where s.id = $1`,
    [sessionId, EVENTS, learners],
  )
  await platform.query(
    `insert into attendance_readings (platform_id, event_id, starts_at, ends_at, identifies, state, runs, read_at)
     select platform_id, id, starts_at, ends_at, true, 'settled', 1, now() from events where session_id = $1
     on conflict do nothing`,
    [sessionId],
  )
  await platform.query(
    `insert into attendance_stays (platform_id, id, event_id, room_id, run_key, run_started_at, source_key, kind, role,
       name, email, joined_at, left_at, person_id, matched_by)
     select e.platform_id, gen_random_uuid(), e.id, gen_random_uuid(), 'run', e.starts_at, p.person_id || '.' || s, 'main',
       'learner', 'N', '', e.starts_at + s * interval '15 minutes', e.starts_at + s * interval '15 minutes' + interval '13 minutes',
       p.person_id, 'registration'
     from events e join enrollments p on p.platform_id = e.platform_id and p.session_id = e.session_id, generate_series(0, 2) s
     where e.session_id = $1`,
    [sessionId],
  )
  await platform.query(
    `insert into attendance_verdicts (platform_id, event_id, person_id, version, status, is_late, seconds, window_seconds,
       reconnects, rule_version, reason, made_at)
     select e.platform_id, e.id, p.person_id, 1, 'present', false, 2340, 3600, 2, 0,
       '{"code":"verdict-by-report","params":{"minutes":39,"of":60,"reconnects":2,"late":0,"window":"planned","threshold":80,"status":"present"}}', now()
     from events e join enrollments p on p.platform_id = e.platform_id and p.session_id = e.session_id where e.session_id = $1
     on conflict do nothing`,
    [sessionId],
  )
  await platform.query(
    `update attendance_judgings set judge_at = null, judged_at = now() where event_id in (select id from events where session_id = $1)`,
    [sessionId],
  )
  const answer = await page.request.get(`${platform.url}/api/v1/sessions/${sessionId}/attendance`)
  const { events } = (await answer.json()) as { events: { id: string }[] }
  return { sessionId, eventId: events[0]?.id ?? '' }
}
