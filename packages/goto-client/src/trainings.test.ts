import { describe, expect, test } from 'vitest'
import { type Reply, type StubServer, startStub } from '../test/stub-server.ts'
import { GotoClient } from './client.ts'

const clientAt = (apiUrl: string) => new GotoClient({ apiUrl, accessToken: async () => 't', maxAttempts: 1 })
const callsOf = (stub: StubServer) => stub.received.map(({ method, path }) => `${method} ${path}`)
const ok = (body: string | object): Reply => ({ status: 200, body })
const ref = { organizerKey: '5555555555555555555', trainingKey: '9007199254740993' }
const O = '/G2T/rest/organizers/5555555555555555555'
const T = `${O}/trainings/9007199254740993`
const times = [{ startDate: new Date('2026-03-13T10:00:00Z'), endDate: new Date('2026-03-13T11:00:00Z') }]
const wireTimes = '[{"startDate":"2026-03-13T10:00:00Z","endDate":"2026-03-13T11:00:00Z"}]'
const course = { name: 'Vectors', timeZone: 'Europe/Berlin', times }

describe('Trainings', () => {
  test.each(['"9007199254740993"', '9007199254740993', '"9007199254740993"\n'])(
    'plans a training, whose key is a bare %j, with organizers as numbers',
    async (body) => {
      await using stub = await startStub({ status: 201, body })
      const { trainings } = clientAt(stub.url)
      const { organizerKey } = ref
      const made = await trainings.create({ organizerKey, body: { ...course, organizers: [organizerKey] } })
      expect(made).toEqual({ trainingKey: '9007199254740993' })
      expect(stub.received[0]).toMatchObject({
        method: 'POST',
        path: `${O}/trainings`,
        body: `{"name":"Vectors","timeZone":"Europe/Berlin","times":${wireTimes},"organizers":[5555555555555555555]}`,
      })
    },
  )

  test.each(['', '<html></html>', '{}', '[]', 'null', '"a key with blanks"'])(
    'takes %j for no training key',
    async (body) => {
      await using stub = await startStub({ status: 201, body })
      const made = clientAt(stub.url).trainings.create({ organizerKey: '7', body: course })
      await expect(made).rejects.toMatchObject({ kind: 'unexpected-response', outcomeUnknown: true })
    },
  )

  test('changes a training in four parts', async () => {
    await using stub = await startStub(
      { status: 204 },
      ok({ notifiedRegistrants: 2, notifiedTrainers: '1' }),
      { status: 204 },
      { status: 204 },
    )
    const { trainings } = clientAt(stub.url)
    await trainings.updateNameDescription(ref, { name: 'Sums' })
    const moved = await trainings.updateTimes(ref, { timeZone: 'UTC', times, notifyTrainers: false })
    expect(moved).toEqual({ notifiedRegistrants: 2, notifiedTrainers: 1 })
    await trainings.updateRegistrationSettings(ref, {
      disableConfirmationEmail: true,
      disableWebRegistration: true,
    })
    await trainings.updateOrganizers(ref, { organizers: ['9007199254740993'], notifyOrganizers: false })
    expect(stub.received.map(({ method, path, body }) => `${method} ${path} ${body}`)).toEqual([
      `PUT ${T}/nameDescription {"name":"Sums"}`,
      `PUT ${T}/times {"timeZone":"UTC","times":${wireTimes},"notifyTrainers":false}`,
      `PUT ${T}/registrationSettings {"disableConfirmationEmail":true,"disableWebRegistration":true}`,
      `PUT ${T}/organizers {"organizers":[9007199254740993],"notifyOrganizers":false}`,
    ])
  })

  test('reads, lists, starts and deletes', async () => {
    const training = `{"trainingKey":"9007199254740993","name":"Vectors","times":${wireTimes},
      "organizers":[{"organizerKey":"5"}],"registrationSettings":{"disableWebRegistration":"true"}}`
    await using stub = await startStub(
      ok(training),
      ok(`[${training}]`),
      ok('[{"organizerKey":5555555555555555555}]'),
      ok({ hostURL: 'https://host.example/1' }),
      ok('"https://start.example/1"'),
      ok('https://manage.example/1'),
      { status: 204 },
    )
    const { trainings } = clientAt(stub.url)
    expect(await trainings.get(ref)).toMatchObject({
      trainingKey: ref.trainingKey,
      times,
      registrationSettings: { disableConfirmationEmail: undefined, disableWebRegistration: true },
    })
    expect(await trainings.list(ref.organizerKey)).toHaveLength(1)
    expect(await trainings.organizers(ref)).toMatchObject([{ organizerKey: ref.organizerKey }])
    expect(await trainings.start('1')).toEqual({ hostURL: 'https://host.example/1' })
    expect(await trainings.startUrl(ref)).toBe('https://start.example/1')
    expect(await trainings.manageUrl(ref)).toBe('https://manage.example/1')
    await trainings.delete(ref)
    expect(callsOf(stub).slice(3)).toEqual([
      'GET /G2T/rest/trainings/1/start',
      `GET ${T}/startUrl`,
      `GET ${T}/manageUrl`,
      `DELETE ${T}`,
    ])
  })

  test('says not-found for a training that is gone, also when GoTo says 400', async () => {
    await using stub = await startStub({ status: 400, body: { errorCode: 'NoSuchTraining' } })
    await expect(clientAt(stub.url).trainings.delete(ref)).rejects.toMatchObject({ kind: 'not-found' })
  })
})

