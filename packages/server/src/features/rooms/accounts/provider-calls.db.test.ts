import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSession, pairedAccount } from '../../../../test/builders.ts'
import { keptRoomsOf } from '../../../../test/kept-rooms.ts'
import { createTestApp, settleJobs, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { startGoto, type TestGoto } from '../../../../test/test-goto.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import type { Call, CallEntry, ConferencingProvider, Connection } from '../../../providers/provider.ts'
import { enroll } from '../../training/enrollments/enrollments.service.ts'
import { enterAsInstructor, enterAsLearner } from '../../training/entrance/entrance.service.ts'
import { scheduleEvent } from '../../training/events/events.service.ts'
import { getAccountRow } from './accounts.service.ts'
import { boundedPairing, boundedProvider } from './provider-calls.ts'

let goto: TestGoto
let test: TestApp
let platform: TestPlatform
let superadmin: Actor & { email: string }
let accountId: AccountId

beforeAll(async () => {
  goto = await startGoto()
  test = await createTestApp()
  platform = await test.addPlatform('calls.example')
  superadmin = await platform.addActor(['superadmin', 'instructor'])
  accountId = (await pairedAccount(test, platform, superadmin, { sessionType: 'webinar' })).id
})
afterAll(async () => {
  await test.close()
  await goto.close()
})

type Work = (...args: unknown[]) => Promise<unknown>

/** Every operation that GoTo's providers have, by name, also of their parts. */
function operationsOf(part: object, prefix = ''): string[] {
  return Object.entries(part).flatMap(([name, member]) => {
    if (typeof member === 'function') return [prefix + name]
    const isPart = typeof member === 'object' && member !== null && name !== 'capabilities'
    return isPart ? operationsOf(member, `${name}.`) : []
  })
}

/** They give pages, each when it is wanted. */
const PAGED = ['readReports', 'listRecordings']

/** What gives pages does its work when the first one is asked for. */
const paged = (work: Work) =>
  async function* (...args: unknown[]) {
    yield await work(...args)
  }

/** The same members, with other work behind each operation. */
function withWork<T extends object>(part: T, work: Work): T {
  const entries = Object.entries(part).map(([name, member]) => {
    if (PAGED.includes(name)) return [name, paged(work)]
    if (typeof member === 'function') return [name, work]
    const isPart = typeof member === 'object' && member !== null && name !== 'capabilities'
    return [name, isPart ? withWork(member, work) : member]
  })
  return Object.fromEntries(entries) as T
}

function operation(provider: ConferencingProvider, path: string): Work {
  const [first = '', second] = path.split('.')
  const part = provider as unknown as Record<string, Record<string, Work>>
  const found = (second ? part[first]?.[second] : part[first]) as unknown as Work
  if (!PAGED.includes(second ?? '')) return found
  return async (...args) => {
    for await (const _ of found(...args) as unknown as AsyncIterable<unknown>);
  }
}

const table = () =>
  [...goto.app.sessionTypes.values()].flatMap((provider) =>
    operationsOf(provider).map((path) => ({ provider, path })),
  )

describe('every operation of every session type', () => {
  it('waits for its turn, has a limit, and keeps what its caller wants to hear', async () => {
    const account = await getAccountRow(platform.ctx, accountId)
    const rows = table()
    expect(rows.length).toBeGreaterThan(30)
    for (const { provider, path } of rows) {
      const calls: Call[] = []
      const stub = withWork(provider, async (...args) => void calls.push(args.at(-1) as Call))
      const log = () => {}
      await operation(boundedProvider(platform.ctx, account, stub), path)('organizer', 'key', { log })
      expect(calls, path).toHaveLength(1)
      expect(calls[0]?.log, path).toBe(log)
      expect(calls[0]?.signal, path).toBeInstanceOf(AbortSignal)
      await calls[0]?.pace?.()
    }
    const { rows: turns } = await sql<{ bucket: string }>`select bucket from request_turns`.execute(
      platform.ctx.db,
    )
    expect(turns.map((turn) => turn.bucket.split(' ')[1]).sort()).toEqual(['meeting', 'training', 'webinar'])
  })

  it('ends in time when the provider never answers, and says so', async () => {
    const account = await getAccountRow(platform.ctx, accountId)
    for (const { provider, path } of table()) {
      const heard: CallEntry[] = []
      const hung = withWork(provider, () => new Promise(() => {}))
      const call: Call = { log: (entry) => heard.push(entry) }
      const asked = operation(boundedProvider(platform.ctx, account, hung, 5), path)('organizer', 'key', call)
      const error = await asked.then(
        () => undefined,
        (reason: unknown) => reason,
      )
      expect(error, path).toBeInstanceOf(ProviderError)
      expect(error, path).toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
      expect(heard, path).toEqual([expect.objectContaining({ error: expect.stringContaining('no answer') })])
    }
  })

  it('passes on what the provider says, and the end that its caller wishes', async () => {
    const account = await getAccountRow(platform.ctx, accountId)
    const [provider] = [...goto.app.sessionTypes.values()]
    if (!provider) throw new Error('GoTo has no session type')
    const nobody = {} as Connection // nothing is asked of them
    const refusal = new ProviderError('rejected', { provider: 'GoTo', detail: 'no' })
    const refusing = boundedProvider(
      platform.ctx,
      account,
      withWork(provider, () => Promise.reject(refusal)),
    )
    await expect(keptRoomsOf(refusing).getRoom(nobody, 'key', {})).rejects.toBe(refusal)
    const stopped = new Error('stopped')
    const signal = AbortSignal.abort(stopped)
    const never = boundedProvider(
      platform.ctx,
      account,
      withWork(provider, () => new Promise(() => {})),
    )
    await expect(keptRoomsOf(never).getRoom(nobody, 'key', { signal })).rejects.toBe(stopped)
  })

  it('has its like for consent and tokens', async () => {
    const account = await getAccountRow(platform.ctx, accountId)
    const never = withWork(goto.pairing, () => new Promise(() => {}))
    const pairing = boundedPairing(platform.ctx, account, never)
    const signal = AbortSignal.timeout(5)
    const credentials = { clientId: '', clientSecret: '' }
    for (const asked of [
      pairing.whoAmI('token', signal),
      pairing.refresh(credentials, 'token', signal),
      pairing.exchangeCode(credentials, { code: '', redirectUri: '', codeVerifier: '' }, signal),
    ]) {
      await expect(asked).rejects.toMatchObject({ kind: 'unavailable', params: { provider: 'Fake' } })
    }
  })
})

describe('a click', () => {
  it('on Join or Start stands in the timeline, also when the provider does not answer', async () => {
    const { ctx } = platform
    const lea = await platform.addActor(['learner'])
    const session = await buildSession(platform, superadmin)
    const event = await scheduleEvent(ctx, superadmin, {
      sessionId: session.id,
      name: 'Launch',
      description: '',
      startsWall: '2026-11-24T10:00',
      endsWall: '2026-11-24T11:00',
      timeZone: 'Europe/Rome',
      accountId,
      instructorIds: [superadmin.personId],
    })
    await settleJobs(test, ctx)
    await enroll(ctx, superadmin, session.id, lea.personId)
    test.clock.now = new Date('2026-11-24T08:50:00Z')
    const error = new Error('unused')
    test.fake.faults.push({ operation: 'register', when: 'never', error })
    await expect(enterAsLearner(ctx, lea, event.id)).rejects.toMatchObject({
      code: 'registration-pending',
    })
    const lines = async () => {
      const { rows } = await sql<{ operation: string; error: string }>`
        select data ->> 'operation' as operation, data ->> 'error' as error from room_log
        where kind = 'call' order by at, id`.execute(ctx.db)
      return rows
    }
    expect(await lines()).toEqual([{ operation: 'register', error: 'no answer within 4 s' }])
    const links = await enterAsInstructor(ctx, superadmin, event.id)
    expect(links.url).toMatch(/^https:\/\/fake\.example\/host\//)
    expect((await lines()).map((line) => line.operation)).toEqual(['register', 'start'])
  })
})
