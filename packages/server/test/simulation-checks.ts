import type { Simulator } from '@lectern/goto-simulator'
import { sql } from 'kysely'
import type { Ctx } from '../src/ctx.ts'
import type { EventId, SessionId } from '../src/domain/ids.ts'
import { enterAsLearner } from '../src/features/training/entrance/entrance.service.ts'
import type { Actor } from '../src/http/actor.ts'
import type { SeenRoom, Service } from './simulation-services.ts'
import type { TestApp } from './test-app.ts'

/** No account may hold more than it is allowed, at any step. */
export async function assertLimits(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ name: string; total: number; most: number | null; course: number | null }>`
    select accounts.name, count(*)::int as total, accounts.max_total_sessions as most,
      max(peaks.rooms)::int as rooms
    from held_rooms held join accounts on accounts.platform_id = held.platform_id and accounts.id = held.account_id
    cross join lateral (
      select count(*) as rooms from held_rooms others
      where others.platform_id = held.platform_id and others.account_id = held.account_id
        and others.starts_at <= held.starts_at and others.ends_at > held.starts_at) peaks
    where held.platform_id = ${ctx.platform.id}
    group by accounts.id, accounts.name, accounts.max_total_sessions, accounts.max_concurrent_rooms
    having count(*) > accounts.max_total_sessions or max(peaks.rooms) > accounts.max_concurrent_rooms
  `.execute(ctx.db)
  if (rows.length > 0) throw new Error(`limits exceeded: ${JSON.stringify(rows)}`)
}

/**
 * Rooms and registrants at a service are those that are wanted, no more and no fewer.
 *
 * @param seen undefined = rooms are made at the click: then all are ready, and have a key
 */
export async function assertAgreement(
  ctx: Ctx,
  appId: string,
  seen: readonly SeenRoom[] | undefined,
): Promise<void> {
  const platformId = ctx.platform.id
  const events = await heldAt(ctx, appId)
  if (!seen) {
    const unready = events.filter(({ state, providerKey }) => state !== 'ready' || !providerKey)
    if (unready.length > 0) throw new Error(`not ready at ${appId}: ${JSON.stringify(unready)}`)
    return
  }
  const people = await ctx.db
    .selectFrom('enrollments')
    .innerJoin('people', 'people.id', 'enrollments.personId')
    .select(['enrollments.sessionId', 'people.email', 'people.firstName'])
    .where('enrollments.platformId', '=', platformId)
    .where('enrollments.status', '=', 'enrolled')
    .where('people.active', '=', true)
    .execute()
  const wanted = events.map((event) => ({
    key: event.providerKey ?? `${event.state} ${JSON.stringify(event.reason)}`,
    subject: `${event.courseName}: ${event.name}`,
    startsAt: event.startsAt.getTime(),
    endsAt: event.endsAt.getTime(),
    // Nobody is registered in a spare; who was when it led stays so.
    registrants: event.isSpare
      ? ['whoever']
      : people
          .filter((person) => person.sessionId === event.sessionId)
          .map((person) => `${person.firstName} ${person.email}`)
          .sort(),
  }))
  // Rooms that were replaced stay for who was in them.
  const replaced = await ctx.db
    .selectFrom('rooms')
    .innerJoin('events', 'events.id', 'rooms.eventId')
    .select('rooms.providerKey')
    .where('rooms.platformId', '=', platformId)
    .where('rooms.state', '=', 'replaced')
    .execute()
  const kept = new Set(replaced.map((room) => room.providerKey))
  assertSame(
    seen.filter((room) => !kept.has(room.key)),
    wanted,
  )
}

/** Rooms that are made at the click open for whoever joins when their time has come, each under its key. */
export async function assertOpening(
  test: TestApp,
  ctx: Ctx,
  { service, learners }: { readonly service: Service; readonly learners: readonly Actor[] },
): Promise<void> {
  if (service.rooms()) return
  for (const event of await heldAt(ctx, service.appId)) {
    const enrolled = await ctx.db
      .selectFrom('enrollments')
      .innerJoin('people', 'people.id', 'enrollments.personId')
      .select('enrollments.personId')
      .where('enrollments.platformId', '=', ctx.platform.id)
      .where('enrollments.sessionId', '=', event.sessionId)
      .where('enrollments.status', '=', 'enrolled')
      .where('people.active', '=', true)
      .execute()
    const learner = learners.find(({ personId }) => enrolled.some((one) => one.personId === personId))
    if (event.isSpare || !learner) continue
    test.clock.now = event.startsAt
    const link = await enterAsLearner(ctx, learner, event.id)
    if (!link.includes(event.providerKey ?? '-') || !service.isOpen(event.providerKey ?? ''))
      throw new Error(`${service.appId} opens no room of ${JSON.stringify(event)}: ${link}`)
  }
}