describe('registering for a training', () => {
  const bo = { email: 'Bo@example.com', givenName: 'Bo', surname: 'Li' }
  const listed = {
    registrantKey: '4',
    email: 'bo@example.com',
    status: 'APPROVED',
    joinUrl: 'https://join.example/1',
  }
  const duplicate: Reply = {
    status: 409,
    body: '{"errorCode":"DuplicateRegistrant","incident":9007199254740995,"registrantKey":9007199254740993}',
  }

  test('gives the join URL', async () => {
    await using stub = await startStub({ status: 201, body: listed })
    expect(await clientAt(stub.url).trainings.registrants.create(ref, bo)).toEqual({
      registrantKey: '4',
      joinUrl: 'https://join.example/1',
      confirmationUrl: undefined,
      alreadyRegistered: false,
    })
  })

  test('twice gives the first registration', async () => {
    await using stub = await startStub(duplicate, ok({ ...listed, registrantKey: '9007199254740993' }))
    expect(await clientAt(stub.url).trainings.registrants.create(ref, bo)).toMatchObject({
      registrantKey: '9007199254740993',
      joinUrl: 'https://join.example/1',
      alreadyRegistered: true,
    })
    expect(stub.received[1]?.path).toBe(`${T}/registrants/9007199254740993`)
  })

  test('twice gives at least the key while reads lag behind', async () => {
    await using stub = await startStub(duplicate, { status: 404 })
    expect(await clientAt(stub.url).trainings.registrants.create(ref, bo)).toEqual({
      registrantKey: '9007199254740993',
      joinUrl: undefined,
      confirmationUrl: undefined,
      alreadyRegistered: true,
    })
  })

  test('looks for the address when the refusal names no key, and gives up when it is not there', async () => {
    await using stub = await startStub({ status: 409 }, ok([listed]), { status: 409 }, ok([]), {
      status: 204,
    })
    const { registrants } = clientAt(stub.url).trainings
    expect(await registrants.create(ref, bo)).toMatchObject({ registrantKey: '4', alreadyRegistered: true })
    await expect(registrants.create(ref, bo)).rejects.toMatchObject({ kind: 'conflict' })
    await registrants.delete({ ...ref, registrantKey: '4' })
  })
})

describe('what a training was', () => {
  test('is told by its sessions, attendees and recordings', async () => {
    const session = { sessionKey: '77', sessionStartTime: '2026-03-13T10:00:00+01:00', duration: 60 }
    const stay = { joinTime: '2026-03-13T09:01:00Z', leaveTime: '', timeInPartOfSession: 59 }
    await using stub = await startStub(
      ok([session]),
      ok([session]),
      ok([
        { email: 'bo@example.com', timeInSession: 59, inSessionTimes: [stay] },
        { email: 'x', timeInSession: 0 },
      ]),
      ok(`{"trainingKey":9007199254740993,"recordingList":[{"recordingId":9007199254740993,"name":"Day 1",
           "startDate":"2016-03-31T17:07:49+02:00","endDate":"2016-03-31T18:07:49+02:00"}]}`),
      { status: 302, headers: { location: 'https://files.example/1.mp4' } },
      { status: 200, body: 'a film' },
    )
    const { reports } = clientAt(stub.url).trainings
    const { organizerKey, trainingKey } = ref
    const range = { startDate: new Date(0), endDate: new Date(1000) }
    expect(await reports.sessionsByOrganizer({ organizerKey, ...range })).toMatchObject([
      { sessionStartTime: new Date('2026-03-13T09:00:00Z') },
    ])
    expect(await reports.sessions(ref)).toHaveLength(1)
    expect(await reports.attendees({ organizerKey, sessionKey: '77' })).toMatchObject([
      { timeInSession: 59, inSessionTimes: [{ leaveTime: undefined, timeInPartOfSession: 59 }] },
      { timeInSession: 0, inSessionTimes: [] },
    ])
    const [recording] = await reports.recordings(trainingKey)
    expect(recording).toMatchObject({
      recordingId: '9007199254740993',
      startDate: new Date('2016-03-31T15:07:49Z'),
    })
    const file = { trainingKey, recordingId: '9007199254740993' }
    expect(await reports.recordingUrl(file)).toBe('https://files.example/1.mp4')
    await expect(reports.recordingUrl(file)).rejects.toMatchObject({ kind: 'unexpected-response' })
    expect(callsOf(stub).slice(0, 3)).toEqual([
      `POST /G2T/rest/reports/organizers/${organizerKey}/sessions`,
      `GET /G2T/rest/reports/organizers/${organizerKey}/trainings/${trainingKey}`,
      `GET /G2T/rest/reports/organizers/${organizerKey}/sessions/77/attendees`,
    ])
  })
})
