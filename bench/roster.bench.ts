import { sql } from 'kysely'
import { expect, it } from 'vitest'
import type { EventId, SessionId } from '../packages/server/src/domain/ids.ts'
import { buildSession, pairedAccount, planEvent, signedIn } from '../packages/server/test/builders.ts'
import { createTestApp, settleJobs } from '../packages/server/test/test-app.ts'
import { keep } from './results.ts'

const LEARNERS = Number(process.env.LECTERN_LEARNERS ?? 1000)
const READS = 40
const CLICKS = 2000

/** Beside it: what a live message for each click on Join would cost, by which the roster could be told instead. */
it(`reads the roster of ${LEARNERS} learners`, async () => {
  const test = await createTestApp()
  try {
    const platform = await test.addPlatform('bench.example')
    const { ctx } = platform
    const superadmin = await platform.addActor(['superadmin'])
    const account = await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })
    const session = await buildSession(platform, superadmin)
    const event = await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: account.id,
      name: 'Launch',
      from: '10:00',
      to: '11:00',
    })
    await settleJobs(test, ctx)
    await fill(ctx, session.id as SessionId, event.id as EventId)
    test.clock.now = new Date('2026-11-26T09:30:00Z')
    const cookie = await signedIn(test, platform, superadmin.email)
    const times: number[] = []
    for (let read = 0; read < READS; read++) {
      const began = performance.now()
      const url = `/api/v1/events/${event.id}/roster`
      const answer = await test.app.http.inject({ url, headers: { host: platform.host, cookie } })
      times.push(performance.now() - began)
      expect(answer.json().counts).toMatchObject({ enrolled: LEARNERS, registered: LEARNERS, in: LEARNERS })
    }
    times.sort((a, b) => a - b)
    const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? 0)
    const result = {
      learners: LEARNERS,
      medianMs: at(0.5),
      p95Ms: at(0.95),
      ...(await compareClicks(ctx, event.id as EventId, superadmin.personId)),
    }
    console.table([result])
    keep('roster', result)
  } finally {
    await test.close()
  }
}, 200_000)

type Ctx = Awaited<ReturnType<Awaited<ReturnType<typeof createTestApp>>['addPlatform']>>['ctx']

/** Everybody enrolled, registered, marked, and in with three clicks. */
async function fill(ctx: Ctx, sessionId: SessionId, eventId: EventId): Promise<void> {
  const { id: platformId } = ctx.platform
  await sql`
    insert into people (platform_id, id, email, first_name, last_name, roles)
    select ${platformId}, gen_random_uuid(), 'l' || n || '@x.example', 'L' || n, 'Learner', '{learner}'
    from generate_series(1, ${LEARNERS}::int) n`.execute(ctx.db)
  const learners = sql`(select id from people where platform_id = ${platformId} and last_name = 'Learner')`
  await sql`insert into enrollments (platform_id, session_id, person_id, status)
    select ${platformId}, ${sessionId}, id, 'enrolled' from ${learners} learners`.execute(ctx.db)
  await sql`insert into event_entries (platform_id, id, event_id, person_id, role, entered_at)
    select ${platformId}, gen_random_uuid(), ${eventId}, id, 'learner', '2026-11-26T09:00:00Z'
    from ${learners} learners, generate_series(1, 3)`.execute(ctx.db)
  await sql`insert into registrations
      (platform_id, room_id, person_id, room_key, state, email, first_name, last_name, provider_key)
    select ${platformId}, rooms.id, learners.id, rooms.provider_key, 'ready', 'x@x.example', 'L', 'L', 'k'
    from rooms, ${learners} learners where rooms.event_id = ${eventId}`.execute(ctx.db)
  await sql`insert into attendance_marks
      (platform_id, event_id, person_id, status, version, changed_by, changed_at)
    select ${platformId}, ${eventId}, id, 'present', 1, id, now() from ${learners} learners`.execute(ctx.db)
}

async function compareClicks(ctx: Ctx, eventId: EventId, personId: string) {
  const click = sql`insert into event_entries (platform_id, id, event_id, person_id, role)
    values (${ctx.platform.id}, gen_random_uuid(), ${eventId}, ${personId}, 'instructor')`
  const message = sql`select pg_notify('lectern_live', ${JSON.stringify({ type: 'event', id: eventId })})`
  const measure = async (tells: boolean) => {
    const began = performance.now()
    const queue = Array.from({ length: CLICKS }).values()
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (const _ of queue) {
          await click.execute(ctx.db)
          if (tells) await message.execute(ctx.db)
        }
      }),
    )
    return Math.round(((performance.now() - began) / CLICKS) * 1000)
  }
  await measure(false)
  return { clickUs: await measure(false), clickAndMessageUs: await measure(true) }
}
