import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { buildEverything, signedIn } from '../../test/builders.ts'
import { headerFaults } from '../../test/header-faults.ts'
import { createHostile, type Hostile, randomOf, type Schema } from '../../test/hostile.ts'
import { bodiesFor } from '../../test/operations.ts'
import { sized } from '../../test/sized.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../test/test-app.ts'

/** Requests, over all operations in turn. `npm run test:fuzz` sends 100,000. */
const REQUESTS = Number(process.env.LECTERN_FUZZ ?? sized(300, 750))
/** Nothing waits so long for its answer, on however busy a machine. */
const HANGS_MS = 120_000
const SEED = Number(process.env.LECTERN_SEED ?? 12)
/** After so many rounds a new platform is built: the rounds before deleted much of the last one. */
const ROUNDS_PER_PLATFORM = 4

interface Parameter {
  readonly name: string
  readonly in: 'path' | 'query' | 'header'
  readonly required?: boolean
  readonly schema: Schema
}

interface Operation {
  readonly name: string
  readonly method: string
  readonly path: string
  readonly parameters: readonly Parameter[]
  readonly body: Schema | undefined
}

interface Ask {
  readonly method: string
  readonly url: string
  readonly headers: Record<string, string>
  readonly payload?: string
}

let test: TestApp
/** By the last request that failed, for who has to find it. */
let thrown: unknown
const failed = (message: unknown) => {
  thrown = (message as { error: unknown }).error
}
beforeAll(async () => {
  test = await createTestApp()
  subscribe('tracing:fastify.request.handler:error', failed)
})
afterAll(() => unsubscribe('tracing:fastify.request.handler:error', failed))
afterAll(() => test.close())

/** Those that read first, and those that delete last, so that there is something to ask about. */
function listOperations(): Operation[] {
  const rank = { GET: 0, POST: 1, PUT: 1, PATCH: 1, DELETE: 2 } as Record<string, number>
  const { paths } = test.app.http.swagger() as { paths: Record<string, Record<string, Described>> }
  return Object.entries(paths)
    .flatMap(([path, methods]) =>
      Object.entries(methods).map(([name, { parameters = [], requestBody }]) => ({
        name: `${name.toUpperCase()} ${path.replace('/api/v1', '')}`,
        method: name.toUpperCase(),
        path,
        parameters: parameters.filter((one): one is Parameter => 'in' in one),
        body: requestBody?.content['application/json']?.schema,
      })),
    )
    .filter(({ path }) => path !== '/api/v1/live') // never ends
    .sort((a, b) => (rank[a.method] ?? 1) - (rank[b.method] ?? 1))
}

interface Described {
  readonly parameters?: readonly (Parameter | { $ref: string })[]
  readonly requestBody?: { content: Record<string, { schema: Schema }> }
}

const headersOfOthers = [
  'if-none-match',
  'accept-language',
  'idempotency-key',
  'user-agent',
  'content-type',
  'origin',
  'accept',
  'range',
  'authorization',
]

/** A request that is right, but for one place: a part of the address, the query, a header or the body. */
function spoil(operation: Operation, hostile: Hostile, ids: Record<string, string>, body: unknown): Ask {
  const { method, parameters } = operation
  const places = [
    ...parameters.map(({ name }) => name),
    ...(operation.body ? ['body', 'body', 'body'] : []),
    'header',
  ]
  const spoiled = hostile.pick(places)
  const textOf = ({ name, schema }: Parameter) =>
    name === spoiled ? hostile.text() : String(ids[name] ?? hostile.fitting(schema, name) ?? '')
  const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => {
    const parameter = parameters.find((one) => one.name === name)
    return encode(name === 'appId' && name !== spoiled ? 'fake' : parameter ? textOf(parameter) : '')
  })
  const query = parameters
    .filter(
      (one) =>
        one.in === 'query' && (one.required || one.name === spoiled || hostile.pick([true, false, false])),
    )
    .map((one) => `${one.name}=${encode(textOf(one))}`)
  const headers: Record<string, string> = {}
  if (parameters.some(({ name }) => name === 'if-match'))
    headers['if-match'] = spoiled === 'if-match' ? hostile.pick(versions) : '"1"'
  if (operation.body) headers['content-type'] = 'application/json'
  if (spoiled === 'header') headers[hostile.pick(headersOfOthers)] = toHeader(hostile.text())
  const sent = spoiled === 'body' ? hostile.spoiled(body) : body
  const payload =
    hostile.pick([0, 0, 0, 0, 0, 0, 0, 0, 0, 1]) && spoiled === 'body' ? hostile.text() : JSON.stringify(sent)
  return {
    method,
    url: `${path}${query.length > 0 ? `?${query.join('&')}` : ''}`,
    headers,
    ...(operation.body ? { payload } : {}),
  }
}

