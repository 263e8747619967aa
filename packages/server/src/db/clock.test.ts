import { describe, expect, it, vi } from 'vitest'
import { openClock } from './clock.ts'

const HOUR = 3_600_000
const START = Date.parse('2026-11-24T08:00:00Z')

/** A machine and a database, each with a clock of its own. */
function world() {
  const at = { passed: 0, wallSet: 0, databaseSet: 0, asleep: 0 }
  let answer: (() => Promise<number>) | undefined
  const warned: unknown[] = []
  return {
    at,
    warned,
    let: (given: (() => Promise<number>) | undefined) => {
      answer = given
    },
    database: () => START + at.passed + at.asleep + at.databaseSet,
    parts: {
      monotonic: () => 5_000 + at.passed,
      wall: () => START + at.passed + at.asleep + at.wallSet,
      ask: async (_ready: () => void) => (answer ? answer() : START + at.passed + at.asleep + at.databaseSet),
    },
    log: { warn: (...said: unknown[]) => warned.push(said) },
  }
}

type World = ReturnType<typeof world>
const open = ({ log, parts }: World) => openClock({}, log, parts)

describe('the clock of a node', () => {
  it.each([5 * HOUR, -5 * HOUR, 3_000, -3_000, 400 * 24 * HOUR])(
    'is that of the database when the machine’s is set by %i ms, before and after the database is asked',
    async (jumpMs) => {
      const its = world()
      const clock = await open(its)
      its.at.passed += 1_000
      expect(clock.now().getTime()).toBe(its.database())
      its.at.wallSet = jumpMs
      expect(clock.now().getTime()).toBe(its.database())
      await vi.waitFor(() => expect(its.warned).toHaveLength(1)) // it was asked at once, and both are apart
      its.at.passed += HOUR
      expect(clock.now().getTime()).toBe(its.database())
      expect(its.warned).toEqual([
        [{ apartMs: jumpMs }, expect.stringMatching(/is not that of the database/)],
      ])
      await clock.close()
    },
  )

  it('is right from its first moment on a machine whose clock is wrong', async () => {
    const its = world()
    its.at.wallSet = -7 * HOUR
    const clock = await open(its)
    expect(clock.now().getTime()).toBe(its.database())
    expect(its.warned).toHaveLength(1)
    await clock.close()
  })

  it('catches up after the machine has slept, while which nothing counts', async () => {
    const its = world()
    const clock = await open(its)
    its.at.asleep = 2 * HOUR
    clock.now()
    await vi.waitFor(() => expect(clock.now().getTime()).toBe(its.database()))
    await clock.close()
  })

  it('goes on when the database does not answer, or too slowly', async () => {
    const its = world()
    const clock = await open(its)
    let asked = 0
    its.let(async () => {
      asked += 1
      its.at.passed += 1_500
      return START - HOUR
    })
    its.at.wallSet = HOUR
    clock.now()
    await vi.waitFor(() => expect(asked).toBe(1))
    expect(clock.now().getTime()).toBe(its.database())
    its.let(() => {
      asked += 1
      return Promise.reject(new Error('away'))
    })
    its.at.wallSet = 0
    clock.now()
    await vi.waitFor(() => expect(asked).toBe(2))
    expect(clock.now().getTime()).toBe(its.database())
    await clock.close()
  })

  it('does not go back and forth with answers that differ by moments, and follows a database that is set', async () => {
    const its = world()
    const clock = await open(its)
    its.at.databaseSet = 40
    its.at.wallSet = 3_000
    clock.now()
    await vi.waitFor(() => expect(its.warned).toHaveLength(1))
    expect(clock.now().getTime()).toBe(its.database() - 40)
    its.at.databaseSet = -3 * HOUR
    its.at.wallSet = 6_000
    clock.now()
    await vi.waitFor(() => expect(clock.now().getTime()).toBe(its.database()))
    await clock.close()
  })
})
