import { describe, expect, test } from 'vitest'
import { startStub } from '../test/stub-server.ts'
import { GotoClient } from './client.ts'
import { GotoError } from './errors.ts'
import type { MeetingBody } from './meetings.types.ts'

const clientAt = (apiUrl: string) => new GotoClient({ apiUrl, accessToken: async () => 't', maxAttempts: 1 })
const lesson: MeetingBody = {
  subject: 'Vectors <1>',
  starttime: new Date('2026-03-05T10:00:00.500Z'),
  endtime: new Date('2026-03-05T11:00:00Z'),
  passwordrequired: false,
  conferencecallinfo: 'VoIP',
  meetingtype: 'scheduled',
}
const created = { joinURL: 'https://meet.goto.com/123456789', meetingid: 123456789, maxParticipants: 250 }

describe('Meetings', () => {
  test('creates a meeting, from an array of one', async () => {
    await using stub = await startStub({ status: 201, body: [created] })
    expect(await clientAt(stub.url).meetings.create(lesson)).toEqual({
      joinURL: 'https://meet.goto.com/123456789',
      meetingid: '123456789',
      maxParticipants: 250,
      uniqueMeetingId: undefined,
      conferenceCallInfo: undefined,
    })
    expect(stub.received[0]).toMatchObject({ method: 'POST', path: '/G2M/rest/meetings' })
    expect(JSON.parse(stub.received[0]?.body ?? '')).toEqual({
      subject: 'Vectors &lt;1&gt;',
      starttime: '2026-03-05T10:00:00Z',
      endtime: '2026-03-05T11:00:00Z',
      passwordrequired: false,
      conferencecallinfo: 'VoIP',
      timezonekey: '',
      meetingtype: 'scheduled',
    })
  })

  test('reads a meeting, whatever dialect its values are in', async () => {
    const body = `[{"createTime":"","passwordRequired":"false","status":"INACTIVE","subject":"Vectors &lt;1&gt;",
      "startTime":"2026-03-05T10:00:00.+0000","endTime":"2026-03-05T11:00:00.+0000","duration":"60",
      "meetingId":9223372036854775807,"coorganizerKeys":[9007199254740993,"5"]}]`
    await using stub = await startStub({ status: 200, body })
    expect(await clientAt(stub.url).meetings.get('123456789')).toEqual({
      meetingId: '9223372036854775807',
      subject: 'Vectors <1>',
      startTime: new Date('2026-03-05T10:00:00Z'),
      endTime: new Date('2026-03-05T11:00:00Z'),
      createTime: undefined,
      duration: 60,
      status: 'INACTIVE',
      meetingType: undefined,
      passwordRequired: false,
      maxParticipants: undefined,
      conferenceCallInfo: undefined,
      coorganizerKeys: ['9007199254740993', '5'],
    })
  })

  test('replaces and deletes with a 204, even one with a body', async () => {
    await using stub = await startStub({ status: 204 }, { status: 200, body: 'done' }, { status: 204 })
    const { meetings } = clientAt(stub.url)
    await meetings.update('1', lesson)
    await meetings.delete('1')
    await meetings.deleteSession({ organizerKey: '7', sessionId: '8', only: 'recordings' })
    expect(stub.received.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'PUT /G2M/rest/meetings/1',
      'DELETE /G2M/rest/meetings/1',
      'DELETE /G2M/rest/organizers/7/sessions/8/recordings',
    ])
  })

  test('gives the host URL', async () => {
    await using stub = await startStub({ status: 200, body: { hostURL: 'https://meet.goto.com/host/x' } })
    expect(await clientAt(stub.url).meetings.start('1')).toEqual({ hostURL: 'https://meet.goto.com/host/x' })
  })

  test("tells the attendee's address from the organizer's", async () => {
    const row = {
      attendeeName: 'Bo',
      attendeeEmail: '',
      email: 'ann@example.com',
      joinTime: '2026-03-05T10:01:00.+0000',
      leaveTime: '2026-03-05T10:31:00.+0000',
      duration: 30,
      organizerkey: 5,
    }
    const body = `[${JSON.stringify(row).replace('{', '{"meetingInstanceKey":9007199254740993,')}]`
    await using stub = await startStub({ status: 200, body })
    const [stay] = await clientAt(stub.url).meetings.attendees('1')
    expect(stay).toMatchObject({
      attendeeEmail: undefined,
      email: 'ann@example.com',
      organizerKey: '5',
      meetingInstanceKey: '9007199254740993',
      leaveTime: new Date('2026-03-05T10:31:00Z'),
    })
  })

  test('lists coming and past meetings of oneself, an organizer and a group', async () => {
    const past = {
      meetingId: '1',
      sessionId: '2',
      startTime: '2024-04-10T18:24:05.+0000',
      endTime: '2024-04-10T19:36:05.+0000',
      duration: '72',
      numAttendees: '14',
      meetingType: 'future kind',
      recording: {
        recordingId: 'uuid',
        downloadUrl: 'https://files.example/1.mp4',
        fileSize: 10,
        shareUrl: 'x',
      },
    }
    const empty = { status: 200, body: [] }
    await using stub = await startStub(empty, empty, { status: 200, body: [past] }, empty)
    const { meetings } = clientAt(stub.url)
    const range = { startDate: new Date('2024-04-01'), endDate: new Date('2024-05-01') }
    expect(await meetings.upcoming()).toEqual([])
    expect(await meetings.upcoming('7')).toEqual([])
    expect(await meetings.historical({ ...range, organizerKey: '7' })).toMatchObject([
      {
        duration: 72,
        numAttendees: 14,
        meetingType: 'future kind',
        recording: { downloadUrl: 'https://files.example/1.mp4', shareUrl: undefined, fileSize: 10 },
      },
    ])
    await meetings.attendeesByGroup({ ...range, groupKey: '9' })
    const query = 'startDate=2024-04-01T00%3A00%3A00Z&endDate=2024-05-01T00%3A00%3A00Z'
    expect(stub.received.map(({ path }) => path)).toEqual([
      '/G2M/rest/upcomingMeetings',
      '/G2M/rest/organizers/7/upcomingMeetings',
      `/G2M/rest/organizers/7/historicalMeetings?${query}`,
      `/G2M/rest/groups/9/attendees?${query}`,
    ])
  })
})

