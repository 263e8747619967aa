import { readFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { beforeAll, describe, expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import { useJourney } from './journey.ts'
import { overflowsInEveryLanguage, poorPractice } from './looks.ts'
import type { Platform } from './platform.ts'
import { inRome, signIn } from './steps.ts'

/** Names as long as they may be, with a word that no line can hold. */
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänsausbildungsverordnung und Sicherheit an Bord'

const journey = useJourney()
let platform: Platform
let superadmin: Page
const ids: Record<string, string> = {}

beforeAll(async () => {
  if (!browserPath) return
  ;({ platform, superadmin } = journey)
  await signIn(platform, superadmin, 'ada')
  await superadmin.getByRole('heading', { level: 1, name: /^Good .*, Ada$/ }).waitFor()
  await fill()
})

async function send<T extends { id: string }>(method: string, path: string, data: object): Promise<T> {
  const answer = await superadmin.request.fetch(`${platform.url}/api/v1${path}`, { method, data })
  if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
  return (await answer.json()) as T
}

/** One of each thing, with names that are too long for a phone. */
async function fill(): Promise<void> {
  const me = await send('PATCH', '/me', { timeZone: 'Europe/Rome' })
  await send('PATCH', '/apps/custom-link', { active: true })
  const account = await send('POST', '/apps/custom-link/accounts', {
    name: LONG,
    joinUrl: 'https://meet.example.com/room',
    clientId: '',
    clientSecret: '',
    sessionType: 'link',
    limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: 1 },
  })
  const course = await send('POST', '/courses', { name: LONG, code: 'DDSG-2027-EXTRA', type: 'vilt' })
  const session = await send('POST', `/courses/${course.id}/sessions`, {
    name: LONG,
    instructorIds: [me.id],
    minimumEnrolled: 5,
  })
  const at = (minutes: number) => `${inRome(minutes).date}T${inRome(minutes).time}`
  const event = await send('POST', `/sessions/${session.id}/events`, {
    name: LONG,
    startsWall: at(45),
    endsWall: at(90),
    timeZone: 'America/Argentina/ComodRivadavia',
    accountId: account.id,
  })
  const person = await send('POST', '/people', {
    email: `${'averylongaddress'.repeat(3)}@a-very-long-domain-of-a-company.example`,
    firstName: LONG,
    lastName: LONG,
    roles: ['learner'],
  })
  await send('POST', `/sessions/${session.id}/enrollments`, { personId: person.id })
  const { items } = await (
    await superadmin.request.get(`${platform.url}/api/v1/people?query=lea@demo.example`)
  ).json()
  await send('POST', `/sessions/${session.id}/enrollments`, { personId: items[0].id })
  const group = await send('POST', '/groups', { name: LONG })
  await send('POST', '/api-keys', { name: LONG, scopes: ['courses:read', 'events:write', 'people:read'] })
  await send('POST', '/domains', { host: `${'subdomain.'.repeat(6)}example.com` })
  Object.assign(ids, {
    eventId: event.id,
    courseId: course.id,
    sessionId: session.id,
    personId: person.id,
    groupId: group.id,
    appId: 'custom-link',
    kind: 'enrolled',
    token: 'a-token-that-was-used-long-ago',
    view: 'attendance',
    '*': 'accounts',
  })
}

/** Every address that the app has a page for. */
function routes(): string[] {
  const source = readFileSync(new URL('../packages/web/src/app/app.tsx', import.meta.url), 'utf8')
  return Array.from(source.matchAll(/<Route path="([^"]+)"/g), ([, path]) => path as string)
}

describe.skipIf(!browserPath)('with long names, in every language, in any font, on a phone and wide', () => {
  it('no page sticks out to the side', async () => {
    expect(routes().length).toBeGreaterThan(30)
    expect(await sticksOut(superadmin, routes())).toEqual([])
  })

  it('none of a learner’s does, who is enrolled', async () => {
    const learner = await openWindow(journey.browser)
    await signIn(platform, learner, 'lea')
    await learner.getByRole('heading', { level: 1, name: 'My training' }).waitFor()
    const own = routes().filter((route) => !/^\/(admin|teach|plan)/.test(route))
    expect(await sticksOut(learner, own)).toEqual([])
    await learner.context().close()
  })
})

async function sticksOut(page: Page, wanted: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const route of wanted) {
    const path = route.replace(/:(\w+)\??|\*\?/g, (part, name) => {
      const value = ids[name ?? '*']
      if (value === undefined) throw new Error(`${route}: nothing stands for ${part}`)
      return value
    })
    await page.goto(platform.url + path)
    found.push(...(await overflowsInEveryLanguage(page)).map((sentence) => `${path}: ${sentence}`))
    found.push(...(await poorPractice(page)).map((sentence) => `${path}: ${sentence}`))
  }
  return found
}
