import { beforeAll, describe, expect, it } from 'vitest'
import { ProviderError } from '../domain/errors.ts'
import { allOf, type ContractService, INES, LEA, MAX, type WithRoom } from './contract-service.ts'
import type { ConferencingProvider, Connection } from './provider.ts'
import { describeReports } from './reports.contract.ts'

/** Whoever comes into a room that is kept: who has a place, who leads, and what is known of them after it. */
export function describePeople(started: () => ContractService, withRoom: WithRoom): void {
  let service: ContractService
  let provider: ConferencingProvider
  let connection: Connection

  beforeAll(() => {
    service = started()
    provider = service.provider
    connection = service.connection
  })

  it('gives each learner a link of their own, or all the same one', () =>
    withRoom(async (room) => {
      const { join: registration } = provider
      expect(room.joinUrl === undefined).toBe(registration.kind === 'registered')
      if (registration.kind !== 'registered') return expect(room.joinUrl).toMatch(/^https?:/)
      const lea = await registration.register(connection, room.key, LEA, {})
      const max = await registration.register(connection, room.key, MAX, {})
      expect(lea.joinUrl).toMatch(/^https?:/)
      expect(max.joinUrl).not.toBe(lea.joinUrl)
      const all = await registration.listRegistrations(connection, room.key, {})
      expect(all.map((entry) => entry.key).sort()).toEqual([lea.key, max.key].sort())
    }))

  it('looks up who is registered already, also after a cut', async () => {
    const { join: registration } = provider
    if (registration.kind !== 'registered') return expect(registration).toEqual({ kind: 'shared' })
    await withRoom(async (room) => {
      const lea = await registration.register(connection, room.key, LEA, {})
      const shouted = { ...LEA, email: LEA.email.toUpperCase() }
      expect(await registration.register(connection, room.key, shouted, {})).toMatchObject({
        key: lea.key,
        joinUrl: lea.joinUrl,
      })
      service.fail('register', 'cut-after')
      await registration.register(connection, room.key, MAX, {}).catch(() => {})
      const max = await registration.register(connection, room.key, MAX, {})
      expect(max.joinUrl).toMatch(/^https?:/)
      expect(await registration.listRegistrations(connection, room.key, {})).toHaveLength(2)
    })
  })

  it('takes many at once where it says so, who is there already with them, and tells what came of each', async () => {
    const { join: registration } = provider
    if (registration.kind !== 'registered') return expect(registration).toEqual({ kind: 'shared' })
    const { batch } = registration
    if (!batch) return expect(batch).toBeUndefined()
    expect(batch.max).toBeGreaterThan(1)
    await withRoom(async (room) => {
      const lea = await registration.register(connection, room.key, LEA, {})
      const tooLong = { ...MAX, email: `${'x'.repeat(200)}@x.example` }
      const others = Array.from({ length: batch.max }, (_, index) => ({
        ...{ email: `many${index}@x.example`, firstName: 'Many', lastName: index ? `${index}` : '' },
      }))
      let turns = 0
      const call = { pace: async () => void turns++ }
      const learners = [LEA, tooLong, ...others].slice(0, batch.max)
      const answers = await batch.registerAll(connection, room.key, learners, call)
      // One turn for all of them.
      expect(turns).toBe(1)
      expect(answers).toHaveLength(learners.length)
      expect(answers[0]).toMatchObject({ key: lea.key, joinUrl: lea.joinUrl })
      // A service that takes any address gives a place; others say whose it is that they don't take.
      const placed = answers.flatMap((one) => (one && !(one instanceof ProviderError) ? [one] : []))
      const all = await registration.listRegistrations(connection, room.key, {})
      expect(all.map(({ key }) => key).sort()).toEqual(placed.map(({ key }) => key).sort())
      expect(new Set(all.map(({ joinUrl }) => joinUrl)).size).toBe(placed.length)
      expect(placed.length).toBeGreaterThanOrEqual(learners.length - 1)

      service.fail('register', 'cut-after')
      const rest = others.slice(-2)
      const cut = await batch.registerAll(connection, room.key, rest, {}).catch((error: unknown) => error)
      expect(cut).toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
      for (const one of rest) await registration.register(connection, room.key, one, {})
      const after = await registration.listRegistrations(connection, room.key, {})
      const emails = after.map(({ email }) => email)
      expect(emails.toSorted()).toEqual([...new Set(emails)].toSorted())
    })
    const gone = batch.registerAll(connection, '1234567890', [LEA, MAX], {})
    await expect(gone).rejects.toMatchObject({ kind: 'not-found' })
  })

  it('takes people with one name, and cancels who leaves, once or twice', async () => {
    const { join: registration } = provider
    if (registration.kind !== 'registered') return expect(registration).toEqual({ kind: 'shared' })
    await withRoom(async (room) => {
      const one = { email: 'suharto@x.example', firstName: 'Suharto', lastName: '' }
      const { key } = await registration.register(connection, room.key, one, {})
      await registration.unregister(connection, room.key, key, {})
      await registration.unregister(connection, room.key, key, {})
      expect(await registration.listRegistrations(connection, room.key, {})).toEqual([])
      await registration.register(connection, room.key, one, {})
    })
    await registration.unregister(connection, '1234567890', '42', {}) // the room is gone
  })

  it('lets an instructor in as its capabilities say', async () => {
    const { start, capabilities } = provider
    expect(start === undefined).toBe(capabilities.start === 'none')
    if (!start) return
    await withRoom(async (room) => {
      const guest = { ...INES, userKey: undefined }
      const links = await start.startLinks(connection, room, guest, {})
      expect(links.url).toMatch(/^https?:/)
      expect(links.needs).toBe(capabilities.start === 'host-link' ? 'nothing' : 'organizer-sign-in')
      const again = await start.startLinks(connection, room, guest, {})
      expect(again.coHostUrl).toBe(links.coHostUrl)
      const self = { ...guest, userKey: connection.host?.userKey }
      const own = await start.startLinks(connection, room, self, {})
      expect(own.needs).toBe(capabilities.start === 'host-link' ? 'nothing' : 'own-sign-in')
    })
  })

  describe('the reports of a room', () => describeReports(started, withRoom))

  it('tells whether a room runs, and who is in it where it can', async () => {
    const { running, presence } = provider
    if (!running) return expect(provider).not.toHaveProperty('running')
    await withRoom(async (room) => {
      expect(await running.isRunning(connection, room.key, {})).toBe(false)
      if (presence) expect(await presence.listPresent(connection, room.key, {})).toEqual([])
    })
    await expect(running.isRunning(connection, '404404404', {})).rejects.toMatchObject({
      kind: 'not-found',
    })
  })

  it('tells what learners did in a run, where it can', async () => {
    const { engagement, attendance } = provider
    if (!engagement) return expect(provider).not.toHaveProperty('engagement')
    await withRoom(async ({ key }) => {
      service.play(key, [], { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' })
      const span = { from: new Date('2026-11-24T06:00:00Z'), to: new Date('2026-11-24T07:00:00Z') }
      const keys = new Set<string>()
      for await (const { run } of attendance?.readReports(connection, key, span, {}) ?? []) keys.add(run.key)
      const [runKey = ''] = keys
      expect(await engagement.readEngagement(connection, key, runKey, {})).toEqual({
        ...{ runKey, attentiveness: undefined, interest: undefined },
        ...{ polls: [], surveys: [], questions: [] },
      })
      await expect(engagement.readEngagement(connection, key, '404404404', {})).rejects.toMatchObject({
        kind: 'not-found',
      })
    })
  })

  it('tells of recordings without a link, and gives a link to a file when it is asked for one', async () => {
    const { recordings } = provider
    if (!recordings) return expect(provider).not.toHaveProperty('recordings')
    await withRoom(async (room) => {
      const span = { from: new Date('2026-11-24T06:00:00Z'), to: new Date('2026-11-24T06:30:00Z') }
      const all = async () => allOf(recordings.listRecordings(connection, room.key, span, {}))
      expect(await all()).toEqual([])
      service.play(room.key, [LEA], { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' })
      const found = await all()
      expect(found).toMatchObject([{ hasFile: true }])
      expect(await all()).toEqual(found)
      expect(JSON.stringify(found)).not.toMatch(/https?:/)
      const [{ key, hasTranscript } = { key: '', hasTranscript: false }] = found
      const link = (kind: 'film' | 'transcript', one = key) =>
        recordings.fileOf(connection, room.key, { key: one, span }, kind, {})
      expect((await link('film')).url).toMatch(/^https?:/)
      expect(hasTranscript).toBe(recordings.gives.transcripts)
      if (hasTranscript) expect((await link('transcript')).url).toMatch(/^https?:/)
      await expect(link('film', 'another')).rejects.toMatchObject({ kind: 'not-found' })
    })
  })
}