describe('an answer nobody expects', () => {
  const hostile: [string, string, string][] = [
    ['nothing', '', 'the body is empty'],
    ['blanks', ' \n ', 'the body is empty'],
    ['HTML', '<html>Sign in</html>', 'the body is not JSON (no declared type)'],
    ['half an answer', '[{"joinURL":"https://meet', 'the body is not JSON (no declared type)'],
    ['null', 'null', 'expected meeting as an object, found null'],
    ['a text', '"meeting"', 'expected meeting as an object, found another string'],
    ['a number beyond all', '1e999', 'expected meeting as an object, found another string'],
    ['no meeting', '[]', 'expected exactly one meeting, found a list of 0'],
    ['two meetings', '[{},{}]', 'expected exactly one meeting, found a list of 2'],
    ['a list of lists', '[[]]', 'expected meeting as an object, found a list of 0'],
    ['no join URL', '{"meetingid":1}', 'expected joinURL as a web address, found nothing'],
    [
      'a join URL that is code',
      '{"joinURL":"javascript:alert(1)","meetingid":1}',
      'expected joinURL as a web address',
    ],
    [
      'a join URL of another type',
      '{"joinURL":{},"meetingid":1}',
      'expected joinURL as a web address, found an object',
    ],
    ['no id', '{"joinURL":"https://a.example"}', 'expected meetingid as a key, found nothing'],
    [
      'an id that is a path',
      '{"joinURL":"https://a.example","meetingid":"../1"}',
      'expected meetingid as a key',
    ],
    [
      'an id that is a fraction',
      '{"joinURL":"https://a.example","meetingid":1.5}',
      'expected meetingid as a key',
    ],
    ['a prototype', '{"__proto__":{"joinURL":"https://a.example","meetingid":1}}', 'expected joinURL'],
  ]

  test.each(hostile)('%s is an unexpected response', async (_name, body, problem) => {
    await using stub = await startStub({ status: 201, body })
    const error = await clientAt(stub.url)
      .meetings.create(lesson)
      .catch((caught: unknown) => caught)
    expect(error).toBeInstanceOf(GotoError)
    expect(error).toMatchObject({ kind: 'unexpected-response', status: 201, body, outcomeUnknown: true })
    expect((error as GotoError).message).toContain(problem)
    expect((error as GotoError).message).toContain(
      "GoTo's answer to POST /G2M/rest/meetings could not be read",
    )
  })

  test.each([
    ['a time that is none', { joinTime: 'soon' }, 'expected joinTime as an instant'],
    ['a leave time that is none', { joinTime: '2026-01-01T00:00:00Z', leaveTime: 'x' }, 'expected leaveTime'],
    ['no row', null, 'expected attendee as an object, found null'],
  ])('%s among the attendees is an error, not an absence', async (_name, row, problem) => {
    await using stub = await startStub({ status: 200, body: [row] })
    await expect(clientAt(stub.url).meetings.attendees('1')).rejects.toMatchObject({
      kind: 'unexpected-response',
      message: expect.stringContaining(problem),
    })
  })
})
