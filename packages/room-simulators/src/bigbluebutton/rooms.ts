import { html, type PresenceWords, roomPageOf } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Meeting, Person, Session } from './model.ts'
import { sendPage } from './pages.ts'
import { isIn, type World } from './world.ts'

interface Presence {
  sessionToken?: string
}

const WORDS: PresenceWords = {
  in: 'You are in the meeting',
  waiting: 'Please wait for a moderator to approve you joining the meeting.',
  denied: 'A moderator has not let you in',
  ended: 'The meeting has ended',
  gone: 'This meeting does not exist any more',
}

/** The page of the client: a person is in the meeting until the tab is left. */
export function roomRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Querystring: { errors?: string } }>('/', (request, reply) =>
    homePage(world, reply, request.query.errors),
  )

  for (const path of ['/html5client/', '/html5client/join'])
    app.get<{ Querystring: { sessionToken?: string } }>(path, (request, reply) => {
      const session = findSession(world, request.query.sessionToken)
      const meeting = session && world.findInternal(session.internalMeetingID)
      return session && meeting ? roomPage(reply, meeting, session) : gonePage(reply)
    })

  app.post<{ Body: Presence }>('/html5client/_presence', (request, reply) => {
    const session = findSession(world, request.body?.sessionToken)
    if (!session) return reply.send({ state: 'gone' })
    const meeting = world.findInternal(session.internalMeetingID)
    if (!meeting) return reply.send({ state: 'ended' })
    if (session.guestStatus !== 'ALLOW')
      return reply.send({ state: session.guestStatus === 'WAIT' ? 'waiting' : 'denied' })
    cameIn(world, meeting, session).seenAt = world.now()
    return reply.send({
      state: 'in',
      people: presentNames(meeting),
      buttons: buttonsOf(world, meeting, session),
    })
  })

  app.post<{ Body: Presence }>('/html5client/_leave', (request, reply) => {
    const session = findSession(world, request.body?.sessionToken)
    if (session) leave(world, session)
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/html5client/_end', (request, reply) => {
    asModerator(world, request.body, (meeting) => world.end(meeting, world.now(), true))
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/html5client/_record', (request, reply) => {
    asModerator(world, request.body, (meeting) => {
      if (!meeting.record || !meeting.allowStartStopRecording) return
      meeting.isRecording = !meeting.isRecording
      meeting.hasRecordingMarks = true
    })
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/html5client/_admit', (request, reply) => {
    asModerator(world, request.body, (meeting) => {
      for (const session of waitingOf(world, meeting)) session.guestStatus = 'ALLOW'
    })
    return reply.status(204).send()
  })
}

function asModerator(world: World, body: Presence | undefined, work: (meeting: Meeting) => void): void {
  const session = findSession(world, body?.sessionToken)
  const meeting = session && world.findInternal(session.internalMeetingID)
  if (!meeting || session.role !== 'MODERATOR') return
  work(meeting)
  world.save()
}

export function findSession(world: World, token: string | undefined): Session | undefined {
  return world.state.sessions.find((session) => session.token === token)
}

/** A browser comes in, or comes back. */
export function cameIn(world: World, meeting: Meeting, session: Session): Person {
  const { internalUserId, userID, fullName, role, isGuest } = session
  const before = meeting.people.find((person) => person.internalUserId === internalUserId)
  const person: Person = before ?? { internalUserId, userID, fullName, role, isGuest, stays: [] }
  if (!before) meeting.people.push(person)
  if (!isIn(person)) {
    if (world.behavior.doubleUser === 'first-leaves')
      for (const other of meeting.people)
        if (other !== person && other.userID === userID) close(other, world.now())
    person.stays.push({ joinedAt: world.now() })
    world.save()
  }
  return person
}

export function leave(world: World, session: Session): void {
  const meeting = world.findInternal(session.internalMeetingID)
  const person = meeting?.people.find(({ internalUserId }) => internalUserId === session.internalUserId)
  if (person) close(person, world.now())
  world.settle()
  world.save()
}

function close(person: Person, at: number): void {
  const stay = person.stays.at(-1)
  if (stay && stay.leftAt === undefined) stay.leftAt = at
}

function waitingOf(world: World, meeting: Meeting): Session[] {
  return world.state.sessions.filter(
    ({ internalMeetingID, guestStatus }) =>
      internalMeetingID === meeting.internalMeetingID && guestStatus === 'WAIT',
  )
}

function presentNames(meeting: Meeting): string[] {
  return meeting.people
    .filter(isIn)
    .map(({ fullName, role }) => (role === 'MODERATOR' ? `${fullName} (moderator)` : fullName))
}

function buttonsOf(world: World, meeting: Meeting, { role }: Session): Record<string, string> {
  if (role !== 'MODERATOR') return {}
  const waiting = waitingOf(world, meeting)
  return {
    ...(meeting.record && meeting.allowStartStopRecording
      ? { record: meeting.isRecording ? 'Pause recording' : 'Start recording' }
      : {}),
    ...(waiting.length > 0 ? { admit: `Let in ${waiting.map(({ fullName }) => fullName).join(', ')}` } : {}),
  }
}

function roomPage(reply: FastifyReply, meeting: Meeting, { token, fullName, role }: Session): FastifyReply {
  const seat = {
    title: meeting.name,
    room: 'meeting',
    name: fullName,
    ...(role === 'MODERATOR' && {
      role: 'a moderator',
      end: 'End meeting',
      buttons: { record: '/html5client/_record', admit: '/html5client/_admit' },
    }),
    ...(meeting.logoutURL !== '' && {
      more: html`<a class="button plain" href="${meeting.logoutURL}">Leave meeting</a>`,
    }),
  }
  return sendPage(reply, roomPageOf(seat, { sessionToken: token }, WORDS, '/html5client'))
}

function gonePage(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Not found',
    status: 404,
    body: html`<h1>This meeting does not exist</h1><p>It is over, or the link is not whole. Go back to where you found it.</p>`,
  })
}

function homePage(world: World, reply: FastifyReply, errors: string | undefined): FastifyReply {
  return sendPage(reply, {
    title: 'Server',
    body: html`<h1>BigBlueButton</h1>
${errors !== undefined && html`<p class="error" role="alert">${wordsOf(errors)}</p>`}
<p>A server with an API. On a real one, its administrator reads both of these by <output>bbb-conf --secret</output>.</p>
<div class="row"><span>URL</span><output>${world.publicUrl()}/bigbluebutton/</output></div>
<div class="row"><span>Secret</span><output>${world.state.secret}</output></div>
<p class="note">This is a simulator. ${world.state.meetings.length} meetings are there now.</p>`,
  })
}

function wordsOf(errors: string): string {
  try {
    return (JSON.parse(errors) as { message: string }[]).map(({ message }) => message).join(' ')
  } catch {
    return errors
  }
}
