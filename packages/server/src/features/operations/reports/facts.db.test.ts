import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { addPeople, buildSession, pairedAccount, planEvent } from '../../../../test/builders.ts'
import {
  createTestApp,
  settleJobs,
  sweep,
  type TestApp,
  type TestPlatform,
} from '../../../../test/test-app.ts'
import type { AccountId, EventId, GroupId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { addMembers, createGroup } from '../../people/groups/groups.service.ts'
import { plannedSeconds, sweepFacts } from './facts.service.ts'

type Person = Actor & { email: string }

let test: TestApp
let platform: TestPlatform
let superadmin: Person
let instructors: Person[]
let accounts: AccountId[]
let groups: GroupId[]
let learners: PersonId[]

beforeAll(async () => {
  test = await createTestApp()
})
afterAll(() => test.close())

let hosts = 0
beforeEach(async () => {
  test.clock.now = new Date('2026-11-24T08:00:00Z')
  platform = await test.addPlatform(`facts${++hosts}.example`)
  superadmin = await platform.addActor(['superadmin'])
  instructors = [await platform.addActor(['instructor']), await platform.addActor(['instructor'])]
  accounts = []
  for (const name of ['One', 'Two']) {
    const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar', name })
    accounts.push(account.id)
  }
  groups = []
  for (const name of ['Night', 'Day']) groups.push((await createGroup(platform.ctx, superadmin, name)).id)
  learners = (await addPeople(platform, 6)).map(({ personId }) => personId)
})

/** Never the same walk twice for two seeds, and always for one. */
function randomOf(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296
    return Math.floor((state / 4_294_967_296) * below)
  }
}

/** The facts as a plain query over the base tables has them. */
async function expected() {
  const { ctx } = platform
  const { rows: events } = await sql<{
    id: EventId
    sessionId: SessionId
    startsAt: Date
    endsAt: Date
    timeZone: string
    breaks: []
    month: string
    accountId: AccountId | null
    instructors: string
  }>`
    select e.*, to_char(e.starts_at at time zone p.time_zone, 'YYYY-MM') as month,
      (select coalesce(string_agg(person_id::text, ',' order by person_id), '') from teaching t where t.event_id = e.id) as instructors
    from events e, platforms p where p.platform_id = e.platform_id and e.ends_at <= ${ctx.now()} and e.cancelled_at is null
      and exists (select from attendance_judgings j where j.event_id = e.id and j.judged_at is not null)`.execute(
    ctx.db,
  )
  const { rows: places } = await sql<{ sessionId: SessionId; personId: PersonId; status: string }>`
    select session_id, person_id, status from enrollments`.execute(ctx.db)
  const { rows: held } = await sql<{
    eventId: EventId
    personId: PersonId
    status: string
    seconds: number | null
    late: boolean
  }>`
    select h.event_id, h.person_id, h.status, h.seconds, coalesce(h.is_late, v.is_late, false) as late
    from effective_attendance h left join attendance_verdicts v on v.event_id = h.event_id
      and v.person_id = h.person_id and v.superseded_at is null`.execute(ctx.db)
  const { rows: members } = await sql<{ groupId: GroupId; personId: PersonId }>`
    select group_id, person_id from group_members`.execute(ctx.db)
  const facts = events.flatMap((event) => {
    const seats = new Map(
      places.filter((one) => one.sessionId === event.sessionId).map((one) => [one.personId, one.status]),
    )
    const own = new Map(held.filter((one) => one.eventId === event.id).map((one) => [one.personId, one]))
    const hasSeat = (personId: PersonId) => seats.get(personId) === 'enrolled'
    const people = new Set([...[...seats.keys()].filter(hasSeat), ...own.keys()])
    return [...people].map((personId) => ({
      event,
      personId,
      seat: hasSeat(personId) ? 'enrolled' : 'left',
      status: own.get(personId)?.status ?? 'not-set',
      seconds: own.get(personId)?.seconds ?? null,
      late: own.get(personId)?.late ?? false,
    }))
  })
  const sums = new Map<string, number[]>()
  const add = (key: string, numbers: number[]) =>
    sums.set(
      key,
      numbers.map((number, at) => number + (sums.get(key)?.[at] ?? 0)),
    )
  for (const event of events) {
    const key = (group: string) =>
      [event.sessionId, event.month, event.accountId, event.instructors, group].join(' ')
    const own = facts.filter((fact) => fact.event === event)
    const groupsOf = new Set(
      members.filter(({ personId }) => own.some((f) => f.personId === personId)).map((m) => m.groupId),
    )
    for (const group of ['', ...groupsOf]) {
      const counted = own.filter(
        ({ personId }) => group === '' || members.some((m) => m.groupId === group && m.personId === personId),
      )
      const count = (...statuses: string[]) =>
        counted.filter(({ status }) => statuses.includes(status)).length
      const there = counted.filter(({ status }) => status === 'present' || status === 'partly')
      add(key(group), [
        1,
        plannedSeconds(event),
        counted.filter(({ seat }) => seat !== 'left').length,
        ...[count('present'), count('partly'), count('absent'), count('excused')],
        count('unknown', 'not-set'),
        there.filter(({ late }) => late).length,
        there.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
      ])
    }
  }
  return {
    facts: facts
      .map(({ event, personId, seat, status, seconds, late }) =>
        [
          event.id,
          personId,
          event.month,
          event.accountId,
          plannedSeconds(event),
          seat,
          status,
          seconds,
          late,
        ].join(' '),
      )
      .sort(),
    sums: [...sums].map(([key, numbers]) => `${key}: ${numbers.join(' ')}`).sort(),
    rooms: [
      ...Map.groupBy(
        events.filter(({ accountId }) => accountId),
        (e) => `${e.accountId} ${e.month}`,
      ),
    ]
      .map(([key, own]) => {
        const peak = Math.max(
          ...own.map(
            (one) => own.filter((o) => o.startsAt <= one.startsAt && o.endsAt > one.startsAt).length,
          ),
        )
        const seconds = own.reduce((sum, e) => sum + (e.endsAt.getTime() - e.startsAt.getTime()) / 1000, 0)
        return `${key}: ${own.length} ${seconds} ${peak}`
      })
      .sort(),
  }
}