/** Rooms that accounts of an app hold, spares among them. */
async function heldAt(ctx: Ctx, appId: string) {
  const { rows } = await sql<{
    id: EventId
    name: string
    sessionId: SessionId
    courseName: string
    startsAt: Date
    endsAt: Date
    isSpare: boolean
    providerKey: string | null
    state: string | null
    reason: unknown
  }>`
    select held.id, held.name, held.session_id, courses.name as course_name, held.starts_at, held.ends_at, held.is_spare,
      rooms.provider_key, rooms.state, rooms.reason
    from held_rooms held
    join courses on courses.platform_id = held.platform_id and courses.id = held.course_id
    join accounts on accounts.platform_id = held.platform_id and accounts.id = held.account_id
    left join rooms on rooms.platform_id = held.platform_id and rooms.event_id = held.id
      and case when held.is_spare then rooms.is_spare else rooms.wanted is not null end
    where held.platform_id = ${ctx.platform.id} and accounts.app_id = ${appId}`.execute(ctx.db)
  return rows
}

/** For who looks into a failing seed. */
export async function tellRooms(ctx: Ctx): Promise<string[]> {
  const { rows } = await sql<object>`
    select rooms.id, state, wanted->>'subject' as wanted, provider_key, applied_revision, wanted_revision, reason,
      (select json_agg(json_build_object('m', marker, 'o', outcome, 'at', started_at))
       from room_attempts where room_id = rooms.id) as attempts,
      (select json_agg(concat(to_char(at, 'HH24:MI:SS'), ' ', data->>'operation', ' ', data->>'status') order by id)
       from room_log where room_id = rooms.id and kind = 'call') as calls
    from rooms where platform_id = ${ctx.platform.id}`.execute(ctx.db)
  return rows.map((row) => JSON.stringify(row, null, 1))
}

/** What is at GoTo. */
export function roomsAtGoto(goto: Simulator): SeenRoom[] {
  const { meetings, webinars, trainings, registrants } = goto.state()
  const registeredIn = (key: string) =>
    registrants
      .filter((registrant) => registrant.roomKey === key)
      .map((registrant) => `${registrant.firstName} ${registrant.email}`)
      .sort()
  const times = ([time]: { startsAt: number; endsAt: number }[]) => ({
    startsAt: time?.startsAt ?? 0,
    endsAt: time?.endsAt ?? 0,
  })
  return [
    ...meetings.map(({ meetingId, subject, startsAt, endsAt }) => ({
      key: meetingId,
      subject,
      startsAt,
      endsAt,
      registrants: ['everybody'],
    })),
    ...webinars.map((webinar) => ({
      key: webinar.webinarKey,
      subject: webinar.subject,
      ...times(webinar.times),
      registrants: registeredIn(webinar.webinarKey),
    })),
    ...trainings.map((training) => ({
      key: training.trainingKey,
      subject: training.name,
      ...times(training.times),
      registrants: registeredIn(training.trainingKey),
    })),
  ]
}

/** @throws {Error} naming what is missing, other than wanted, or wanted by nobody */
function assertSame(seen: readonly SeenRoom[], wanted: readonly SeenRoom[]): void {
  const byKey = new Map(seen.map((room) => [room.key, room]))
  const problems: string[] = []
  for (const room of wanted) {
    const there = byKey.get(room.key)
    byKey.delete(room.key)
    if (!there) problems.push(`missing: ${JSON.stringify(room)}`)
    else {
      const areAny = there.registrants[0] === 'everybody' || room.registrants[0] === 'whoever'
      const registrants = areAny ? there.registrants : room.registrants
      const expected = JSON.stringify({ ...room, registrants })
      if (JSON.stringify(there) !== expected) problems.push(`is ${JSON.stringify(there)}, wanted ${expected}`)
    }
  }
  for (const room of byKey.values()) problems.push(`nobody wants: ${JSON.stringify(room)}`)
  if (problems.length > 0) throw new Error(problems.join('\n'))
}
