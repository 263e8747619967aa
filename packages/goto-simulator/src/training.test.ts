import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { grantFor } from '../test/grant.ts'
import { missingReason, type ResponseValidator, responseValidator } from '../test/openapi.ts'
import { type Behavior, type Simulator, startSimulator, type User } from './index.ts'

const DOCUMENT = 'gototraining-v1.2021-12.openapi.yaml'
const skipReason = missingReason(DOCUMENT)
const HOUR = 3_600_000
const now = Date.parse('2026-11-24T08:00:00Z')
const TIMES = [{ startDate: '2026-11-24T09:00:00Z', endDate: '2026-11-24T10:00:00Z' }]

interface Bench {
  simulator: Simulator
  user: User
  call(method: string, path: string, body?: unknown): Promise<Answer>
}
interface Answer {
  status: number
  text: string
  // biome-ignore lint/suspicious/noExplicitAny: what it is, is what the tests find out
  body: any
  headers: Headers
}

async function startBench(behavior: Partial<Behavior> = {}): Promise<Bench> {
  const simulator = await startSimulator({
    port: 0,
    control: true,
    clock: () => now,
    behavior: { requestsPerSecond: 1000, ...behavior },
  })
  const user = simulator.addUser({ email: 'o@goto.example', password: 'p', firstName: 'Olga', lastName: 'O' })
  const { accessToken } = await grantFor(simulator, user)
  return { simulator, user, call: (...request) => call(simulator, accessToken, ...request) }
}

