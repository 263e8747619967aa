import type { Browser, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands } from './looks.ts'
import type { Platform } from './platform.ts'
import { pairAccount, planEvent, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let browser: Browser
let superadmin: Page
let eventUrl: string
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})

const eventId = () => new URL(eventUrl).pathname.split('/').at(-1) ?? ''
const items = (page: Page) =>
  page.getByRole('list', { name: 'Recordings', exact: true }).getByRole('listitem')

/** The event took place, and the tool recorded it. */
async function hold(): Promise<void> {
  await platform.query(
    `update events set starts_at = date_trunc('minute', now()) - interval '2 hours',
       ends_at = date_trunc('minute', now()) - interval '1 hour' where id = $1`,
    [eventId()],
  )
  const [webinar] = platform.simulator.state().webinars
  const at = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString()
  platform.simulator.playRun({
    ...{ product: 'webinar', key: webinar?.webinarKey ?? '', startedAt: at(115), endedAt: at(65) },
    participants: [],
    recording: {
      outAt: at(30),
      bytes: 200_000,
      transcript:
        'WEBVTT\n\n00:01.000 --> 00:04.000\n<v Ivo>Welcome to the ladders\n\n01:05.000 --> 01:09.000\nMind the third step',
    },
  })
}

describe.skipIf(!browserPath)('what is recorded, in a browser', () => {
  it('is said by who plans, and agreed to by a learner before they come in', async () => {
    await signIn(platform, superadmin, 'ada')
    await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
    await superadmin.goto(`${platform.url}/admin/apps`)
    await superadmin.getByRole('button', { name: 'Activate GoToMeeting version 2' }).click()
    await superadmin.getByRole('button', { name: 'Deactivate GoToMeeting version 2' }).waitFor()
    await pairAccount(platform, superadmin, { name: 'Webinars', sessionType: 'Webinar' })
    eventUrl = await planEvent(platform, superadmin, {
      name: 'Ladders',
      account: 'Webinars',
      startsInMinutes: 10,
    })
    await superadmin.goto(eventUrl)
    const notice = superadmin.getByRole('checkbox', { name: 'This event is recorded' })
    await notice.check()
    await superadmin.getByText('Nobody has agreed yet').waitFor()
    await lookAsItStands(superadmin, 'recordings-notice')

    const lea = await openWindow(browser, { width: 360 })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByText(/picture, sound and chat of everybody/).waitFor()
    await lookAsItStands(lea, 'recordings-consent')
    // Whoever takes the link of a mail is asked, too.
    await lea.goto(`${eventUrl}/join`)
    await lea.getByRole('button', { name: 'Agree' }).waitFor()
    await lookAsItStands(lea, 'recordings-consent-at-the-door')
    await lea.getByRole('button', { name: 'Agree' }).press('Enter')
    await lea.waitForURL(`${platform.simulator.url}/room/join/**`)
    await lea.goto(eventUrl)
    await lea.getByText(/^You agreed to be recorded/).waitFor()
    await superadmin.reload()
    await superadmin.getByText('1 person has agreed').waitFor()
    await lea.context().close()
  })

  it('is found after the end, watched here in parts, searched, hidden and shown', async () => {
    await hold()
    await superadmin.goto(eventUrl)
    await superadmin.getByRole('button', { name: 'Look again' }).click()
    await items(superadmin).first().waitFor()
    const films: [number, string | undefined][] = []
    superadmin.on('response', (answer) => {
      if (answer.url().endsWith('/film')) films.push([answer.status(), answer.headers()['content-range']])
    })
    await superadmin.getByRole('button', { name: /^Watch/ }).press('Enter')
    await superadmin.getByText('Mind the third step').waitFor()
    await superadmin.getByText('Ivo: Welcome to the ladders').waitFor()
    await expect.poll(() => films).toContainEqual([206, 'bytes 0-199999/200000'])
    await superadmin.getByRole('searchbox', { name: 'Search what was said' }).fill('STEP third')
    await superadmin.getByText('1 place', { exact: true }).waitFor()
    await superadmin.getByRole('button', { name: 'Play from 1:05' }).press('Enter')
    expect(await superadmin.evaluate(() => document.activeElement?.tagName)).toBe('VIDEO')
    expect(await superadmin.content()).not.toContain(platform.simulator.url)
    await lookAsItStands(superadmin, 'recordings')

    const lea = await openWindow(browser, { width: 360, language: 'it' })
    await signIn(platform, lea, 'lea', new URL(eventUrl).pathname)
    await lea.getByRole('button', { name: /^(Watch|Guarda)/ }).waitFor()
    await lookAsItStands(lea, 'recordings-learner')
    await superadmin.getByRole('button', { name: /^Hide from learners/ }).click()
    await superadmin.getByText('Hidden from learners', { exact: true }).waitFor()
    await lea.reload()
    await lea.getByText(/^(There is no recording|Di questo evento non c’è)/).waitFor()
    await superadmin.getByRole('button', { name: /^Show to learners/ }).click()
    await superadmin.getByRole('button', { name: /^Hide from learners/ }).waitFor()
    await lea.reload()
    await lea.getByRole('button', { name: /^(Watch|Guarda)/ }).waitFor()

    await superadmin.getByRole('button', { name: /^Delete: / }).click()
    const asked = superadmin.getByRole('dialog', { name: 'Delete this recording?' })
    await asked.waitFor()
    await lookAsItStands(superadmin, 'recordings-delete', '[role=dialog]')
    await asked.getByRole('button', { name: 'Delete', exact: true }).click()
    await items(superadmin).first().waitFor({ state: 'detached' })
    await lea.context().close()
  })
})
