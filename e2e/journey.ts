import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, onTestFailed } from 'vitest'
import { browserPath, openBrowser, openWindow, screenshot } from './browser.ts'
import { type Platform, startPlatform } from './platform.ts'

/** What the journeys of one file share; filled before the first of them. */
export interface Journey {
  platform: Platform
  browser: Browser
  /** A window in which a superadmin works. */
  superadmin: Page
}

/**
 * Starts the platform, the simulator and a browser for a file, and takes pictures when a journey fails.
 *
 * @param settings of the server, asked for before it starts
 */
export function useJourney(settings: () => Promise<Record<string, string>> = async () => ({})): Journey {
  const journey = {} as Journey
  beforeAll(async () => {
    if (!browserPath) return
    journey.platform = await startPlatform(await settings())
    journey.browser = await openBrowser()
    journey.superadmin = await openWindow(journey.browser)
  })
  beforeEach(() => {
    onTestFailed(async ({ task }) => {
      const pages = journey.browser?.contexts().flatMap((context) => context.pages()) ?? []
      for (const [index, page] of pages.entries()) {
        await screenshot(page, `failed-${task.name.slice(0, 30)}-${index}`)
      }
    })
  })
  afterAll(async () => {
    await journey.browser?.close()
    await journey.platform?.stop()
  })
  return journey
}
