import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ProviderError } from '../domain/errors.ts'
import type { RoomSpec } from '../domain/room.ts'
import type { Telling } from '../domain/telling.ts'
import { claimed, describeOptions, type OptionHands, samples, seen } from './options.contract.ts'
import {
  type ConferencingProvider,
  type Connection,
  type DirectoryUser,
  type Host,
  type KeptRooms,
  type Learner,
  type Participant,
  type PlannedRoom,
  type ProviderRoom,
  type RoomOrder,
  WithheldError,
} from './provider.ts'
import type { ReportPage } from './report.ts'

/** How a call to the service goes wrong. */
export type Failure = 'error-500' | 'cut-before' | 'cut-after' | 'rate-limited' | 'slow'
export type FailingCall = 'create' | 'update' | 'delete' | 'register' | 'join'

/** What the contract's tests need of a service: a provider on it, and hands behind the scenes. */
export interface ContractService {
  readonly provider: ConferencingProvider
  readonly connection: Connection
  /** The next call of this kind goes wrong, once. */
  fail(call: FailingCall, failure: Failure): void
  /** Every access token that was given is dead; a refresh gives another. */
  endTokens(): void
  /** Keys of the rooms that are there; of rooms that are made at the click, of those that run. */
  roomKeys(): string[]
  /** A run in which these learners were from its beginning to its end; its report is out. */
  play(roomKey: string, learners: readonly Placed[], run: { from: string; to: string }): void
  /** Follows a link into a room, where that is what opens it. @throws {Error} for one that lets nobody in */
  enter?(link: string): Promise<unknown>
  /** Our id of the person in a link, where it does not stand there to be read. */
  idIn?(link: string): string
  /** What it tells of a room while it goes on, where that is how who was there becomes known. */
  tellings?(roomKey: string): readonly Telling[]
  /** What the service posts of the last run of a room, where it tells by itself. */
  told?(roomKey: string): string
  /** Where hosts are chosen from a directory (`provider.hosts`). */
  readonly directory?: ContractDirectory
  /** Reports are refused from now on, or no longer. */
  withhold(isWithheld: boolean): void
  /** The options of rooms behind the scenes; where a provider claims some. */
  readonly options?: OptionHands
  close(): Promise<void>
}

/** People in a service's directory, beside the host of the connection. It has more of them than fit on a page. */
export interface ContractDirectory {
  /** Another who may host. */
  readonly other: Host
  /** Keys of somebody without a licence, and of somebody who was deactivated. */
  readonly unlicensed: string
  readonly left: string
}

/** A learner with their place at the service, where it has places. */
type Placed = Learner & { registrationKey?: string | undefined; externalId?: string | undefined }

const TOMORROW = { startsAt: '2026-11-25T09:00:00.000Z', endsAt: '2026-11-25T10:00:00.000Z' }
const LEA: Learner = { email: 'lea@x.example', firstName: 'Lea', lastName: 'Learner' }
const INES: Participant = {
  ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', email: 'ines@x.example' },
  ...{ firstName: 'Ines', lastName: 'I', language: 'en' },
}
const MAX: Learner = { email: 'max@x.example', firstName: 'Max', lastName: 'Learner' }

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

    describe('people', () => {
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

      describe('the reports of a room', () => {
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
      })

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
          for await (const { run } of attendance?.readReports(connection, key, span, {}) ?? [])
            keys.add(run.key)
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
    })
  })
}

