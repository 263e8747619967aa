import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, dismiss } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAsItStands, lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let superadmin: Page
beforeAll(() => {
  ;({ platform, superadmin } = journey)
})

const open = (path: string) => superadmin.goto(`${platform.url}${path}`)
const panelOf = (name: string) => superadmin.getByRole('dialog', { name })
const choose = async (field: string, option: string | RegExp, panel = superadmin.getByRole('dialog')) => {
  await panel.getByRole('combobox', { name: field }).click()
  await superadmin.getByRole('option', { name: option }).click()
}

/** A picture of 64 × 36 pixels, drawn by the browser. */
async function drawPicture(page: Page): Promise<Buffer> {
  const url = await page.evaluate(() => {
    const canvas = document.createElement('canvas')
    canvas.width = 640
    canvas.height = 360
    const drawing = canvas.getContext('2d')
    if (!drawing) throw new Error('the browser can not draw')
    drawing.fillStyle = '#0b6b6b'
    drawing.fillRect(0, 0, 640, 360)
    drawing.fillStyle = '#ffffff'
    drawing.fillRect(260, 60, 120, 240)
    drawing.fillRect(200, 120, 240, 120)
    return canvas.toDataURL('image/png')
  })
  return Buffer.from(url.split(',')[1] ?? '', 'base64')
}

/** Plans an event of the session that is open; the day is so many days ahead. */
async function planEvent(name: string, day: number, times: [string, string]): Promise<void> {
  await superadmin.getByRole('button', { name: 'New event' }).click()
  const panel = panelOf('New event')
  await panel.getByLabel('Name').fill(name)
  await panel.getByLabel('Date').fill(inRome(day * 24 * 60).date)
  await panel.getByLabel('Start', { exact: true }).fill(times[0])
  await panel.getByLabel('End', { exact: true }).fill(times[1])
}

