import { startSimulator } from '@lectern/goto-simulator'
import { CompiledQuery } from 'kysely'
import { expect, it } from 'vitest'
import { withTransaction } from '../packages/server/src/db/database.ts'
import { setAppActive } from '../packages/server/src/features/platform/apps/apps.service.ts'
import { createAccount } from '../packages/server/src/features/rooms/accounts/accounts.service.ts'
import {
  beginPairing,
  finishPairing,
} from '../packages/server/src/features/rooms/accounts/pairing.service.ts'
import { createGotoApp } from '../packages/server/src/providers/goto/app.ts'
import { GOTO_APP_ID } from '../packages/server/src/providers/goto/app-id.ts'
import { buildSession, planEvent } from '../packages/server/test/builders.ts'
import { createTestApp, settleJobs } from '../packages/server/test/test-app.ts'
import { keep } from './results.ts'

const LEARNERS = Number(process.env.LECTERN_LEARNERS ?? 1000)
/** What GoTo allows: so many at once, then so many a second. */
const GOTO_RATE = 10

it(`registers ${LEARNERS} learners for one webinar at GoTo’s rate`, async () => {
  const simulator = await startSimulator({
    port: 0,
    control: true,
    clock: () => Date.parse('2026-11-24T08:00:00Z'),
    behavior: { registrationLimit: LEARNERS },
  })
  const test = await createTestApp((now) => [
    createGotoApp({ authUrl: simulator.url, apiUrl: simulator.url, now }),
  ])
  try {
    const platform = await test.addPlatform('bench.example')
    const { ctx } = platform
    const superadmin = await platform.addActor(['superadmin'])
    await withTransaction(ctx.db, (trx) =>
      setAppActive(ctx, trx, { appId: GOTO_APP_ID, active: true }, undefined),
    )
    const redirectUri = 'https://bench.example/learn/gotomeeting'
    const client = simulator.addClient({ name: 'Bench', redirectUris: [redirectUri] })
    simulator.addUser({ email: 'o@goto.example', password: 'p' })
    const account = await createAccount(ctx, superadmin, {
      appId: GOTO_APP_ID,
      name: 'Webinars',
      description: '',
      fields: { clientId: client.clientId, clientSecret: client.clientSecret },
      sessionType: 'webinar',
      limits: { sessionsPerCourse: null, totalSessions: null, concurrentRooms: null },
    })
    const url = new URL(await beginPairing(ctx, superadmin, account.id as never, 'https://bench.example'))
    const code = simulator.consent({
      clientId: client.clientId,
      email: 'o@goto.example',
      redirectUri,
      codeChallenge: url.searchParams.get('code_challenge') ?? '',
    })
    const state = url.searchParams.get('state') ?? undefined
    await finishPairing(ctx, superadmin, { state, code, error: undefined })
    const session = await buildSession(platform, superadmin)
    await planEvent(platform, superadmin, {
      sessionId: session.id,
      accountId: account.id,
      name: 'Launch',
      from: '10:00',
      to: '11:00',
    })
    await settleJobs(test, ctx)
    await ctx.db.executeQuery(enrollEverybody(ctx.platform.id, session.id))
    const { id: roomId } = await ctx.db.selectFrom('rooms').select('id').executeTakeFirstOrThrow()
    test.jobs.push({
      name: 'room.registrations',
      payload: { platformId: ctx.platform.id, roomId },
      startAfter: undefined,
    })
    const limitedBefore = simulator.requests.rateLimited
    const began = performance.now()
    await settleJobs(test, ctx)
    const seconds = (performance.now() - began) / 1000
    const limited = simulator.requests.rateLimited - limitedBefore
    const registered = simulator.state().registrants.length
    const share = registered / seconds / GOTO_RATE
    const result = { learners: registered, seconds, perSecond: registered / seconds, share, limited }
    console.table([result])
    keep('registrations', result, [
      {
        what: `${LEARNERS} registrations, of the rate that GoTo allows`,
        value: share,
        unit: 'share',
        goal: { atLeast: 0.95 },
      },
      {
        what: 'the same, refused for being too quick',
        value: limited,
        unit: 'times refused',
        goal: { atMost: 0 },
      },
    ])
    expect(registered).toBe(LEARNERS)
  } finally {
    await test.close()
    await simulator.close()
  }
}, 400_000)

function enrollEverybody(platformId: string, sessionId: string) {
  const sql = `
    with learners as (
      insert into people (platform_id, id, email, first_name, last_name, roles)
      select $1::uuid, gen_random_uuid(), 'l' || n || '@x.example', 'L' || n, 'Learner', '{learner}'
      from generate_series(1, ${LEARNERS}) n
      returning id)
    insert into enrollments (platform_id, session_id, person_id, status)
    select $1::uuid, $2::uuid, id, 'enrolled' from learners`
  return CompiledQuery.raw(sql, [platformId, sessionId])
}
