import { describe, expect, test } from 'vitest'
import { type Reply, type StubServer, startStub } from '../test/stub-server.ts'
import { GotoClient } from './client.ts'
import { PAGE_SIZE, PAGES_MAX } from './pages.ts'

const clientAt = (apiUrl: string) => new GotoClient({ apiUrl, accessToken: async () => 't', maxAttempts: 1 })
const callsOf = (stub: StubServer) => stub.received.map(({ method, path }) => `${method} ${path}`)
const ref = { organizerKey: '5555555555555555555', webinarKey: '9007199254740993' }
const W = '/G2W/rest/v2/organizers/5555555555555555555/webinars/9007199254740993'
const ok = (body: string | object): Reply => ({ status: 200, body })
const spans = [{ startTime: new Date('2026-03-13T10:00:00Z'), endTime: new Date('2026-03-13T11:00:00Z') }]
const wireSpans = [{ startTime: '2026-03-13T10:00:00Z', endTime: '2026-03-13T11:00:00Z' }]

describe('Webinars', () => {
  test('plans, changes, copies and cancels', async () => {
    const madeReply = { status: 201, body: { webinarKey: '1', recurrenceKey: '' } }
    await using stub = await startStub(madeReply, madeReply, { status: 202 }, madeReply, { status: 204 })
    const { webinars } = clientAt(stub.url)
    const { organizerKey } = ref
    const created = await webinars.create({ organizerKey, body: { subject: 'Vectors', times: spans } })
    expect(created).toEqual({ webinarKey: '1', recurrenceKey: undefined })
    await webinars.create({
      organizerKey,
      body: {
        subject: 'Vectors',
        type: 'sequence',
        recurrenceStart: { startTime: new Date(0), endTime: new Date(60_000) },
        recurrencePattern: 'weekly',
        recurrenceEnd: '2026-12-01',
      },
    })
    await webinars.update(ref, { subject: 'Sums' }, { notifyParticipants: false })
    await webinars.copy(ref.webinarKey, { times: spans, timeZone: 'Europe/Berlin' })
    await webinars.delete(ref, { sendCancellationEmails: true })
    expect(callsOf(stub)).toEqual([
      `POST /G2W/rest/v2/organizers/${organizerKey}/webinars`,
      `POST /G2W/rest/v2/organizers/${organizerKey}/webinars`,
      `PUT ${W}?notifyParticipants=false`,
      `PUT /G2W/rest/v2/webinars/${ref.webinarKey}/copy`,
      `DELETE ${W}?sendCancellationEmails=true`,
    ])
    expect(stub.received.map(({ body }) => (body ? JSON.parse(body) : undefined))).toEqual([
      { subject: 'Vectors', times: wireSpans },
      {
        subject: 'Vectors',
        type: 'sequence',
        recurrenceStart: { startTime: '1970-01-01T00:00:00Z', endTime: '1970-01-01T00:01:00Z' },
        recurrencePattern: 'weekly',
        recurrenceEnd: '2026-12-01',
      },
      { subject: 'Sums' },
      { times: wireSpans, timeZone: 'Europe/Berlin' },
      undefined,
    ])
  })

  test('reads a webinar whose keys are numbers', async () => {
    const times = JSON.stringify(wireSpans)
    await using stub = await startStub(
      ok(`{"webinarKey":9007199254740993,"organizerKey":5555555555555555555,"webinarID":"123456789",
           "times":${times},"registrationUrl":"https://register.example/1","inSession":"false",
           "experienceType":"classic","numberOfRegistrants":3,"somethingNew":{}}`),
    )
    expect(await clientAt(stub.url).webinars.get(ref)).toMatchObject({
      ...ref,
      times: spans,
      inSession: false,
      experienceType: 'CLASSIC',
      numberOfRegistrants: 3,
      description: undefined,
    })
  })

  test('collects all pages, and takes an absent _embedded for an empty list', async () => {
    const page = (number: number, keys: string[]) =>
      ok({
        _embedded: { webinars: keys.map((webinarKey) => ({ webinarKey })) },
        page: { size: 2, totalElements: 3, totalPages: 2, number },
      })
    await using stub = await startStub(
      page(0, ['1', '2']),
      page(1, ['3']),
      ok({ page: { totalElements: 0, totalPages: 0 } }),
    )
    const { webinars } = clientAt(stub.url)
    const range = { fromTime: new Date(0), toTime: new Date(1000) }
    const all = await webinars.list({ ...range, organizerKey: '7' })
    expect(all.map(({ webinarKey }) => webinarKey)).toEqual(['1', '2', '3'])
    expect(await webinars.list({ ...range, accountKey: '8' })).toEqual([])
    const query = 'fromTime=1970-01-01T00%3A00%3A00Z&toTime=1970-01-01T00%3A00%3A01Z'
    expect(callsOf(stub)).toEqual([
      `GET /G2W/rest/v2/organizers/7/webinars?${query}&page=0&size=200`,
      `GET /G2W/rest/v2/organizers/7/webinars?${query}&page=1&size=200`,
      `GET /G2W/rest/v2/accounts/8/webinars?${query}&page=0&size=200`,
    ])
  })

  test('refuses a list without end instead of cutting it', async () => {
    const full = ok({ _embedded: { webinars: Array(PAGE_SIZE).fill({ webinarKey: '1' }) } })
    await using stub = await startStub(...Array<Reply>(PAGES_MAX).fill(full))
    const endless = clientAt(stub.url).webinars.list({
      organizerKey: '7',
      fromTime: new Date(0),
      toTime: new Date(1),
    })
    await expect(endless).rejects.toMatchObject({ kind: 'unexpected-response' })
  })

  test('starts, and says what is running', async () => {
    await using stub = await startStub(
      ok({ startUrl: 'https://start.example/1' }),
      ok([]),
      ok(wireSpans),
      ok({ type: 'VOIP' }),
      { status: 204 },
    )
    const { webinars } = clientAt(stub.url)
    expect(await webinars.startUrl('1')).toEqual({ startUrl: 'https://start.example/1' })
    expect(await webinars.inSession({ organizerKey: '7' })).toEqual([])
    expect(await webinars.meetingTimes(ref)).toEqual(spans)
    expect(await webinars.audio(ref)).toEqual({ type: 'VOIP', confCallNumbers: {}, privateInfo: undefined })
    await webinars.updateAudio(ref, { type: 'VOIP' })
    expect(callsOf(stub).slice(0, 2)).toEqual([
      'GET /G2W/rest/v2/webinars/1/startUrl',
      'GET /G2W/rest/v2/organizers/7/insessionWebinars',
    ])
  })
})

