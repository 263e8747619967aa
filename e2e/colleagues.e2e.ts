import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath } from './browser.ts'
import { useJourney } from './journey.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, lookAgain, signedInWindow, signIn } from './steps.ts'

// What somebody has begun while a colleague, or they themselves elsewhere, change what it is about.

const journey = useJourney()
let platform: Platform
let ada: Page
const ids = { course: '', session: '', lea: '' }

const send = <T = { id: string }>(method: string, path: string, data?: object, version?: number) =>
  ask<T>(platform, ada, method, path, data, version)

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: ada } = journey)
  await signIn(platform, ada, 'ada')
  ids.course = (await send('POST', '/courses', { name: 'Meanwhile', code: 'MEAN', type: 'vilt' })).id
  ids.session = (await send('POST', `/courses/${ids.course}/sessions`, { name: 'Spring' })).id
  const { items } = await send<{ items: { id: string }[] }>('GET', '/people?query=lea@demo.example')
  ids.lea = items[0]?.id ?? ''
  await send('POST', `/sessions/${ids.session}/enrollments`, { personId: ids.lea })
})

const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
const plan = (session: string, name: string, from: number) =>
  send<{ id: string; version: number }>('POST', `/sessions/${session}/events`, {
    ...{ name, startsWall: at(from), endsWall: at(from + 30), timeZone: 'Europe/Rome', accountId: null },
  })
/** An event that is over. */
async function hold(name: string) {
  const event = await plan(ids.session, name, 60)
  await platform.query(
    `update events set starts_at = starts_at - interval '3 hours', ends_at = ends_at - interval '3 hours' where id = $1`,
    [event.id],
  )
  return event
}
const windowOf = (name: string, path: string, width?: number) => signedInWindow(journey, name, path, width)
const nameIn = (page: Page) => page.getByRole('dialog').getByLabel('Name', { exact: true })

