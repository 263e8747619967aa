import { html, namePageOf, type PresenceWords, roomPageOf } from '@lectern/goto-simulator/kit'
import type { FastifyInstance, FastifyReply } from 'fastify'
import type { Meeting, Person, Run, User } from './model.ts'
import { sendPage } from './pages.ts'
import { isIn, leave, type World } from './world.ts'

/** What a page says of who sits at it. */
interface Presence {
  thread?: string
  name?: string
  /** Who is signed in, by their object id. */
  user?: string
  participantId?: string
}

/** Somebody at the door of a meeting. */
interface Entry {
  readonly meeting: Meeting
  readonly name: string
  readonly user: User | undefined
  readonly role: Person['role']
  /** The organizer, or a co-organizer. */
  readonly isHost: boolean
}

const WORDS: PresenceWords = {
  in: 'You are in the meeting',
  waiting: 'Someone will let you in soon',
  ended: 'The meeting has ended',
  gone: 'We couldn’t find this meeting',
}

/** Pages of meetings: a person is in one until the tab is left. The organizer comes by the same link as everybody. */
export function roomRoutes(server: FastifyInstance, world: World): void {
  for (const path of ['/l/meetup-join/:thread/0', '/meet/:thread'])
    server.get<{ Params: { thread: string }; Querystring: Presence & { context?: string; p?: string } }>(
      path,
      (request, reply) => {
        const { thread } = request.params
        const { name = '', user, context, p } = request.query
        const meeting = findMeeting(world, thread)
        if (!meeting) return gonePage(reply)
        const keep = { ...(context ? { context } : {}), ...(p ? { p } : {}) }
        if (!name.trim() && user === undefined) return doorPage(world, reply, meeting, keep)
        const me = { thread, name: name.trim(), ...(user === undefined ? {} : { user }) }
        const entry = entryOf(world, me)
        return entry ? roomPage(reply, entry, me) : doorPage(world, reply, meeting, keep)
      },
    )

  server.post<{ Body: Presence }>('/room/_presence', (request, reply) =>
    reply.send(presenceOf(world, request.body ?? {})),
  )

  server.post<{ Body: Presence }>('/room/_leave', (request, reply) => {
    const found = findPerson(world, request.body?.participantId)
    if (found) leave(found.person, world.now())
    world.settle()
    world.save()
    return reply.status(204).send()
  })

  server.post<{ Body: Presence }>('/room/_end', (request, reply) => {
    const running = runningOfHost(world, request.body)
    if (running) world.end(running)
    return reply.status(204).send()
  })

  server.post<{ Body: Presence }>('/room/_admit', (request, reply) => {
    for (const person of runningOfHost(world, request.body)?.people ?? []) {
      if (!person.isWaiting) continue
      person.isWaiting = false
      person.stays = [{ from: world.now() }]
    }
    world.save()
    return reply.status(204).send()
  })

  server.post<{ Body: Presence }>('/room/_record', (request, reply) => {
    const running = runningOfHost(world, request.body)
    if (running) running.isRecorded = true
    world.save()
    return reply.status(204).send()
  })
}

function runningOfHost(world: World, said: Presence | undefined): Run | undefined {
  const entry = entryOf(world, said ?? {})
  return entry?.isHost ? world.findRunning(entry.meeting) : undefined
}

function presenceOf(world: World, said: Presence): object {
  const entry = entryOf(world, said)
  const known = findPerson(world, said.participantId)
  if (known?.run.endedAt !== undefined) return { state: 'ended' }
  if (!entry) return { state: 'gone' }
  const run = known?.run ?? world.findRunning(entry.meeting) ?? startRun(world, entry.meeting)
  const person = known?.person ?? enter(world, run, entry)
  person.seenAt = world.now()
  if (!isIn(person)) person.stays.push({ from: world.now() })
  world.save()
  if (person.isWaiting) return { state: 'waiting', participantId: person.pageId }
  const present = run.people.filter(isIn)
  const waiting = present.filter(({ isWaiting }) => isWaiting)
  return {
    state: 'in',
    participantId: person.pageId,
    people: present
      .filter(({ isWaiting }) => !isWaiting)
      .map(({ name, role }) => (role === 'Organizer' ? `${name} (organizer)` : name)),
    buttons: entry.isHost
      ? {
          ...(waiting.length > 0 ? { admit: `Admit ${waiting.map(({ name }) => name).join(', ')}` } : {}),
          ...(run.isRecorded ? {} : { record: 'Start recording' }),
        }
      : {},
  }
}

