import { isDeepStrictEqual } from 'node:util'
import type { RoomOption } from '../../domain/room-options.ts'
import { differentOptions, type OrderedOptions } from '../provider.ts'

/** The options of a room as the fake service has them, whole. */
export type KeptOptions = Required<OrderedOptions>

const USUAL: KeptOptions = {
  lobby: false,
  passcode: '',
  muteOnEntry: false,
  recording: false,
  captions: false,
  interpretation: false,
  alternativeHosts: [],
  breakoutGroups: [],
}

/** What becomes of options when others are ordered. @param locked those that stay as they are */
export function fakeOptions(
  before: Partial<KeptOptions>,
  ordered: OrderedOptions | undefined,
  locked: ReadonlySet<RoomOption>,
): KeptOptions {
  const taken = Object.entries(ordered ?? {}).filter(
    ([option, value]) => value !== undefined && !locked.has(option as RoomOption),
  )
  return { ...USUAL, ...before, ...Object.fromEntries(taken) }
}

export function fakeDifferences(kept: KeptOptions, ordered: OrderedOptions = {}): RoomOption[] {
  const isSame = (option: RoomOption) => () => isDeepStrictEqual(kept[option], ordered[option])
  return differentOptions(
    ordered,
    Object.fromEntries((Object.keys(USUAL) as RoomOption[]).map((option) => [option, isSame(option)])),
  )
}
