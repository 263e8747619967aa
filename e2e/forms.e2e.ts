import { readdirSync, readFileSync } from 'node:fs'
import type { Locator, Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, screenshot } from './browser.ts'
import { useJourney } from './journey.ts'
import { violations } from './looks.ts'
import type { Platform } from './platform.ts'
import { ask, inRome, signIn } from './steps.ts'

const journey = useJourney()
let platform: Platform
let page: Page
const ids: Record<string, string> = {}

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin: page } = journey)
  await signIn(platform, page, 'ada')
  await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'))
  await fill()
})

const send = <T = { id: string }>(method: string, path: string, data?: object) =>
  ask<T>(platform, page, method, path, data)

/** One of each thing that a panel is about. */
async function fill(): Promise<void> {
  const me = await send('PATCH', '/me', { timeZone: 'Europe/Rome' })
  for (const app of ['custom-link', 'gotomeeting-v2', 'openid-connect'])
    await send('PATCH', `/apps/${app}`, { active: true })
  const account = { sessionType: 'link', limits: unlimited }
  for (const name of ['Hall A', 'Hall B'])
    await send('POST', '/apps/custom-link/accounts', {
      ...account,
      name,
      fields: { joinUrl: `https://meet.example.com/${name.at(-1)}` },
    })
  const course = await send('POST', '/courses', { name: 'Forms', code: 'FORMS', type: 'vilt' })
  const session = await send('POST', `/courses/${course.id}/sessions`, {
    name: 'Spring',
    instructorIds: [me.id],
  })
  await send('POST', `/courses/${course.id}/sessions`, { name: 'Autumn', instructorIds: [me.id] })
  const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
  const event = await send('POST', `/sessions/${session.id}/events`, {
    name: 'First date',
    startsWall: at(45),
    endsWall: at(90),
    timeZone: 'Europe/Rome',
    accountId: null,
  })
  const { items } = await (
    await page.request.get(`${platform.url}/api/v1/people?query=lea@demo.example`)
  ).json()
  await send('POST', `/sessions/${session.id}/enrollments`, { personId: items[0].id })
  await send('POST', '/me/erasure-request', { reason: '' })
  const group = await send('POST', '/groups', { name: 'Night shift' })
  const field = await send('POST', '/session-fields', { name: 'Budget', kind: 'text' })
  Object.assign(ids, {
    course: course.id,
    session: session.id,
    event: event.id,
    group: group.id,
    person: items[0].id,
    field: field.id,
  })
}
const unlimited = { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 }

interface OpenPanel {
  /** The file that draws it. */
  readonly file: string
  readonly path: () => string
  /** How it is opened where its address does not. */
  readonly open?: () => Promise<unknown>
  /** Types or chooses something; left out = into the first field. */
  readonly type?: (panel: Locator) => Promise<unknown>
}

const row = (name: string): Locator => page.getByRole('row').filter({ hasText: name })
const choose = (panel: Locator, name: string | RegExp) => async () => {
  await panel.getByRole('combobox', { name }).click()
  await page.getByRole('option').first().click()
}

