import type { Page } from 'playwright-core'

/** How a page draws while something is done with it. */
export interface Frames {
  readonly framesPerSecond: number
  readonly medianMs: number
  readonly p95Ms: number
}

/** The times between pictures while something is done. */
export async function framesOf(page: Page, work: () => Promise<void>): Promise<Frames> {
  // One that still counts from before would count twice.
  await page.evaluate(`{
    const own = (window.times = [])
    requestAnimationFrame(function tick(at) {
      own.push(at)
      if (window.times === own) requestAnimationFrame(tick)
    })
  }`)
  await work()
  const times: number[] = await page.evaluate('window.times')
  const gaps = times
    .slice(1)
    .map((at, index) => at - (times[index] ?? at))
    .sort((one, other) => one - other)
  const at = (share: number) => round(gaps[Math.floor(gaps.length * share)] ?? 0)
  const whole = (times.at(-1) ?? 0) - (times[0] ?? 0)
  return { framesPerSecond: round((gaps.length / whole) * 1000), medianMs: at(0.5), p95Ms: at(0.95) }
}

export async function scroll(page: Page): Promise<void> {
  await page.mouse.move(640, 500)
  for (let turn = 0; turn < 100; turn++) {
    await page.mouse.wheel(0, turn % 40 < 20 ? 60 : -60)
    await page.waitForTimeout(10)
  }
}

export function round(value: number): number {
  return Math.round(value * 100) / 100
}