describe('registering for a webinar', () => {
  const bo = { firstName: 'Bo', lastName: 'Li', email: 'Bo@example.com' }
  const listed = `{"registrantKey":6666666666666666666,"email":"bo@EXAMPLE.com","status":"APPROVED",
    "registrationDate":"2026-03-01T00:00:00.5Z","joinUrl":"https://join.example/1"}`
  const found = {
    registrantKey: '6666666666666666666',
    joinUrl: 'https://join.example/1',
    status: 'APPROVED',
    alreadyRegistered: true,
  }

  test('gives the key with all its digits', async () => {
    await using stub = await startStub({
      status: 201,
      body: '{"registrantKey":6666666666666666666,"joinUrl":"https://join.example/1"}',
    })
    const made = await clientAt(stub.url).webinars.registrants.create(ref, {
      ...bo,
      responses: [
        { questionKey: '9007199254740993', answerKey: '1' },
        { questionKey: '2', responseText: 'x' },
      ],
    })
    expect(made).toEqual({ ...found, status: undefined, alreadyRegistered: false })
    expect(stub.received[0]?.body).toContain(
      '"responses":[{"questionKey":9007199254740993,"answerKey":1},{"questionKey":2,"responseText":"x"}]',
    )
  })

  test('twice gives the first registration, by the key in the refusal', async () => {
    await using stub = await startStub(
      { status: 409, body: '{"errorCode":"DuplicateRegistrant","registrantKey":6666666666666666666}' },
      ok(listed),
    )
    expect(await clientAt(stub.url).webinars.registrants.create(ref, bo)).toEqual(found)
    expect(stub.received[1]?.path).toBe(`${W}/registrants/6666666666666666666`)
  })

  test.each([
    ['nothing', { status: 409 }, []],
    ['a key of nobody', { status: 409, body: { registrantKey: '4' } }, [{ status: 404 }]],
    [
      'somebody else',
      { status: 409, body: { registrantKey: '4' } },
      [ok({ registrantKey: '4', email: 'x@x' })],
    ],
  ] as [string, Reply, Reply[]][])(
    'twice gives the first registration by its address when the refusal names %s',
    async (_what, refusal, between) => {
      await using stub = await startStub(
        refusal,
        ...between,
        ok(`{"data":[${listed}],"total":1,"page":0,"limit":200,"pageSize":1}`),
      )
      expect(await clientAt(stub.url).webinars.registrants.create(ref, bo)).toEqual(found)
      expect(stub.received.at(-1)?.path).toBe(`${W}/registrants?page=0&limit=200`)
    },
  )

  test('stays a conflict when nobody has that address', async () => {
    await using stub = await startStub({ status: 409, body: { errorCode: 'Full' } }, ok([]))
    await expect(clientAt(stub.url).webinars.registrants.create(ref, bo)).rejects.toMatchObject({
      kind: 'conflict',
      code: 'Full',
    })
  })

  test('lists in either dialect, asks for fields, and ends', async () => {
    await using stub = await startStub(
      ok(`[${listed}]`),
      ok(`{"data":[${listed}],"total":2}`),
      ok(`{"data":[${listed}],"total":2}`),
      ok(
        '{"fields":[{"field":"city","required":true,"maxSize":128}],"questions":[{"questionKey":9007199254740993}]}',
      ),
      { status: 204 },
    )
    const { registrants } = clientAt(stub.url).webinars
    expect(await registrants.list(ref)).toHaveLength(1)
    expect(await registrants.list(ref)).toHaveLength(2)
    expect(await registrants.fields(ref)).toMatchObject({
      fields: [{ field: 'city', required: true, maxSize: 128, answers: [] }],
      questions: [{ questionKey: '9007199254740993', required: false, answers: [] }],
    })
    await registrants.delete({ ...ref, registrantKey: '4' })
    expect(stub.received.at(-1)).toMatchObject({ method: 'DELETE', path: `${W}/registrants/4` })
  })
})

