import { sql } from 'kysely'
import pg from 'pg'
import { expect, it } from 'vitest'
import {
  addPeople,
  buildSession,
  pairedAccount,
  planEvent,
  signedIn,
} from '../packages/server/test/builders.ts'
import { createTestApp } from '../packages/server/test/test-app.ts'
import { keep } from './results.ts'

const TRIES = 15
const EVENTS = 1000
const WEEK = 'from=2026-11-30T00:00:00Z&until=2026-12-07T00:00:00Z'
/** A whole board costs so many bare reads of the same rows at most, and the effect of a drag so many boards. */
const MOST = { boardPerBareRead: 12, effectPerBoard: 1.5 }

it(`a board of ${EVENTS} events a week, and the effect of a drag among them`, async () => {
  const test = await createTestApp()
  const client = new pg.Client(test.db.connection)
  await client.connect()
  try {
    const platform = await test.addPlatform('board.example')
    const { ctx } = platform
    const superadmin = await platform.addActor(['superadmin'])
    const cookie = await signedIn(test, platform, superadmin.email)
    const teachers = await addPeople(platform, 40, 'instructor')
    const account = await pairedAccount(test, platform, superadmin)
    const session = await buildSession(platform, superadmin)
    const day = { day: '2026-12-02', from: '06:00', to: '06:30', accountId: account.id }
    const event = await planEvent(platform, superadmin, { ...day, sessionId: session.id, name: 'Dragged' })
    await client.query('set session_replication_role = replica')
    await client.query(
      `with made as (
         insert into sessions (platform_id, id, course_id, name)
         select $1::uuid, gen_random_uuid(), $2::uuid, 'S' || n from generate_series(1, 200) n returning id, name),
       taught as (
         insert into session_instructors (platform_id, session_id, person_id)
         select $1::uuid, id, ($4::uuid[])[1 + substr(name, 2)::int % 40] from made)
       insert into events (platform_id, id, session_id, course_id, name, starts_wall, ends_wall, time_zone, starts_at, ends_at, account_id)
       select $1::uuid, gen_random_uuid(), made.id, $2::uuid, made.name || ' ' || n,
         to_char(at, 'YYYY-MM-DD"T"HH24:MI'), to_char(at + interval '1 hour', 'YYYY-MM-DD"T"HH24:MI'), 'UTC',
         at at time zone 'UTC', (at + interval '1 hour') at time zone 'UTC', $3::uuid
       from made, generate_series(0, ${EVENTS / 200 - 1}) n,
         lateral (select timestamp '2026-11-30 07:00' + n * interval '1 day'
           + (substr(made.name, 2)::int % 10) * interval '1 hour' as at) times`,
      [ctx.platform.id, session.courseId, account.id, teachers.map(({ personId }) => personId)],
    )
    await client.query('analyze')
    const headers = { host: platform.host, cookie }
    const board = () => test.app.http.inject({ url: `/api/v1/board?${WEEK}`, headers })
    const operation = {
      op: 'change',
      eventId: event.id,
      version: 1,
      startsWall: '2026-12-03T06:00',
      endsWall: '2026-12-03T07:00',
    }
    const effect = () =>
      test.app.http.inject({
        method: 'POST',
        url: '/api/v1/board/changes',
        headers,
        payload: { operations: [operation] },
      })
    const bare = async () =>
      JSON.stringify(
        (await sql`select * from events where platform_id = ${ctx.platform.id}`.execute(ctx.db)).rows,
      )
    const times = { board: [] as number[], effect: [] as number[], bare: [] as number[] }
    for (let tries = 0; tries <= TRIES; tries++) {
      for (const [name, ask] of Object.entries({ board, effect, bare })) {
        const began = performance.now()
        const answer = await ask()
        if (typeof answer !== 'string') expect(answer.statusCode).toBe(200)
        if (tries > 0) times[name as keyof typeof times].push(performance.now() - began)
      }
    }
    const median = (of: number[]) => of.sort((a, b) => a - b)[Math.floor(of.length / 2)] ?? 0
    const [boardMs, effectMs, bareMs] = [median(times.board), median(times.effect), median(times.bare)]
    const answer = await board()
    const result = {
      ...{ boardMs, effectMs, bareMs, kB: Math.round(answer.body.length / 1024) },
      boardPerBareRead: boardMs / bareMs,
      effectPerBoard: effectMs / boardMs,
    }
    expect(answer.json().events).toHaveLength(EVENTS + 1)
    console.table([result])
    keep('board', result, [
      {
        what: 'the board, beside a bare read of its events',
        value: result.boardPerBareRead,
        unit: 'times',
        goal: { atMost: MOST.boardPerBareRead },
      },
      {
        what: 'a change, beside the board',
        value: result.effectPerBoard,
        unit: 'times',
        goal: { atMost: MOST.effectPerBoard },
      },
    ])
    expect(result.boardPerBareRead).toBeLessThan(MOST.boardPerBareRead)
    expect(result.effectPerBoard).toBeLessThan(MOST.effectPerBoard)
  } finally {
    await client.end()
    await test.close()
  }
}, 300_000)
