import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { lookAtEverySize } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
/** Works in the browser too, and is always faster. */
let colleague: Page
let me: Page
let sessionId: string
let eventId: string
const day = inRome(3 * 24 * 60).date

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: me } = journey)
  colleague = await openWindow(journey.browser)
  await signIn(platform, me, 'ada', '/courses')
  await signIn(platform, colleague, 'ada', '/courses')
  await Promise.all(
    [me, colleague].map((page) => page.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()),
  )
  const { items: courses } = await ask('get', '/courses')
  const course = courses.find(({ name }: { name: string }) => name === 'Safety at work')
  sessionId = (await ask('get', `/courses/${course.id}/sessions`)).items[0].id
  const { items } = await ask('get', '/people?query=lia')
  await ask('post', `/sessions/${sessionId}/enrollments`, { personId: items[0].id })
  const event = await ask('post', `/sessions/${sessionId}/events`, {
    name: 'Ladders',
    startsWall: `${day}T09:00`,
    endsWall: `${day}T10:00`,
    timeZone: 'Europe/Rome',
  })
  eventId = event.id
})

async function ask(method: 'get' | 'post' | 'delete', path: string, data?: object) {
  const answer = await me.request[method](`${platform.url}/api/v1${path}`, data ? { data } : {})
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return answer.status() === 204 ? undefined : answer.json()
}

/** Opens the same form in both windows. @returns mine and the colleague's */
async function openBoth(path: string, dialog?: string) {
  const forms = []
  for (const page of [me, colleague]) {
    await page.goto(`${platform.url}${path}`)
    const form = dialog ? page.getByRole('dialog', { name: dialog }) : page.getByRole('main')
    await form.getByRole('button', { name: 'Save', exact: true }).waitFor()
    forms.push(form)
  }
  return forms as [(typeof forms)[0], (typeof forms)[0]]
}
type Form = Awaited<ReturnType<typeof openBoth>>[0]

const save = (form: Form) => form.getByRole('button', { name: 'Save', exact: true }).click()
const closed = (form: Form) => form.waitFor({ state: 'detached' })
const newerNote = /Somebody has saved a newer version since you began/
const conflictOf = (form: Form, field: string | RegExp) => form.getByRole('radiogroup', { name: field })

/** How many mails told the learner of another time or place. */
async function newTimes(): Promise<number> {
  const { items } = await ask('get', '/mails?query=lia%40demo.example')
  return items.filter(({ subject }: { subject: string }) => subject.includes('New time or venue')).length
}

