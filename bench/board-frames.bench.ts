import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { browserPath, openBrowser, openWindow } from '../e2e/browser.ts'
import { startPlatform } from '../e2e/platform.ts'
import { signIn } from '../e2e/steps.ts'
import { type Frames, framesOf, round, scroll } from './frames.ts'
import { keep } from './results.ts'

/** Events of one week. */
const EVENTS = Number(process.env.LECTERN_EVENTS ?? 1000)
const WEEK = '2027-03-01'

it.skipIf(!browserPath)(
  `a week of ${EVENTS} events scrolls and drags as an empty page does`,
  async () => {
    const platform = await startPlatform({})
    const browser = await openBrowser()
    try {
      const page = await openWindow(browser)
      await signIn(platform, page, 'ada')
      await page.getByRole('link', { name: 'Calendar', exact: true }).waitFor()
      await platform.query(`insert into events
      (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at)
      select s.platform_id, gen_random_uuid(), s.id, s.course_id, 'Event ' || n, to_char(at, 'YYYY-MM-DD"T"HH24:MI'),
        to_char(at + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI'), 'UTC', at at time zone 'UTC', (at + interval '1 hour') at time zone 'UTC'
      from (select * from sessions limit 1) s, generate_series(1, ${EVENTS}) n,
        lateral (select timestamp '${WEEK} 06:00' + (n % 7) * interval '1 day' + (n / 7 % 60) * interval '15 minutes' as at) times`)
      const results: Record<string, Frames> = {}
      for (const view of ['week', 'lanes', 'month']) {
        await page.goto(`${platform.url}/calendar?view=${view}&date=${WEEK}`)
        await page.locator('[data-cell-day] [data-event]').first().waitFor()
        results[`${view}, scrolled`] = await framesOf(page, () => scroll(page))
        results[`${view}, dragged`] = await framesOf(page, () => drag(page))
      }
      await page.goto('about:blank')
      await page.setContent('<div style="height: 3000px"></div>')
      const empty = {
        scrolled: await framesOf(page, () => scroll(page)),
        dragged: await framesOf(page, () => drag(page)),
      }
      const rows = Object.entries(results).map(([name, frames]) => {
        const bare = name.endsWith('scrolled') ? empty.scrolled : empty.dragged
        return { name, ...frames, ofAnEmptyPage: round(frames.framesPerSecond / bare.framesPerSecond) }
      })
      console.table([
        ...rows,
        { name: 'an empty page, scrolled', ...empty.scrolled },
        { name: 'an empty page, dragged', ...empty.dragged },
      ])
      const result = { at: new Date(Date.now()).toISOString(), events: EVENTS, rows, empty }
      keep('board-frames', result)
      for (const row of rows) expect(row.ofAnEmptyPage, row.name).toBeGreaterThan(0.8)
    } finally {
      await browser.close()
      await platform.stop()
    }
  },
  200_000,
)

/** In circles over the board, then taken back. */
async function drag(page: Page): Promise<void> {
  const cards = page.locator('[data-cell-day] [data-event][data-fixed="false"]')
  let box = { x: 500, y: 400 }
  for (let index = 0; index < Math.min(60, await cards.count()); index++) {
    const found = await cards.nth(index).boundingBox()
    if (!found || found.y < 260 || found.y > 560) continue
    box = found
    break
  }
  const [x, y] = [box.x + 12, box.y + 6]
  await page.mouse.move(x, y)
  await page.mouse.down()
  for (let step = 0; step < 150; step++) {
    await page.mouse.move(x + Math.sin(step / 10) * 280, y + Math.cos(step / 15) * 120)
    await page.waitForTimeout(8)
  }
  await page.keyboard.press('Escape')
  await page.mouse.up()
}
