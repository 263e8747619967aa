import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Participant, Poll, Registrant, Run, Webinar } from './model.ts'
import { isReported, reportedParticipants } from './report-shapes.ts'
import { rangeOf } from './webinar.ts'
import { embeddedPage, invalid, notFound, WEBINAR_PATH, WEBINAR_ROOT, webinarGuard } from './webinar-guard.ts'
import { nameOf, registrantsOf, registrantView } from './webinar-views.ts'
import { numeric, plainInstant, sendJson } from './wire.ts'
import type { World } from './world.ts'

const SESSION_PATH = `${WEBINAR_PATH}/sessions/:sessionKey`
const ATTENDEE_PATH = `${SESSION_PATH}/attendees/:registrantKey`

interface Attended {
  readonly run: Run
  readonly registrant: Registrant
  readonly visits: Participant['intervals']
}

/** What GoTo tells about webinars that were held. A session is there once its reports are out. */
export function webinarReportRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const { guarded, own } = webinarGuard(world)
  const ownSession = (
    handler: (run: Run, webinar: Webinar, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
  ) =>
    own((webinar, _caller, request, reply) => {
      const { sessionKey } = request.params as { sessionKey: string }
      const run = runsOf(world, webinar).find((entry) => entry.key === sessionKey)
      return run ? handler(run, webinar, request, reply) : notFound(reply, 'session', sessionKey)
    })
  const ownAttendee = (
    handler: (attended: Attended, webinar: Webinar, reply: FastifyReply) => FastifyReply,
  ) =>
    ownSession((run, webinar, request, reply) => {
      const { registrantKey } = request.params as { registrantKey: string }
      const found = attendedOf(world, run, webinar).find((a) => a.registrant.registrantKey === registrantKey)
      return found ? handler(found, webinar, reply) : notFound(reply, 'attendee', registrantKey)
    })

  app.get(
    `${WEBINAR_ROOT}/organizers/:organizerKey/sessions`,
    guarded((_caller, request, reply) => {
      const range = rangeOf(request)
      if (!range) return invalid(reply, 'fromTime and toTime are required')
      const { organizerKey } = request.params as { organizerKey: string }
      const rows = world.state.webinars
        .filter((webinar) => webinar.organizerKey === organizerKey)
        .flatMap((webinar) => runsOf(world, webinar).map((run) => ({ run, webinar })))
        .filter(({ run }) => run.startedAt >= range.from && run.startedAt <= range.to)
      return sendSessions(request, reply, rows)
    }),
  )

  app.get(
    `${WEBINAR_PATH}/sessions`,
    own((webinar, _caller, request, reply) =>
      sendSessions(
        request,
        reply,
        runsOf(world, webinar).map((run) => ({ run, webinar })),
      ),
    ),
  )

  app.get(
    `${WEBINAR_PATH}/attendees`,
    own((webinar, _caller, request, reply) => {
      const rows = runsOf(world, webinar).flatMap((run) => attendedOf(world, run, webinar).map(attendeeView))
      const name = 'attendeeParticipationResponses'
      const { omitEmptyEmbedded, pagesRepeatRows } = world.behavior
      return sendJson(reply, 200, embeddedPage(request, name, rows, omitEmptyEmbedded, pagesRepeatRows))
    }),
  )

  for (const path of [SESSION_PATH, `${SESSION_PATH}/attendees`]) {
    app.get(
      path,
      ownSession((run, webinar, _request, reply) =>
        sendJson(reply, 200, attendedOf(world, run, webinar).map(attendeeView)),
      ),
    )
  }

  app.get(
    ATTENDEE_PATH,
    ownAttendee(({ registrant }, { timeZone }, reply) =>
      sendJson(reply, 200, registrantView(registrant, timeZone, publicUrl())),
    ),
  )

  for (const kind of ['polls', 'surveys'] as const) {
    app.get(
      `${SESSION_PATH}/${kind}`,
      ownSession((run, _webinar, _request, reply) => sendJson(reply, 200, (run[kind] ?? []).map(pollView))),
    )
    app.get(
      `${ATTENDEE_PATH}/${kind}`,
      ownAttendee(({ run, registrant }, _webinar, reply) =>
        sendJson(reply, 200, pollAnswers(run[kind] ?? [], registrant)),
      ),
    )
  }

  app.get(
    `${SESSION_PATH}/questions`,
    ownSession((run, _webinar, _request, reply) => sendJson(reply, 200, questionViews(world, run))),
  )
  app.get(
    `${ATTENDEE_PATH}/questions`,
    ownAttendee(({ run, registrant }, _webinar, reply) =>
      sendJson(reply, 200, questionViews(world, run, registrant.registrantKey)),
    ),
  )

  app.get(
    `${SESSION_PATH}/performance`,
    ownSession((run, webinar, _request, reply) => sendJson(reply, 200, performanceView(world, run, webinar))),
  )
  app.get(
    `${WEBINAR_PATH}/performance`,
    own((webinar, _caller, _request, reply) =>
      sendJson(
        reply,
        200,
        Object.fromEntries(
          runsOf(world, webinar).map((run) => [run.key, performanceView(world, run, webinar)]),
        ),
      ),
    ),
  )

  function sendSessions(
    request: FastifyRequest,
    reply: FastifyReply,
    rows: { run: Run; webinar: Webinar }[],
  ): FastifyReply {
    const views = rows.map(({ run, webinar }) => sessionView(world, run, webinar))
    return sendJson(
      reply,
      200,
      embeddedPage(request, 'sessionInfoResources', views, world.behavior.omitEmptyEmbedded),
    )
  }
}