describe.skipIf(!browserPath)('two people who change the same, in two browsers', () => {
  it('an event: what a colleague moved stays moved, what I wrote is saved, and people are told once', async () => {
    const [mine, theirs] = await openBoth(`/learn/events/${eventId}?panel=edit`, 'Edit event')
    await mine.getByLabel('Name', { exact: true }).fill('Ladders and scaffolds')
    await theirs.getByLabel('Start', { exact: true }).fill('14:00')
    await theirs.getByLabel('End', { exact: true }).fill('15:00')
    await save(theirs)
    await closed(theirs)
    await mine.getByText(newerNote).waitFor()
    expect(await mine.getByLabel('Name', { exact: true }).inputValue()).toBe('Ladders and scaffolds')
    await save(mine)
    await closed(mine)
    expect(await ask('get', `/events/${eventId}`)).toMatchObject({
      name: 'Ladders and scaffolds',
      startsWall: `${day}T14:00`,
      endsWall: `${day}T15:00`,
    })
    await expect.poll(newTimes).toBe(1)
  })

  it('a form in which nothing is typed follows what others save', async () => {
    const [mine, theirs] = await openBoth(`/learn/events/${eventId}?panel=edit`, 'Edit event')
    await theirs.getByLabel('Venue').fill('Hall 3')
    await save(theirs)
    await closed(theirs)
    await expect.poll(() => mine.getByLabel('Venue').inputValue()).toBe('Hall 3')
    await expect.poll(() => mine.getByText(newerNote).count()).toBe(0)
    await save(mine)
    await closed(mine)
    await expect.poll(newTimes).toBe(2)
  })

  it('the same field of an event: both are shown, and the keyboard chooses', async () => {
    const [mine, theirs] = await openBoth(`/learn/events/${eventId}?panel=edit`, 'Edit event')
    await mine.getByLabel('Start', { exact: true }).fill('16:00')
    await mine.getByLabel('End', { exact: true }).fill('17:00')
    await theirs.getByLabel('Start', { exact: true }).fill('11:00')
    await theirs.getByLabel('End', { exact: true }).fill('12:00')
    await theirs.getByLabel('Name', { exact: true }).fill('Ladders, on site')
    await save(theirs)
    await closed(theirs)
    await save(mine)
    const conflict = conflictOf(mine, 'When')
    await conflict.getByText(/, 11:00–12:00 \(Europe\/Rome\)/).waitFor()
    await conflict.getByText(/, 16:00–17:00 \(Europe\/Rome\)/).waitFor()
    await mine.getByText(/As it was: .*, 14:00–15:00 \(Europe\/Rome\)/).waitFor()
    await mine.getByText('Changed by somebody else meanwhile, and kept: Name').waitFor()
    expect(await mine.getByLabel('Name', { exact: true }).inputValue()).toBe('Ladders, on site')
    await lookAtEverySize(me, 'conflict')
    await save(mine)
    await mine.getByText('Choose one of the two.').first().waitFor()
    await expect
      .poll(() =>
        conflict
          .getByRole('radio', { name: 'Theirs, as it is now' })
          .evaluate((radio) => radio === document.activeElement),
      )
      .toBe(true)
    await me.keyboard.press('Space')
    expect(await mine.getByLabel('Start', { exact: true }).inputValue()).toBe('11:00')
    await me.keyboard.press('ArrowDown')
    expect(await mine.getByLabel('Start', { exact: true }).inputValue()).toBe('16:00')
    await me.keyboard.press('ArrowUp')
    await save(mine)
    await closed(mine)
    expect(await ask('get', `/events/${eventId}`)).toMatchObject({
      name: 'Ladders, on site',
      startsWall: `${day}T11:00`,
    })
    await expect.poll(newTimes).toBe(3)
  })

  it('a session: each another field, then the same one, of which mine is kept', async () => {
    const [mine, theirs] = await openBoth(`/sessions/${sessionId}?panel=edit`, 'Edit session')
    await mine.getByLabel('Code', { exact: true }).fill('W-1')
    await theirs.getByLabel('Maximum enrollment').fill('30')
    await save(theirs)
    await closed(theirs)
    await save(mine)
    await closed(mine)
    expect(await ask('get', `/sessions/${sessionId}`)).toMatchObject({ code: 'W-1', maxEnrollment: 30 })

    const [again, faster] = await openBoth(`/sessions/${sessionId}?panel=edit`, 'Edit session')
    await again.getByLabel('Maximum enrollment').fill('25')
    await faster.getByLabel('Maximum enrollment').fill('40')
    await save(faster)
    await closed(faster)
    await save(again)
    await conflictOf(again, 'Maximum enrollment').getByRole('radio', { name: 'Yours' }).check()
    await save(again)
    await closed(again)
    expect(await ask('get', `/sessions/${sessionId}`)).toMatchObject({ code: 'W-1', maxEnrollment: 25 })
  })

  it('a person: what is typed stays while somebody else saves, and each one’s change is kept', async () => {
    const { items } = await ask('get', '/people?query=lia')
    const path = `/admin/people/${items[0].id}`
    const [mine, theirs] = await openBoth(path, 'Person')
    await mine.getByLabel('Last name').fill('Learner')
    await theirs.getByLabel('First name').fill('Amalia')
    await save(theirs)
    await closed(theirs)
    await mine.getByText(newerNote).waitFor()
    expect(await mine.getByLabel('Last name').inputValue()).toBe('Learner')
    await save(mine)
    await closed(mine)
    expect(await ask('get', path.replace('/admin', ''))).toMatchObject({
      firstName: 'Amalia',
      lastName: 'Learner',
    })
  })

  it('the notification settings: two kinds, two people, nothing lost', async () => {
    const [mine, theirs] = await openBoth('/admin/notifications')
    await mine.getByLabel('On the waiting list: By mail').uncheck()
    await mine.getByLabel('Sender’s name').fill('My academy')
    await theirs.getByLabel('On the waiting list: In the app').uncheck()
    await theirs.getByLabel('Sender’s name').fill('Their academy')
    await save(theirs)
    await theirs.getByText('Saved', { exact: true }).waitFor()
    await save(mine)
    await conflictOf(mine, 'Sender’s name').getByRole('radio', { name: 'Yours' }).check()
    await save(mine)
    await mine.getByText('Saved', { exact: true }).waitFor()
    const settings = await ask('get', '/notification-settings')
    const kind = settings.kinds.find((one: { label: string }) => one.label === 'On the waiting list')
    expect([settings.senderName, kind.mail, kind.inApp]).toEqual(['My academy', false, false])
  })

  it('a thing that was deleted meanwhile is said so, and what was typed can still be copied', async () => {
    const [mine] = await openBoth(`/learn/events/${eventId}?panel=edit`, 'Edit event')
    await mine.getByLabel('Name', { exact: true }).fill('A long and careful name')
    await ask('delete', `/events/${eventId}`)
    await save(mine)
    await mine.getByText('This was deleted meanwhile').waitFor()
    expect(await mine.getByLabel('Name', { exact: true }).inputValue()).toBe('A long and careful name')
    expect(await mine.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
    await mine.getByRole('button', { name: 'Cancel' }).click()
    await closed(mine)

    const field = await ask('post', '/session-fields', { name: 'Cost center', kind: 'text' })
    await me.goto(`${platform.url}/admin/session-fields?panel=edit-${field.id}`)
    const panel = me.getByRole('dialog', { name: 'Edit field' })
    await panel.getByLabel('Name').fill('Cost unit')
    await ask('delete', `/session-fields/${field.id}`)
    await panel.getByText('This was deleted meanwhile').waitFor()
    expect(await panel.getByLabel('Name').inputValue()).toBe('Cost unit')
  })
})