async function written() {
  const { ctx } = platform
  const { rows: facts } = await sql<Record<string, unknown>>`
    select event_id, person_id, month, account_id, planned_seconds, seat, status, seconds, is_late as late
    from attendance_facts`.execute(ctx.db)
  const { rows: sums } = await sql<Record<string, unknown> & { key: string }>`
    select concat_ws(' ', session_id, month, coalesce(account_id::text, ''), array_to_string(instructor_ids, ','), coalesce(group_id::text, '')) as key,
      events, planned_seconds, seats, present, partly, absent, excused, not_known, late, learner_seconds
    from attendance_months`.execute(ctx.db)
  const { rows: rooms } = await sql<{ key: string }>`
    select concat(account_id, ' ', month, ': ', events, ' ', room_seconds, ' ', peak) as key from room_months`.execute(
    ctx.db,
  )
  return {
    facts: facts.map((row) => Object.values(row).join(' ')).sort(),
    sums: sums.map(({ key, ...row }) => `${key}: ${Object.values(row).join(' ')}`).sort(),
    rooms: rooms.map(({ key }) => key).sort(),
  }
}

async function walk(seed: number, steps: number): Promise<string[]> {
  const { ctx } = platform
  const random = randomOf(seed)
  const oneOf = <T>(list: readonly T[]) => list[random(list.length)] as T
  const platformId = ctx.platform.id
  const sessions: SessionId[] = []
  for (let n = 0; n < 2; n++) {
    const session = await buildSession(platform, superadmin)
    sessions.push(session.id)
    // One is over the turn of a month in Rome, one at the turn in UTC alone, and two are at the same time.
    for (const [day, from, to] of [
      ['2026-11-26', '10:00', '11:00'],
      ['2026-11-26', '10:30', '12:00'],
      ['2026-12-01', '00:30', '01:30'],
    ] as const) {
      const name = `E${day}${from}`
      await planEvent(platform, superadmin, { sessionId: session.id, accountId: null, name, day, from, to })
    }
  }
  test.clock.now = new Date('2026-12-24T08:00:00Z')
  await settleJobs(test, ctx)
  await sweep(test, ctx, 'judgings')
  const { rows: events } = await sql<{
    id: EventId
    sessionId: SessionId
  }>`select id, session_id from events`.execute(ctx.db)
  const done: string[] = []
  const moves: Record<string, () => Promise<unknown>> = {
    place: () =>
      sql`insert into enrollments (platform_id, session_id, person_id, status)
        values (${platformId}, ${oneOf(sessions)}, ${oneOf(learners)}, ${oneOf(['enrolled', 'enrolled', 'cancelled', 'waiting'])})
        on conflict (platform_id, session_id, person_id) do update set status = excluded.status`.execute(
        ctx.db,
      ),
    mark: () =>
      sql`insert into attendance_marks (platform_id, event_id, person_id, status, minutes, version, changed_by, changed_at)
        values (${platformId}, ${oneOf(events).id}, ${oneOf(learners)}, ${oneOf(['present', 'partly', 'absent', 'excused', 'not-set'])},
          ${oneOf([null, 0, 30])}, 1, ${superadmin.personId}, now())
        on conflict (platform_id, event_id, person_id) do update set status = excluded.status, minutes = excluded.minutes`.execute(
        ctx.db,
      ),
    verdict: async () => {
      const [event, personId] = [oneOf(events).id, oneOf(learners)]
      await sql`update attendance_verdicts set superseded_at = now()
        where event_id = ${event} and person_id = ${personId} and superseded_at is null`.execute(ctx.db)
      await sql`insert into attendance_verdicts (platform_id, event_id, person_id, version, status, is_late, seconds,
          window_seconds, reconnects, rule_version, reason, made_at)
        select ${platformId}, ${event}, ${personId}, coalesce(max(version), 0) + 1, ${oneOf(['present', 'partly', 'absent', 'unknown'])},
          ${oneOf([true, false])}, ${oneOf([null, 600, 3000])}::int, 3600, 0, 0, '{"code":"verdict-no-tool","params":{}}', now()
        from attendance_verdicts where event_id = ${event} and person_id = ${personId}`.execute(ctx.db)
    },
    account: () =>
      sql`update events set account_id = ${oneOf([null, ...accounts])}::uuid where id = ${oneOf(events).id}`.execute(
        ctx.db,
      ),
    cancel: () =>
      sql`update events set cancelled_at = ${oneOf([null, null, ctx.now()])}::timestamptz where id = ${oneOf(events).id}`.execute(
        ctx.db,
      ),
    move: () => {
      const at = oneOf(['2026-11-30T22:30:00Z', '2026-12-03T09:00:00Z', '2027-01-10T09:00:00Z'])
      return sql`update events set starts_at = ${at}::timestamptz, ends_at = ${at}::timestamptz + interval '90 minutes' where id = ${oneOf(events).id}`.execute(
        ctx.db,
      )
    },
    breaks: () => {
      const breaks = oneOf([[], [{ startsWall: '2026-11-26T10:45', endsWall: '2026-11-26T10:50' }]])
      return sql`update events set breaks = ${JSON.stringify(breaks)}::jsonb where id = ${oneOf(events).id}`.execute(
        ctx.db,
      )
    },
    teacher: () =>
      random(2) === 0
        ? sql`insert into event_instructors (platform_id, event_id, person_id) values (${platformId}, ${oneOf(events).id}, ${oneOf(instructors).personId}) on conflict do nothing`.execute(
            ctx.db,
          )
        : sql`delete from event_instructors where event_id = ${oneOf(events).id}`.execute(ctx.db),
    sessionTeacher: () =>
      random(2) === 0
        ? sql`insert into session_instructors (platform_id, session_id, person_id) values (${platformId}, ${oneOf(sessions)}, ${oneOf(instructors).personId}) on conflict do nothing`.execute(
            ctx.db,
          )
        : sql`delete from session_instructors where session_id = ${oneOf(sessions)}`.execute(ctx.db),
    group: () =>
      random(3) > 0
        ? addMembers(ctx, superadmin, oneOf(groups), { personIds: [oneOf(learners)], save: true })
        : sql`delete from group_members where person_id = ${oneOf(learners)}`.execute(ctx.db),
    zone: () =>
      sql`update platforms set time_zone = ${oneOf(['UTC', 'Europe/Rome', 'Pacific/Auckland'])}`.execute(
        ctx.db,
      ),
    remove: () =>
      random(6) === 0
        ? sql`delete from events where id = ${oneOf(events).id}`.execute(ctx.db)
        : Promise.resolve(),
  }
  for (let n = 0; n < 6; n++) await moves.place?.()
  for (let step = 0; step < steps; step++) {
    const name = oneOf(Object.keys(moves))
    // What an event that is gone has can't be written.
    await moves[name]?.().catch((error: { code?: string }) => {
      if (error.code !== '23503') throw error
    })
    done.push(name)
    if (random(3) === 0) await sweepFacts(ctx)
  }
  await sweepFacts(ctx)
  return done
}