/** Every panel in which something is typed. */
const panels: Readonly<Record<string, OpenPanel>> = {
  'a new course': { file: 'courses/course-form', path: () => '/courses?panel=new' },
  'a rule of a course': {
    file: 'attendance-rule/course-rule-panel',
    path: () => `/courses/${ids.course}?panel=rule`,
  },
  'a course': { file: 'courses/course-form', path: () => `/courses/${ids.course}?panel=edit` },
  'enrolling into sessions': {
    file: 'enrollments/enroll-into-sessions',
    path: () => `/courses/${ids.course}?panel=enroll`,
    type: (panel) => panel.getByRole('textbox').last().fill('x@example.com'),
  },
  'a survey': {
    file: 'evaluations/form-panel',
    path: () => `/courses/${ids.course}?panel=evaluation`,
    type: (panel) => panel.getByRole('textbox').first().fill('How was it?'),
  },
  'the platform’s rule of no-shows': {
    file: 'no-shows/platform-rule-panel',
    path: () => '/admin/platform?panel=no-shows',
    type: (panel) => panel.getByRole('radio', { name: /^hold people back/ }).check(),
  },
  'a rule of no-shows': {
    file: 'no-shows/course-rule-panel',
    path: () => `/courses/${ids.course}?panel=no-shows`,
    type: (panel) => panel.getByRole('radio', { name: 'are not counted' }).check(),
  },
  'a rule of enrollment': {
    file: 'enrollments/enrollment-rules-panel',
    path: () => `/courses/${ids.course}?panel=enrollment-rules`,
    type: (panel) => panel.getByRole('checkbox').check(),
  },
  'a rule of completion': {
    file: 'completions/rule-panel',
    path: () => `/courses/${ids.course}?panel=completion-rule`,
    type: (panel) => panel.getByLabel('Valid for, in months').fill('12'),
  },
  'a completion by hand': {
    file: 'completions/by-hand-panel',
    path: () => `/sessions/${ids.session}?tab=completion`,
    open: async () => {
      const box = page.getByRole('checkbox', { name: 'Select all shown' })
      await box.waitFor()
      await box.setChecked(true)
      await page.getByRole('button', { name: /^Decide by hand for/ }).click()
    },
  },
  'erasing data': {
    file: 'data-protection/erase-panel',
    path: () => `/admin/people/${ids.person}?panel=erase`,
  },
  'declining an erasure': {
    file: 'data-protection/requests',
    path: () => '/admin/data',
    open: () => page.getByRole('button', { name: 'Decline' }).click(),
  },
  'a copy of a course': { file: 'planning/copy-panel', path: () => `/courses/${ids.course}?panel=copy` },
  'the cancellation of a course': {
    file: 'cancellations/cancel-course-panel',
    path: () => `/courses/${ids.course}?panel=cancel`,
  },
  'a new session': {
    file: 'sessions/session-form',
    path: () => `/courses/${ids.course}?panel=new-session`,
  },
  'a session': { file: 'sessions/session-form', path: () => `/sessions/${ids.session}?panel=edit` },
  'a new event': { file: 'events/event-form', path: () => `/sessions/${ids.session}?panel=new-event` },
  'a series': { file: 'planning/series-panel', path: () => `/sessions/${ids.session}?panel=series` },
  'an import of events': {
    file: 'planning/import-panel',
    path: () => `/sessions/${ids.session}?panel=import`,
  },
  'a copy of a session': { file: 'planning/copy-panel', path: () => `/sessions/${ids.session}?panel=copy` },
  'the cancellation of a session': {
    file: 'cancellations/cancel-session-panel',
    path: () => `/sessions/${ids.session}?panel=cancel`,
  },
  'enrolling many': {
    file: 'enrollments/enroll-panel',
    path: () => `/sessions/${ids.session}?tab=enrollments&panel=enroll`,
    type: async (panel) => {
      await panel.getByRole('tab').nth(1).click()
      await panel.getByRole('textbox').last().fill('x@example.com')
    },
  },
  'an event': { file: 'events/event-form', path: () => `/learn/events/${ids.event}?panel=edit` },
  'a stand-in': {
    file: 'events/stand-in-panel',
    path: () => `/learn/events/${ids.event}?panel=stand-in`,
    type: (panel) => panel.getByRole('textbox', { name: 'Reason' }).fill('x'),
  },
  'breakout groups': {
    file: 'events/breakout-panel',
    path: () => `/learn/events/${ids.event}?panel=breakout-groups`,
    type: (panel) => panel.getByLabel('Number of groups').fill('2'),
  },
  'the cancellation of an event': {
    file: 'events/cancel-panel',
    path: () => `/learn/events/${ids.event}?panel=cancel`,
  },
  'a message': {
    file: 'roster/message-panel',
    path: () => `/teach/events/${ids.event}?panel=message`,
  },
  'a domain': { file: 'pages/domains-page', path: () => '/admin/domains?panel=new' },
  'an identity provider': {
    file: 'pages/identity-providers-page',
    path: () => '/admin/apps/openid-connect?panel=new',
  },
  'a learning record store': {
    file: 'record-store/record-store-form',
    path: () => '/admin/webhooks?panel=record-store',
  },
  'a SAML provider': {
    file: 'saml/saml-form',
    path: () => '/admin/apps/saml?panel=new',
  },
  'a webhook': { file: 'webhooks/webhook-form', path: () => '/admin/webhooks?panel=new' },
  'a directory': { file: 'directories/directory-form', path: () => '/admin/directories?panel=new' },
  'an LMS': { file: 'lms/lms-form', path: () => '/admin/lms?panel=new' },
  'an API key': { file: 'api-keys/api-key-form', path: () => '/admin/api-keys?panel=new' },
  'a new field': { file: 'session-fields/field-form', path: () => '/admin/session-fields?panel=new' },
  'a field': {
    file: 'session-fields/field-form',
    path: () => `/admin/session-fields?panel=edit-${ids.field}`,
  },
  'an account': {
    file: 'accounts/account-form',
    path: () => '/admin/apps/gotomeeting-v2/accounts/new',
    type: (panel) => panel.getByLabel('Name', { exact: true }).fill('Hall C'),
  },
  'a move': {
    file: 'moves/move-panel',
    path: () => '/admin/apps/custom-link',
    open: async () => {
      await row('Hall A').getByRole('button').last().click()
      await page.getByRole('menuitem', { name: 'Move events' }).click()
    },
    type: (panel) => choose(panel, 'To account')(),
  },
  'a new person': { file: 'pages/people-page', path: () => '/admin/people/new' },
  'an import of people': { file: 'pages/people-page', path: () => '/admin/people/import' },
  'a person': { file: 'people/person-panel', path: () => `/admin/people/${ids.person}` },
  'a new group': { file: 'groups/group-panel', path: () => '/admin/groups/new' },
  'a group': { file: 'groups/group-panel', path: () => `/admin/groups/${ids.group}` },
}