function entryOf(world: World, { thread = '', name = '', user: userId }: Presence): Entry | undefined {
  const meeting = findMeeting(world, thread)
  if (!meeting) return undefined
  const user = userId === undefined ? undefined : world.findUser(userId)
  if (!user && (name === '' || world.behavior.anonymousJoin === 'forbidden')) return undefined
  const isOrganizer = user?.id === meeting.organizerId
  const role = meeting.attendees.find((one) => one.userId === user?.id)?.role
  return {
    ...{ meeting, user },
    name: user?.displayName ?? name,
    role: isOrganizer ? 'Organizer' : role && role !== 'attendee' ? 'Presenter' : 'Attendee',
    isHost: isOrganizer || role === 'coorganizer',
  }
}

/** Somebody comes in, or waits in the lobby. */
export function enter(world: World, run: Run, { meeting, name, user, role, isHost }: Entry): Person {
  const scope = (meeting.settings.lobbyBypassSettings as { scope?: string } | undefined)?.scope
  const bypasses =
    isHost ||
    (user ? scope !== 'organizer' : scope === 'everyone' && world.behavior.anonymousJoin === 'allowed')
  const person: Person = {
    pageId: world.newText(16),
    ...{ name, role, email: user?.mail ?? '' },
    ...(user ? { userId: user.id } : {}),
    stays: [],
    ...(bypasses ? {} : { isWaiting: true }),
  }
  run.people.push(person)
  return person
}

function startRun(world: World, meeting: Meeting): Run {
  const run: Run = {
    ...{ id: world.newId(), callId: world.newId(), meetingId: meeting.id },
    ...{ startedAt: world.now(), people: [] },
    ...(meeting.settings.recordAutomatically === true ? { isRecorded: true } : {}),
  }
  world.state.runs.push(run)
  return run
}

function findMeeting(world: World, thread: string): Meeting | undefined {
  return world.state.meetings.find((meeting) => meeting.thread === thread && world.isAlive(meeting))
}

function findPerson(world: World, pageId: string | undefined): { run: Run; person: Person } | undefined {
  if (pageId === undefined) return undefined
  for (const run of world.state.runs) {
    const person = run.people.find((one) => one.pageId === pageId)
    if (person) return { run, person }
  }
  return undefined
}

function roomPage(reply: FastifyReply, { meeting, name, role, isHost }: Entry, me: Presence): FastifyReply {
  const seat = {
    title: meeting.subject || 'Meeting',
    ...{ room: 'meeting', name },
    ...(isHost && {
      role: role === 'Organizer' ? 'the organizer' : 'a co-organizer',
      end: 'End meeting',
      buttons: { admit: '/room/_admit', record: '/room/_record' },
    }),
  }
  return sendPage(reply, roomPageOf(seat, me, WORDS, '/room'))
}

/** Ours: in place of Microsoft's sign-in, everybody in the tenant has a link. */
function doorPage(
  world: World,
  reply: FastifyReply,
  meeting: Meeting,
  keep: Record<string, string>,
): FastifyReply {
  const page = namePageOf(meeting.subject || 'Meeting', { keep })
  const query = (user: string) => new URLSearchParams({ ...keep, user }).toString()
  return sendPage(reply, {
    ...page,
    body: html`${page.body}
<h2>Or sign in</h2>
<ul class="plain">${world.state.users.map(
      ({ id, displayName }) =>
        html`<li class="row"><a href="?${query(id)}">Continue as ${displayName}</a></li>`,
    )}</ul>`,
  })
}

function gonePage(reply: FastifyReply): FastifyReply {
  return sendPage(reply, {
    title: 'Not found',
    status: 404,
    body: html`<h1>We couldn’t find this meeting</h1><p>It was cancelled, it is long over, or the link is not whole.</p>`,
  })
}
