import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { refuseScope, serve } from './gate.ts'
import type { Instance, Kind, Person, Stay } from './model.ts'
import { instant, numberOf, pageOf, refuse } from './wire.ts'
import { isIn, type World } from './world.ts'

const DAY_MS = 86_400_000
const MONTH_MS = 30 * DAY_MS
/** Documented: an ended instance is told of after five minutes at the earliest, but for reports. */
const PAST_MS = 5 * 60_000

interface Row {
  readonly person: Person
  readonly stay: Stay
}

/** What was held, and who was there. */
export function reportRoutes(app: FastifyInstance, world: World, kind: Kind): void {
  serve(
    app,
    world,
    {
      method: 'GET',
      path: `/past_${kind}s/:roomId/instances`,
      weight: 'Medium',
      scope: kind === 'meeting' ? 'listInstances' : 'listWebinarInstances',
    },
    (request, reply) => {
      const { roomId } = request.params as { roomId: string }
      const oldest = world.now() - world.behavior.instanceMonths * MONTH_MS
      const held = world
        .instancesOf({ kind, id: roomId })
        .filter(({ startedAt, endedAt }) => endedAt !== undefined && startedAt > oldest)
      // Assumed: a number that nobody has is refused; a meeting that was never held has no instances.
      if (held.length === 0 && !world.findRoom(kind, roomId))
        return refuse(reply, 404, 3001, `Meeting does not exist: ${roomId}.`)
      return reply.send({
        [`${kind}s`]: held.map(({ uuid, startedAt }) => ({ uuid, start_time: instant(startedAt) })),
      })
    },
  )

  serve(
    app,
    world,
    {
      method: 'GET',
      path: `/report/${kind}s/:uuid/participants`,
      weight: 'Heavy',
      scope: kind === 'meeting' ? 'readReport' : 'readWebinarReport',
    },
    (request, reply) => {
      if (isWithheld(world, reply, kind)) return reply
      const instance = askedInstance(world, kind, request, reply)
      if (!instance) return reply
      const rows = reportRows(world, instance)
      if (!rows || (instance.endedAt ?? 0) < world.now() - world.behavior.reportMonths * MONTH_MS)
        return refuse(reply, 404, 3001, 'Meeting does not exist.')
      const { include_fields } = request.query as { include_fields?: string }
      const hasIds = include_fields?.split(',').includes('registrant_id') ?? false
      const page = pageOf(world, request, reply, rows)
      if (!page) return reply
      return reply.send({
        ...page.fields,
        participants: page.rows.map((row) => ({
          ...rowView(world, row),
          participant_user_id: row.person.userId ?? '',
          customer_key: '',
          bo_mtg_id: '',
          ...(hasIds ? { registrant_id: row.person.registrantId ?? '' } : {}),
        })),
      })
    },
  )

  serve(
    app,
    world,
    {
      method: 'GET',
      path: `/report/${kind}s/:uuid`,
      weight: 'Heavy',
      scope: kind === 'meeting' ? 'readReportDetails' : 'readWebinarReportDetails',
    },
    (request, reply) => {
      if (isWithheld(world, reply, kind)) return reply
      const instance = askedInstance(world, kind, request, reply)
      if (!instance) return reply
      if (!reportRows(world, instance)) return refuse(reply, 404, 3001, 'Meeting does not exist.')
      return reply.send(detailsOf(world, instance))
    },
  )

  serve(
    app,
    world,
    {
      method: 'GET',
      path: `/past_${kind}s/:uuid/participants`,
      weight: 'Medium',
      scope: kind === 'meeting' ? 'pastParticipants' : 'pastWebinarParticipants',
    },
    (request, reply) => {
      const instance = askedInstance(world, kind, request, reply)
      if (!instance) return reply
      if ((instance.endedAt ?? 0) + PAST_MS > world.now())
        return refuse(reply, 404, 3001, 'Meeting does not exist.')
      const page = pageOf(world, request, reply, rowsOf(instance))
      if (!page) return reply
      return reply.send({
        ...page.fields,
        participants: page.rows.map((row) => ({
          ...rowView(world, row),
          registrant_id: row.person.registrantId ?? '',
          internal_user: row.person.userId !== undefined,
        })),
      })
    },
  )

  serve(
    app,
    world,
    {
      method: 'GET',
      path: `/metrics/${kind}s/:uuid/participants`,
      weight: 'Heavy',
      scope: 'liveParticipants',
    },
    (request, reply) => {
      if (world.behavior.plan !== 'business')
        return refuse(reply, 400, 200, 'Dashboard is available for Business or higher plans only.')
      const { type = 'live' } = request.query as { type?: string }
      const { uuid } = request.params as { uuid: string }
      const running = /^\d+$/.test(uuid) ? world.findRunning({ kind, id: uuid }) : undefined
      if (type === 'live' && !running) return refuse(reply, 404, 3001, `Meeting does not exist: ${uuid}.`)
      const instance = running ?? askedInstance(world, kind, request, reply)
      if (!instance) return reply
      const page = pageOf(world, request, reply, rowsOf(instance))
      if (!page) return reply
      return reply.send({
        ...page.fields,
        participants: page.rows.map(({ person, stay }) => ({
          id: person.userId ?? '',
          user_id: person.userNumber,
          user_name: person.name,
          email: person.email,
          registrant_id: person.registrantId ?? '',
          join_time: instant(stay.from),
          ...(stay.to === undefined ? {} : { leave_time: instant(stay.to) }),
        })),
      })
    },
  )

  serve(
    app,
    world,
    { method: 'GET', path: `/past_${kind}s/:uuid`, weight: 'Light', scope: 'readPast' },
    (request, reply) => {
      const instance = askedInstance(world, kind, request, reply)
      if (!instance) return reply
      return reply.send({ ...detailsOf(world, instance), host_id: instance.hostId })
    },
  )
}