/** Sessions of a webinar whose reports are out, by start. */
export function runsOf(world: World, { webinarKey }: Webinar): Run[] {
  world.expireParticipants()
  return world.state.runs
    .filter((run) => run.product === 'webinar' && run.roomKey === webinarKey && isReported(world, run))
    .sort((a, b) => a.startedAt - b.startedAt)
}

/** One record for each registrant who came. Organizers and panelists are not among them. */
function attendedOf(world: World, run: Run, webinar: Webinar): Attended[] {
  return registrantsOf(world, webinar).flatMap((registrant) => {
    const visits = reportedParticipants(world, run)
      .filter((person) => isRegistrant(person, registrant))
      .flatMap((person) => person.intervals)
    return visits.length > 0 ? [{ run, registrant, visits }] : []
  })
}

function isRegistrant(person: Participant, { registrantKey, email }: Registrant): boolean {
  return person.registrantKey
    ? person.registrantKey === registrantKey
    : !person.isHost && person.email.toLowerCase() === email.toLowerCase()
}

function attendeeView({ run, registrant, visits }: Attended): object {
  const end = run.endedAt ?? run.startedAt
  const seconds = visits.reduce((all, { joinAt, leaveAt = end }) => all + (leaveAt - joinAt) / 1000, 0)
  return {
    registrantKey: numeric(registrant.registrantKey),
    sessionKey: numeric(run.key),
    email: registrant.email,
    firstName: registrant.firstName,
    lastName: registrant.lastName,
    attendanceTimeInSeconds: Math.round(seconds),
    attendance: visits.map(({ joinAt, leaveAt }) => ({
      joinTime: plainInstant(joinAt),
      leaveTime: leaveAt === undefined ? '' : plainInstant(leaveAt),
    })),
  }
}

function sessionView(world: World, run: Run, webinar: Webinar): object {
  const organizer = world.findUser(webinar.organizerKey)
  return {
    sessionKey: run.key,
    webinarKey: webinar.webinarKey,
    webinarID: webinar.webinarId,
    webinarName: webinar.subject,
    startTime: plainInstant(run.startedAt),
    endTime: plainInstant(run.endedAt ?? run.startedAt),
    registrantsAttended: attendedOf(world, run, webinar).length,
    registrantCount: registrantsOf(world, webinar).length,
    accountKey: organizer?.accountKey ?? '',
    creatingOrganizerKey: webinar.organizerKey,
    creatingOrganizerName: nameOf(organizer),
    startingOrganizerKey: webinar.organizerKey,
    startingOrganizerName: nameOf(organizer),
    totalPollCount: run.polls?.length ?? 0,
    timeZone: webinar.timeZone,
    experienceType: webinar.experienceType,
  }
}

function pollView({ question, answers }: Poll): object {
  const texts = [...new Set(answers.flatMap((answer) => answer.texts))]
  const responses = texts.map((text) => ({
    text,
    percentage: (100 * answers.filter((answer) => answer.texts.includes(text)).length) / answers.length,
  }))
  return { question, numberOfResponses: answers.length, responses }
}

function pollAnswers(polls: Poll[], { registrantKey }: Registrant): object[] {
  return polls.flatMap(({ question, answers }) => {
    const mine = answers.find((answer) => answer.registrantKey === registrantKey)
    return mine ? [{ question, answer: mine.texts[0] ?? '', answers: mine.texts }] : []
  })
}

function questionViews(world: World, run: Run, of?: string): object[] {
  return (run.questions ?? [])
    .filter(({ registrantKey }) => of === undefined || registrantKey === of)
    .map(({ question, registrantKey, askedAt, answers }) => {
      const asker = world.state.registrants.find((entry) => entry.registrantKey === registrantKey)
      return {
        question,
        askedBy: asker?.email ?? '',
        askerKey: registrantKey,
        dateAsked: plainInstant(askedAt),
        answers: answers.map(({ answer, answeredBy, answeredAt }) => ({
          answer,
          answeredBy,
          answererRole: 'organizer',
          answerTime: plainInstant(answeredAt),
          answererEmail: world.findUser(run.organizerKey)?.email ?? '',
        })),
      }
    })
}

function performanceView(world: World, run: Run, webinar: Webinar): object {
  const registered = registrantsOf(world, webinar).length
  const attended = attendedOf(world, run, webinar)
  const end = run.endedAt ?? run.startedAt
  const seconds = attended.flatMap(({ visits }) =>
    visits.map(({ joinAt, leaveAt = end }) => (leaveAt - joinAt) / 1000),
  )
  const total = seconds.reduce((all, one) => all + one, 0)
  return {
    sessionInfo: {
      webinarName: webinar.subject,
      webinarId: webinar.webinarId,
      sessionKey: run.key,
      timeZone: webinar.timeZone,
      experienceType: webinar.experienceType,
      recurrencePeriod: 'never',
      startTime: plainInstant(run.startedAt),
      endTime: plainInstant(end),
      registrationEmailOpenedCount: '0',
      registrationLinkClickedCount: '0',
    },
    attendance: {
      registrantCount: registered,
      percentageAttendance: registered > 0 ? (100 * attended.length) / registered : 0,
      averageInterestRating: run.interest ?? 0,
      averageAttentiveness: run.attentiveness ?? 0,
      averageAttendanceTimeSeconds: attended.length > 0 ? total / attended.length : 0,
    },
    pollsAndSurveys: {
      pollCount: run.polls?.length ?? 0,
      surveyCount: run.surveys?.length ?? 0,
      questionsAsked: run.questions?.length ?? 0,
      percentagePollsCompleted: 0,
      percentageSurveysCompleted: 0,
    },
  }
}
