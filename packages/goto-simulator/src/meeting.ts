import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { admit, type Caller, organizerRefusal } from './gate.ts'
import {
  GROUP_NAME,
  meetingAttendees,
  meetingHistory,
  meetingView,
  upcomingMeetings,
  upcomingView,
} from './meeting-views.ts'
import type { Meeting } from './model.ts'
import { hostLink, newJoinCode } from './room-entry.ts'
import { numeric, readInstant, sendError, sendJson } from './wire.ts'
import type { World } from './world.ts'

interface MeetingRequest {
  subject?: unknown
  starttime?: unknown
  endtime?: unknown
  passwordrequired?: unknown
  conferencecallinfo?: unknown
  timezonekey?: unknown
  meetingtype?: unknown
  coorganizerKeys?: unknown
}

type Handler = (caller: Caller, request: FastifyRequest, reply: FastifyReply) => FastifyReply

export const MEETING_ROOT = '/G2M/rest'
const SUBJECT_MAX = 100 // documented

/** GoToMeeting v1 as its document of 2021-12 has it. */
export function meetingRoutes(app: FastifyInstance, world: World, publicUrl: () => string): void {
  const guarded = (handler: Handler) => (request: FastifyRequest, reply: FastifyReply) => {
    const caller = admit(world, request, reply, 'meeting')
    return caller ? handler(caller, request, reply) : reply
  }
  const ofOrganizer = (
    handler: (key: string, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
  ) =>
    guarded((caller, request, reply) => {
      const { organizerKey } = request.params as { organizerKey: string }
      const refusal = organizerRefusal(world, caller, organizerKey)
      if (refusal === 404) return notFound(reply, organizerKey)
      return refusal
        ? sendError(reply, 403, 'AccessDenied', 'Admin role needed')
        : handler(organizerKey, request, reply)
    })
  const own = (
    handler: (meeting: Meeting, caller: Caller, request: FastifyRequest, reply: FastifyReply) => FastifyReply,
  ) =>
    guarded((caller, request, reply) => {
      const { meetingId } = request.params as { meetingId: string }
      const meeting = world.state.meetings.find((entry) => entry.meetingId === meetingId)
      if (!meeting) return notFound(reply, meetingId)
      const mayUse =
        meeting.organizerKey === caller.user.key || meeting.coorganizerKeys.includes(caller.user.key)
      return mayUse
        ? handler(meeting, caller, request, reply)
        : sendError(reply, 403, 'AccessDenied', 'Not your meeting')
    })

  app.post(
    `${MEETING_ROOT}/meetings`,
    guarded((caller, request, reply) => {
      const read = readMeeting(world, request.body)
      if (typeof read === 'string') return badRequest(reply, read)
      const meeting: Meeting = {
        ...read,
        meetingId: world.newMeetingId(),
        organizerKey: caller.user.key,
        joinCode: newJoinCode(),
      }
      world.state.meetings.push(meeting)
      world.save()
      return sendJson(reply, 201, [
        {
          joinURL: `${publicUrl()}/room/meeting/${meeting.joinCode}`,
          meetingid: numeric(meeting.meetingId),
          maxParticipants: world.behavior.maxParticipants,
          uniqueMeetingId: numeric(meeting.meetingId),
          conferenceCallInfo: 'Simulated telephone numbers\nThere are none.',
        },
      ])
    }),
  )

  app.get(
    `${MEETING_ROOT}/meetings/:meetingId`,
    own((meeting, _caller, _request, reply) => sendJson(reply, 200, [meetingView(world, meeting)])),
  )

  app.put(
    `${MEETING_ROOT}/meetings/:meetingId`,
    own((meeting, _caller, request, reply) => {
      const read = readMeeting(world, request.body, meeting)
      if (typeof read === 'string') return badRequest(reply, read)
      Object.assign(meeting, read)
      world.save()
      return reply.status(204).send()
    }),
  )

  app.delete(
    `${MEETING_ROOT}/meetings/:meetingId`,
    own((meeting, _caller, _request, reply) => {
      if (world.behavior.refuseDeleteOfRunning && world.findRunning(meeting.meetingId)) {
        return badRequest(reply, 'The meeting is in session')
      }
      world.state.meetings = world.state.meetings.filter((entry) => entry !== meeting)
      world.save()
      return reply.status(204).send()
    }),
  )

  app.get(
    `${MEETING_ROOT}/meetings/:meetingId/start`,
    own((meeting, caller, _request, reply) =>
      sendJson(reply, 200, {
        hostURL: `${publicUrl()}${hostLink(world, { product: 'meeting', roomKey: meeting.meetingId, userKey: caller.user.key })}`,
      }),
    ),
  )

  app.get(
    `${MEETING_ROOT}/meetings/:meetingId/attendees`,
    own((meeting, _caller, _request, reply) =>
      sendJson(
        reply,
        200,
        meetingAttendees(world, (run) => run.roomKey === meeting.meetingId),
      ),
    ),
  )

  app.get(
    `${MEETING_ROOT}/upcomingMeetings`,
    guarded((caller, _request, reply) => sendUpcoming(caller.user.key, reply)),
  )
  app.get(
    `${MEETING_ROOT}/historicalMeetings`,
    guarded((caller, request, reply) => sendHistory(caller.user.key, request, reply)),
  )
  app.get(
    `${MEETING_ROOT}/organizers/:organizerKey/upcomingMeetings`,
    ofOrganizer((key, _request, reply) => sendUpcoming(key, reply)),
  )
  app.get(`${MEETING_ROOT}/organizers/:organizerKey/historicalMeetings`, ofOrganizer(sendHistory))
  app.get(
    `${MEETING_ROOT}/organizers/:organizerKey/attendees`,
    ofOrganizer((key, request, reply) => {
      const range = rangeOf(request)
      if (!range) return badRequest(reply, 'startDate and endDate are required')
      const inRange = (startedAt: number) => startedAt >= range.from && startedAt <= range.to
      return sendJson(
        reply,
        200,
        meetingAttendees(world, (run) => run.organizerKey === key && inRange(run.startedAt)),
      )
    }),
  )
  // Data clean-up: a whole session, who was there, or its recording.
  for (const part of ['', '/attendees', '/recordings'] as const) {
    app.delete(
      `${MEETING_ROOT}/organizers/:organizerKey/sessions/:sessionId${part}`,
      ofOrganizer((key, request, reply) => {
        const { sessionId } = request.params as { sessionId: string }
        const run = world.state.runs.find((entry) => entry.key === sessionId && entry.organizerKey === key)
        if (!run) return notFound(reply, sessionId)
        if (part === '/attendees') run.participants = []
        else if (part === '/recordings') run.recording = false
        else world.state.runs = world.state.runs.filter((entry) => entry !== run)
        world.save()
        return reply.status(204).send()
      }),
    )
  }

  // Ours: an account is one group, whose key is the account's.
  const ofGroup = (handler: (keys: string[], request: FastifyRequest, reply: FastifyReply) => FastifyReply) =>
    guarded((caller, request, reply) => {
      const { groupKey } = request.params as { groupKey: string }
      if (!caller.scopes.includes('admin') || groupKey !== caller.user.accountKey)
        return sendError(reply, 403, 'AccessDenied', 'Admin role needed')
      const members = world.state.users.filter((user) => user.accountKey === groupKey)
      return handler(
        members.map((user) => user.key),
        request,
        reply,
      )
    })
  app.get(
    `${MEETING_ROOT}/groups/:groupKey/upcomingMeetings`,
    ofGroup((keys, _request, reply) => {
      const all = keys
        .flatMap((key) => upcomingMeetings(world, key))
        .map((meeting) => upcomingView(world, meeting))
      return sendJson(reply, 200, all.map(inGroup))
    }),
  )
  app.get(
    `${MEETING_ROOT}/groups/:groupKey/historicalMeetings`,
    ofGroup((keys, request, reply) => {
      const range = rangeOf(request)
      if (!range) return badRequest(reply, 'startDate and endDate are required')
      const all = keys.flatMap((key) => meetingHistory(world, key, range))
      return sendJson(reply, 200, all.map(inGroup))
    }),
  )
  app.get(
    `${MEETING_ROOT}/groups/:groupKey/attendees`,
    ofGroup((keys, request, reply) => {
      const { from, to } = rangeOf(request) ?? { from: 0, to: Number.POSITIVE_INFINITY }
      const all = meetingAttendees(
        world,
        (run) => keys.includes(run.organizerKey) && run.startedAt >= from && run.startedAt <= to,
        { keysAsTexts: true },
      )
      return sendJson(reply, 200, all.map(inGroup))
    }),
  )

  function sendUpcoming(organizerKey: string, reply: FastifyReply): FastifyReply {
    return sendJson(
      reply,
      200,
      upcomingMeetings(world, organizerKey).map((meeting) => upcomingView(world, meeting)),
    )
  }

  function sendHistory(organizerKey: string, request: FastifyRequest, reply: FastifyReply): FastifyReply {
    const range = rangeOf(request)
    if (!range) return badRequest(reply, 'startDate and endDate are required')
    return sendJson(reply, 200, meetingHistory(world, organizerKey, range))
  }
}

/** @returns what is wrong with the request, or the meeting's new fields */
function readMeeting(
  world: World,
  body: unknown,
  before?: Meeting,
): Omit<Meeting, 'meetingId' | 'organizerKey' | 'joinCode'> | string {
  if (typeof body !== 'object' || body === null) return 'The body must be a JSON object'
  const fields = body as MeetingRequest
  const missing = (
    [
      'subject',
      'starttime',
      'endtime',
      'passwordrequired',
      'conferencecallinfo',
      'timezonekey',
      'meetingtype',
    ] as const
  ).filter((name) => fields[name] === undefined)
  if (missing.length > 0) return `Missing: ${missing.join(', ')}`
  const subject = String(fields.subject)
  if (/[<>]/.test(subject)) return 'subject: < and > must be sent as &lt; and &gt;'
  const plain = subject.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&')
  if (plain.length === 0 || plain.length > SUBJECT_MAX) return `subject: 1 to ${SUBJECT_MAX} characters`
  const startsAt = readInstant(fields.starttime)
  const endsAt = readInstant(fields.endtime)
  if (startsAt === undefined || endsAt === undefined) return 'starttime, endtime: ISO 8601 in UTC'
  if (endsAt <= startsAt) return 'endtime must be after starttime'
  const isMoved = before?.startsAt !== startsAt
  if (world.behavior.refusePastStart && isMoved && startsAt <= world.now())
    return 'starttime must lie in the future'
  const meetingType = String(fields.meetingtype).toLowerCase()
  if (meetingType !== 'immediate' && meetingType !== 'recurring' && meetingType !== 'scheduled') {
    return 'meetingtype: immediate, recurring or scheduled'
  }
  return {
    subject: plain,
    startsAt,
    endsAt,
    meetingType,
    passwordRequired: String(fields.passwordrequired) === 'true',
    conferenceCallInfo: String(fields.conferencecallinfo),
    coorganizerKeys: Array.isArray(fields.coorganizerKeys)
      ? fields.coorganizerKeys.map(String)
      : (before?.coorganizerKeys ?? []),
  }
}

function inGroup(row: object): object {
  return { ...row, groupName: GROUP_NAME }
}

export function rangeOf(request: FastifyRequest): { from: number; to: number } | undefined {
  const { startDate, endDate } = request.query as { startDate?: string; endDate?: string }
  const from = readInstant(startDate)
  const to = readInstant(endDate)
  return from === undefined || to === undefined ? undefined : { from, to }
}

export function badRequest(reply: FastifyReply, message: string): FastifyReply {
  return sendError(reply, 400, 'InvalidRequest', message)
}

export function notFound(reply: FastifyReply, key: string): FastifyReply {
  return sendError(reply, 404, 'NotFound', `There is no ${key}`)
}