/**
 * The ended instance of an address: its own text, or a number, which is the last one. Documented: a text that begins with a
 * slash, or holds two, is encoded twice.
 *
 * @returns undefined where a refusal was sent
 */
export function askedInstance(
  world: World,
  kind: Kind | undefined,
  request: FastifyRequest,
  reply: FastifyReply,
): Instance | undefined {
  const { uuid: asked } = request.params as { uuid: string }
  world.settle()
  const all = world.state.instances.filter(
    (one) => (kind === undefined || one.kind === kind) && one.endedAt !== undefined,
  )
  const found = all.findLast((one) => one.uuid === uuidOf(asked) || one.roomId === asked)
  const isDeleted = found && world.roomOf(found)?.deletedAt !== undefined
  if (found && !(isDeleted && world.behavior.deletedReports === 'refused')) return found
  refuse(reply, 404, 3001, `Meeting does not exist: ${asked}.`)
  return undefined
}

function uuidOf(asked: string): string | undefined {
  const needsTwice = (uuid: string) => uuid.startsWith('/') || uuid.includes('//')
  if (needsTwice(asked)) return undefined
  try {
    return decodeURIComponent(asked)
  } catch {
    return undefined
  }
}

/** The rows that are out; undefined = the report is not. */
function reportRows(world: World, instance: Instance): Row[] | undefined {
  const { report, endedAt } = instance
  if (endedAt === undefined) return undefined
  const { reportDelaySeconds, reportGrowthSeconds } = world.behavior
  const outAt = report?.outAt ?? endedAt + reportDelaySeconds * 1000
  if (outAt === 'never' || outAt > world.now()) return undefined
  const rows = rowsOf(instance)
  const grows =
    report?.grows ??
    (reportGrowthSeconds > 0
      ? [{ until: endedAt + reportGrowthSeconds * 1000, rows: Math.ceil(rows.length / 2) }]
      : [])
  const bound = grows.find(({ until }) => until > world.now())
  return bound ? rows.slice(0, bound.rows) : rows
}

function rowsOf({ people }: Instance): Row[] {
  return people
    .flatMap((person) => person.stays.map((stay) => ({ person, stay })))
    .sort((a, b) => a.stay.from - b.stay.from)
}

/** Documented: guests have no id since 2023-03. Read: their addresses are told as the account allows. */
function rowView(world: World, { person, stay }: Row): object {
  const isKnown = person.userId !== undefined || world.behavior.reportAddresses === 'known'
  const to = stay.to
  return {
    id: person.userId ?? '',
    user_id: person.userNumber,
    name: person.name,
    user_email: isKnown ? person.email : '',
    join_time: instant(stay.from),
    ...(to === undefined ? {} : { leave_time: instant(to), duration: Math.round((to - stay.from) / 1000) }),
    failover: false,
    status: stay.where,
  }
}

function detailsOf(world: World, instance: Instance): object {
  const { uuid, roomId, topic, startedAt, endedAt = startedAt, people } = instance
  const host = world.findUser(instance.hostId)
  return {
    uuid,
    id: numberOf(roomId),
    topic,
    type: instance.kind === 'meeting' ? 2 : 5,
    user_email: host?.email,
    user_name: `${host?.firstName} ${host?.lastName}`,
    start_time: instant(startedAt),
    end_time: instant(endedAt),
    duration: Math.round((endedAt - startedAt) / 60_000),
    participants_count: people.length,
  }
}

/** @returns true = a refusal was sent */
function isWithheld(world: World, reply: FastifyReply, kind: Kind): boolean {
  const reason = world.withheld.reports
  if (reason === 'scope') refuseScope(world, reply, kind === 'meeting' ? 'readReport' : 'readWebinarReport')
  else if (reason === 'licence' || world.behavior.plan === 'free')
    refuse(reply, 400, 200, 'Only available for Paid account: the plan has no reports.')
  else return false
  return true
}

/** Who is in an instance now. */
export function presentNames({ people }: Instance): string[] {
  return people.filter(isIn).map(({ name, isHost }) => (isHost ? `${name} (host)` : name))
}
