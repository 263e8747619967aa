import { expect, it } from 'vitest'
import { browserPath } from './browser.ts'
import { cookiesOf, type FirstPage, openFirst } from './first-pages.ts'
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

/** `npm run first-pages` looks at these too, and tells what each weighs. */
const OTHERS = ['/', '/calendar', '/courses', '/soon', '/profile', '/notifications'].concat(
  ['apps', 'apps/gotomeeting-v2', 'people', 'groups', 'platform', 'capacity', 'audit', 'mails'].map(
    (page) => `/admin/${page}`,
  ),
)

const journey = useJourney()

it.skipIf(!browserPath)('a first page is light, asks for few files, and does not move', async () => {
  const { browser, platform } = journey
  const [ada, lea, ivo] = await Promise.all(
    ['ada', 'lea', 'ivo'].map((who) => cookiesOf(browser, platform.url, who)),
  )
  const ids = await idsOf(ada ?? [])
  const pages = [
    ['/sign-in', []],
    ['/learn', lea],
    ['/teach', ivo],
    [`/courses/${ids.course}`, ada],
    [`/sessions/${ids.session}`, ada],
  ] as const
  const found = new Map<string, FirstPage>()
  for (const [path, cookies = []] of pages)
    found.set(path, await openFirst(browser, platform.url + path, { cookies: [...cookies] }))
  expect([...found].flatMap(([path, page]) => excessOf(path, page, path === '/learn'))).toEqual([])
})

it.skipIf(!browserPath || !process.env.LECTERN_FIRST_PAGES)('tells what all first pages weigh', async () => {
  const { browser, platform } = journey
  const cookies = await cookiesOf(browser, platform.url, 'ada')
  const rows: object[] = []
  for (const path of OTHERS) {
    const page = await openFirst(browser, platform.url + path, { cookies })
    rows.push({
      page: path,
      kB: Math.round(page.bytes / 1000),
      'kB of JavaScript': Math.round(page.scriptBytes / 1000),
      requests: page.requests.length,
      'largest paint, ms': Math.round(page.largestPaintMs),
      shift: Number(page.shift.toFixed(3)),
    })
  }
  console.table(rows)
})

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