/** Panels that only show something, or ask yes or no. */
const SHOWING = [
  'saml/test-panel',
  'app/bell-panel',
  'board/draft-panel', // nothing is typed there
  'evaluations/results-panel',
  'webhooks/delivery-panel',
  'enrollments/history-panel',
  'accounts/account-dialogs',
  'accounts/delete-dialog',
  'search/palette', // a search is typed again
  'registrars/registrars-panel', // each press is done at once
  'search/shortcuts-dialog',
  'profile/subscribe-panel',
  'pages/webhooks-page',
  'pages/mails-page',
  'certificates/own-certificates-panel',
  'no-shows/own-no-shows-panel',
]
/** Panels that other journeys open: they need what takes long to come by. */
const ELSEWHERE = [
  'team/refuse-panel', // in duties.e2e.ts: whoever looks here has no team
  'team/deputy-panel',
  'area/new-session-panel', // likewise an area
  'area/event-panel',
  'area/enroll-panel',
  'area/person-panel',
  'area/area-panel',
  'board/plan-panel',
  'planning/edit-events-panel',
  'completions/completion-panel', // of a class that is over
  'completions/renew-panel',
  'certificates/reason-panel', // of a session that somebody completed
  'lms/invitation', // of an LMS that registers itself
  'lms/link-panel',
  'lms/roster-panel',
  'lms/scores-panel',
  'presence/correct-panel', // of a class that runs: no journey opens it yet
  'presence/withdraw-panel',
  'roster/details-panel',
  'roster/stays-panel', // of a class that is over
  'enrollments/change-dialog',
  'profile/proof-dialog', // asks for a password, which nobody types twice gladly
]

async function openPanel({ path, open }: OpenPanel): Promise<Locator> {
  // Without loading the app anew: the router hears of it.
  await page.evaluate((next) => window.history.pushState(null, '', next), '/profile')
  await page.getByRole('dialog').waitFor({ state: 'detached' })
  await page.evaluate((next) => window.history.pushState(null, '', next), path())
  await open?.()
  const panel = page.getByRole('dialog').first()
  await panel.waitFor()
  await page.getByRole('menu').waitFor({ state: 'detached' }) // one that closes still, from which it was opened, takes Escape
  return panel
}

async function typeInto(panel: Locator, { type }: OpenPanel): Promise<void> {
  if (type) await type(panel)
  else await panel.getByRole('textbox').first().fill('half filled in')
}

const question = () => page.getByRole('dialog', { name: 'Leave without saving?' })
const keep = () => question().getByRole('button', { name: 'Keep editing' }).click()