const versions = [
  '"99999999999999"',
  '"2147483648"',
  '"-1"',
  '1',
  '*',
  '""',
  'W/"1"',
  '"1", "2"',
  '"\u00e9"',
  `"${'9'.repeat(400)}"`,
]

/** As a browser does it; what it cannot encode goes as it is. */
function encode(text: string): string {
  return text.isWellFormed() && !text.startsWith('%')
    ? encodeURIComponent(text)
    : encodeURI(text.toWellFormed()).replace('%25', '%')
}

/** What a client can put into a header at all. */
function toHeader(text: string): string {
  return text.replace(/[^\x20-\x7e\xa1-\xff]/g, '').slice(0, 4000)
}

it(`answers whatever is asked, and never with its own mistake: seed ${SEED}, ${REQUESTS} requests`, async () => {
  const { components } = test.app.http.swagger() as { components: { schemas: Record<string, Schema> } }
  const operations = listOperations()
  const rounds = Math.ceil(REQUESTS / operations.length)
  const wrong: object[] = []
  let statuses = new Map<number, number>()
  let platform: TestPlatform | undefined
  let cookie = ''
  let ids: Record<string, string> = {}
  const enter = async (on: TestPlatform) => {
    const { email } = await on.addActor(['superadmin', 'instructor', 'learner'])
    cookie = await signedIn(test, on, email)
  }
  for (let round = 0; round < rounds; round++) {
    const random = randomOf(SEED * 1000 + round)
    if (!platform || round % ROUNDS_PER_PLATFORM === 0) {
      platform = await test.addPlatform(`fuzz${round}.example`)
      ids = await buildEverything(test, platform)
      const { email, personId } = await platform.addActor(['learner', 'instructor'])
      ids = { ...ids, otherPersonId: personId, otherEmail: email, otherSessionId: ids.sessionId ?? '' }
      await enter(platform)
    }
    const hostile = createHostile(random, components.schemas, ids)
    const bodies = bodiesFor(ids)
    for (const operation of operations) {
      const known = bodies[operation.name]
      const made = operation.body ? hostile.fitting(operation.body, 'body') : undefined
      const body = known && random() < 0.6 ? { ...(random() < 0.5 ? (made as object) : {}), ...known } : made
      const ask = spoil(operation, hostile, ids, body)
      const { host } = platform
      const sent = test.app.http.inject({
        ...ask,
        method: ask.method as 'GET',
        headers: { host, cookie, 'accept-language': 'it', ...ask.headers },
      })
      const answer = await inTime(sent, `${operation.name} does not answer: ${JSON.stringify(ask)}`)
      statuses = statuses.set(answer.statusCode, (statuses.get(answer.statusCode) ?? 0) + 1)
      const problem = faultOf(answer)
      if (problem)
        wrong.push({
          round,
          operation: operation.name,
          problem,
          ...ask,
          body: answer.body.slice(0, 300),
          thrown,
        })
      if (answer.statusCode === 401 && !ask.headers.authorization) await enter(platform)
    }
  }
  if (process.env.LECTERN_FUZZ) {
    const count = rounds * operations.length
    console.log(`${count} requests to ${operations.length} operations:`, Object.fromEntries(statuses))
  }
  expect(wrong).toEqual([])
  // It got past the doors: the half of it would say nothing.
  expect(statuses.get(200) ?? 0).toBeGreaterThan(rounds * 5)
  expect(statuses.get(401) ?? 0).toBeLessThan(rounds * 20)
})

/** @throws for what hangs, with the request that does */
async function inTime<T>(answer: Promise<T>, message: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const hangs = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(message)), HANGS_MS)
  })
  return Promise.race([answer, hangs]).finally(() => clearTimeout(timer))
}

/** Words, and an end: a full stop, or what somebody wrote. */
const SENTENCE = /^\S+\s\S.*(?:[.!?)”»"…]\s*$|: )/s

/** What is wrong with an answer; undefined for nothing. */
function faultOf({
  statusCode,
  headers,
  body,
}: {
  statusCode: number
  headers: Record<string, unknown>
  body: string
}) {
  const [lacking] = headerFaults(headers)
  if (lacking || statusCode < 400) return lacking
  // A conferencing service, or somebody's identity provider, that does not answer is no mistake of ours.
  if (statusCode >= 500 && !/"code":"provider-/.test(body)) return 'our mistake'
  if (headers['content-type'] !== 'application/problem+json; charset=utf-8') return 'no problem+json'
  const problem = JSON.parse(body)
  for (const name of ['type', 'title', 'detail', 'instance', 'code']) if (!problem[name]) return `no ${name}`
  if (!SENTENCE.test(problem.detail)) return 'no sentence'
  return problem.status === statusCode ? undefined : 'another status'
}
