import { basename } from 'node:path'
import { afterEach, expect } from 'vitest'
import { openPages, takeRefused } from './browser.ts'
import { beginTurns } from './looks.ts'

/** Enough to tell which page it is, and which panel stands open. */
const SHOWN_CHARACTERS = 3000

beginTurns(basename(expect.getState().testPath ?? ''))

// A journey that failed says what its windows showed: on another machine there is nothing else to look at.
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return
  const shown = await Promise.all(openPages().map(wordsOn))
  for (const error of task.result.errors ?? [])
    error.stack = [error.stack ?? error.message, ...shown].join('\n\n')
})

// Also what browsers refused before the first journey of a file, or between two.
afterEach(() => {
  expect(takeRefused(), 'refused by the content security policy').toEqual([])
})

async function wordsOn(page: ReturnType<typeof openPages>[number]): Promise<string> {
  const words = page.evaluate(() => document.body.innerText).catch(() => '(the page does not answer)')
  return `${page.url()} showed:\n${(await words).slice(-SHOWN_CHARACTERS)}`
}