/** Hosts who are chosen from a directory: found, told apart, and each with rooms of their own. */
function describeHosts(started: () => ContractService): void {
  const spec: RoomSpec = { subject: 'Whose', description: '', timeZone: 'Europe/Rome', ...TOMORROW }

  /** Of a provider with a directory. */
  function parts() {
    const { provider, connection, directory } = started()
    expect(directory !== undefined).toBe(provider.hosts !== undefined)
    if (!provider.hosts || !directory || !connection.host) return undefined
    const account: Connection = { ...connection, host: undefined }
    return { provider, connection, account, hosts: provider.hosts, directory, host: connection.host }
  }

  it('lists who is active, page by page and each once, and finds them by parts of names and addresses', async () => {
    const found = parts()
    if (!found) return
    const { hosts, account, directory, host } = found
    const search = async (text: string) => {
      const users: DirectoryUser[] = []
      for (let cursor: string | undefined, pages = 0; pages === 0 || cursor !== undefined; pages++) {
        expect(pages).toBeLessThan(100)
        const page = await hosts.listUsers(account, { search: text, cursor }, {})
        users.push(...page.users)
        cursor = page.nextCursor
      }
      return users
    }
    const { nextCursor } = await hosts.listUsers(account, { search: '', cursor: undefined }, {})
    expect(nextCursor).toBeDefined()
    const all = await search('')
    const keys = all.map(({ userKey }) => userKey)
    expect(new Set(keys).size).toBe(keys.length)
    expect(keys).toEqual(
      expect.arrayContaining([host.userKey, directory.other.userKey, directory.unlicensed]),
    )
    expect(keys).not.toContain(directory.left)
    expect(all.find(({ userKey }) => userKey === directory.unlicensed)?.licence).not.toBe('held')
    const own = all.find(({ userKey }) => userKey === host.userKey)
    for (const text of [own?.email.toUpperCase(), own?.email.slice(1, -1), own?.displayName.slice(0, 4)])
      expect((await search(text ?? '')).map(({ userKey }) => userKey)).toContain(host.userKey)
    expect(await search('nobody-has-this-name')).toEqual([])
  })

  it('knows one user by key and by address, with their licence; nobody, and who left, are nobody', async () => {
    const found = parts()
    if (!found) return
    const { hosts, account, directory, host } = found
    const one = await hosts.findUser(account, host.userKey, {})
    expect(one).toMatchObject({ userKey: host.userKey, licence: 'held', email: expect.stringContaining('@') })
    expect(await hosts.findUser(account, one?.email ?? '', {})).toEqual(one)
    expect(await hosts.findUser(account, directory.unlicensed, {})).toMatchObject({ licence: 'missing' })
    for (const nobody of [directory.left, 'nobody@x.example'])
      expect(await hosts.findUser(account, nobody, {})).toBeUndefined()
  })

  it('is in order as an account without a host', async () => {
    const found = parts()
    if (found) expect(await found.provider.checkAccount(found.account, {})).toEqual([])
  })

  it('keeps the rooms of two hosts apart, and gives one to the other where that can be done', async () => {
    const found = parts()
    if (found?.provider.rooms.life !== 'kept') return
    const { rooms } = found.provider
    const { connection, directory } = found
    const other: Connection = { ...connection, host: directory.other }
    const keysOf = async (one: Connection) => (await rooms.listRooms?.(one, {}))?.map(({ key }) => key)
    const { key } = await rooms.createRoom(connection, spec, 'h0st1x', {})
    if (rooms.listRooms) expect([await keysOf(connection), await keysOf(other)]).toEqual([[key], []])
    if (rooms.moveHost && (await rooms.moveHost(connection, key, directory.other, {}))) {
      if (rooms.listRooms) expect([await keysOf(connection), await keysOf(other)]).toEqual([[], [key]])
      // Once more: an answer may have been lost.
      expect(await rooms.moveHost(connection, key, directory.other, {})).toBe(true)
      expect(await rooms.differences(other, key, spec, 'h0st1x', {})).toEqual([])
    }
    await rooms.deleteRoom(connection, key, {})
    expect(started().roomKeys()).not.toContain(key)
  })
}