describe('facts of attendance', () => {
  it.each([1, 2, 3, 4, 5, 6])('are what the tables below them say, after walk %d', async (seed) => {
    const done = await walk(seed, 60)
    const right = await expected()
    expect(right.facts.length, done.join()).toBeGreaterThan(0)
    expect(await written()).toEqual(right)
  })

  it('begin with the verdicts of an event, and are counted by a sweep; nothing is left to do then', async () => {
    const { ctx } = platform
    const session = await buildSession(platform, superadmin)
    await planEvent(platform, superadmin, {
      ...{ sessionId: session.id, accountId: null, name: 'E', day: '2026-11-26', from: '10:00', to: '11:00' },
    })
    expect((await written()).sums).toEqual([])
    test.clock.now = new Date('2026-11-26T12:00:00Z')
    await sweep(test, ctx, 'judgings')
    expect(await sweep(test, ctx, 'facts')).toBe(true)
    expect((await written()).sums).toHaveLength(1)
    expect(await sweep(test, ctx, 'facts')).toBe(false)
  })

  it('are right when two count at the same moment', async () => {
    const { ctx } = platform
    await walk(7, 30)
    await sql`insert into attendance_fact_marks (platform_id, session_id) select distinct platform_id, session_id from events`.execute(
      ctx.db,
    )
    await Promise.all([sweepFacts(ctx), sweepFacts(ctx)])
    expect(await written()).toEqual(await expected())
  })
})