async function call(
  simulator: Simulator,
  token: string,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  const response = await fetch(`${simulator.url}/G2T/rest${path}`, {
    method,
    redirect: 'manual',
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const { status, headers } = response
  return { status, text, body: text ? JSON.parse(text) : undefined, headers }
}

const training = (fields: object = {}) => ({
  name: 'Ladders',
  description: 'How to climb',
  timeZone: 'Europe/Rome',
  times: TIMES,
  registrationSettings: { disableConfirmationEmail: 'true', disableWebRegistration: true },
  ...fields,
})

let bench: Bench
let root: string
beforeAll(async () => {
  bench = await startBench()
  root = `/organizers/${bench.user.key}/trainings`
})
afterAll(() => bench.simulator.close())
beforeEach(async () => {
  for (const { trainingKey } of bench.simulator.state().trainings)
    await bench.call('DELETE', `${root}/${trainingKey}`)
})

describe('trainings', () => {
  it('answers a create with the key as a bare text; renames, moves and deletes by calls of their own', async () => {
    const made = await bench.call('POST', root, training())
    expect(made.text).toMatch(/^"\d{19}"$/)
    const path = `${root}/${made.body}`
    expect(
      (await bench.call('PUT', `${path}/nameDescription`, { name: 'Roofs', description: 'Up' })).status,
    ).toBe(204)
    const times = [{ startDate: '2026-11-25T09:00:00Z', endDate: '2026-11-25T10:00:00Z' }]
    const moved = await bench.call('PUT', `${path}/times`, { timeZone: 'Europe/Paris', times })
    expect(moved).toMatchObject({ status: 200, body: { notifiedRegistrants: 0, notifiedTrainers: 1 } })
    expect((await bench.call('GET', path)).body).toMatchObject({
      name: 'Roofs',
      timeZone: 'Europe/Paris',
      times,
      registrationSettings: { disableConfirmationEmail: true, disableWebRegistration: true },
    })
    expect((await bench.call('DELETE', path)).status).toBe(204)
    expect(await bench.call('DELETE', path)).toMatchObject({
      status: 404,
      body: { errorCode: 'NoSuchTraining' },
    })
  })

  it.each([
    ['no name', { name: ' ' }],
    ['no zone', { timeZone: undefined }],
    ['no times', { times: [] }],
    [
      'a start in the past',
      { times: [{ startDate: '2026-11-24T07:00:00Z', endDate: '2026-11-24T10:00:00Z' }] },
    ],
    [
      'an end before the start',
      { times: [{ startDate: '2026-11-24T10:00:00Z', endDate: '2026-11-24T09:00:00Z' }] },
    ],
  ])('refuses %s', async (_name, fields) => {
    const answer = await bench.call('POST', root, training(fields))
    expect(answer).toMatchObject({ status: 400, body: { errorCode: 'InvalidRequest' } })
    expect(answer.text).toMatch(/"incident":9\d{18}/)
  })

  it('gives an organizer one training at a time, co-organizing counted', async () => {
    const colleague = bench.simulator.addUser({ email: `c${Date.now()}@goto.example`, password: 'p' })
    await bench.call('POST', root, training())
    expect((await bench.call('POST', root, training())).body.errorCode).toBe('OrganizerOverlap')
    const later = [{ startDate: '2026-11-24T10:00:00Z', endDate: '2026-11-24T11:00:00Z' }]
    const next = await bench.call('POST', root, training({ times: later }))
    expect(next.status).toBe(201)
    const path = `${root}/${next.body}`
    expect((await bench.call('PUT', `${path}/times`, { timeZone: 'Europe/Rome', times: TIMES })).status).toBe(
      400,
    )
    expect((await bench.call('PUT', `${path}/organizers`, { organizers: [colleague.key] })).status).toBe(204)
    expect((await bench.call('GET', `${path}/organizers`)).body).toHaveLength(2)
  })

  it('takes co-organizers as numbers with all their digits', async () => {
    const colleague = bench.simulator.addUser({ email: `n${Date.now()}@goto.example`, password: 'p' })
    const { body: key } = await bench.call('POST', root, training())
    const response = await fetch(`${bench.simulator.url}/G2T/rest${root}/${key}/organizers`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${(await grantFor(bench.simulator, bench.user)).accessToken}` },
      body: `{"organizers":[${colleague.key}]}`,
    })
    expect(response.status).toBe(204)
    expect(bench.simulator.state().trainings[0]?.coorganizerKeys).toEqual([colleague.key])
  })

  it('opens by a host link without a sign-in', async () => {
    const { body: key } = await bench.call('POST', root, training())
    const { body } = await bench.call('GET', `/trainings/${key}/start`)
    const page = await (await fetch(body.hostURL)).text()
    expect(page).toContain('You are the organizer')
    const asks = await fetch((await bench.call('GET', `${root}/${key}/startUrl`)).body, {
      redirect: 'manual',
    })
    expect(asks.headers.get('location')).toMatch(/^\/sign-in/)
  })

  it('refuses another organizer, and one without a licence', async () => {
    const other = bench.simulator.addUser({ email: `x${Date.now()}@goto.example`, password: 'p' })
    const { accessToken } = await grantFor(bench.simulator, other)
    expect((await call(bench.simulator, accessToken, 'GET', root)).status).toBe(403)
    const { body: key } = await bench.call('POST', root, training())
    expect((await call(bench.simulator, accessToken, 'GET', `/trainings/${key}/start`)).status).toBe(403)
    const email = `m${Date.now()}@goto.example`
    const meetings = bench.simulator.addUser({ email, password: 'p', products: ['meeting'] })
    const without = (await grantFor(bench.simulator, meetings)).accessToken
    const answer = await call(bench.simulator, without, 'GET', `/organizers/${meetings.key}/trainings`)
    expect(answer).toMatchObject({ status: 403, body: { int_err_code: 'NoLicense' } })
  })
})

describe('registrants and reports', () => {
  const lea = { email: 'lea@x.example', givenName: 'Lea', surname: 'L' }

  it('registers once; again answers 409 with the key as a number', async () => {
    const { body: key } = await bench.call('POST', root, training())
    const path = `${root}/${key}/registrants`
    const made = await bench.call('POST', path, lea)
    expect(made).toMatchObject({ status: 201, body: { joinUrl: expect.stringContaining('/room/join/') } })
    const again = await bench.call('POST', path, { ...lea, email: 'LEA@x.example' })
    expect(again).toMatchObject({ status: 409, body: { errorCode: 'DuplicateRegistrant' } })
    expect(again.text).toContain(`"registrantKey":${made.body.registrantKey}`)
    expect((await bench.call('DELETE', `${path}/${made.body.registrantKey}`)).status).toBe(204)
    expect((await fetch(made.body.joinUrl)).status).toBe(404)
    expect((await bench.call('POST', path, lea)).status).toBe(201)
  })

  it('shows new registrants late when it is told to lag; asked by key, they are there', async () => {
    const slow = await startBench({ trainingReadLagSeconds: 3600 })
    const path = `/organizers/${slow.user.key}/trainings`
    const { body: key } = await slow.call('POST', path, training())
    const made = await slow.call('POST', `${path}/${key}/registrants`, lea)
    expect((await slow.call('GET', `${path}/${key}/registrants`)).body).toEqual([])
    expect((await slow.call('GET', `${path}/${key}/registrants/${made.body.registrantKey}`)).status).toBe(200)
    slow.simulator.advance(HOUR)
    // Tokens end with the hour too: a new one looks.
    const { accessToken } = await grantFor(slow.simulator, slow.user)
    const later = await call(slow.simulator, accessToken, 'GET', `${path}/${key}/registrants`)
    await slow.simulator.close()
    expect(later.body).toHaveLength(1)
  })

  it('reports those who came in minutes, and those who did not at the end', async () => {
    const { body: key } = await bench.call('POST', root, training())
    const { body: place } = await bench.call('POST', `${root}/${key}/registrants`, lea)
    await bench.call('POST', `${root}/${key}/registrants`, { ...lea, email: 'absent@x.example' })
    const { key: session } = bench.simulator.playRun({
      product: 'training',
      key,
      startedAt: now - 2 * HOUR,
      endedAt: now - HOUR,
      participants: [
        {
          name: 'Lea L',
          registrantKey: place.registrantKey,
          intervals: [{ joinAt: now - 2 * HOUR, leaveAt: now - 2 * HOUR + 600_000 }],
        },
      ],
    })
    const path = `/reports/organizers/${bench.user.key}/sessions/${session}/attendees`
    expect((await bench.call('GET', path)).body).toMatchObject([
      { email: 'lea@x.example', timeInSession: 10 },
      { email: 'absent@x.example', timeInSession: 0, inSessionTimes: [] },
    ])
  })
})

describe('rules of trainings', () => {
  const at = (hours: number) => [
    {
      startDate: new Date(now + hours * HOUR).toISOString(),
      endDate: new Date(now + (hours + 1) * HOUR).toISOString(),
    },
  ]
  const lea = { email: 'lea@x.example', givenName: 'Lea', surname: 'L' }

  /** A simulator of its own, whose tokens outlive the test's clock. */
  async function withBench(behavior: Partial<Behavior>, test: (own: Bench, path: string) => Promise<void>) {
    const own = await startBench({ accessTokenSeconds: 86_400, ...behavior })
    try {
      await test(own, `/organizers/${own.user.key}/trainings`)
    } finally {
      await own.simulator.close()
    }
  }

  it.each([
    ['overlapping times', { refuseOrganizerOverlap: false }, TIMES],
    ['starts in the past', { refusePastStart: false }, at(-0.5)],
  ])('takes %s when it is told to', (_name, behavior, times) =>
    withBench(behavior, async (own, path) => {
      expect((await own.call('POST', path, training())).status).toBe(201)
      expect((await own.call('POST', path, training({ times }))).status).toBe(201)
    }),
  )

  it('answers for a deleted training as it is told to', () =>
    withBench({ trainingGoneCode: 'InvalidRequest', trainingGoneStatus: 400 }, async (own, path) => {
      const gone = await own.call('DELETE', `${path}/1`)
      expect(gone).toMatchObject({ status: 400, body: { errorCode: 'InvalidRequest' } })
    }))

  it('lists what is to come in the order it was made, and leaves out what is over', () =>
    withBench({}, async (own, path) => {
      for (const [name, hours] of Object.entries({ Late: 5, Soon: 1, Next: 3 }))
        await own.call('POST', path, training({ name, times: at(hours) }))
      own.simulator.advance(2 * HOUR)
      const { body } = await own.call('GET', path)
      expect(body.map((entry: { name: string }) => entry.name)).toEqual(['Late', 'Next'])
    }))

  it('moves and registers for nothing that is over', () =>
    withBench({}, async (own, path) => {
      const { body: key } = await own.call('POST', path, training())
      own.simulator.advance(2 * HOUR)
      const moved = await own.call('PUT', `${path}/${key}/times`, training({ times: at(9) }))
      expect(moved).toMatchObject({ status: 400, body: { errorCode: 'TrainingOver' } })
      const registered = await own.call('POST', `${path}/${key}/registrants`, lea)
      expect(registered).toMatchObject({ status: 400, body: { errorCode: 'TrainingOver' } })
    }))

  it.each([
    ['everybody unless told otherwise', {}, { notifiedRegistrants: 1, notifiedTrainers: 1 }],
    [
      'nobody when told so by texts',
      { notifyRegistrants: 'false', notifyTrainers: 'false' },
      { notifiedRegistrants: 0, notifiedTrainers: 0 },
    ],
  ])('tells %s of a move', async (_name, notify, counts) => {
    const { body: key } = await bench.call('POST', root, training())
    await bench.call('POST', `${root}/${key}/registrants`, lea)
    const move = { timeZone: 'Europe/Rome', times: at(7), ...notify }
    expect((await bench.call('PUT', `${root}/${key}/times`, move)).body).toEqual(counts)
  })

  it('lets a co-organizer start, under a path with their own key', async () => {
    const colleague = bench.simulator.addUser({ email: `s${Date.now()}@goto.example`, password: 'p' })
    const { accessToken } = await grantFor(bench.simulator, colleague)
    const { body: key } = await bench.call('POST', root, training({ organizers: [colleague.key] }))
    const path = `/organizers/${colleague.key}/trainings/${key}/startUrl`
    const answer = await call(bench.simulator, accessToken, 'GET', path)
    expect(answer.body).toBe(`${bench.simulator.url}/room/start/training/${key}`)
  })

  it('names the organizers of an account to a client with the Admin scope alone', async () => {
    const { accessToken } = await grantFor(bench.simulator, bench.user, ['training'])
    const path = `/accounts/${bench.user.accountKey}/organizers`
    expect((await call(bench.simulator, accessToken, 'GET', path)).status).toBe(403)
    expect((await bench.call('GET', path)).body).toMatchObject([{ organizerKey: bench.user.key }])
  })

  it('reports a session, and later its recording, some time after the end', () =>
    withBench({ reportDelaySeconds: 20, recordingDelaySeconds: 60 }, async (own, path) => {
      const { body: key } = await own.call('POST', path, training())
      const span = { startedAt: now - HOUR, endedAt: now }
      own.simulator.playRun({ product: 'training', key, ...span, recording: true, participants: [] })
      const counts = async () => [
        (await own.call('GET', `/reports${path}/${key}`)).body.length,
        (await own.call('GET', `/trainings/${key}/recordings`)).body.recordingList.length,
      ]
      expect(await counts()).toEqual([0, 0])
      own.simulator.advance(20_000)
      expect(await counts()).toEqual([1, 0])
      own.simulator.advance(40_000)
      expect(await counts()).toEqual([1, 1])
    }))

  it('reports the sessions that began in a range', async () => {
    const { body: key } = await bench.call('POST', root, training())
    const span = { startedAt: now - 50 * HOUR, endedAt: now - 49 * HOUR }
    const run = bench.simulator.playRun({ product: 'training', key, ...span, participants: [] })
    const sessionsIn = async (from: number, to: number) => {
      const range = { startDate: new Date(from).toISOString(), endDate: new Date(to).toISOString() }
      return (await bench.call('POST', `/reports/organizers/${bench.user.key}/sessions`, range)).body
    }
    const around = await sessionsIn(now - 51 * HOUR, now - 49 * HOUR)
    expect(around).toMatchObject([{ sessionKey: run.key, duration: 60, attendanceCount: 0 }])
    expect(await sessionsIn(now - 49.5 * HOUR, now - 48 * HOUR)).toEqual([])
  })

  it('lists recordings with keys as numbers and times with an offset, and sends to the file', async () => {
    const { body: key } = await bench.call('POST', root, training())
    const span = { startedAt: now - 2 * HOUR, endedAt: now - HOUR }
    const run = bench.simulator.playRun({
      product: 'training',
      key,
      ...span,
      recording: true,
      participants: [],
    })
    const list = await bench.call('GET', `/trainings/${key}/recordings`)
    expect(list.text).toContain(`"trainingKey":${key}`)
    expect(list.text).toContain(`"recordingId":${run.key}`)
    expect(list.body.recordingList[0].startDate).toBe('2026-11-24T08:00:00+02:00')
    const file = await bench.call('GET', `/trainings/${key}/recordings/${run.key}`)
    expect(file.status).toBe(302)
    expect(file.headers.get('location')).toBe(list.body.recordingList[0].downloadUrl)
  })
})

describe.skipIf(skipReason)(
  `answers are as GoTo’s document says${skipReason ? ` (skipped: ${skipReason})` : ''}`,
  () => {
    const O = '/organizers/{organizerKey}'
    const T = `${O}/trainings/{trainingKey}`
    const settings = { disableConfirmationEmail: true, disableWebRegistration: true }
    /** In this order: later ones delete what earlier ones need. */
    const operations: [method: string, path: string, status: number, body?: unknown][] = [
      [
        'POST',
        `${O}/trainings`,
        201,
        training({ times: [{ startDate: '2027-01-01T09:00:00Z', endDate: '2027-01-01T10:00:00Z' }] }),
      ],
      ['GET', `${O}/trainings`, 200],
      ['GET', T, 200],
      ['GET', `${T}/manageUrl`, 200],
      ['GET', `${T}/startUrl`, 200],
      ['GET', '/trainings/{trainingKey}/start', 200],
      ['PUT', `${T}/nameDescription`, 204, { name: 'New' }],
      ['PUT', `${T}/registrationSettings`, 204, settings],
      ['PUT', `${T}/times`, 200, { timeZone: 'Europe/Rome', times: TIMES, notifyRegistrants: false }],
      ['GET', `${T}/organizers`, 200],
      ['PUT', `${T}/organizers`, 204, { organizers: [] }],
      ['POST', `${T}/registrants`, 201, { email: 'new@x.example', givenName: 'N', surname: 'N' }],
      ['GET', `${T}/registrants`, 200],
      ['GET', `${T}/registrants/{registrantKey}`, 200],
      [
        'POST',
        '/reports/organizers/{organizerKey}/sessions',
        200,
        { startDate: '2026-11-01T00:00:00Z', endDate: '2026-12-01T00:00:00Z' },
      ],
      ['GET', '/reports/organizers/{organizerKey}/trainings/{trainingKey}', 200],
      ['GET', '/reports/organizers/{organizerKey}/sessions/{sessionKey}/attendees', 200],
      ['GET', '/trainings/{trainingKey}/recordings', 200],
      ['GET', '/trainings/{trainingKey}/recordings/{recordingId}', 302],
      ['GET', '/accounts/{accountKey}/organizers', 200],
      ['DELETE', `${T}/registrants/{registrantKey}`, 204],
      ['DELETE', T, 204],
    ]

    it('to every operation, and the validator finds a wrong one', async () => {
      const validator: ResponseValidator = responseValidator(DOCUMENT)
      const { body: trainingKey } = await bench.call('POST', root, training())
      const lea = { email: 'lea@x.example', givenName: 'Lea', surname: 'L' }
      const { body: place } = await bench.call('POST', `${root}/${trainingKey}/registrants`, lea)
      const { key: sessionKey } = bench.simulator.playRun({
        product: 'training',
        key: trainingKey,
        startedAt: now - 2 * HOUR,
        endedAt: now - HOUR,
        recording: true,
        participants: [
          {
            name: 'Lea L',
            registrantKey: place.registrantKey,
            intervals: [{ joinAt: now - 2 * HOUR, leaveAt: now - HOUR }],
          },
        ],
      })
      const keys: Record<string, string> = {
        accountKey: bench.user.accountKey,
        organizerKey: bench.user.key,
        trainingKey,
        registrantKey: place.registrantKey,
        sessionKey,
        recordingId: sessionKey,
      }
      for (const [method, path, status, body] of operations) {
        const answer = await bench.call(
          method,
          path.replace(/\{(\w+)\}/g, (_, name: string) => keys[name] ?? ''),
          body,
        )
        expect(answer.status, `${method} ${path}: ${answer.text}`).toBe(status)
        expect(validator.problemsOf({ method, path, status }, answer.body), `${method} ${path}`).toEqual([])
        if (method === 'GET' && Array.isArray(answer.body))
          expect(answer.body.length, path).toBeGreaterThan(0)
      }
      const wrong = { trainingKey: 1, name: 'x' }
      expect(validator.problemsOf({ method: 'GET', path: T, status: 200 }, wrong)).toContain(
        '/trainingKey must be string',
      )
    })
  },
)
