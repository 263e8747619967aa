import { randomBytes } from 'node:crypto'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Meeting, Participant, Run } from './model.ts'
import { html, sendPage } from './pages.ts'
import { roomScript } from './room-script.ts'
import { sendJson } from './wire.ts'
import type { World } from './world.ts'

/** Assumed: a host link works for some minutes. */
const HOST_LINK_MS = 10 * 60_000

interface HostLink {
  readonly meetingId: string
  readonly userKey: string
  readonly until: number
}

const hostLinks = new WeakMap<World, Map<string, HostLink>>()

/** A secret path that opens a meeting as its host, without a sign-in. */
export function hostLink(world: World, meetingId: string, userKey: string): string {
  const links = hostLinks.get(world) ?? new Map<string, HostLink>()
  hostLinks.set(world, links)
  const token = randomBytes(24).toString('base64url')
  links.set(token, { meetingId, userKey, until: world.now() + HOST_LINK_MS })
  return `/room/host/${token}`
}

interface Presence {
  /** The join code, or the token of a host link. */
  code?: string
  participantId?: string
  name?: string
  email?: string
}

/** Room pages: a person is in the meeting until the tab is left. */
export function roomRoutes(app: FastifyInstance, world: World): void {
  app.get<{ Params: { code: string }; Querystring: { name?: string; email?: string } }>(
    '/room/meeting/:code',
    (request, reply) => {
      const meeting = byJoinCode(world, request.params.code)
      if (!meeting) return gone(reply)
      const { name, email } = request.query
      if (!name?.trim()) return namePage(reply, meeting)
      return roomPage(reply, meeting, {
        code: request.params.code,
        name: name.trim(),
        email: email?.trim() ?? '',
      })
    },
  )

  app.get<{ Params: { token: string } }>('/room/host/:token', (request, reply) => {
    const link = hostLinks.get(world)?.get(request.params.token)
    const meeting =
      link && link.until > world.now() && world.state.meetings.find((m) => m.meetingId === link.meetingId)
    const user = link && world.findUser(link.userKey)
    if (!meeting || !user) return gone(reply)
    const name = `${user.firstName} ${user.lastName}`.trim()
    return roomPage(reply, meeting, { code: request.params.token, name, email: user.email, isHost: true })
  })

  app.post<{ Body: Presence }>('/room/_presence', (request, reply) => {
    const { code = '', participantId, name = '', email = '' } = request.body ?? {}
    const link = hostLinks.get(world)?.get(code)
    const meeting = link
      ? world.state.meetings.find((entry) => entry.meetingId === link.meetingId)
      : byJoinCode(world, code)
    if (!meeting) return sendJson(reply, 200, { state: 'gone' })
    const running = world.findRunning(meeting.meetingId)
    const known = world.state.runs
      .flatMap((run) => run.participants)
      .find((person) => person.id === participantId)
    if (!running && known) return sendJson(reply, 200, { state: 'ended' })
    if (!running && !link) return sendJson(reply, 200, { state: 'waiting' })
    const run = running ?? startRun(world, meeting)
    const person = known ?? newParticipant(run, { name, email, isHost: link !== undefined })
    seen(world, person)
    return sendJson(reply, 200, { state: 'in', participantId: person.id, people: presentNames(run) })
  })

  app.post<{ Body: Presence }>('/room/_leave', (request, reply) => {
    const { participantId } = request.body ?? {}
    for (const run of world.state.runs) {
      const person = run.participants.find((entry) => entry.id === participantId)
      const open = person?.intervals.at(-1)
      if (open && open.leaveAt === undefined) open.leaveAt = world.now()
    }
    world.expireParticipants()
    world.save()
    return reply.status(204).send()
  })

  app.post<{ Body: Presence }>('/room/_end', (request, reply) => {
    const link = hostLinks.get(world)?.get(request.body?.code ?? '')
    const run = link && world.findRunning(link.meetingId)
    if (run) world.endRun(run)
    return reply.status(204).send()
  })
}

function byJoinCode(world: World, code: string): Meeting | undefined {
  return world.state.meetings.find((meeting) => meeting.joinCode === code)
}

function startRun(world: World, meeting: Meeting): Run {
  const run: Run = {
    key: world.newKey(),
    product: 'meeting',
    roomKey: meeting.meetingId,
    organizerKey: meeting.organizerKey,
    startedAt: world.now(),
    participants: [],
  }
  world.state.runs.push(run)
  return run
}

function newParticipant(run: Run, person: Pick<Participant, 'name' | 'email' | 'isHost'>): Participant {
  const participant: Participant = {
    id: randomBytes(12).toString('base64url'),
    ...person,
    intervals: [],
    seenAt: 0,
  }
  run.participants.push(participant)
  return participant
}

function seen(world: World, person: Participant): void {
  person.seenAt = world.now()
  const open = person.intervals.at(-1)
  if (!open || open.leaveAt !== undefined) {
    person.intervals.push({ joinAt: world.now() })
    world.save()
  }
}

function presentNames(run: Run): string[] {
  return run.participants
    .filter((person) => person.intervals.at(-1)?.leaveAt === undefined)
    .map((person) => (person.isHost ? `${person.name} (organizer)` : person.name))
}

function namePage(reply: FastifyReply, meeting: Meeting): FastifyReply {
  return sendPage(reply, {
    title: meeting.subject,
    body: html`<h1>${meeting.subject}</h1>
<p>Enter your name to join the meeting.</p>
<form method="get">
<label for="name">Your name</label><input id="name" name="name" type="text" autocomplete="name" required maxlength="100">
<label for="email">Email (optional)</label><input id="email" name="email" type="email" autocomplete="email" maxlength="200">
<div class="actions"><button type="submit">Join</button></div>
</form>`,
  })
}

function roomPage(
  reply: FastifyReply,
  meeting: Meeting,
  me: { code: string; name: string; email: string; isHost?: boolean },
): FastifyReply {
  return sendPage(reply, {
    title: meeting.subject,
    body: html`<h1>${meeting.subject}</h1>
<p class="live" id="state" role="status">Entering…</p>
<p>You are <b>${me.name}</b>${me.isHost && html`. <b>You are the organizer</b>`}.</p>
<section aria-labelledby="people-title" hidden id="people-section">
<h2 id="people-title">In the meeting now</h2>
<ul id="people"></ul>
</section>
${me.isHost && html`<div class="actions"><button type="button" id="end">End meeting</button></div>`}`,
    script: roomScript(me),
  })
}

function gone(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Not found',
    status: 404,
    body: html`<h1>This meeting does not exist</h1><p>It was deleted, or the link has run out. Go back to where you found the link.</p>`,
  })
}
