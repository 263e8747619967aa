import type { Simulator } from '@lectern/goto-simulator'
import { sql } from 'kysely'
import type { Ctx } from '../src/ctx.ts'

/** No account may hold more than it is allowed, at any step. */
export async function assertLimits(ctx: Ctx): Promise<void> {
  const { rows } = await sql<{ name: string; total: number; most: number | null; course: number | null }>`
    select accounts.name, count(*)::int as total, accounts.max_total_sessions as most,
      max(peaks.rooms)::int as rooms
    from events join accounts using (platform_id)
    cross join lateral (
      select count(*) as rooms from events others
      where others.platform_id = events.platform_id and others.account_id = events.account_id
        and others.cancelled_at is null and others.starts_at <= events.starts_at
        and others.ends_at > events.starts_at) peaks
    where events.platform_id = ${ctx.platform.id} and accounts.id = events.account_id
      and events.cancelled_at is null
    group by accounts.id, accounts.name, accounts.max_total_sessions, accounts.max_concurrent_rooms
    having count(*) > accounts.max_total_sessions or max(peaks.rooms) > accounts.max_concurrent_rooms
  `.execute(ctx.db)
  if (rows.length > 0) throw new Error(`limits exceeded: ${JSON.stringify(rows)}`)
}

/** Rooms and registrants at GoTo are those that are wanted, no more and no fewer. */
export async function assertAgreement(ctx: Ctx, goto: Simulator): Promise<void> {
  const platformId = ctx.platform.id
  const events = await ctx.db
    .selectFrom('events')
    .innerJoin('courses', 'courses.id', 'events.courseId')
    .leftJoin('rooms', (join) =>
      join.onRef('rooms.eventId', '=', 'events.id').on('rooms.wanted', 'is not', null),
    )
    .select(['events.id', 'events.name', 'events.sessionId', 'courses.name as courseName'])
    .select(['events.startsAt', 'events.endsAt', 'rooms.providerKey', 'rooms.state', 'rooms.reason'])
    .where('events.platformId', '=', platformId)
    .where('events.accountId', 'is not', null)
    .where('events.cancelledAt', 'is', null)
    .execute()
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
    registrants: people
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
    atGoto(goto).filter((room) => !kept.has(room.key)),
    wanted,
  )
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

/** A room as both sides are compared. */
interface SeenRoom {
  readonly key: string
  readonly subject: string
  readonly startsAt: number
  readonly endsAt: number
  readonly registrants: readonly string[]
}

/** What is at GoTo. */
function atGoto(goto: Simulator): SeenRoom[] {
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
      const registrants = there.registrants[0] === 'everybody' ? there.registrants : room.registrants
      const expected = JSON.stringify({ ...room, registrants })
      if (JSON.stringify(there) !== expected) problems.push(`is ${JSON.stringify(there)}, wanted ${expected}`)
    }
  }
  for (const room of byKey.values()) problems.push(`nobody wants: ${JSON.stringify(room)}`)
  if (problems.length > 0) throw new Error(problems.join('\n'))
}
