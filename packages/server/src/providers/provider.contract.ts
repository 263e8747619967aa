import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RoomSpec } from '../domain/room.ts'
import { describeAtClick } from './at-click.contract.ts'
import { type ContractService, TOMORROW } from './contract-service.ts'
import { describeHosts } from './hosts.contract.ts'
import { describeOptions } from './options.contract.ts'
import { describePeople } from './people.contract.ts'
import type { ConferencingProvider, Connection, KeptRooms, ProviderRoom, RoomOrder } from './provider.ts'

/**
 * What every conferencing provider must do, whatever stands behind it. The service's clock stands at
 * 2026-11-24, 08:00 UTC.
 *
 * @param life of its rooms: what is made at the click is held to other things
 */
export function describeProvider(
  name: string,
  start: () => Promise<ContractService>,
  { life }: { life: ConferencingProvider['rooms']['life'] } = { life: 'kept' },
): void {
  describe(name, () => {
    let service: ContractService
    let provider: ConferencingProvider
    let connection: Connection
    let markers = 0

    beforeAll(async () => {
      service = await start()
      provider = service.provider
      connection = service.connection
    })
    afterAll(() => service.close())

    const newMarker = () => `m4rk${++markers}x`
    const spec = (fields: Partial<RoomOrder> = {}): RoomOrder => ({
      subject: 'Safety at work: Day 1',
      description: 'Bring your shoes.',
      timeZone: 'Europe/Rome',
      ...TOMORROW,
      ...fields,
    })

    /** A room for one test; gone afterwards, since an organizer may hold one at a time. */
    async function withRoom(
      work: (room: ProviderRoom, marker: string) => Promise<void>,
      fields: Partial<RoomOrder> = {},
    ): Promise<void> {
      const marker = newMarker()
      const room = await rooms().createRoom(connection, spec(fields), marker, {})
      try {
        await work(room, marker)
      } finally {
        await rooms().deleteRoom(connection, room.key, {})
      }
    }

    /** Of a provider that keeps rooms. */
    const rooms = (): KeptRooms => {
      if (provider.rooms.life !== 'kept') throw new Error('there is nothing that is kept')
      return provider.rooms
    }

    it('offers the parts that its capabilities name, and finds the account in order', async () => {
      expect(provider.rooms.life).toBe(life)
      expect(provider.start !== undefined).toBe(provider.capabilities.start !== 'none')
      // What is kept has a link to keep; what is made at the click has none before.
      expect(provider.join.kind === 'at-click').toBe(life === 'at-click')
      expect(await provider.checkAccount(connection, {})).toEqual([])
    })

    describeHosts(() => service)

    if (life === 'at-click') return describeAtClick(() => service)

    describe('rooms', () => {
      it('makes one with the times that were asked for, found by its marker alone', () =>
        withRoom(async (room, marker) => {
          const read = await rooms().getRoom(connection, room.key, {})
          expect(read.spec).toMatchObject(TOMORROW)
          expect(read.spec.subject).toContain('Safety at work: Day 1')
          const found = await rooms().findByMarker(connection, marker, {})
          expect(found.map((entry) => entry.key)).toEqual([room.key])
          if (!rooms().findsByMaking)
            expect(await rooms().findByMarker(connection, 'another', {})).toEqual([])
        }))

      it('moves and renames one; the same once more changes nothing; no name wears the marker', () =>
        withRoom(async (room, marker) => {
          const wanted = spec({
            subject: 'Day 2',
            startsAt: '2026-11-26T13:00:00.000Z',
            endsAt: '2026-11-26T15:30:00.000Z',
          })
          await rooms().updateRoom(connection, room.key, wanted, marker, {})
          await rooms().updateRoom(connection, room.key, wanted, marker, {})
          const { spec: read } = await rooms().getRoom(connection, room.key, {})
          expect(read).toMatchObject({ startsAt: wanted.startsAt, endsAt: wanted.endsAt })
          expect(read.subject).toBe('Day 2')
          expect(await rooms().differences(connection, room.key, wanted, marker, {})).toEqual([])
        }))

      it('succeeds in deleting what is gone, and says so of what is read or changed', async () => {
        const marker = newMarker()
        const { key } = await rooms().createRoom(connection, spec(), marker, {})
        await rooms().deleteRoom(connection, key, {})
        await rooms().deleteRoom(connection, key, {})
        expect(service.roomKeys()).not.toContain(key)
        await expect(rooms().getRoom(connection, key, {})).rejects.toMatchObject({ kind: 'not-found' })
        await expect(rooms().updateRoom(connection, key, spec(), marker, {})).rejects.toMatchObject({
          kind: 'not-found',
        })
      })

      it.each<[string, Partial<RoomSpec>]>([
        ['angle brackets, quotes and ampersands', { subject: 'A <b> & "c"', description: '<i>x</i> & y' }],
        [
          'letters of other scripts and emoji',
          { subject: 'Sicurezza è 安全 👩‍🏫', description: 'Ünïcödé\nzwei' },
        ],
        ['nothing to say', { description: '' }],
        ['far too much to say', { subject: '👩‍🏫 x'.repeat(400), description: 'y'.repeat(10_000) }],
      ])('takes %s', (_name, fields) =>
        withRoom(async (room, marker) => {
          const { spec: read } = await rooms().getRoom(connection, room.key, {})
          expect(read.subject.length).toBeLessThanOrEqual(provider.capabilities.subjectMaxLength)
          expect(read.subject).toContain(fields.subject?.slice(0, 10) ?? 'Safety')
          expect(await rooms().findByMarker(connection, marker, {})).toHaveLength(1)
          await rooms().updateRoom(connection, room.key, spec(fields), marker, {})
          const { spec: changed } = await rooms().getRoom(connection, room.key, {})
          expect(changed.subject).not.toContain(marker)
          expect(await rooms().differences(connection, room.key, spec(fields), marker, {})).toEqual([])
        }, fields),
      )

      it('makes one for an event that has begun', () =>
        withRoom(
          async (room) => {
            const { spec: read } = await rooms().getRoom(connection, room.key, {})
            expect(read.endsAt).toBe('2026-11-24T08:30:00.000Z')
          },
          { startsAt: '2026-11-24T07:30:00.000Z', endsAt: '2026-11-24T08:30:00.000Z' },
        ))

      it('tells what somebody changed there, and that somebody deleted it', async () => {
        const marker = newMarker()
        const { key } = await rooms().createRoom(connection, spec(), marker, {})
        expect(await rooms().differences(connection, key, spec(), marker, {})).toEqual([])
        const listed = await rooms().listRooms?.(connection, {})
        if (listed) expect(listed.map((room) => room.key)).toContain(key)
        const other = spec({ subject: 'Other', endsAt: '2026-11-25T11:00:00.000Z' })
        const found = await rooms().differences(connection, key, other, marker, {})
        expect(found).toEqual(expect.arrayContaining(['subject', 'times']))
        await rooms().deleteRoom(connection, key, {})
        const asking = rooms().differences(connection, key, spec(), marker, {})
        await expect(asking).rejects.toMatchObject({ kind: 'not-found' })
      })
    })

    describe('options', () => describeOptions(() => service, withRoom, spec))

    describe('when the service fails', () => {
      it('makes no second room under an id of ours, where the service takes one', async () => {
        if (rooms().identity !== 'own-id') return expect(rooms().identity).toBe('marker')
        const marker = newMarker()
        const { key } = await rooms().createRoom(connection, spec(), marker, {})
        expect((await rooms().createRoom(connection, spec(), marker, {})).key).toBe(key)
        await rooms().deleteRoom(connection, key, {})
        expect(service.roomKeys()).not.toContain(key)
      })

      it.each(['cut-before', 'cut-after', 'error-500'] as const)(
        'takes %s of a create for an unknown outcome, and the marker tells',
        async (failure) => {
          const marker = newMarker()
          service.fail('create', failure)
          const making = rooms().createRoom(connection, spec(), marker, {})
          await expect(making).rejects.toMatchObject({ kind: 'unavailable', outcomeUnknown: true })
          const found = await rooms().findByMarker(connection, marker, {})
          expect(found).toHaveLength(failure === 'cut-after' || rooms().findsByMaking ? 1 : 0)
          expect(service.roomKeys()).toEqual(expect.arrayContaining(found.map((room) => room.key)))
          for (const room of found) await rooms().deleteRoom(connection, room.key, {})
        },
      )

      it('waits out a refusal for too many requests', async () => {
        service.fail('create', 'rate-limited')
        await withRoom(async (room) => expect(service.roomKeys()).toContain(room.key))
      })

      it('waits for a slow answer, and gives up when it is told to', async () => {
        service.fail('create', 'slow')
        await withRoom(async (room) => expect(service.roomKeys()).toContain(room.key))
        const before = service.roomKeys().length
        const call = { signal: AbortSignal.abort(new Error('stopped')) }
        await expect(rooms().createRoom(connection, spec(), newMarker(), call)).rejects.toThrow()
        expect(service.roomKeys()).toHaveLength(before)
      })

      it('gets a new token for a dead one and goes on', async () => {
        service.endTokens()
        await withRoom(async (room) => expect(service.roomKeys()).toContain(room.key))
      })

      it('calls a pairing dead when there is no other token', async () => {
        service.endTokens()
        const dead: Connection = {
          ...connection,
          accessToken: async () => 'dead-0',
          replaceToken: async () => undefined,
        }
        const making = rooms().createRoom(dead, spec(), newMarker(), {})
        await expect(making).rejects.toMatchObject({ kind: 'unauthorized', outcomeUnknown: false })
        expect(await provider.checkAccount(dead, {})).toEqual(['account-unauthorized'])
      })

      it('repeats an update and a delete of which it does not know what came of them', () =>
        withRoom(async (room, marker) => {
          const wanted = spec({ subject: 'After the cut' })
          service.fail('update', 'cut-after')
          await rooms()
            .updateRoom(connection, room.key, wanted, marker, {})
            .catch(() => {})
          await rooms().updateRoom(connection, room.key, wanted, marker, {})
          const { spec: read } = await rooms().getRoom(connection, room.key, {})
          expect(read.subject).toContain('After the cut')
          service.fail('delete', 'cut-after')
          await rooms()
            .deleteRoom(connection, room.key, {})
            .catch(() => {})
        }))
    })

    describe('people', () => describePeople(() => service, withRoom))
  })
}
