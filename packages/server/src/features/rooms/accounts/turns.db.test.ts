import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { pairedAccount } from '../../../../test/builders.ts'
import { createTestApp, type TestApp, type TestPlatform } from '../../../../test/test-app.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import type { ConferencingProvider, PacedRequest, Rates } from '../../../providers/provider.ts'
import { getAccountRow } from './accounts.service.ts'
import { type Turns, turnsOf } from './turns.ts'

// Rates, pauses and budgets of a service, which all nodes share.

const NOON = new Date('2026-11-24T12:00:00Z')
const MIDNIGHT = new Date('2026-11-25T00:00:00Z')
const clock = { now: NOON }

/** Two nodes on one database. */
let nodes: TestApp[]
let platforms: Pick<TestPlatform, 'ctx'>[]
let accountId: AccountId
let host = 0

beforeAll(async () => {
  const first = await createTestApp(() => [], {}, { clock })
  const second = await createTestApp(() => [], {}, { clock, db: first.db, fake: first.fake })
  nodes = [first, second]
  const platform = await first.addPlatform('turns.example')
  const superadmin: Actor = await platform.addActor(['superadmin'])
  accountId = (await pairedAccount(first, platform, superadmin)).id
  const other = { ctx: { ...platform.ctx, db: platform.ctx.db } }
  platforms = [platform, other]
})
afterAll(async () => {
  const [first, second] = nodes
  await second?.close()
  await first?.close()
})
beforeEach(() => {
  clock.now = NOON
  host += 1
})

async function turns(rates: Partial<Rates>, node = 0, sessionType = 'meeting'): Promise<Turns> {
  const ctx = platforms[node]?.ctx
  if (!ctx) throw new Error('there is no such node')
  const account = await getAccountRow(ctx, accountId)
  const provider = {
    ...{ appId: 'fake', sessionType },
    capabilities: { requestsPerSecond: undefined, rates: { perSecond: {}, perDay: {}, ...rates } },
  } as unknown as ConferencingProvider // nothing else is asked of it
  const made = turnsOf(ctx, account, provider)
  if (!made) throw new Error('there is no rate')
  return made
}

const change = (): PacedRequest => ({ spends: { budget: 'changes', of: `Host${host}@x.example` } })
const tries = async (all: Promise<void>[]) => {
  const results = await Promise.allSettled(all)
  return results.map((one) => (one.status === 'fulfilled' ? 'ok' : (one.reason as ProviderError).code))
}
const budget = { perDay: { changes: 10 } }
const times = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, i) => make(i))

