import type { Page } from 'playwright-core'

/** A screen as one role sees it. */
export interface Screen {
  /** `role/page` */
  readonly name: string
  readonly person: 'ada' | 'ivo' | 'lea' | undefined
  /** With `:name` for what is looked up at the academy. */
  readonly path: string
  /** Pixels; left out = 1280. */
  readonly width?: number
}

const of = (
  person: Screen['person'],
  role: string,
  pages: Record<string, string>,
  width?: number,
): Screen[] =>
  Object.entries(pages).map(([page, path]) => ({
    name: `${role}/${page}`,
    person,
    path,
    ...(width && { width }),
  }))

const learnerPages = {
  home: '/',
  'my-training': '/learn',
  event: '/learn/events/:running',
  calendar: '/calendar',
  catalogue: '/catalogue',
  course: '/courses/:leaders',
  session: '/sessions/:leadersWeek',
  notifications: '/notifications',
  profile: '/profile',
}

/** Every page of the app, for each role that sees it in a way of its own. */
export const screens: readonly Screen[] = [
  ...of(undefined, 'nobody', {
    'sign-in': '/sign-in',
    welcome: '/welcome/a-token-that-was-used-long-ago',
    unsubscribe: '/unsubscribe',
    verify: '/verify/a-code-that-nobody-has',
    'verify-pack': '/verify',
  }),
  ...of('ada', 'superadmin', {
    home: '/',
    board: '/calendar?view=week',
    'board-month': '/calendar?view=month',
    plan: '/plan',
    reports: '/reports/expiring', // those beside it have numbers that a sweep counts
    courses: '/courses',
    course: '/courses/:safety',
    session: '/sessions/:safetyWeek',
    completion: '/sessions/:safetyWeek?tab=completion',
    expiring: '/expiring',
    decision: '/sessions/:careWeek/decision',
    event: '/learn/events/:tomorrow',
    catalogue: '/catalogue',
    apps: '/admin/apps',
    app: '/admin/apps/gotomeeting-v2',
    people: '/admin/people',
    person: '/admin/people/:lea',
    groups: '/admin/groups',
    platform: '/admin/platform',
    domains: '/admin/domains',
    audit: '/admin/audit',
    capacity: '/admin/capacity',
    'session-fields': '/admin/session-fields',
    'zone-changes': '/admin/zone-changes',
    certificates: '/admin/certificates',
    data: '/admin/data',
    'notification-settings': '/admin/notifications',
    'notification-text': '/admin/notifications/enrolled',
    mails: '/admin/mails',
    'api-keys': '/admin/api-keys',
    directories: '/admin/directories',
    lms: '/admin/lms',
    webhooks: '/admin/webhooks',
    'data-check': '/admin/data-check',
  }),
  ...of('ivo', 'instructor', {
    home: '/',
    teaching: '/teach',
    roster: '/teach/events/:running',
    attendance: '/teach/events/:yesterday/attendance',
    session: '/teach/sessions/:safetyWeek',
    calendar: '/calendar?view=week',
    event: '/learn/events/:running',
    'ways-in': '/learn/events/:running/start/ways',
  }),
  ...of('lea', 'learner', learnerPages),
  ...of('lea', 'learner-phone', learnerPages, 390),
]

/** Lead elsewhere at once, wait for a room, show a part of a page alone, or stand in `duties.e2e.ts`. */
export const notScreens = [
  '/soon',
  '/learn/events/:eventId/join',
  '/learn/events/:eventId/start',
  '/learn/events/:eventId/presence',
  '/door',
  '/door/:eventId',
  '/team',
  '/team/:personId',
  '/area/*?',
]

/** The pictures of the README: the screens that sell it. */
export const pictures: Readonly<Record<string, string>> = {
  'superadmin/home': 'home',
  'superadmin/board': 'board',
  'instructor/attendance': 'attendance',
  'learner-phone/home': 'phone',
}

/** What the paths name, looked up by the superadmin who is signed in, and all names that are data. */
export async function lookUp(
  page: Page,
  url: string,
): Promise<{ ids: Record<string, string>; data: string[] }> {
  const list = async (path: string): Promise<Item[]> => {
    const answer = await page.request.get(`${url}/api/v1${path}`)
    if (!answer.ok()) throw new Error(`${path}: ${await answer.text()}`)
    return ((await answer.json()) as { items: Item[] }).items
  }
  const courses = await list('/courses?limit=100')
  const people = await list('/people?limit=100')
  const data = courses.map(({ name }) => name)
  for (const { firstName, lastName, email } of people)
    data.push(`${firstName} ${lastName}`, email ?? '', lastName ?? '')
  const ids: Record<string, string> = { lea: idOf(people, ({ email }) => email === 'lea@demo.example') }
  const named = { safety: 'SAFE-01', leaders: 'LEAD-01', care: 'CARE-01' }
  for (const [name, code] of Object.entries(named)) {
    ids[name] = idOf(courses, (course) => course.code === code)
    ids[`${name}Week`] = (await list(`/courses/${ids[name]}/sessions`))[0]?.id ?? ''
  }
  for (const course of courses)
    for (const session of await list(`/courses/${course.id}/sessions`)) {
      data.push(session.name)
      data.push(...(await list(`/sessions/${session.id}/events`)).map(({ name }) => name))
    }
  const events = await list(`/sessions/${ids.safetyWeek}/events`)
  for (const [name, day] of Object.entries({ yesterday: 'Day 1', running: 'Day 2', tomorrow: 'Day 3' }))
    ids[name] = idOf(events, (event) => event.name.startsWith(day))
  return { ids, data: [...data, 'Academy meetings', 'Academy webinars', 'Lectern Demo'] }
}

interface Item {
  readonly id: string
  readonly name: string
  readonly code?: string
  readonly email?: string
  readonly firstName?: string
  readonly lastName?: string
}

function idOf(items: readonly Item[], isIt: (item: Item) => boolean): string {
  const found = items.find(isIt)
  if (!found)
    throw new Error(`The academy lacks something; it has: ${items.map(({ name }) => name).join(', ')}`)
  return found.id
}
