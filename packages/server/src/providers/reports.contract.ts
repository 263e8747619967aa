import { beforeAll, expect, it } from 'vitest'
import { type ContractService, LEA, MAX, type Placed, type WithRoom } from './contract-service.ts'
import { type ConferencingProvider, type Connection, type Learner, WithheldError } from './provider.ts'
import type { ReportPage } from './report.ts'

/** The reports of a room: runs, stays and what the service said. */
export function describeReports(started: () => ContractService, withRoom: WithRoom): void {
  let service: ContractService
  let provider: ConferencingProvider
  let connection: Connection

  beforeAll(() => {
    service = started()
    provider = service.provider
    connection = service.connection
  })

  const event = { from: new Date('2026-11-24T06:00:00Z'), to: new Date('2026-11-24T07:00:00Z') }
  const read = async (key: string, span = event) => {
    const pages: ReportPage[] = []
    for await (const page of provider.attendance?.readReports(connection, key, span, {}) ?? [])
      pages.push(page)
    return pages
  }
  const place = async (key: string, learner: Learner): Promise<Placed> => {
    const { join } = provider
    const registered =
      join.kind === 'registered' ? await join.register(connection, key, learner, {}) : undefined
    const registrationKey = registered?.key
    return { ...learner, ...(registrationKey && { registrationKey }) }
  }

  it('tell who was there and for how long, and keep what the service said', async () => {
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    await withRoom(async ({ key }) => {
      expect(await read(key)).toEqual([])
      service.play(key, [await place(key, LEA)], {
        from: '2026-11-24T06:05:00Z',
        to: '2026-11-24T06:35:00Z',
      })
      const pages = await read(key)
      const [stay, ...others] = pages.flatMap((page) => page.stays)
      expect(others).toEqual([])
      expect(stay).toMatchObject({ kind: 'main', isHost: false, name: 'Lea Learner', email: LEA.email })
      expect(stay?.joinedAt).toEqual(new Date('2026-11-24T06:05:00Z'))
      expect(stay?.leftAt).toEqual(new Date('2026-11-24T06:35:00Z'))
      const answers = pages.flatMap((page) => page.answers)
      expect(answers.join()).toContain(LEA.email)
      for (const answer of answers) expect(() => JSON.parse(answer)).not.toThrow()
    })
  })

  it('are of all runs that overlap the event, and of no other', async () => {
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    await withRoom(async ({ key }) => {
      const [lea, max] = [await place(key, LEA), await place(key, MAX)]
      service.play(key, [max], { from: '2026-11-24T05:00:00Z', to: '2026-11-24T05:10:00Z' }) // a rehearsal
      service.play(key, [lea], { from: '2026-11-24T05:35:00Z', to: '2026-11-24T06:20:00Z' }) // opened early
      service.play(key, [max], { from: '2026-11-24T06:25:00Z', to: '2026-11-24T07:03:00Z' }) // after a drop
      service.play(key, [lea], { from: '2026-11-24T07:20:00Z', to: '2026-11-24T07:40:00Z' }) // a link reopened
      const stays = (await read(key)).flatMap((page) => page.stays)
      expect(stays.map((stay) => [stay.name, stay.joinedAt.toISOString()]).sort()).toEqual([
        ['Lea Learner', '2026-11-24T05:35:00.000Z'],
        ['Max Learner', '2026-11-24T06:25:00.000Z'],
      ])
      const later = { from: new Date('2026-12-24T00:00:00Z'), to: new Date('2026-12-24T01:00:00Z') }
      expect(await read(key, later)).toEqual([])
    })
  })

  it('tell of a run in which nobody was, and when a report is out at the earliest', async () => {
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    expect(provider.attendance.readyAfterMinutes).toBeGreaterThanOrEqual(0)
    expect(provider.attendance.readyAfterMinutes).toBeLessThanOrEqual(60)
    await withRoom(async ({ key }) => {
      service.play(key, [], { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' })
      const pages = await read(key)
      expect(new Set(pages.map((page) => page.run.startedAt.toISOString())).size).toBe(1)
      expect(pages.flatMap((page) => page.stays)).toEqual([])
    })
  })

  it('keep apart two people with one name and no address, and one person’s many stays', async () => {
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    if (provider.attendance.identifies) return expect(provider.join.kind).toBe('registered')
    await withRoom(async ({ key }) => {
      const anna = { email: '', firstName: 'Anna', lastName: 'Rossi' }
      service.play(key, [anna, anna, LEA], { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' })
      const names = (await read(key)).flatMap((page) => page.stays.map((stay) => stay.name))
      expect(names.sort()).toEqual(['Anna Rossi', 'Anna Rossi', 'Lea Learner'])
    })
  })

  it('are refused as forbidden where they are withheld', async () => {
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    await withRoom(async ({ key }) => {
      service.play(key, [], { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' })
      service.withhold(true)
      await expect(read(key)).rejects.toBeInstanceOf(WithheldError)
      service.withhold(true)
      await expect(read(key)).rejects.toMatchObject({ finding: 'account-scope-missing' })
      service.withhold(false)
      expect((await read(key)).flatMap((page) => page.stays)).toEqual([])
    })
  })

  it('are read no further than somebody wants, and not at all once it is too late', async () => {
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    await withRoom(async ({ key }) => {
      service.play(key, [await place(key, LEA)], {
        from: '2026-11-24T06:00:00Z',
        to: '2026-11-24T06:30:00Z',
      })
      const signal = AbortSignal.abort(new Error('stopped'))
      const pages = provider.attendance?.readReports(connection, key, event, { signal })
      await expect(pages?.[Symbol.asyncIterator]().next()).rejects.toThrow('stopped')
    })
  })
}
