import { expect, it } from 'vitest'
import type { RoomSpec } from '../domain/room.ts'
import type { RoomOption } from '../domain/room-options.ts'
import type {
  AlternativeHost,
  ConferencingProvider,
  Connection,
  OrderedOptions,
  ProviderRoom,
  RoomOrder,
} from './provider.ts'

/** What these tests need of a service. */
interface ServiceWithOptions {
  readonly provider: ConferencingProvider
  readonly connection: Connection
  readonly options?: OptionHands
}

/** What a service has of the options of a room, in words of the contract. */
export interface OptionHands {
  /** All that are claimed, as the service has them now; of people the addresses, or our ids where it has no addresses. */
  of(roomKey: string): Promise<SeenOptions> | SeenOptions
  /** Somebody changes options at the service. Absent: nobody can, as where a room is made at the click. */
  set?(roomKey: string, options: OrderedOptions): Promise<void> | void
  /** Whom the service knows besides the one who hosts. */
  readonly host?: AlternativeHost
  /** The service keeps an option switched on, whoever asks, or no longer. Absent: nothing can be locked there. */
  readonly lock?: { readonly option: RoomOption; set(isLocked: boolean): void }
}

export type SeenOptions = Omit<OrderedOptions, 'alternativeHosts' | 'breakoutGroups'> & {
  readonly alternativeHosts?: readonly string[]
  readonly breakoutGroups?: readonly { readonly name: string; readonly people: readonly string[] }[]
}

const GUEST: AlternativeHost = {
  ...{ id: '01a20cb5-4a4d-7e71-9633-6f5ae6d84eac', email: 'ines@x.example' },
  ...{ firstName: 'Ines', lastName: 'I', userKey: undefined },
}

/** Everything asked for, and everything switched off. */
export function samples(host: AlternativeHost = GUEST): { on: OrderedOptions; off: OrderedOptions } {
  return {
    on: {
      lobby: true,
      passcode: 'aB3*defghi',
      muteOnEntry: true,
      recording: true,
      captions: true,
      interpretation: true,
      alternativeHosts: [host],
      breakoutGroups: [
        { name: 'Group 1', people: [{ id: GUEST.id, email: GUEST.email }] },
        { name: 'Group 2', people: [] },
      ],
    },
    off: {
      ...{ lobby: false, passcode: '', muteOnEntry: false, recording: false, captions: false },
      ...{ interpretation: false, alternativeHosts: [], breakoutGroups: [] },
    },
  }
}

/** Of these options only those that a provider claims. */
export function claimed<T extends object>(options: T, able: readonly RoomOption[]): Partial<T> {
  return Object.fromEntries(
    Object.entries(options).filter(([option]) => able.includes(option as RoomOption)),
  ) as Partial<T>
}

/** As a service has them that was ordered this, where it tells people by their address, or by our id. */
export function seen(ordered: OrderedOptions, by: 'email' | 'id'): SeenOptions {
  const { alternativeHosts, breakoutGroups, ...same } = ordered
  return {
    ...same,
    ...(alternativeHosts && { alternativeHosts: alternativeHosts.map((host) => host[by]) }),
    ...(breakoutGroups && {
      breakoutGroups: breakoutGroups.map(({ name, people }) => ({
        name,
        people: people.map((person) => person[by]),
      })),
    }),
  }
}