describe.skipIf(!browserPath)('a colleague is faster', () => {
  it('and Cancel event does not become Restore event', async () => {
    const event = await plan(ids.session, 'Later', 300)
    await ada.goto(`${platform.url}/learn/events/${event.id}?panel=cancel`)
    const panel = ada.getByRole('dialog', { name: 'Cancel event' })
    const reason = panel.getByRole('textbox').first()
    await reason.fill('The hall is flooded')
    await send('POST', `/events/${event.id}/cancellation`, { reason: 'Ivo is ill' })
    await ada.getByText('Ivo is ill').waitFor({ state: 'attached' })
    expect(await reason.inputValue()).toBe('The hall is flooded')
    await panel.locator('button[type=submit]').click()
    await panel.getByRole('alert').waitFor()
    expect(await send('GET', `/events/${event.id}`)).toMatchObject({
      cancelled: { reason: 'Ivo is ill' },
    })
    await panel.getByRole('button', { name: /^(Cancel|Keep as it is)$/ }).click()
    await ada
      .getByRole('button', { name: 'Discard' })
      .or(ada.getByRole('heading', { level: 1 }))
      .first()
      .waitFor()
  })

  it('with an event of another session, and a new event that is half typed stays', async () => {
    const course = await send('POST', '/courses', {
      name: 'Two sessions',
      code: 'TWO',
      type: 'vilt',
    })
    const [one, two] = [
      await send('POST', `/courses/${course.id}/sessions`, { name: 'One', instructorIds: [] }),
      await send('POST', `/courses/${course.id}/sessions`, { name: 'Two', instructorIds: [] }),
    ]
    const page = await windowOf('ada', `/sessions/${one.id}?panel=new-event`)
    await nameIn(page).fill('Typed with care')
    const read = page.waitForResponse((answer) => answer.url().includes(`/sessions/${two.id}/events`))
    await plan(two.id, 'Somebody else’s', 500)
    await (await read).finished()
    expect(await nameIn(page).inputValue()).toBe('Typed with care')
    await page.context().close()
  })

  it('with a score, which is not written over, and is seen where nothing is typed yet', async () => {
    const rule = { requirements: [{ type: 'score', atLeast: 60 }], validMonths: null, validTo: 'day' }
    const more = { reminderDays: [], appliesToPast: true }
    await send('PUT', `/courses/${ids.course}/completion-rule`, { ...rule, ...more }, 0)
    await hold('Before the exam')
    const enter = (score: number, reason: string) =>
      send('POST', `/sessions/${ids.session}/scores`, { scores: [{ personId: ids.lea, score, reason }] })
    const page = await windowOf('ada', `/sessions/${ids.session}?tab=completion&panel=completion-${ids.lea}`)
    const panel = page.getByRole('dialog')
    const score = panel.getByLabel(/^Score/)
    await score.waitFor()
    await enter(55, 'The first try')
    await expect.poll(() => score.inputValue()).toBe('55')
    await score.fill('70')
    await enter(80, 'The second try')
    await panel.getByText('The second try').waitFor()
    expect(await score.inputValue()).toBe('70')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.locator('[data-conflict="open"]').waitFor()
    const { learners } = await send<{ learners: { said: { score: number }[] }[] }>(
      ...(['GET', `/sessions/${ids.session}/completions`] as const),
    )
    expect(learners[0]?.said[0]?.score).toBe(80)
    await panel.locator('[data-conflict="open"] input').first().check()
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.locator('[data-conflict]').waitFor({ state: 'detached' })
    await page.context().close()
  })

  it('and closes or changes a survey while somebody answers it: what they wrote stays', async () => {
    let form = { version: 0, questions: [{ type: 'text', text: 'What was missing?', isOptional: false }] }
    const ask = async (isOpen: boolean) => {
      const { version, questions } = form
      const body = { questions, isOpen, isAnonymous: false }
      form = await send('PUT', `/courses/${ids.course}/evaluation`, body, version)
    }
    await ask(true)
    const over = await hold('Over')
    const mark = { personId: ids.lea, status: 'present', minutes: null, note: '', version: 0 }
    await send('PUT', `/events/${over.id}/attendance`, { marks: [mark] })
    const lea = await windowOf('lea', `/learn/events/${over.id}`)
    const answer = lea.getByLabel('What was missing?')
    await answer.fill('A ladder to practice on')
    await ask(false)
    const read = lea.waitForResponse(/my-evaluation$/)
    await lookAgain(lea)
    await (await read).finished()
    await lea.getByRole('button', { name: 'Send' }).click()
    await lea.getByRole('alert').waitFor()
    expect(await answer.inputValue()).toBe('A ladder to practice on')
    form.questions = [...form.questions, { type: 'text', text: 'What was good?', isOptional: true }]
    await ask(true)
    await lea.getByRole('button', { name: 'Send' }).click()
    await lea.getByLabel('What was good?').waitFor()
    expect(await answer.inputValue()).toBe('A ladder to practice on')
    await lea.getByRole('button', { name: 'Send' }).click()
    await lea.getByText(/^Thank you/).waitFor()
    await lea.context().close()
  })

  it('and cancels the event whose attendance somebody writes a note about: it stays, and is refused in words', async () => {
    const event = await plan(ids.session, 'Running', -5)
    const page = await windowOf('ada', `/teach/events/${event.id}/attendance`)
    await page
      .getByRole('button', { name: /^Details/ })
      .first()
      .click()
    const note = page.getByRole('dialog').getByLabel('Note')
    await note.fill('Came with the second bus')
    await send('POST', `/events/${event.id}/cancellation`, { reason: 'No hall' })
    await page
      .getByText(/cancelled/)
      .first()
      .waitFor({ state: 'attached' })
    expect(await note.inputValue()).toBe('Came with the second bus')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await page.context().close()
  })

  it('with events that somebody has chosen: what they are asked about stays', async () => {
    const session = await send('POST', `/courses/${ids.course}/sessions`, { name: 'Chosen' })
    // All there are: the list itself goes with them.
    const events = [await plan(session.id, 'One', 2000), await plan(session.id, 'Two', 3000)]
    const page = await windowOf('ada', `/sessions/${session.id}`)
    for (const name of ['One', 'Two']) await page.getByRole('checkbox', { name: new RegExp(name) }).check()
    await page.getByRole('button', { name: 'Cancel events' }).click()
    const question = page.getByRole('dialog')
    await question.getByLabel(/^Reason/).fill('The hall is flooded')
    const title = await question.getByRole('heading').first().innerText()
    const read = page.waitForResponse(new RegExp(`/sessions/${session.id}/events`))
    for (const { id, version } of events) await send('DELETE', `/events/${id}`, undefined, version)
    await (await read).finished()
    await page.getByText('Two').waitFor({ state: 'detached' })
    expect(await question.getByRole('heading').first().innerText()).toBe(title)
    expect(await question.getByLabel(/^Reason/).inputValue()).toBe('The hall is flooded')
    await question.getByRole('button', { name: 'Cancel events' }).click()
    await question.getByRole('alert').waitFor()
    await page.context().close()
  })

  it('and takes the last learner out, about whom or to whom somebody writes: it stays', async () => {
    const session = await send('POST', `/courses/${ids.course}/sessions`, { name: 'Of one' })
    const event = await plan(session.id, 'Of one', 2000)
    const enroll = () => send('POST', `/sessions/${session.id}/enrollments`, { personId: ids.lea })
    await enroll()
    const everybody = await windowOf('ada', `/teach/events/${event.id}`)
    await everybody.getByRole('button', { name: 'Message to all' }).click()
    const message = everybody.getByRole('dialog').getByRole('textbox').last()
    await message.fill('Bring your own laptop')
    const completion = await windowOf('ada', `/sessions/${session.id}?tab=completion`)
    await completion.getByRole('checkbox', { name: 'Select Lea Rossi' }).check()
    await completion.getByRole('button', { name: /^Decide by hand/ }).click()
    const reason = completion.getByRole('dialog').getByLabel('Reason')
    await reason.fill('Has taught it herself')
    const read = [everybody, completion].map((page) =>
      page.waitForResponse(new RegExp(`/${event.id}/roster$|/${session.id}/completions$`)),
    )
    await send('DELETE', `/sessions/${session.id}/enrollments/${ids.lea}`)
    for (const answer of read) await (await answer).finished()
    await completion.getByText('Nobody is enrolled').waitFor({ state: 'attached' })
    await everybody
      .getByRole('button', { name: 'Message to all', includeHidden: true })
      .waitFor({ state: 'detached' })
    expect(await message.inputValue()).toBe('Bring your own laptop')
    expect(await reason.inputValue()).toBe('Has taught it herself')
    for (const page of [everybody, completion]) await page.context().close()
  })

  it('and cancels the session for which somebody plans, or which somebody cancels: it stays', async () => {
    const session = await send('POST', `/courses/${ids.course}/sessions`, { name: 'Called off' })
    const pages = {
      import: await windowOf('ada', `/sessions/${session.id}?panel=import`),
      cancel: await windowOf('ada', `/sessions/${session.id}?panel=cancel`),
    }
    const typed = Object.values(pages).map((page) => page.getByRole('dialog').getByRole('textbox').first())
    for (const field of typed) await field.fill('Typed for long')
    await send('POST', `/sessions/${session.id}/cancellation`, { reason: 'No hall', fate: 'keep' })
    for (const page of Object.values(pages))
      await page.getByText('No hall').first().waitFor({ state: 'attached' })
    for (const field of typed) expect(await field.inputValue()).toBe('Typed for long')
    await pages.cancel.getByRole('dialog').getByRole('button', { name: 'Cancel session' }).click()
    await pages.cancel.getByRole('dialog').getByRole('alert').waitFor()
    for (const page of Object.values(pages)) await page.context().close()
  })

  it('on another device of theirs drafts, and a question on the board stays what it was', async () => {
    const day = at(3 * 1440).slice(0, 10)
    const [event, other] = [
      await plan(ids.session, 'Cancel me', 3 * 1440),
      await plan(ids.session, 'Other', 3 * 1440),
    ]
    const page = await windowOf(
      'ada',
      `/calendar?view=week&date=${day}&scope=all&event=${event.id}&panel=cancel`,
    )
    const question = page.getByRole('dialog', { name: 'Cancel event' })
    await question.getByRole('textbox').first().fill('The hall is flooded')
    const draft = { operations: [{ op: 'delete', eventId: other.id, version: other.version }] }
    const read = page.waitForResponse(/board\/draft$/)
    const { version } = await send<{ version: number }>('GET', '/board/draft')
    await send('PUT', '/board/draft', draft, version)
    await lookAgain(page)
    await (await read).finished()
    await page
      .getByRole('switch', { name: 'Draft', checked: true, includeHidden: true })
      .waitFor({ state: 'attached' })
    expect(await question.getByRole('textbox').first().inputValue()).toBe('The hall is flooded')
    await question.locator('button[type=submit]').click()
    await question.waitFor({ state: 'detached' })
    expect(await send('GET', `/events/${event.id}`)).toMatchObject({
      cancelled: { reason: 'The hall is flooded' },
    })
    await page.context().close()
  })
})