describe.skipIf(!browserPath)('a panel', () => {
  it('is known here, whatever panel there is', () => {
    const root = new URL('../packages/web/src/', import.meta.url)
    const drawn = readdirSync(root, { recursive: true, encoding: 'utf8' })
      .filter(
        (path) =>
          path.endsWith('.tsx') &&
          !path.startsWith('ui/') &&
          /<(SlideOver|Modal|Drawer)\b/.test(readText(root, path)),
      )
      .map((path) => path.replace('.tsx', ''))
    const known = [...Object.values(panels).map(({ file }) => file), ...SHOWING, ...ELSEWHERE]
    expect(drawn.length).toBeGreaterThan(25)
    expect(drawn.filter((path) => !known.some((one) => path.endsWith(one)))).toEqual([])
  })

  it.each(Object.keys(panels))('asks before it closes when it is half filled in: %s', async (name) => {
    const known = panels[name] as OpenPanel
    const panel = await openPanel(known)
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' }) // nothing typed, nothing asked
    const again = await openPanel(known)
    await typeInto(again, known)
    expect(await violations(page, ['[role=dialog]'])).toEqual([])
    await page.keyboard.press('Escape')
    await keep()
    await question().waitFor({ state: 'detached' })
    await again.getByRole('button', { name: 'Close', exact: true }).click()
    await keep()
    await question().waitFor({ state: 'detached' })
    expect(await again.isVisible()).toBe(true)
    await page.keyboard.press('Escape')
    await question().getByRole('button', { name: 'Discard' }).click()
    await again.waitFor({ state: 'detached' })
    expect(await question().count()).toBe(0)
  })

  it('is not covered again by the menu in which it was chosen, however busy the device is', async () => {
    await page.goto(`${platform.url}/admin/apps/custom-link`)
    await row('Hall A').getByRole('button').last().click()
    const item = page.getByRole('menuitem', { name: 'Move events' })
    // The pointer came to the menu, which wants to open it in a moment; that moment comes long after the choice.
    await item.evaluate((element) =>
      element.addEventListener('click', () => {
        const until = performance.now() + 1000
        while (performance.now() < until);
      }),
    )
    await item.click()
    await page.getByRole('dialog').waitFor()
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)))
    await page.getByRole('menu').waitFor({ state: 'detached' })
    expect(await page.getByRole('menu').count()).toBe(0)
  })

  it('is not covered by the menu in which it was chosen when the pointer opened that before the press', async () => {
    await page.goto(`${platform.url}/admin/apps/custom-link`)
    const button = row('Hall A').getByRole('button').last()
    const menu = page.getByRole('menu')
    await button.hover()
    await menu.waitFor()
    await button.click() // open it, not close it again
    await button.click()
    await menu.waitFor({ state: 'detached' })
    await page.mouse.move(0, 0)
    await button.hover()
    await menu.waitFor()
    await button.click()
    await page.getByRole('menuitem', { name: 'Move events' }).click()
    await page.getByRole('dialog').waitFor()
    await menu.waitFor({ state: 'detached' })
  })

  it('asks at a click beside it, at Back, at a link and when the tab closes', async () => {
    await page.goto(`${platform.url}/courses`)
    await page.getByRole('button', { name: 'New course' }).click()
    const panel = page.getByRole('dialog', { name: 'New course' })
    const nameField = panel.getByRole('textbox').first()
    await nameField.fill('Half')
    await page.mouse.click(200, 400)
    await keep()
    await question().waitFor({ state: 'detached' })
    await page.goBack()
    await keep()
    await question().waitFor({ state: 'detached' })
    expect(await nameField.inputValue()).toBe('Half')
    expect(new URL(page.url()).searchParams.get('panel')).toBe('new')
    let wasAsked = false
    page.once('dialog', (dialog) => {
      wasAsked = true
      void dialog.dismiss()
    })
    await page.evaluate(() => window.location.reload()).catch(() => {})
    await expect.poll(() => wasAsked).toBe(true)
    expect(await nameField.inputValue()).toBe('Half')
    await page.goBack()
    await question().getByRole('button', { name: 'Discard' }).click()
    await panel.waitFor({ state: 'detached' })
    expect(new URL(page.url()).searchParams.get('panel')).toBeNull()
  })

  it('stays while it is being saved: what is refused then is still there', async () => {
    await page.goto(`${platform.url}/courses?panel=new`)
    const panel = page.getByRole('dialog', { name: 'New course' })
    const nameField = panel.getByRole('textbox').first()
    await nameField.fill('On its way')
    let answer = () => {}
    const isHeld = new Promise<void>((resolve) => {
      answer = resolve
    })
    await page.route('**/api/v1/courses', async (route) => {
      if (route.request().method() !== 'POST') return route.continue()
      await isHeld
      await route.abort('connectionreset')
    })
    const asked = page.waitForRequest((request) => request.method() === 'POST')
    await panel.getByRole('button', { name: 'Create' }).click()
    await asked
    await page.keyboard.press('Escape')
    await panel.getByRole('button', { name: 'Close', exact: true }).click()
    answer()
    await panel.getByRole('alert').first().waitFor()
    expect(await nameField.inputValue()).toBe('On its way')
    await page.unroute('**/api/v1/courses')
    await page.keyboard.press('Escape')
    await question().getByRole('button', { name: 'Discard' }).click()
    await panel.waitFor({ state: 'detached' })
  })

  it('sends once what is sent again because its answer was lost', async () => {
    const panel = await openPanel(panels['a message'] as OpenPanel)
    await panel.getByRole('textbox').first().fill('Another hall')
    await panel.getByRole('textbox').last().fill('We meet in hall B.')
    await page.route(
      '**/messages',
      async (route) => {
        await route.fetch()
        await route.abort('connectionreset')
      },
      { times: 1 },
    )
    const submit = panel.locator('button[type=submit]')
    await submit.click()
    await panel.getByRole('alert').first().waitFor()
    const answer = page.waitForResponse('**/messages')
    await submit.click()
    expect((await answer).headers()['idempotent-replayed']).toBe('true')
    await panel.waitFor({ state: 'detached' })
  })

  it('asks again for what is typed after it was saved', async () => {
    const panel = await openPanel({ file: '', path: () => `/admin/groups/${ids.group}` })
    const nameField = panel.getByRole('textbox').first()
    const submit = panel.getByRole('button', { name: 'Save' })
    await nameField.fill('Day shift')
    const saved = page.waitForResponse((answer) => answer.request().method() === 'PATCH')
    await submit.click()
    await saved
    await expect.poll(() => submit.isEnabled()).toBe(true)
    await nameField.fill('Late shift')
    await page.keyboard.press('Escape')
    await question().getByRole('button', { name: 'Discard' }).click()
    await panel.waitFor({ state: 'detached' })
  })

  it('saves nothing that nobody can have looked at, however fast it is pressed twice', async () => {
    const panel = await openPanel(panels['a series'] as OpenPanel)
    await panel.getByRole('textbox').first().fill('Pressed twice')
    await panel.getByLabel('First date').fill(`${new Date().getFullYear() + 1}-03-09`)
    const submit = panel.locator('button[type=submit]')
    await submit.evaluate((button: HTMLButtonElement) => {
      const observer = new MutationObserver(() => button.textContent?.startsWith('Plan') && button.click())
      observer.observe(button, { childList: true, subtree: true, characterData: true })
    })
    await submit.click()
    await panel.getByRole('button', { name: /^Plan events/ }).waitFor()
    await expect.poll(() => submit.isEnabled()).toBe(true)
    await panel.getByText(/events are possible/).waitFor()
    await page.keyboard.press('Escape')
    await question().getByRole('button', { name: 'Discard' }).click()
    await panel.waitFor({ state: 'detached' })
  })

  it('asks before another takes its place', async () => {
    const panel = await openPanel({ file: '', path: () => `/admin/people/${ids.person}` })
    const nameField = panel.getByLabel('First name')
    await nameField.fill('Half')
    await panel.getByRole('button', { name: 'Look what it does' }).click()
    await keep()
    await question().waitFor({ state: 'detached' })
    expect(await nameField.inputValue()).toBe('Half')
    await panel.getByRole('button', { name: 'Make a power user' }).click()
    await question().getByRole('button', { name: 'Discard' }).click()
    await nameField.waitFor({ state: 'detached' })
    await expect.poll(() => new URL(page.url()).search).toBe('?panel=area')
  })

  it('is not open for nobody, and does not open by itself for who is chosen next', async () => {
    await page.goto(`${platform.url}/sessions/${ids.session}?tab=completion&panel=by-hand`)
    await page.getByRole('checkbox', { name: 'Select all shown' }).check()
    await expect.poll(() => new URL(page.url()).search).toBe('?tab=completion')
    expect(await page.getByRole('dialog').count()).toBe(0)
  })

  it('keeps what is typed for a new event on the board when another session is chosen, or is cancelled', async () => {
    const course = await send('POST', '/courses', { name: 'Two halls', code: 'HALLS', type: 'ilt' })
    const inside = (name: string) =>
      send('POST', `/courses/${course.id}/sessions`, { name, instructorIds: [] })
    const [north, south] = [await inside('North'), await inside('South')]
    for (const [session, place] of [
      [north, 'Hall N'],
      [south, 'Hall S'],
    ] as const)
      await send('POST', `/sessions/${session.id}/events`, {
        ...{ name: 'Before', place, timeZone: 'Europe/Rome', accountId: null },
        ...{ startsWall: `${inRome(1440).date}T10:00`, endsWall: `${inRome(1440).date}T11:00` },
      })
    const panel = await openPanel({
      file: '',
      path: () => '/calendar?view=week',
      open: () => page.getByRole('button', { name: 'New event' }).click(),
    })
    const pick = async (list: string, option: string | RegExp) => {
      await panel.getByRole('combobox', { name: list }).click()
      await page.getByRole('option', { name: option }).click()
    }
    await pick('Course', 'Two halls')
    await pick('Session', /North/)
    const nameField = panel.getByLabel('Name', { exact: true })
    const place = panel.getByLabel('Venue')
    await expect.poll(() => place.inputValue()).toBe('Hall N')
    await nameField.fill('Typed with care')
    await pick('Session', /South/)
    await expect.poll(() => place.inputValue()).toBe('Hall S') // as its last event, where nobody typed
    expect(await nameField.inputValue()).toBe('Typed with care')
    const read = page.waitForResponse((answer) => answer.url().includes(`/courses/${course.id}/sessions`))
    await send('POST', `/sessions/${south.id}/cancellation`, { reason: 'No hall' })
    await read
    expect(await panel.getByRole('combobox', { name: 'Session' }).inputValue()).not.toMatch(/North/)
    expect(await nameField.inputValue()).toBe('Typed with care')
    await page.keyboard.press('Escape')
    await question().getByRole('button', { name: 'Discard' }).click()
    await panel.waitFor({ state: 'detached' })
  })

  it('closes without a question by Cancel, and after it was saved', async () => {
    await page.goto(`${platform.url}/courses?panel=new`)
    const panel = page.getByRole('dialog', { name: 'New course' })
    await panel.getByRole('textbox').first().fill('Not wanted')
    await panel.getByRole('button', { name: 'Cancel' }).click()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'New course' }).click()
    await panel.getByRole('textbox').first().fill('Wanted')
    await panel.getByRole('button', { name: 'Create' }).click()
    await panel.waitFor({ state: 'detached' })
    expect(await question().count()).toBe(0)
  })
})