describe('hosts of a webinar', () => {
  test('are added in one list, and removed one by one', async () => {
    const coorganizer = { memberKey: '3', external: true, email: 'a@b.c', joinLink: 'https://join.example/c' }
    await using stub = await startStub(
      { status: 201, body: [coorganizer] },
      { status: 204 },
      { status: 201, body: [{ panelistKey: '8', joinLink: 'https://join.example/p' }] },
      ok('[{"panelistId":9007199254740993,"name":"Pat"}]'),
      { status: 204 },
      ok([]),
      { status: 204 },
      { status: 204 },
    )
    const { hosts } = clientAt(stub.url).webinars
    const [added] = await hosts.addCoorganizers(ref, [{ external: true, givenName: 'A', email: 'a@b.c' }])
    expect(added).toMatchObject({ memberKey: '3', joinLink: 'https://join.example/c' })
    await hosts.removeCoorganizer({ ...ref, coorganizerKey: '3', external: true })
    expect(await hosts.addPanelists(ref, [{ name: 'Pat', email: 'p@b.c' }])).toMatchObject([
      { panelistKey: '8' },
    ])
    expect(await hosts.panelists(ref)).toMatchObject([{ panelistKey: '9007199254740993', name: 'Pat' }])
    await hosts.removePanelist({ ...ref, panelistKey: '8' })
    expect(await hosts.coorganizers(ref)).toEqual([])
    await hosts.resendCoorganizerInvitation({ ...ref, coorganizerKey: '3' })
    await hosts.resendPanelistInvitation({ ...ref, panelistKey: '8' })
    expect(callsOf(stub)).toEqual([
      `POST ${W}/coorganizers`,
      `DELETE ${W}/coorganizers/3?external=true`,
      `POST ${W}/panelists`,
      `GET ${W}/panelists`,
      `DELETE ${W}/panelists/8`,
      `GET ${W}/coorganizers`,
      `POST ${W}/coorganizers/3/resendInvitation`,
      `POST ${W}/panelists/8/resendInvitation`,
    ])
  })
})

