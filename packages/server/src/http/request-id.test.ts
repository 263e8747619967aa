import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyInstance } from 'fastify'
import { afterEach, describe, expect, it } from 'vitest'
import { within } from '../db/work.ts'
import { createLog } from '../log.ts'
import { registerProblems } from './problem.ts'
import { registerConnectionRules, serverOptions } from './server.ts'

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/
let app: FastifyInstance
afterEach(() => app.close())

function build() {
  const text: string[] = []
  const log = createLog('info', { write: (line: string) => void text.push(line) })
  app = Fastify(serverOptions(false, log)) as unknown as FastifyInstance
  app.decorateRequest('reader')
  registerConnectionRules(app)
  registerProblems(app)
  app.post('/work', async (request) => {
    log.info('begun')
    await sleep(1)
    log.info('done')
    request.log.info('said by the request')
    return {}
  })
  app.get('/fails', () => {
    throw new Error('broken')
  })
  return { text, log, lines: () => text.map((line) => JSON.parse(line) as Record<string, unknown>) }
}

describe('a request', () => {
  it('has its id in each line of the log, once, also beside others and after its body is read', async () => {
    const { text, lines } = build()
    const answers = await Promise.all(
      [1, 2, 3].map(() => app.inject({ method: 'POST', url: '/work', payload: { a: 1 } })),
    )
    const ids = answers.map(({ headers }) => String(headers['x-request-id']))
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) {
      expect(id).toMatch(UUID)
      const own = lines().filter(({ requestId }) => requestId === id)
      expect(own.map(({ msg }) => msg)).toEqual(['begun', 'done', 'said by the request'])
    }
    expect(text).toHaveLength(9)
    for (const line of text) expect(line.match(/"requestId"/g)).toHaveLength(1)
  })

  it('that fails is told to people and to the log by one number', async () => {
    const { text, lines } = build()
    const answer = await app.inject('/fails')
    const id = answer.headers['x-request-id']
    expect(answer.json().instance).toBe(`urn:uuid:${id}`)
    expect(lines()).toMatchObject([{ requestId: id, msg: 'request failed' }])
    expect(text[0]?.match(/"requestId"/g)).toHaveLength(1)
  })

  it('takes the id of who asks, if it is a UUID', async () => {
    build()
    const idFor = async (given: string | string[]) => {
      const answer = await app.inject({ url: '/nothing', headers: { 'x-request-id': given } })
      return answer.headers['x-request-id']
    }
    const given = '01a22894-9ac0-7340-8757-4c48a0f11f41'
    expect(await idFor(given)).toBe(given)
    expect(await idFor(given.toUpperCase())).toBe(given)
    const others = [
      '',
      '1',
      `${given}x`,
      `x${given}`,
      given.replaceAll('-', ''),
      `{${given}}`,
      `${given},${given}`,
    ]
    for (const other of [...others, 'a'.repeat(10_000), '<script>', 'ada@one.example'])
      expect(await idFor(other)).toMatch(UUID)
    for (const other of others) expect(await idFor(other)).not.toBe(given)
  })
})

it('a job has its own in each line, and nothing has any outside of both', async () => {
  const { log, lines } = build()
  const told = { job: 'room.reconcile', jobId: '7' }
  await within({ hasSaved: false, told }, async () => {
    await sleep(1)
    log.warn('late')
  })
  log.info('alone')
  expect(lines()[0]).toMatchObject({ msg: 'late', ...told })
  expect(Object.keys(lines()[1] ?? {})).not.toEqual(expect.arrayContaining(['jobId']))
  expect(lines()[1]).not.toHaveProperty('requestId')
})