/** How rooms are beside their plan: as ordered, left alone where nothing is said, and put right when somebody changed it. */
export function describeOptions(
  started: () => ServiceWithOptions,
  withRoom: (
    work: (room: ProviderRoom, marker: string) => Promise<void>,
    fields?: Partial<RoomOrder>,
  ) => Promise<void>,
  spec: () => RoomSpec,
): void {
  const hands = () => {
    const { options, provider } = started()
    const able = provider.capabilities.options
    const { on, off } = samples(options?.host)
    return { able, options, on: claimed(on, able), off: claimed(off, able) }
  }
  const kept = () => {
    const { provider, connection } = started()
    const { rooms } = provider
    if (rooms.life !== 'kept') throw new Error('there is nothing that is kept')
    return {
      update: (key: string, options: OrderedOptions | undefined, marker: string, fields = {}) =>
        rooms.updateRoom(connection, key, { ...spec(), ...fields, ...(options && { options }) }, marker, {}),
      differences: (key: string, options: OrderedOptions | undefined, marker: string, fields = {}) =>
        rooms.differences(connection, key, { ...spec(), ...fields, ...(options && { options }) }, marker, {}),
    }
  }

  it('has the options that are ordered, from the start or later, and no others once they are off', async () => {
    const { able, options, on, off } = hands()
    if (able.length === 0) return expect(options).toBeUndefined()
    await withRoom(
      async ({ key }, marker) => {
        const { update, differences } = kept()
        expect(await update(key, on, marker)).not.toMatchObject({ refused: [expect.anything()] })
        expect(await options?.of(key)).toEqual(seen(on, 'email'))
        expect(await differences(key, on, marker)).toEqual([])
        expect((await differences(key, off, marker)).sort()).toEqual([...able].sort())
        await update(key, off, marker)
        expect(await options?.of(key)).toEqual(seen(off, 'email'))
        await update(key, on, marker)
        await update(key, on, marker)
        expect(await options?.of(key)).toEqual(seen(on, 'email'))
      },
      { options: on },
    )
  })

  it('leaves options alone of which nothing is said', async () => {
    const { able, options, on } = hands()
    if (able.length === 0) return expect(options).toBeUndefined()
    await withRoom(
      async ({ key }, marker) => {
        const { update, differences } = kept()
        await update(key, on, marker)
        await update(key, undefined, marker, { subject: 'Another name' })
        expect(await options?.of(key)).toEqual(seen(on, 'email'))
        expect(await differences(key, undefined, marker)).toEqual(['subject'])
      },
      { options: on },
    )
  })

  it('tells which options somebody changed there, and puts them back', async () => {
    const { able, options, on, off } = hands()
    if (able.length === 0) return expect(options).toBeUndefined()
    await withRoom(
      async ({ key }, marker) => {
        const { update, differences } = kept()
        await update(key, on, marker)
        await options?.set?.(key, off)
        expect((await differences(key, on, marker)).sort()).toEqual([...able].sort())
        await update(key, on, marker)
        expect(await options?.of(key)).toEqual(seen(on, 'email'))
        expect(await differences(key, on, marker)).toEqual([])
      },
      { options: on },
    )
  })

  it('takes what Start needs for no change of options, and leaves it there', async () => {
    const { able, options, off } = hands()
    const { start } = started().provider
    if (!start || !able.includes('alternativeHosts')) return
    await withRoom(
      async ({ key }, marker) => {
        const { update, differences } = kept()
        await update(key, off, marker)
        const guest = { ...GUEST, language: 'en' }
        const begin = () => start.startLinks(started().connection, { key, spec: spec() }, guest, {})
        const links = await begin()
        const leading = await options?.of(key)
        const startedBy = [GUEST.email.toUpperCase()]
        expect(await differences(key, off, marker, { startedBy })).toEqual([])
        await update(key, off, marker, { startedBy, subject: 'Another name' })
        expect(await options?.of(key)).toEqual(leading)
        expect((await begin()).coHostUrl).toBe(links.coHostUrl)
        // Who pressed it for a time that was given up is nobody who leads.
        await update(key, off, marker)
        expect(await options?.of(key)).toEqual(seen(off, 'email'))
      },
      { options: off },
    )
  })

  it('tells an option that the service keeps otherwise, and has the room all the same', async () => {
    const { options, on, off } = hands()
    const { lock } = options ?? {}
    if (!lock) return expect(options?.lock).toBeUndefined()
    await withRoom(
      async ({ key }, marker) => {
        const { update, differences } = kept()
        await update(key, on, marker)
        lock.set(true)
        expect((await update(key, off, marker)).refused).toEqual([lock.option])
        expect(await differences(key, off, marker)).toEqual([lock.option])
        lock.set(false)
        expect((await update(key, off, marker)).refused ?? []).toEqual([])
      },
      { options: on },
    )
  })
}