describe('a budget of the day', () => {
  it('is spent by all nodes at once, and by no request more than it has', async () => {
    const both = [await turns(budget, 0), await turns(budget, 1)]
    const outcomes = await tries(times(40, (i) => (both[i % 2] as Turns).take({}, change())))
    expect(outcomes.filter((one) => one === 'ok')).toHaveLength(10)
    expect(new Set(outcomes)).toEqual(new Set(['ok', 'provider-budget-spent']))
  })

  it('says when it goes on, and does at midnight UTC; what begins first goes first', async () => {
    const own = await turns(budget)
    await tries(times(10, () => own.take({}, change())))
    const waitOf = async (neededAt: Date) => {
      const error: unknown = await own.take({ neededAt }, change()).catch((reason: unknown) => reason)
      if (!(error instanceof ProviderError)) throw error
      expect(error).toMatchObject({ kind: 'rate-limited', outcomeUnknown: false, isOverBudget: true })
      expect(error.params).toMatchObject({ limit: 10, at: MIDNIGHT })
      return error.retryAfterMs ?? 0
    }
    const waits = [
      await waitOf(addMinutes(MIDNIGHT, 60)),
      await waitOf(addMinutes(MIDNIGHT, 26 * 60)),
      await waitOf(addMinutes(MIDNIGHT, 90 * 24 * 60)),
    ]
    expect(waits).toEqual([...waits].sort((a, b) => a - b))
    expect(new Set(waits).size).toBe(3)
    expect(waits[0]).toBeGreaterThanOrEqual(MIDNIGHT.getTime() - NOON.getTime())
    expect(waits[2]).toBeLessThan(MIDNIGHT.getTime() - NOON.getTime() + 16 * 60_000)
    clock.now = addMinutes(MIDNIGHT, -1)
    expect(await tries([own.take({}, change())])).toEqual(['provider-budget-spent'])
    clock.now = MIDNIGHT
    expect((await tries(times(11, () => own.take({}, change())))).sort()).toEqual([
      ...times(10, () => 'ok'),
      'provider-budget-spent',
    ])
    const { rows } = await sql<{ day: string }>`select day::text from request_budgets
      where bucket like ${`%host${host}@x.example`}`.execute(
      platforms[0]?.ctx.db as TestPlatform['ctx']['db'],
    )
    expect(rows).toEqual([{ day: '2026-11-25' }])
  })

  it('keeps a fifth for what begins soon', async () => {
    const own = await turns(budget)
    const inTenDays = addMinutes(NOON, 10 * 24 * 60)
    const far = await tries(times(10, () => own.take({ neededAt: inTenDays }, change())))
    expect(far.filter((one) => one === 'ok')).toHaveLength(8)
    const near = await tries(times(3, () => own.take({ neededAt: addMinutes(NOON, 60) }, change())))
    expect(near.sort()).toEqual(['ok', 'ok', 'provider-budget-spent'])
  })

  it('is one of each host, whatever their address is written like', async () => {
    const own = await turns({ perDay: { changes: 1 } })
    const of = (name: string) => own.take({}, { spends: { budget: 'changes', of: name } })
    expect(await tries([of(`a${host}@x.example`)])).toEqual(['ok'])
    expect(await tries([of(`A${host}@X.example`), of(`b${host}@x.example`)])).toEqual([
      'provider-budget-spent',
      'ok',
    ])
  })

  it('is used up when the service says so, and given back what the service did not take', async () => {
    const own = await turns(budget)
    await own.take({}, change())
    await own.refused(change(), 500)
    expect((await tries(times(10, () => own.take({}, change())))).filter((one) => one !== 'ok')).toEqual([])
    host += 1
    await own.take({}, change())
    await own.refused(change(), 12 * 3_600_000)
    const other = await turns(budget, 1)
    expect(await tries([other.take({}, change())])).toEqual(['provider-budget-spent'])
  })
})

describe('a class of requests', () => {
  it('has a rate of its own, that session types and nodes share', async () => {
    const rates = { perSecond: { [`light${host}`]: 20, [`heavy${host}`]: 20 } }
    const [one, other] = [await turns(rates, 0, 'meeting'), await turns(rates, 1, 'webinar')]
    const startedMs = performance.now()
    await Promise.all(times(10, (i) => (i % 2 ? one : other).take({}, { class: `light${host}` })))
    // The first goes at once; nine more take nine turns of 50 ms.
    expect(performance.now() - startedMs).toBeGreaterThan(440)
    const { rows } = await sql<{
      bucket: string
    }>`select bucket from request_turns where bucket like ${`%t${host}`}`.execute(
      platforms[0]?.ctx.db as TestPlatform['ctx']['db'],
    )
    expect(rows.map(({ bucket }) => bucket)).toEqual([`fake client-1 light${host}`])
  })

  it('pauses on all nodes when the service refuses one: longer waits are for a later try, short ones are waited for', async () => {
    const [light, heavy] = [`light${host}`, `heavy${host}`]
    const rates = { perSecond: { [light]: 1000, [heavy]: 1000 } }
    const [one, other] = [await turns(rates, 0), await turns(rates, 1)]
    await one.refused({ class: heavy }, 60_000)
    const error: unknown = await other.take({}, { class: heavy }).catch((reason: unknown) => reason)
    expect(error).toMatchObject({ code: 'provider-rate-limited', outcomeUnknown: false, isOverBudget: false })
    expect((error as ProviderError).retryAfterMs).toBeGreaterThan(50_000)
    expect(await tries([other.take({}, { class: light })])).toEqual(['ok'])
    // A shorter one that comes later does not end it.
    await other.refused({ class: heavy }, 10)
    expect(await tries([one.take({}, { class: heavy })])).toEqual(['provider-rate-limited'])
    await one.refused({ class: light }, 300)
    const startedMs = performance.now()
    await other.take({}, { class: light })
    expect(performance.now() - startedMs).toBeGreaterThan(200)
  })

  it('ends its wait with the signal of who waits', async () => {
    const name = `slow${host}`
    const own = await turns({ perSecond: { [name]: 0.01 } })
    await own.take({}, { class: name })
    const signal = AbortSignal.timeout(50)
    await expect(own.take({ signal }, { class: name })).rejects.toThrow()
  })
})
