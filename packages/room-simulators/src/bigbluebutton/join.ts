import type { FastifyReply } from 'fastify'
import type { Call } from './api.ts'
import { notFound } from './meetings.ts'
import type { Meeting, Role, Session } from './model.ts'
import { isIn, type World } from './world.ts'
import { refuse, sendXml } from './xml.ts'

/** Turns a signed link into a right to come in, and leads to the room. */
export function join({ world, params, reply }: Call): FastifyReply {
  const isRedirected = params.get('redirect')?.toLowerCase() !== 'false'
  const meeting = world.findMeeting(params.get('meetingID') ?? '')
  const refusal = refusalOf(world, params, meeting)
  if (refusal) return isRedirected ? sendBack(world, params, reply, refusal) : refuse(reply, ...refusal)
  if (!meeting) return notFound(world, reply)
  const role = roleOf(params, meeting)
  if (!role)
    return refuse(
      reply,
      'Params required',
      'You must either send the valid role of the user, or the password, should the meeting has one.',
    )
  const session = newSession(world, params, meeting, role)
  if (session.guestStatus === 'DENY') {
    const denied: Refusal = [
      'guestDeniedAccess',
      "You have been denied access to this meeting based on the meeting's guest policy",
    ]
    return isRedirected ? sendBack(world, params, reply, denied) : refuse(reply, ...denied)
  }
  world.state.sessions.push(session)
  world.save()
  const url = `${world.publicUrl()}${pathOf(world, session)}`
  if (isRedirected) return reply.redirect(url)
  return sendXml(reply, {
    returncode: 'SUCCESS',
    messageKey: session.guestStatus === 'WAIT' ? 'guestWait' : 'successfullyJoined',
    message:
      session.guestStatus === 'WAIT'
        ? 'Guest waiting for approval to join meeting.'
        : 'You have joined successfully.',
    meeting_id: meeting.internalMeetingID,
    user_id: session.internalUserId,
    auth_token: world.newId(12),
    session_token: session.token,
    guestStatus: session.guestStatus,
    url,
  })
}

type Refusal = [messageKey: string, message: string]

function refusalOf(world: World, params: URLSearchParams, meeting: Meeting | undefined): Refusal | undefined {
  if ((params.get('fullName') ?? '').trim() === '') return ['validationError', 'You must provide your name']
  if (!params.get('meetingID')) return ['validationError', 'You must provide a meeting ID']
  if (!meeting) {
    const ended = world.state.ended.findLast(({ meetingID }) => meetingID === params.get('meetingID'))
    if (ended?.forciblyEnded && world.behavior.scalelite)
      return ['meetingForciblyEnded', 'You can not join a meeting that has already been forcibly ended.']
    return ['notFound', 'A meeting with that ID does not exist']
  }
  const createTime = params.get('createTime')
  if (createTime !== null && Number(createTime) !== meeting.createTime)
    return [
      'mismatchCreateTimeParam',
      'The createTime parameter submitted mismatches with the current meeting.',
    ]
  const present = new Set(meeting.people.filter(isIn).map(({ userID }) => userID))
  const isFull = meeting.maxParticipants > 0 && present.size >= meeting.maxParticipants
  if (isFull && !present.has(params.get('userID') ?? ''))
    return ['maxParticipantsReached', 'The number of participants allowed for this meeting has been reached.']
  return undefined
}

/** Read: a valid role wins; else a password decides. */
function roleOf(params: URLSearchParams, meeting: Meeting): Role | undefined {
  const asked = params.get('role')?.toUpperCase()
  if (asked === 'MODERATOR' || asked === 'VIEWER') return asked
  const password = params.get('password')
  if (password === meeting.moderatorPW) return 'MODERATOR'
  return password === meeting.attendeePW ? 'VIEWER' : undefined
}

function newSession(world: World, params: URLSearchParams, meeting: Meeting, role: Role): Session {
  const internalUserId = `w_${world.newId(12)}`
  const isGuest = params.get('guest')?.toLowerCase() === 'true'
  return {
    token: world.newId(16),
    internalMeetingID: meeting.internalMeetingID,
    internalUserId,
    userID: params.get('userID') || internalUserId,
    fullName: (params.get('fullName') ?? '').replace(/\p{Cc}/gu, '').trim(),
    role,
    isGuest,
    guestStatus: guestStatusOf(world, meeting, role, isGuest),
  }
}

function guestStatusOf(
  { behavior }: World,
  { guestPolicy }: Meeting,
  role: Role,
  isGuest: boolean,
): Session['guestStatus'] {
  if (role === 'MODERATOR') return 'ALLOW' // read: always
  if (behavior.lobbyFor === 'guests' && !isGuest) return 'ALLOW'
  if (guestPolicy === 'ALWAYS_DENY') return 'DENY'
  return guestPolicy === 'ASK_MODERATOR' ? 'WAIT' : 'ALLOW'
}

function pathOf({ behavior }: World, { token }: Session): string {
  return `/html5client/${behavior.version === '2.7' ? 'join' : ''}?sessionToken=${token}`
}

/** Read: whoever follows a link that is refused lands where they came from, with the reason in the address. */
function sendBack(
  world: World,
  params: URLSearchParams,
  reply: FastifyReply,
  [key, message]: Refusal,
): FastifyReply {
  const url = new URL(params.get('errorRedirectUrl') || `${world.publicUrl()}/`)
  url.searchParams.set('errors', JSON.stringify([{ key, message }]))
  return reply.redirect(url.href)
}