/** What is made at the click: nothing is there before, whoever comes first makes it, and everybody gets into the same. */
function describeAtClick(started: () => ContractService): void {
  const room = (key: string): PlannedRoom => ({
    key: `${key}0abcdefghijklmnopqrstuvw`,
    spec: {
      subject: 'Safety at work: Day 1 <&> 👩‍🏫',
      description: 'x',
      timeZone: 'Europe/Rome',
      ...TOMORROW,
    },
  })
  const joinLink = (planned: PlannedRoom, participant: Participant, call = {}) => {
    const { provider, connection } = started()
    if (provider.join.kind !== 'at-click') throw new Error('links are stored')
    return provider.join.joinLink(connection, planned, participant, call)
  }
  const lea: Participant = { ...INES, ...LEA, id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84ead' }

  it('gives each their own link, with our id where reports give it back; the same person again gets in, too', async () => {
    const { provider } = started()
    const [one, other] = [await joinLink(room('a'), lea), await joinLink(room('a'), INES)]
    for (const { url } of [one, other]) expect(url).toMatch(/^https?:/)
    const carriesId = provider.join.kind === 'at-click' && provider.join.carriesId
    expect(one.url !== other.url).toBe(carriesId)
    const { idIn = decodeURIComponent } = started()
    if (carriesId) expect(idIn(one.url)).toContain(lea.id)
    expect((await joinLink(room('a'), lea)).url).toMatch(/^https?:/)
    if (one.expiresAt) expect(one.expiresAt.getTime()).toBeGreaterThan(Date.parse('2026-11-24T08:00:00Z'))
  })

  it('is opened with the options that are ordered, and as the service has it where nothing is said', async () => {
    const { provider, options } = started()
    const able = provider.capabilities.options
    if (able.length === 0) return expect(options).toBeUndefined()
    const { on, off } = samples(options?.host)
    for (const [key, sample] of Object.entries({ o: on, p: off })) {
      const planned = room(key)
      const ordered = claimed(sample, able)
      await joinLink({ ...planned, spec: { ...planned.spec, options: ordered } }, lea)
      expect(await options?.of(planned.key)).toEqual(seen(ordered, 'id'))
    }
  })

  it('takes names of any script, and none at all', async () => {
    for (const name of ['安全 👩‍🏫', 'O’Neil & <Söhne>', 'x'.repeat(300), ''])
      expect((await joinLink(room('n'), { ...lea, firstName: name, lastName: '' })).url).toMatch(/^https?:/)
  })

  it('gives no link to who gave up waiting', async () => {
    const signal = AbortSignal.abort(new Error('stopped'))
    await expect(joinLink(room('s'), lea, { signal })).rejects.toThrow('stopped')
  })

  it('opens for an instructor, whether or not somebody is there, and ends without complaint, once or twice', async () => {
    const { provider, connection, roomKeys } = started()
    if (!provider.start) return expect(provider.capabilities.start).toBe('none')
    const [{ key }, instructor] = [room('b'), { ...INES, userKey: undefined }]
    const links = await provider.start.startLinks(connection, room('b'), instructor, {})
    expect(links.url).toMatch(/^https?:/)
    expect((await provider.start.startLinks(connection, room('b'), instructor, {})).url).toMatch(/^https?:/)
    const learners = await joinLink(room('b'), lea)
    for (const { url } of [learners, links]) await started().enter?.(url)
    expect(roomKeys().filter((one) => one === key)).toHaveLength(1)
    if (provider.rooms.life !== 'at-click' || !provider.rooms.endRoom) return
    await provider.rooms.endRoom(connection, key, {})
    await provider.rooms.endRoom(connection, key, {})
    expect(roomKeys()).not.toContain(key)
    if (provider.running) expect(await provider.running.isRunning(connection, key, {})).toBe(false)
  })

  it.each(['cut-after', 'error-500'] as const)(
    'makes one room, also when the first click ends with %s',
    async (failure) => {
      const { provider, roomKeys, fail } = started()
      if (!provider.start) return expect(provider.capabilities.start).toBe('none')
      const planned = room(failure === 'cut-after' ? 'c' : 'd')
      fail('join', failure)
      await joinLink(planned, lea).catch(() => {})
      const { url } = await joinLink(planned, lea)
      await started().enter?.(url)
      expect(roomKeys().filter((key) => key === planned.key)).toHaveLength(1)
    },
  )

  it('says whose key is refused, in a check as well as in a click', async () => {
    const { provider, connection } = started()
    if (!provider.start) return expect(provider.capabilities.start).toBe('none')
    const wrong: Connection = { ...connection, secret: () => 'wrong' }
    const [finding, ...others] = await provider.checkAccount(wrong, {})
    expect(others).toEqual([])
    // Whether it can be read is seen here, whether it fits by the service alone.
    expect(finding).toMatch(/^account-key-(refused|unreadable)$/)
    const starting = provider.start.startLinks(wrong, room('w'), { ...INES, userKey: undefined }, {})
    await starting.then(
      // A link that we sign ourselves is refused where it leads.
      ({ url }) => expect(url).toMatch(/^https?:/),
      (error) => expect(error).toMatchObject({ kind: 'unauthorized', outcomeUnknown: false }),
    )
  })

  it('reports who was there by our id', async () => {
    const { provider, connection, play, told } = started()
    if (!provider.attendance) return expect(provider).not.toHaveProperty('attendance')
    const { key } = room('r')
    const run = { from: '2026-11-24T06:00:00Z', to: '2026-11-24T06:30:00Z' }
    play(key, [{ ...LEA, externalId: lea.id }], run)
    const tellings = started().tellings?.(key)
    if (tellings) return expectStay(tellings, lea.id, run)
    const span = { from: new Date(run.from), to: new Date('2026-11-24T07:00:00Z') }
    const { readReports, readTold } = provider.attendance
    const pages = []
    for await (const page of readReports(connection, key, span, {})) pages.push(page)
    if (readTold) pages.push(...[await readTold(told?.(key) ?? '', {})].filter((page) => page !== undefined))
    expect(pages.flatMap(({ stays }) => stays)).toMatchObject([{ externalId: lea.id, isHost: false }])
  })
}

/** Whatever comes of it in which order: put together, one stay is told from its beginning to its end. */
function expectStay(
  tellings: readonly Telling[],
  externalId: string,
  run: { from: string; to: string },
): void {
  const stays = tellings.flatMap((one) => (one.about === 'presence' ? [one.stay] : []))
  expect(new Set(stays.map(({ key }) => key)).size).toBe(1)
  expect(new Set(stays.map((stay) => stay.externalId))).toEqual(new Set([externalId]))
  const told = (ends: 'joinedAt' | 'leftAt') => new Set(stays.flatMap((stay) => stay[ends]?.getTime() ?? []))
  expect(told('joinedAt')).toEqual(new Set([Date.parse(run.from)]))
  expect(told('leftAt')).toEqual(new Set([Date.parse(run.to)]))
}

async function allOf<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = []
  for await (const page of pages) all.push(...page)
  return all
}