describe('what a webinar was', () => {
  const session = { ...ref, sessionKey: '77' }
  const stay = { joinTime: '2026-03-13T10:01:00Z', leaveTime: '2026-03-13T10:31:00Z' }

  test('is told by its sessions and attendees', async () => {
    const attendee = `{"registrantKey":6666666666666666666,"sessionKey":9007199254740993,"email":"bo@example.com",
      "attendanceTimeInSeconds":1800,"attendance":[${JSON.stringify(stay)}]}`
    await using stub = await startStub(
      ok({
        _embedded: { sessionInfoResources: [{ sessionKey: '77', startTime: stay.joinTime }] },
        page: { totalElements: 1 },
      }),
      ok(`[${attendee}]`),
      ok(`{"_embedded":{"attendeeParticipationResponses":[${attendee}]},"page":{"totalElements":1}}`),
      ok({}),
    )
    const { sessions } = clientAt(stub.url).webinars
    expect(await sessions.list(ref)).toMatchObject([{ sessionKey: '77', startTime: new Date(stay.joinTime) }])
    const expected = [
      {
        registrantKey: '6666666666666666666',
        sessionKey: '9007199254740993',
        attendanceTimeInSeconds: 1800,
        attendance: [{ joinTime: new Date(stay.joinTime), leaveTime: new Date(stay.leaveTime) }],
      },
    ]
    expect(await sessions.attendees(session)).toMatchObject(expected)
    expect(await sessions.webinarAttendees(ref)).toMatchObject(expected)
    const range = { fromTime: new Date(0), toTime: new Date(0) }
    expect(await sessions.listByOrganizer({ ...range, organizerKey: '7' })).toEqual([])
  })

  test('is told by polls, questions and figures', async () => {
    const figures = { attendance: { percentageAttendance: 50.5 }, pollsAndSurveys: { pollCount: 1 } }
    await using stub = await startStub(
      ok([{ question: 'Why?', numberOfResponses: 2, responses: [{ text: 'So', percentage: 100 }] }]),
      ok([]),
      ok([{ question: 'How?', askedBy: 'bo@example.com', answers: [{ answer: 'Thus' }] }]),
      ok(figures),
      ok({ '9007199254740993': figures }),
      ok([{ question: 'Why?', answer: 'So' }]),
      ok([]),
      ok({ registrantKey: '4', email: 'bo@example.com' }),
    )
    const { sessions } = clientAt(stub.url).webinars
    expect(await sessions.polls(session)).toMatchObject([{ responses: [{ text: 'So', percentage: 100 }] }])
    expect(await sessions.surveys(session)).toEqual([])
    expect(await sessions.questions(session)).toMatchObject([{ answers: [{ answer: 'Thus' }] }])
    expect(await sessions.performance(session)).toMatchObject({
      sessionKey: '77',
      percentageAttendance: 50.5,
    })
    expect(await sessions.webinarPerformance(ref)).toMatchObject([
      { sessionKey: '9007199254740993', pollCount: 1 },
    ])
    const who = { ...session, registrantKey: '4' }
    expect(await sessions.attendeeAnswers({ ...who, to: 'polls' })).toEqual([
      { question: 'Why?', answers: ['So'] },
    ])
    expect(await sessions.attendeeQuestions(who)).toEqual([])
    expect(await sessions.attendee(who)).toMatchObject({ email: 'bo@example.com' })
    expect(callsOf(stub).slice(-3)).toEqual([
      `GET ${W}/sessions/77/attendees/4/polls`,
      `GET ${W}/sessions/77/attendees/4/questions`,
      `GET ${W}/sessions/77/attendees/4`,
    ])
  })

  test('is told by recordings; a search may be repeated though it is a POST', async () => {
    const asset = {
      recordingAssetKey: 'a-b',
      mp4DownloadUrl: 'https://files.example/1.mp4',
      createTime: stay.joinTime,
    }
    const found = ok({ _embedded: { recordingAssets: [asset] }, page: { totalElements: 1 } })
    await using stub = await startStub(ok({ data: [asset], total: 1 }), { status: 503 }, found, found)
    const client = new GotoClient({ apiUrl: stub.url, accessToken: async () => 't' })
    const { recordings } = client.webinars
    expect(await recordings.list('1')).toMatchObject([{ recordingAssetKey: 'a-b' }])
    expect(await recordings.search({ accountKey: '8' })).toHaveLength(1)
    expect(await recordings.searchAccount({ accountKey: '8', organizerKey: '7' })).toHaveLength(1)
    expect(stub.received.at(-1)).toMatchObject({
      path: '/G2W/rest/v2/accounts/8/recordingassets/search?page=0&size=200&includes=recordingShareUrl%2CwebinarKey',
      body: '{"organizerKey":"7"}',
    })
  })
})

