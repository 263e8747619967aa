import type { OnlineMeeting } from '@microsoft/microsoft-graph-types'
import type { FastifyInstance, FastifyReply } from 'fastify'
import { z } from 'zod'
import { refuseRate, serveMeeting, serveOrganizer } from './gate.ts'
import type { Meeting, Role, User } from './model.ts'
import { instant, refuse, refuseMeeting } from './wire.ts'
import type { World } from './world.ts'

const HOUR_MS = 3_600_000
const MONTH_MS = 30 * 24 * HOUR_MS
const permission = 'OnlineMeetings.ReadWrite.All'

const At = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const Attendee = z.object({
  identity: z.object({ user: z.object({ id: z.string() }) }).optional(),
  upn: z.string().optional(),
  role: z.enum(['attendee', 'presenter', 'coorganizer']).default('attendee'),
})
const Fields = {
  subject: z.string().max(255).optional(),
  startDateTime: At.optional(),
  endDateTime: At.optional(),
  participants: z.object({ attendees: z.array(Attendee).optional() }).optional(),
}
/** Documented: createOrGet takes these five, and what else is sent is as if it were left out. */
const CreateOrGet = z.object({ externalId: z.string().min(1), ...Fields })
const Patch = z.strictObject({
  ...Fields,
  lobbyBypassSettings: z
    .strictObject({
      scope: z.enum(['organizer', 'organization', 'organizationAndFederated', 'everyone', 'invited']),
      isDialInBypassEnabled: z.boolean(),
    })
    .partial()
    .optional(),
  allowedPresenters: z.enum(['everyone', 'organization', 'roleIsPresenter', 'organizer']).optional(),
  allowAttendeeToEnableMic: z.boolean().optional(),
  allowAttendeeToEnableCamera: z.boolean().optional(),
  allowMeetingChat: z.enum(['enabled', 'disabled', 'limited']).optional(),
  allowParticipantsToChangeName: z.boolean().optional(),
  allowRecording: z.boolean().optional(),
  allowTranscription: z.boolean().optional(),
  recordAutomatically: z.boolean().optional(),
  isEntryExitAnnounced: z.boolean().optional(),
})

/** Meetings of an organizer: made, found by their link, read, changed, deleted. There is no list. */
export function meetingRoutes(server: FastifyInstance, world: World): void {
  serveOrganizer(
    server,
    world,
    { method: 'POST', path: '/createOrGet', permission },
    (request, reply, organizer) => {
      const { success, data, error } = CreateOrGet.safeParse(request.body ?? {})
      if (!success) return refuse(reply, 400, 'InvalidArgument', z.prettifyError(error))
      const before = world.state.meetings.find(
        (meeting) =>
          meeting.organizerId === organizer.id &&
          meeting.externalId === data.externalId &&
          world.isAlive(meeting),
      )
      if (before) {
        if (world.behavior.createOrGetAgain === 'updated') change(world, before, data)
        return reply.status(200).send(meetingView(world, before))
      }
      return make(world, reply, organizer, data.externalId, data)
    },
  )

  serveOrganizer(server, world, { method: 'POST', path: '', permission }, (request, reply, organizer) => {
    const { success, data, error } = Patch.safeParse(request.body ?? {})
    if (!success) return refuse(reply, 400, 'InvalidArgument', z.prettifyError(error))
    return make(world, reply, organizer, '', data)
  })

  serveOrganizer(server, world, { method: 'GET', path: '', permission }, (request, reply, organizer) => {
    const { $filter = '' } = request.query as { $filter?: string }
    const [, link] = /^JoinWebUrl eq '(.+)'$/i.exec($filter) ?? []
    if (link === undefined)
      return refuse(
        reply,
        400,
        'InvalidArgument',
        "Filter expression expected - /onlineMeetings?$filter=ParameterName eq 'id'.",
      )
    const found = world.state.meetings.find(
      (meeting) =>
        meeting.organizerId === organizer.id && world.isAlive(meeting) && joinUrlOf(world, meeting) === link,
    )
    return found ? reply.send({ value: [meetingView(world, found)] }) : refuseMeeting(reply)
  })

  serveMeeting(server, world, { method: 'GET', path: '', permission }, (_request, reply, meeting) =>
    reply.send(meetingView(world, meeting)),
  )

  serveMeeting(server, world, { method: 'PATCH', path: '', permission }, (request, reply, meeting) => {
    const { success, data, error } = Patch.safeParse(request.body ?? {})
    // Read: a whole object that is sent back is refused for what can't be changed.
    if (!success) return refuse(reply, 400, 'InvalidArgument', z.prettifyError(error))
    if ((data.startDateTime === undefined) !== (data.endDateTime === undefined))
      return refuse(reply, 400, 'InvalidArgument', 'Start and end time must be updated together.')
    const failure = change(world, meeting, data)
    return failure === undefined
      ? reply.send(meetingView(world, meeting))
      : refuse(reply, 400, 'InvalidArgument', failure)
  })

  serveMeeting(server, world, { method: 'DELETE', path: '', permission }, (_request, reply, meeting) => {
    meeting.deletedAt = world.now()
    const running = world.findRunning(meeting)
    if (running) world.end(running)
    world.save()
    return reply.status(204).send()
  })
}