describe.skipIf(!browserPath)('courses, sessions and events, in a browser', () => {
  it('a course gets a picture and categories, by which it is found', async () => {
    await signIn(platform, superadmin, 'ada', '/courses')
    await superadmin.getByRole('button', { name: 'New course' }).click()
    const panel = panelOf('New course')
    await panel.getByLabel('Name').fill('First aid')
    await panel.getByLabel('Code', { exact: true }).fill('AID-01')
    await panel.getByLabel('Description').fill('What to do until the ambulance comes.')
    await panel.getByRole('combobox', { name: 'Categories' }).fill('Health')
    await superadmin.keyboard.press('Enter')
    await superadmin.keyboard.type('Law')
    await superadmin.keyboard.press('Enter')
    const file = panel.locator('input[type=file]')
    await file.setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no picture') })
    await panel.getByText('This file is not a PNG, JPEG or WebP picture.').waitFor()
    const buffer = await drawPicture(superadmin)
    await file.setInputFiles({ name: 'cross.png', mimeType: 'image/png', buffer })
    await panel.getByRole('button', { name: 'Remove the picture' }).waitFor()
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'First aid' }).waitFor()
    const box = await superadmin.locator('main img').boundingBox()
    expect([box?.width, box?.height]).toEqual([320, 180])
    await lookAtEverySize(superadmin, 'course')
    await open('/courses?category=health')
    await superadmin.getByRole('link', { name: 'First aid' }).waitFor()
    await expect.poll(() => superadmin.getByRole('link', { name: 'Safety at work' }).count()).toBe(0)
    await open('/courses')
    await superadmin.getByRole('link', { name: 'Safety at work' }).waitFor()
    await lookAtEverySize(superadmin, 'courses')
  })

  it('the platform adds a field to its sessions, which they are not saved without', async () => {
    await open('/admin/session-fields')
    for (const [name, kind] of [
      ['Notes', 'Text'],
      ['Region', 'Choice'],
    ] as const) {
      await superadmin.getByRole('button', { name: 'New field' }).click()
      const panel = panelOf('New field')
      await panel.getByLabel('Name').fill(name)
      await choose('Kind', kind)
      if (kind === 'Choice') {
        await panel.getByRole('combobox', { name: 'Choices' }).fill('North')
        await superadmin.keyboard.press('Enter')
        await superadmin.keyboard.type('South')
        await superadmin.keyboard.press('Enter')
        await panel.getByRole('checkbox', { name: 'Required' }).check()
      }
      await panel.getByRole('button', { name: 'Create' }).click()
      await superadmin.getByRole('listitem').filter({ hasText: name }).waitFor()
    }
    await superadmin.getByRole('button', { name: 'Move “Region” up' }).click()
    const first = superadmin.getByRole('list', { name: 'Session fields' }).getByRole('listitem').first()
    await first.getByText('Region').waitFor()
    await lookAtEverySize(superadmin, 'session-fields')
  })

  it('a session is planned with all its rules; what is missing stands at its field', async () => {
    await open('/courses?category=health')
    await superadmin.getByRole('link', { name: 'First aid' }).click()
    await superadmin.getByRole('button', { name: 'New session' }).click()
    const panel = panelOf('New session')
    await panel.getByLabel('Name', { exact: true }).fill('Spring edition')
    await panel.getByLabel('Code', { exact: true }).fill('AID-S')
    await choose('Language', /^Italian$/)
    await choose('Instructors', /Ivo/)
    await superadmin.keyboard.press('Escape')
    await panel.getByLabel('Minimum enrollment').fill('6')
    await panel.getByLabel('Maximum enrollment').fill('4')
    await panel.getByLabel('Date of decision: day').fill(inRome(5 * 24 * 60).date)
    await panel.getByLabel('Date of decision: time').fill('09:00')
    await panel.getByRole('radio', { name: 'Cancel the session' }).check()
    await panel.getByText('Enrollment and waiting list').click()
    await choose('Self-enrollment', 'Learners ask, a planner approves')
    await choose('Waiting list', 'The first in line is offered a free place')
    await panel.getByLabel('Hours to take an offered place').fill('48')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.getByText('The minimum of 6 learners is more than the maximum of 4.').first().waitFor()
    await panel.getByLabel('Maximum enrollment').fill('12')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.getByText('“Region” is needed. Fill it in.').first().waitFor()
    await choose('Region', 'South')
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByRole('heading', { level: 1, name: 'Spring edition' }).waitFor()
    await superadmin.getByRole('tab', { name: 'Properties' }).click()
    for (const fact of ['6 learners', /^Italian$/, 'South', /Cancel the session/])
      await superadmin.getByText(fact).first().waitFor()
    await lookAtEverySize(superadmin, 'session-properties')
    await superadmin.getByRole('button', { name: 'Edit', exact: true }).click()
    const editing = panelOf('Edit session')
    await editing.getByLabel('Minimum enrollment').waitFor()
    await editing.getByText('Enrollment and waiting list', { exact: true }).click()
    await lookAsItStands(superadmin, 'session-form', '[role=dialog]')
    await dismiss(superadmin)
  })

  it('an event has a place and breaks; who teaches elsewhere then is refused, and comes with a reason', async () => {
    await superadmin.getByRole('tab', { name: 'Events' }).click()
    await planEvent('Bandages', 20, ['09:00', '12:00'])
    const panel = panelOf('New event')
    await panel.getByLabel('Venue').fill('Hall 2, Via Roma 1, Milan')
    await panel.getByText('More: breaks').click()
    await panel.getByRole('button', { name: 'Add a break' }).click()
    await panel.getByLabel('Break 1: start').fill('12:10')
    await panel.getByLabel('Break 1: end').fill('12:20')
    await panel.getByLabel('Join opens, minutes').fill('30')
    await panel.getByLabel('Recording for learners').selectOption('Learners do not see it')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/is not within the event/)
      .first()
      .waitFor()
    await panel.getByLabel('Break 1: start').fill('10:15')
    await panel.getByLabel('Break 1: end').fill('10:30')
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByRole('link', { name: 'Bandages' }).waitFor()

    await planEvent('Burns', 20, ['11:00', '13:00'])
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel
      .getByText(/Ivo Conti already teaches “Bandages” \(First aid\) then/)
      .first()
      .waitFor()
    await lookAsItStands(superadmin, 'event-refused', '[role=dialog]')
    await panel.getByLabel('Why both are to take place').fill('Two groups in one hall')
    await panel.getByRole('button', { name: 'Create' }).click()
    await superadmin.getByRole('link', { name: 'Burns' }).waitFor()
    await superadmin.getByRole('link', { name: 'Bandages' }).click()
    for (const fact of ['Hall 2, Via Roma 1, Milan', '10:15–10:30', '30 minutes before the start'])
      await superadmin.getByText(fact).first().waitFor()
    await lookAtEverySize(superadmin, 'event')
  })

  it('another instructor stands in for one event, in one step', async () => {
    const url = superadmin.url()
    await superadmin.request.post(`${platform.url}/api/v1/people`, {
      data: {
        email: 'nina@demo.example',
        firstName: 'Nina',
        lastName: 'Ferri',
        roles: ['instructor'],
        invite: false,
      },
    })
    await superadmin.getByRole('button', { name: 'More', exact: true }).click()
    await superadmin.getByRole('menuitem', { name: 'Stand-in' }).click()
    const panel = panelOf('Stand-in for this event')
    await choose('Stand-in', 'Nina Ferri', panel)
    await panel.getByLabel('Reason').fill('Ivo is ill')
    await lookAsItStands(superadmin, 'stand-in', '[role=dialog]')
    await panel.getByRole('button', { name: 'Let them teach it' }).click()
    await superadmin.getByText('This event has its own instructors').waitFor()
    await expect.poll(() => superadmin.getByText('Nina Ferri').count()).toBeGreaterThan(0)
    await open(`${new URL(url).pathname}?panel=edit`)
    await panelOf('Edit event').getByText('Nina Ferri').waitFor()
    await lookAsItStands(superadmin, 'event-form', '[role=dialog]')
  })
})
