import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startSmtp, type TestSmtp } from '../packages/server/test/test-smtp.ts'
import { browserPath, openWindow, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

let smtp: TestSmtp
const journey = useJourney(async () => {
  smtp = await startSmtp()
  return { SMTP_URL: smtp.url, MAIL_FROM: 'lectern@demo.example' }
})
let platform: Platform
let browser: Browser
let superadmin: Page
let learner: Page
let sessionId: string
beforeAll(() => {
  ;({ platform, browser, superadmin } = journey)
})
afterAll(async () => {
  await smtp?.stop()
})

const open = (page: Page, path: string) => page.goto(`${platform.url}${path}`)

/** What the API answers to the superadmin. */
async function ask(method: 'get' | 'post', path: string, data?: object) {
  const answer = await superadmin.request[method](`${platform.url}/api/v1${path}`, data ? { data } : {})
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return answer.status() === 204 ? undefined : answer.json()
}

describe.skipIf(!browserPath)('notifications, in a browser', () => {
  it('a superadmin chooses what is sent, and words it with what it becomes beside', async () => {
    await signIn(platform, superadmin, 'ada', '/admin/notifications')
    await superadmin.getByRole('heading', { level: 1, name: 'Notifications' }).waitFor()
    await superadmin.getByLabel('On the waiting list: By mail').uncheck()
    await superadmin.getByRole('button', { name: 'Add a reminder' }).click()
    await superadmin.getByLabel('Sender’s name').fill('Demo Academy')
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByRole('textbox', { name: 'Reminder 3' }).waitFor()
    await expect.poll(() => superadmin.getByLabel('On the waiting list: By mail').isChecked()).toBe(false)
    await lookAtEverySize(superadmin, 'notification-settings')

    await superadmin.getByRole('link', { name: 'You are enrolled' }).click()
    await superadmin.getByLabel('Subject').fill('Welcome aboard, {{nam}}')
    await superadmin.getByText(/\{\{nam\}\} does not exist here. Use \{\{name\}\}/).waitFor()
    await superadmin.getByLabel('Subject').fill('Welcome aboard, {{name}}')
    const mail = superadmin.frameLocator('iframe')
    await superadmin.getByText('Welcome aboard, Ada').waitFor()
    await mail.getByText('Day 1').waitFor()
    // It looks as in a mail program: its styles count, and none is left as an attribute to be refused.
    const card = mail.locator('.card')
    await expect.poll(() => card.evaluate((one) => getComputedStyle(one).borderTopWidth)).toBe('4px')
    expect(await card.getAttribute('style')).toMatch(/^padding|^border|^font/)
    await superadmin.getByRole('button', { name: 'Send me a test' }).click()
    await superadmin.getByText('Sent to ada@demo.example.').waitFor()
    await superadmin.getByRole('button', { name: 'Save' }).click()
    await superadmin.getByRole('button', { name: 'Back to the standard text' }).waitFor()
    await lookAtEverySize(superadmin, 'notification-text')
  })

  it('the bell rings at once; opening an entry reads it; the mail is worded as the platform words it', async () => {
    learner = await openWindow(browser)
    await signIn(platform, learner, 'lia')
    await learner.getByRole('button', { name: 'Notifications, unread: 0' }).waitFor()
    const { items: courses } = await ask('get', '/courses')
    const course = courses.find(({ name }: { name: string }) => name === 'Safety at work')
    const { items: sessions } = await ask('get', `/courses/${course.id}/sessions`)
    sessionId = sessions[0].id
    const [start, end] = [inRome(26 * 60), inRome(27 * 60)]
    const event = await ask('post', `/sessions/${sessionId}/events`, {
      name: 'First aid',
      startsWall: `${start.date}T${start.time}`,
      endsWall: `${end.date}T${end.time}`,
      timeZone: 'Europe/Rome',
    })
    const { items: people } = await ask('get', '/people?query=lia')
    const lia = people.find(({ email }: { email: string }) => email === 'lia@demo.example')
    await ask('post', `/sessions/${sessionId}/enrollments`, { personId: lia.id })
    await learner.getByRole('button', { name: 'Notifications, unread: 1' }).click()
    const panel = learner.getByRole('dialog', { name: 'Notifications' })
    await panel.getByRole('link', { name: /Welcome aboard, Lia/ }).waitFor()
    await screenshot(learner, 'bell')
    await ask('post', `/events/${event.id}/cancellation`, { reason: 'The instructor is ill.' })
    await panel.getByText(/Reason: The instructor is ill/).waitFor()
    await panel.getByRole('link', { name: /Welcome aboard, Lia/ }).click()
    await learner.getByRole('button', { name: 'Notifications, unread: 1' }).waitFor()
    await expect.poll(() => smtp.received.filter((mail) => mail.to === 'lia@demo.example').length).toBe(2)
    const [welcome, cancelled] = smtp.received.filter((mail) => mail.to === 'lia@demo.example')
    expect(welcome?.header('Subject')).toContain('Welcome aboard, Lia')
    expect(welcome?.header('From')).toContain('Demo Academy')
    expect(cancelled?.raw).toMatch(/method=CANCEL/i)
    await open(learner, '/notifications')
    await learner.getByRole('button', { name: 'Mark all read' }).click()
    await learner.getByRole('button', { name: 'Notifications, unread: 0' }).waitFor()
    await lookAtEverySize(learner, 'notifications')
  })

  it('a person chooses what they get in their profile', async () => {
    await open(learner, '/profile')
    const reminders = learner.getByRole('group', { name: 'Reminders' })
    await reminders.getByLabel('By mail').uncheck()
    await learner.getByText('Saved').waitFor()
    expect(await learner.getByRole('group', { name: 'Changes and cancellations' }).textContent()).toMatch(
      /Always: .*cancelled/i,
    )
    await lookAtEverySize(learner, 'profile-notifications')
    await expect
      .poll(() => learner.getByRole('group', { name: 'Reminders' }).getByLabel('By mail').isChecked())
      .toBe(false)
    await learner.context().close()
  })

  it('the outbox shows what became of each mail, and how it looks', async () => {
    smtp.refusals.set('ada@demo.example', [550])
    await ask('post', '/notification-templates/reminder/test', { language: 'en', subject: 'S', text: 'T' })
    await open(superadmin, '/admin/mails')
    await superadmin.getByRole('combobox', { name: 'State' }).click()
    await superadmin.getByRole('option', { name: 'failed' }).click()
    const failed = superadmin.getByRole('button', { name: /Show “.*Test: S”/ })
    await expect
      .poll(async () => {
        await superadmin.reload()
        await superadmin.getByRole('combobox', { name: 'State' }).click()
        await superadmin.getByRole('option', { name: 'failed' }).click()
        await superadmin.waitForLoadState('networkidle')
        return failed.count()
      })
      .toBe(1)
    await failed.click()
    const panel = superadmin.getByRole('dialog')
    await panel.getByText(/refused it for good: 550 not today/).waitFor()
    await panel.getByRole('button', { name: 'Send again' }).click()
    await panel
      .getByText('waiting')
      .or(panel.getByText('sent', { exact: true }))
      .waitFor()
    await open(superadmin, '/admin/mails')
    await superadmin.getByRole('searchbox', { name: 'Recipient or subject' }).fill('Welcome aboard')
    await superadmin.getByRole('button', { name: /Show “.*Welcome aboard, Lia.*”/ }).click()
    await superadmin.getByText('adds or changes: First aid').waitFor()
    await superadmin.frameLocator('iframe').getByRole('link', { name: 'To the session' }).waitFor()
    await lookAtEverySize(superadmin, 'outbox')
  })
})
