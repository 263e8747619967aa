import type { PersonId } from './ids.ts'

/** What a room can be like beside its plan, in the order in which people read it. What a tool can is a capability. */
export const roomOptions = [
  'lobby',
  'passcode',
  'muteOnEntry',
  'recording',
  'captions',
  'interpretation',
  'alternativeHosts',
  'breakoutGroups',
] as const
export type RoomOption = (typeof roomOptions)[number]

export function isRoomOption(word: string): word is RoomOption {
  return (roomOptions as readonly string[]).includes(word)
}

/**
 * What people say of an account, a course or an event. What an event leaves out is as its course has it, then as its account has
 * it, and at last as the tool has it: nobody touches it there.
 */
export interface RoomOptions {
  /** Who comes waits until a host lets them in. */
  readonly lobby?: boolean
  /** The room has a passcode, which is ours and travels in links. */
  readonly passcode?: boolean
  readonly muteOnEntry?: boolean
  /** Recording begins by itself; never where people were not told. */
  readonly recording?: boolean
  readonly captions?: boolean
  /** Channels for interpreters. */
  readonly interpretation?: boolean
  /** The instructors may host it, those whom the tool knows. */
  readonly alternativeHosts?: boolean
  /** Names of the groups in which learners work apart; none = there are none. Said of an event alone. */
  readonly breakoutGroups?: string[]
}

/** The options of a room as it is wanted, by the people of its event. What is left out is as the tool has it. */
export interface WantedOptions extends Omit<RoomOptions, 'alternativeHosts' | 'breakoutGroups'> {
  readonly alternativeHosts?: readonly PersonId[]
  readonly breakoutGroups?: readonly BreakoutGroup[]
}

export interface BreakoutGroup {
  readonly name: string
  readonly personIds: readonly PersonId[]
}

/** What of an event its options depend on. */
export interface OptionFacts {
  /** People were told that it is recorded. */
  readonly isRecorded: boolean
  readonly instructorIds: readonly PersonId[]
  /** Who is in which group, by its name. */
  readonly members: readonly { readonly groupName: string; readonly personId: PersonId }[]
}

/** Options that lie upon others: what is said later holds. */
export function mergeOptions(...layers: readonly (RoomOptions | null | undefined)[]): RoomOptions {
  const said = layers.flatMap((layer) =>
    Object.entries(layer ?? {}).filter(([, value]) => value !== undefined),
  )
  return Object.fromEntries(said)
}

/** Whether something is asked for, not only left out or switched off. */
function isAsked(value: RoomOptions[RoomOption]): boolean {
  return Array.isArray(value) ? value.length > 0 : value === true
}

/** What is asked for and the tool can't. */
export function unmetOptions(said: RoomOptions, able: readonly RoomOption[]): RoomOption[] {
  return roomOptions.filter((option) => isAsked(said[option]) && !able.includes(option))
}

/**
 * How a room is wanted: what is said, as far as the tool can it, with the people of the event. Ids come in one order, so
 * that the same wish is the same text.
 *
 * @returns undefined when nothing is said: then the room is wanted as before there were options
 */
export function wantedOptions(
  said: RoomOptions,
  able: readonly RoomOption[],
  facts: OptionFacts,
): WantedOptions | undefined {
  const wanted: { -readonly [option in RoomOption]?: WantedOptions[option] } = {}
  const isSaid = (option: RoomOption) => said[option] !== undefined && able.includes(option)
  for (const option of ['lobby', 'passcode', 'muteOnEntry', 'captions', 'interpretation'] as const)
    if (isSaid(option)) wanted[option] = said[option]
  if (isSaid('recording')) wanted.recording = said.recording === true && facts.isRecorded
  if (isSaid('alternativeHosts'))
    wanted.alternativeHosts = said.alternativeHosts ? [...facts.instructorIds].sort() : []
  if (isSaid('breakoutGroups'))
    wanted.breakoutGroups = (said.breakoutGroups ?? []).map((name) => ({
      name,
      personIds: facts.members
        .filter(({ groupName }) => groupName === name)
        .map(({ personId }) => personId)
        .sort(),
    }))
  return Object.keys(wanted).length === 0 ? undefined : wanted
}

/** Whether somebody is told to the service by an address, which may become another. */
export function namesPeople(options: WantedOptions | undefined): boolean {
  const inGroups = options?.breakoutGroups?.some(({ personIds }) => personIds.length > 0) ?? false
  return inGroups || (options?.alternativeHosts?.length ?? 0) > 0
}

/** As it is kept: without what is not said, and each group once. */
export function tidyOptions(said: RoomOptions): RoomOptions {
  const groups = said.breakoutGroups && { breakoutGroups: [...new Set(said.breakoutGroups)] }
  return mergeOptions(said, groups)
}
