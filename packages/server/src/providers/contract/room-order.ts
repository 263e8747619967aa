import type { RoomSpec } from '../../domain/room.ts'
import type { RoomOption, RoomOptions } from '../../domain/room-options.ts'

/** A room as a service is asked for it: the plan, and how it is to be beside that. */
export interface RoomOrder extends RoomSpec {
  /** Those of `capabilities.options` of which something is said. Left out = nothing is. */
  readonly options?: OrderedOptions
  /** Addresses of those who pressed Start: what the service needs for that is no change of options. */
  readonly startedBy?: readonly string[]
}

/** What is left out is as the service has it: it is neither sent nor compared. */
export interface OrderedOptions
  extends Pick<RoomOptions, 'lobby' | 'muteOnEntry' | 'recording' | 'captions' | 'interpretation'> {
  /** Ten letters, digits and signs that every service takes, the same for the life of the room; empty = it has none. Stands in no log. */
  readonly passcode?: string
  /** Whom the service does not know is left out in silence; who is there and not among them goes. */
  readonly alternativeHosts?: readonly AlternativeHost[]
  /** In the order in which they are shown; none = there are none. */
  readonly breakoutGroups?: readonly OrderedGroup[]
}

export interface AlternativeHost {
  /** Our id, as links carry it. */
  readonly id: string
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  /** Their user at the service, when they are paired with the account. */
  readonly userKey: string | undefined
}

export interface OrderedGroup {
  readonly name: string
  readonly people: readonly { readonly id: string; readonly email: string }[]
}

/** The options in which what is there is not what was ordered. */
export function differentOptions(
  ordered: OrderedOptions | undefined,
  isAsOrdered: { readonly [option in RoomOption]?: () => boolean },
): RoomOption[] {
  const said = Object.entries(ordered ?? {}).filter(([, value]) => value !== undefined)
  return said.map(([option]) => option as RoomOption).filter((option) => isAsOrdered[option]?.() === false)
}