const readText = (root: URL, path: string) => readFileSync(new URL(path.replaceAll('\\', '/'), root), 'utf8')

describe.skipIf(!browserPath)('a form that was refused', () => {
  it('lists what is wrong on top, with a way to each field, and leads to the first', async () => {
    await page.goto(`${platform.url}/courses/${ids.course}?panel=edit`)
    const panel = page.getByRole('dialog')
    await panel.getByRole('textbox').first().fill('')
    await panel.getByRole('button', { name: 'Save' }).click()
    const list = panel.getByRole('alert').filter({ hasText: 'needs another look' })
    await list.waitFor()
    await list.getByRole('button', { name: 'Name: Fill this in.' }).waitFor()
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-invalid'))
    await expect.poll(focused).toBe('true')
    const field = panel.getByRole('textbox').first()
    const described = (await field.getAttribute('aria-describedby')) ?? ''
    expect(await page.locator(`[id="${described.split(' ').at(-1)}"]`).textContent()).toBe('Fill this in.')
    expect(await violations(page, ['[role=dialog]'])).toEqual([])
    await field.fill('Forms')
    await list.waitFor({ state: 'detached' })
  })
})

describe.skipIf(!browserPath)('dates and times', () => {
  /** As somebody who chose the language here earlier. */
  const openIn = async (language: string) => {
    await send('PATCH', '/me', { language })
    await page.evaluate((chosen) => localStorage.setItem('lectern-language', chosen), language)
    await page.goto(`${platform.url}/profile`)
    return openPanel(panels['a new event'] as OpenPanel)
  }

  it('are written and typed as the language writes them, or chosen in a calendar by the keyboard', async () => {
    const panel = await openPanel(panels['a new event'] as OpenPanel)
    const date = panel.getByLabel('Date', { exact: true })
    await date.fill('24 Nov 2027')
    await date.press('Tab')
    expect(await date.inputValue()).toBe('24/11/2027')
    await date.press('Alt+ArrowDown')
    const calendar = page
      .getByRole('dialog')
      .filter({ has: page.getByRole('table') })
      .last()
    await calendar.getByRole('button', { name: 'November 2027', exact: true }).waitFor()
    expect(await violations(page, ['[role=dialog]'])).toEqual([])
    await screenshot(page, 'forms-calendar')
    await page.keyboard.press('Escape') // closes the calendar alone
    await calendar.waitFor({ state: 'detached' })
    expect(await question().count()).toBe(0)
    await date.press('Alt+ArrowDown')
    await calendar.getByRole('button', { name: '25 November 2027', exact: true }).press('Enter')
    await expect.poll(() => date.inputValue()).toBe('25/11/2027')
    await date.fill('31/2/2028')
    await date.press('Tab')
    await panel.getByText(/^This is no day of the calendar\. Write it like \d\d\/\d\d\/\d{4}\.$/).waitFor()
    await date.fill('29/2/2028')
    const start = panel.getByLabel('Start', { exact: true })
    await start.fill('9')
    await start.press('Tab')
    expect(await start.inputValue()).toBe('09:00')
    await start.press('ArrowUp')
    expect(await start.inputValue()).toBe('09:15')
    await start.fill('9:07')
    await start.press('ArrowDown')
    expect(await start.inputValue()).toBe('09:00')
    await start.fill('25')
    await start.press('Tab')
    await panel.getByText('This is no time of day. Write it like 14:30.').waitFor()
    const german = (await openIn('de')).getByLabel('Datum', { exact: true })
    expect(await german.inputValue()).toMatch(/^\d\d\.\d\d\.\d{4}$/)
    await german.fill('1. März 2028')
    await german.press('Tab')
    expect(await german.inputValue()).toBe('01.03.2028')
    await screenshot(page, 'forms-event-de')
    await page.setViewportSize({ width: 360, height: 800 })
    await screenshot(page, 'forms-event-de-360')
    await page.setViewportSize({ width: 1280, height: 800 })
    await openIn('en')
  })

  it('begin at the next full hour, and as the last event was', async () => {
    const panel = await openPanel(panels['a new event'] as OpenPanel)
    // The first date of the session lasts 45 minutes.
    const [start, end] = await Promise.all(
      ['Start', 'End'].map((name) => panel.getByLabel(name, { exact: true }).inputValue()),
    )
    expect(start).toMatch(/:00$/)
    expect(end).toMatch(/:45$/)
    expect(await panel.getByRole('combobox', { name: 'Time zone' }).inputValue()).toContain('Rome')
  })
})

