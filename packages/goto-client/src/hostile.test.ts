import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { GotoClient } from './client.ts'
import { GotoError } from './errors.ts'

const ref = { organizerKey: '1', webinarKey: '2', trainingKey: '3', sessionKey: '4', registrantKey: '5' }
const range = { startDate: new Date(0), endDate: new Date(1), fromTime: new Date(0), toTime: new Date(1) }
const person = { firstName: 'B', lastName: 'L', givenName: 'B', surname: 'L', email: 'b@example.com' }

/** Every call that reads an answer. */
const CALLS: Record<string, (goto: GotoClient) => Promise<unknown>> = {
  me: (goto) => goto.identity.me(),
  meeting: (goto) => goto.meetings.get('1'),
  'start of a meeting': (goto) => goto.meetings.start('1'),
  'attendees of a meeting': (goto) => goto.meetings.attendees('1'),
  'coming meetings': (goto) => goto.meetings.upcoming(),
  'past meetings': (goto) => goto.meetings.historical(range),
  webinar: (goto) => goto.webinars.get(ref),
  webinars: (goto) => goto.webinars.list({ ...range, organizerKey: '1' }),
  'copied webinar': (goto) => goto.webinars.copy('2', {}),
  'audio of a webinar': (goto) => goto.webinars.audio(ref),
  'registration for a webinar': (goto) => goto.webinars.registrants.create(ref, person),
  'registrants of a webinar': (goto) => goto.webinars.registrants.list(ref),
  'registrant of a webinar': (goto) => goto.webinars.registrants.get(ref),
  'fields of a webinar': (goto) => goto.webinars.registrants.fields(ref),
  'co-organizers': (goto) => goto.webinars.hosts.coorganizers(ref),
  panelists: (goto) => goto.webinars.hosts.panelists(ref),
  'sessions of a webinar': (goto) => goto.webinars.sessions.list(ref),
  'attendees of a webinar': (goto) => goto.webinars.sessions.attendees(ref),
  'polls of a webinar': (goto) => goto.webinars.sessions.polls(ref),
  'questions of a webinar': (goto) => goto.webinars.sessions.questions(ref),
  'answers of an attendee': (goto) => goto.webinars.sessions.attendeeAnswers({ ...ref, to: 'polls' }),
  'figures of a webinar': (goto) => goto.webinars.sessions.webinarPerformance(ref),
  'recordings of a webinar': (goto) => goto.webinars.recordings.list('2'),
  webhooks: (goto) => goto.webhooks.list(),
  subscriptions: (goto) => goto.webhooks.listSubscriptions(),
  training: (goto) => goto.trainings.get(ref),
  'moved training': (goto) => goto.trainings.updateTimes(ref, { timeZone: 'UTC', times: [] }),
  'registration for a training': (goto) => goto.trainings.registrants.create(ref, person),
  'registrants of a training': (goto) => goto.trainings.registrants.list(ref),
  'sessions of a training': (goto) => goto.trainings.reports.sessions(ref),
  'attendees of a training': (goto) => goto.trainings.reports.attendees(ref),
  'recordings of a training': (goto) => goto.trainings.reports.recordings('3'),
}

/** Member names that the readers look for, so that the strange values land where they hurt. */
const MEMBERS = [
  '_embedded',
  'page',
  'totalElements',
  'data',
  'total',
  'webinars',
  'sessionInfoResources',
  'recordingAssets',
  'recordingList',
  'attendance',
  'inSessionTimes',
  'times',
  'organizers',
  'accounts',
  'name',
  'id',
  'meetingId',
  'webinarKey',
  'registrantKey',
  'joinTime',
  'startTime',
  'email',
  'responses',
  'answers',
  'errorCode',
  'msg',
  'incident',
  '__proto__',
]

const strange = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom(null, true, '', 'x', '1', 1, -1, 1.5, 1e308, '2026-01-01T00:00:00Z', 'javascript:0'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...MEMBERS), tie('value'), { maxKeys: 6 }),
  ),
})).value

describe('whatever GoTo answers', () => {
  test.each(Object.entries(CALLS))('%s is read, or fails with a readable GotoError', async (_name, call) => {
    const answers = fc.array(
      fc.record({
        status: fc.constantFrom(200, 200, 200, 201, 302, 400, 403, 404, 409, 500),
        text: fc.oneof(
          strange.map((value) => JSON.stringify(value)),
          fc.constantFrom('', '<html>', '{', '99999999999999999999'),
        ),
      }),
      { minLength: 1, maxLength: 4 },
    )
    await fc.assert(
      fc.asyncProperty(answers, async (turns) => {
        let turn = 0
        const fetch = async () => {
          const answer = turns[turn++ % turns.length]
          return new Response(answer?.text, { status: answer?.status })
        }
        const goto = new GotoClient({
          apiUrl: 'http://goto.invalid',
          accessToken: async () => 't',
          fetch,
          maxAttempts: 1,
        })
        const error = await call(goto).then(
          () => undefined,
          (caught: unknown) => caught,
        )
        if (error === undefined) return
        expect(error).toBeInstanceOf(GotoError)
        expect(String(error)).toMatch(/^GotoError: GoTo.{10,}\.$/s)
      }),
      { numRuns: 60 },
    )
  })
})