describe('Webhooks', () => {
  test('are made, switched on, subscribed to and deleted', async () => {
    const hook = { webhookKey: 'w-1', state: 'INACTIVE', createTime: '2026-03-13T10:00:00Z' }
    const subscription = { userSubscriptionKey: 's-1', activationState: 'ACTIVE' }
    await using stub = await startStub(
      ok({ id: 63, value: 'secret' }),
      ok({ _embedded: { webhooks: [hook] } }),
      { status: 204 },
      ok({ _embedded: { userSubscriptions: [subscription] } }),
      ok({}),
      ok(hook),
      { status: 202 },
      ok(subscription),
      { status: 204 },
      ok({}),
      { status: 202 },
    )
    const { webhooks } = clientAt(stub.url)
    expect(await webhooks.createSecretKey()).toEqual({ id: '63', value: 'secret', validFrom: undefined })
    const body = { callbackUrl: 'https://lectern.example/hook', eventName: 'registrant.added' } as const
    expect(await webhooks.create([body])).toMatchObject([{ webhookKey: 'w-1', state: 'INACTIVE' }])
    await webhooks.update([{ webhookKey: 'w-1', state: 'ACTIVE' }])
    expect(await webhooks.subscribe([{ webhookKey: 'w-1' }])).toMatchObject([{ activationState: 'ACTIVE' }])
    expect(await webhooks.list()).toEqual([])
    expect(await webhooks.get('w-1')).toMatchObject({ webhookKey: 'w-1' })
    await webhooks.delete(['w-1'])
    expect(await webhooks.getSubscription('s-1')).toMatchObject({ userSubscriptionKey: 's-1' })
    await webhooks.updateSubscriptions([{ webhookKey: 'w-1', userSubscriptionKey: 's-1' }])
    expect(await webhooks.listSubscriptions()).toEqual([])
    await webhooks.deleteSubscriptions(['s-1'])
    expect(stub.received[1]?.body).toBe(JSON.stringify([{ eventVersion: '1.0.0', ...body, product: 'g2w' }]))
    expect(callsOf(stub)[4]).toBe('GET /G2W/rest/v2/webhooks?product=g2w')
  })
})