describe.skipIf(!browserPath)('a menu', () => {
  const focusedRole = () => page.evaluate(() => document.activeElement?.getAttribute('role'))

  const menus: Record<string, { path: () => string; button: () => Locator }> = {
    'of the person': {
      path: () => '/profile',
      button: () => page.getByRole('button', { name: /^Profile of/ }),
    },
    'behind the gear': {
      path: () => '/profile',
      button: () => page.getByRole('banner').getByRole('button', { name: 'Administration' }),
    },
    'of a session': {
      path: () => `/sessions/${ids.session}`,
      button: () => page.locator('main [aria-haspopup=menu]').first(),
    },
    'of a row': {
      path: () => '/admin/apps/custom-link',
      button: () => row('Hall A').getByRole('button').last(),
    },
  }

  it.each(Object.keys(menus))('%s begins with its first entry when Enter opens it', async (name) => {
    const { path, button } = menus[name] as (typeof menus)[string]
    await page.goto(platform.url + path())
    await button().focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menu').waitFor()
    await expect.poll(focusedRole).toMatch(/^menuitem/)
    // The gear's menu has the tools on top, which may come a moment later.
    const first = page.getByRole('menuitem').or(page.getByRole('menuitemradio')).first()
    if (name !== 'behind the gear')
      await expect.poll(() => first.evaluate((one) => one === document.activeElement)).toBe(true)
    await page.keyboard.press('Escape')
    await page.getByRole('menu').waitFor({ state: 'detached' })
  })
})

describe.skipIf(!browserPath)('a panel that cancels something', () => {
  it.each(['session', 'event', 'course'])('closes by a button with another word: %s', async (what) => {
    const panel = await openPanel(
      panels[`the cancellation of ${what === 'event' ? 'an' : 'a'} ${what}`] as OpenPanel,
    )
    await panel.getByRole('button', { name: `Cancel ${what}` }).waitFor()
    expect(await panel.getByRole('button', { name: 'Cancel', exact: true }).count()).toBe(0)
    await panel.getByRole('button', { name: 'Keep as it is' }).click()
    await panel.waitFor({ state: 'detached' })
  })
})