type Wanted = z.output<typeof Patch>

/** Documented: a start that is left out is now, an end an hour later, and an end alone is refused. */
function make(
  world: World,
  reply: FastifyReply,
  organizer: User,
  externalId: string,
  wanted: Wanted,
): FastifyReply {
  const now = world.now()
  const { startDateTime, endDateTime } = wanted
  if (startDateTime === undefined && endDateTime !== undefined)
    return refuse(reply, 400, 'InvalidArgument', 'The start time of the meeting is missing.')
  const startsAt = startDateTime ?? now
  const lately = world.state.meetings.filter(
    ({ organizerId, createdAt }) => organizerId === organizer.id && createdAt > now - MONTH_MS,
  )
  if (lately.length >= world.behavior.meetingsPerMonth) return refuseRate(world, reply, 3600)
  world.state.serial += 1
  const thread = `19:meeting_${Buffer.from(`${world.state.serial}-${world.newText(24)}`).toString('base64url')}@thread.v2`
  const meeting: Meeting = {
    id: Buffer.from(`1*${organizer.id}*0**${thread}`).toString('base64'),
    ...{ thread, externalId, organizerId: organizer.id, createdAt: now, subject: '' },
    ...{ startsAt, endsAt: endDateTime ?? startsAt + HOUR_MS, attendees: [] },
    settings: {
      lobbyBypassSettings: { scope: 'organization', isDialInBypassEnabled: false },
      allowedPresenters: 'everyone',
      allowAttendeeToEnableMic: true,
      allowAttendeeToEnableCamera: true,
      allowMeetingChat: 'enabled',
      allowParticipantsToChangeName: true,
      recordAutomatically: false,
      isEntryExitAnnounced: true,
    },
  }
  const failure = change(world, meeting, wanted)
  if (failure !== undefined) return refuse(reply, 400, 'InvalidArgument', failure)
  world.state.meetings.push(meeting)
  world.save()
  return reply.status(201).send(meetingView(world, meeting))
}

/** @returns why it is refused, and then nothing is changed */
function change(world: World, meeting: Meeting, wanted: Wanted): string | undefined {
  const { subject, startDateTime, endDateTime, participants, ...settings } = wanted
  const endsAt = endDateTime ?? meeting.endsAt
  if (endsAt <= (startDateTime ?? meeting.startsAt)) return 'The meeting ends before it starts.'
  const attendees: { userId: string; role: Role }[] = []
  for (const { identity, upn, role } of participants?.attendees ?? []) {
    const user = world.findUser(identity?.user.id ?? upn ?? '')
    // Documented: presenters and co-organizers are users of the directory.
    if (!user && role !== 'attendee')
      return `The participant ${identity?.user.id ?? upn} is not a user of the tenant.`
    if (user) attendees.push({ userId: user.id, role })
  }
  meeting.subject = subject ?? meeting.subject
  meeting.startsAt = startDateTime ?? meeting.startsAt
  meeting.endsAt = endsAt
  // Documented: the list is replaced as a whole.
  if (participants?.attendees) meeting.attendees = attendees
  for (const [name, value] of Object.entries(settings)) {
    const before = meeting.settings[name]
    meeting.settings[name] = typeof value === 'object' ? { ...(before as object), ...value } : value
  }
  world.save()
  return undefined
}

/** The link for all: it says in which tenant and whose the meeting is. */
export function joinUrlOf(world: World, meeting: Meeting): string {
  const thread = encodeURIComponent(meeting.thread)
  if (world.behavior.shortLinks) return `${world.publicUrl()}/meet/${thread}?p=${thread.slice(-20, -10)}`
  const context = JSON.stringify({ Tid: world.state.tenantId, Oid: meeting.organizerId })
  return `${world.publicUrl()}/l/meetup-join/${thread}/0?context=${encodeURIComponent(context)}`
}

function meetingView(world: World, meeting: Meeting): OnlineMeeting {
  const joinWebUrl = joinUrlOf(world, meeting)
  const organizer = world.findUser(meeting.organizerId)
  const participant = (userId: string) => {
    const user = world.findUser(userId)
    return {
      upn: user?.mail ?? null,
      identity: { user: { id: userId, displayName: user?.displayName ?? null } },
    }
  }
  return {
    id: meeting.id,
    creationDateTime: instant(meeting.createdAt),
    startDateTime: instant(meeting.startsAt),
    endDateTime: instant(meeting.endsAt),
    subject: meeting.subject,
    externalId: meeting.externalId || null,
    joinWebUrl,
    participants: {
      organizer: { ...participant(organizer?.id ?? ''), role: 'presenter' },
      attendees: meeting.attendees.map(({ userId, role }) => ({ ...participant(userId), role })),
    },
    joinInformation: { content: `data:text/html,<a href="${joinWebUrl}">Join</a>`, contentType: 'html' },
    ...(meeting.settings as Partial<OnlineMeeting>), // checked by the shape that let them in
  }
}
