import { expect, it } from 'vitest'
import { browserPath, openWindow } from './browser.ts'
import {
  askedAfterAnswers,
  bareDocument,
  cookiesOf,
  type FirstPage,
  type Line,
  openFirst,
} from './first-pages.ts'
import { useJourney } from './journey.ts'

/**
 * What a browser with an empty cache loads for a first page: not timed, so that it holds on any machine. These
 * bounds only ever come down.
 */
const MAX_BYTES = 220_000
const MAX_SCRIPT_BYTES = 150_000
const MAX_REQUESTS = 25
/** The sum of all movements that nobody caused; less is not seen. */
const MAX_SHIFT = 0.02

/** What each role may open first; `npm run first-pages` looks at all of them, and tells what each weighs. */
const OF_PLANNERS = [
  '/',
  '/calendar',
  '/courses',
  '/profile',
  '/notifications',
  '/catalogue',
  '/plan',
  '/reports',
  '/expiring',
].concat(
  [
    ...[
      'apps',
      'apps/gotomeeting-v2',
      'people',
      'groups',
      'platform',
      'capacity',
      'audit',
      'mails',
      'domains',
    ],
    ...[
      'session-fields',
      'zone-changes',
      'certificates',
      'notifications',
      'notifications/reminder',
      'api-keys',
      'directories',
      'lms',
      'webhooks',
    ],
  ].map((page) => `/admin/${page}`),
)
const OF_INSTRUCTORS = ['/', '/teach', '/calendar', '/courses', '/profile', '/notifications']
const OF_LEARNERS = ['/', '/learn', '/calendar', '/catalogue', '/profile', '/notifications']
/** Of all these, the heaviest of their kind are looked at in each run. */
const HEAVIEST = ['/calendar', '/profile', '/reports', '/admin/platform', '/admin/notifications/reminder']

const journey = useJourney()

it.skipIf(!browserPath)(
  'a first page is light, asks for few files, and does not move',
  { timeout: 600_000 },
  async () => {
    const { browser, platform } = journey
    const pages = await firstPages()
    const found = new Map<string, FirstPage>()
    for (const { who, path, cookies } of pages)
      found.set(`${path} of ${who}`, await openFirst(browser, platform.url + path, { cookies }))
    if (isAll) console.table([...found].map(([path, page]) => rowOf(path, page)))
    expect(
      [...found].flatMap(([path, page]) => excessOf(path, page, /^\/(learn)? of learner/.test(path))),
    ).toEqual([])
    // Its document says that nobody is signed in.
    const ofNobody = found.get('/sign-in of nobody')?.requests.map(({ url }) => url)
    expect(ofNobody?.filter((url) => url.includes('/api/'))).toEqual([])
  },
)

it.skipIf(!browserPath)(
  'a first page asks for all it needs at once, not for one thing after another',
  { timeout: 600_000 },
  async () => {
    const late: string[] = []
    for (const { who, path, cookies } of await firstPages()) {
      const asked = await askedAfterAnswers(journey.browser, journey.platform.url + path, cookies)
      late.push(
        ...asked
          .filter((one) => !FOLLOWS.test(one))
          .map((one) => `${path} of ${who} waits before it asks for ${one}`),
      )
    }
    expect(late).toEqual([])
  },
)

/** As Lighthouse has a phone far from the server, and a wire. */
const LINES: Readonly<Record<string, Line | undefined>> = {
  'a slow line (1.6 Mbit/s, 150 ms)': { megabits: 1.6, roundTripMs: 150 },
  'this machine': undefined,
}
const ROUNDS = Number(process.env.LECTERN_ROUNDS ?? 3)

it.skipIf(!browserPath || !process.env.LECTERN_FIRST_PAGES)(
  'the largest paint of a first page comes soon after its bytes',
  { timeout: 3_600_000 },
  async () => {
    const { browser, platform } = journey
    const rows: Record<string, string | number>[] = []
    for (const { who, path, cookies } of await firstPages()) {
      const url = platform.url + path
      const document = bareDocument(await openFirst(browser, url, { cookies }))
      const row: Record<string, string | number> = { page: `${path} of ${who}` }
      for (const [name, line] of Object.entries(LINES)) {
        const own: number[] = []
        const bare: number[] = []
        // In turns, so that both meet the same load.
        for (let round = 0; round < ROUNDS; round++) {
          own.push((await openFirst(browser, url, { cookies, line })).largestPaintMs)
          bare.push((await openFirst(browser, url, { cookies, line, document })).largestPaintMs)
        }
        row[`${name}: ms`] = Math.round(median(own))
        row[`${name}: bare, ms`] = Math.round(median(bare))
        row[`${name}: ratio`] = Number((median(own) / median(bare)).toFixed(2))
      }
      rows.push(row)
    }
    console.table(rows)
  },
)

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

