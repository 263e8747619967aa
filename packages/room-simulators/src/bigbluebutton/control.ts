import { Moment } from '@lectern/goto-simulator/kit'
import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { Meeting, Person } from './model.ts'
import { internalIdOf, type World } from './world.ts'

const PlayedBody = z.object({
  meetingID: z.string(),
  name: z.string().default('Played'),
  startedAt: Moment,
  endedAt: Moment,
  participants: z.array(
    z.object({
      userID: z.string().optional(),
      name: z.string(),
      role: z.enum(['MODERATOR', 'VIEWER']).default('VIEWER'),
      isGuest: z.boolean().default(false),
      /** Came by phone. */
      isPhone: z.boolean().default(false),
      stays: z.array(z.object({ joinedAt: Moment, leftAt: Moment.optional() })),
    }),
  ),
  isRecorded: z.boolean().default(false),
  meta: z.record(z.string(), z.string()).default({}),
})
/** A meeting that was held. */
export type PlayedMeeting = z.input<typeof PlayedBody>

/** What tests and demos steer besides what every simulator has. */
export function controlRoutes(app: FastifyInstance, world: World): void {
  app.post('/_control/secret', (request, reply) => {
    rotateSecret(world, z.object({ secret: z.string().min(1) }).parse(request.body).secret)
    return reply.status(204).send()
  })
  app.post('/_control/runs', (request, reply) => {
    const { internalMeetingID } = playMeeting(world, request.body as PlayedMeeting)
    return reply.status(201).send({ internalMeetingID })
  })
}

/** An administrator sets another secret: what was signed by the old one is refused. */
export function rotateSecret(world: World, secret: string): void {
  world.state.secret = secret
  world.save()
}

/** A meeting that was held and is over; its callbacks are due as after any. */
export function playMeeting(world: World, body: PlayedMeeting): Meeting {
  const played = PlayedBody.parse(body)
  const people = played.participants.map((one): Person => {
    const internalUserId = `${one.isPhone ? 'v' : 'w'}_${world.newId(12)}`
    return {
      internalUserId,
      userID: one.userID ?? internalUserId,
      fullName: one.name,
      role: one.role,
      isGuest: one.isGuest,
      stays: one.stays.map(({ joinedAt, leftAt }) => ({ joinedAt, ...(leftAt !== undefined && { leftAt }) })),
    }
  })
  const meeting: Meeting = {
    meetingID: played.meetingID,
    internalMeetingID: internalIdOf(played.meetingID, played.startedAt),
    name: played.name,
    createTime: played.startedAt,
    attendeePW: world.newId(8),
    moderatorPW: world.newId(8),
    voiceBridge: world.newVoiceBridge(),
    duration: 0,
    record: played.isRecorded,
    autoStartRecording: false,
    allowStartStopRecording: true,
    isRecording: false,
    hasRecordingMarks: played.isRecorded,
    guestPolicy: 'ALWAYS_ACCEPT',
    maxParticipants: 0,
    keepEvents: true,
    endWhenNoModerator: false,
    expireIfNoUserMinutes: 5,
    expireWhenLastLeftMinutes: 1,
    logoutURL: '',
    meetingEndedURL: '',
    meta: Object.fromEntries(Object.entries(played.meta).map(([name, value]) => [name.toLowerCase(), value])),
    settings: {},
    people,
    startTime: played.startedAt,
    endTime: 0,
    forciblyEnded: false,
  }
  world.end(meeting, played.endedAt, false)
  return meeting
}