/** What is made of an answer, and so can only come after it: how a text looks that was read. */
const FOLLOWS = /^\/api\/v1\/notification-templates\/reminder\/preview$/

/** `heaviest` = only those that each run looks at, with the times of their largest paint. */
const isAll = process.env.LECTERN_FIRST_PAGES === '1'

it.skipIf(!browserPath)(
  'a page is loaded when somebody points at its link, and asks for nothing again when it opens',
  { timeout: 600_000 },
  async () => {
    const { browser, platform } = journey
    const lists: readonly RegExp[] = [
      /\/assets\/courses-page-/,
      /\/api\/v1\/courses$/,
      /\/course-categories$/,
    ]
    for (const isSaving of [false, true]) {
      const page = await openWindow(browser)
      await page.addInitScript(
        `Object.defineProperty(navigator, 'connection', { value: { saveData: ${isSaving} } })`,
      )
      await page.context().addCookies(await cookiesOf(browser, platform.url, 'ada'))
      const asked: string[] = []
      page.on('request', (request) => asked.push(request.url()))
      const counts = () => lists.map((pattern) => asked.filter((url) => pattern.test(url)).length)
      await page.goto(`${platform.url}/profile`)
      await page.getByRole('heading', { level: 1 }).waitFor()
      const link = page.getByRole('navigation').getByRole('link', { name: 'Courses', exact: true })
      await link.focus()
      if (isSaving) {
        await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 200))) // longer than intent takes
        expect(counts()).toEqual([0, 0, 0])
      } else await expect.poll(counts).toEqual([1, 1, 1])
      await link.press('Enter')
      await page.getByRole('heading', { level: 1, name: 'Courses' }).waitFor()
      await page.getByRole('table').or(page.getByRole('list')).first().waitFor()
      await expect.poll(counts).toEqual([1, 1, 1])
      await page.context().close()
    }
  },
)

/** All of them, or the heaviest of their kind. */
async function firstPages() {
  const { browser, platform } = journey
  const [ada = [], lea = [], ivo = []] = await Promise.all(
    ['ada', 'lea', 'ivo'].map((who) => cookiesOf(browser, platform.url, who)),
  )
  const ids = await idsOf(ada)
  const of = (who: string, paths: readonly string[], cookies: typeof ada) =>
    paths.map((path) => ({ who, path, cookies }))
  return [
    ...of('nobody', ['/sign-in'], []),
    ...of('planner', [`/courses/${ids.course}`, `/sessions/${ids.session}`], ada),
    ...of('planner', isAll ? OF_PLANNERS : HEAVIEST, ada),
    ...of('instructor', isAll ? OF_INSTRUCTORS : ['/teach'], ivo),
    ...of('learner', isAll ? OF_LEARNERS : ['/learn'], lea),
  ]
}

function rowOf(path: string, page: FirstPage) {
  return {
    page: path,
    kB: Math.round(page.bytes / 1000),
    'kB of JavaScript': Math.round(page.scriptBytes / 1000),
    requests: page.requests.length,
    'largest paint, ms': Math.round(page.largestPaintMs),
    shift: Number(page.shift.toFixed(3)),
  }
}

function excessOf(path: string, page: FirstPage, isLearner: boolean): string[] {
  const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`
  return [
    page.bytes > MAX_BYTES && `${path} has ${kilobytes(page.bytes)}`,
    page.requests.length > MAX_REQUESTS &&
      `${path} asks ${page.requests.length} times: ${page.requests.map(({ url }) => url.replace(/^.*\/(assets\/)?/, '')).join(' ')}`,
    page.shift > MAX_SHIFT && `${path} moves by ${page.shift.toFixed(3)}: ${page.shifted.join('; ')}`,
    isLearner &&
      page.scriptBytes > MAX_SCRIPT_BYTES &&
      `${path} has ${kilobytes(page.scriptBytes)} of JavaScript`,
  ].filter((sentence) => sentence !== false)
}

async function idsOf(cookies: Awaited<ReturnType<typeof cookiesOf>>) {
  const context = await journey.browser.newContext()
  await context.addCookies(cookies)
  const firstOf = async (path: string): Promise<string> => {
    const answer = await context.request.get(`${journey.platform.url}/api/v1${path}`)
    return (await answer.json()).items[0].id
  }
  const course = await firstOf('/courses')
  const session = await firstOf(`/courses/${course}/sessions`)
  await context.close()
  return { course, session }
}
