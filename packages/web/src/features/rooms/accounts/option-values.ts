import type { UsualRoomOptions } from '../../../api/client.ts'
import { fromInherited, type Inherited, toInherited } from '../../../ui/inherited.ts'

/** Options of rooms that are on, off or as usual, in the order in which people read them. */
export const switchedOptions = [
  'lobby',
  'passcode',
  'muteOnEntry',
  'recording',
  'captions',
  'interpretation',
  'alternativeHosts',
] as const satisfies readonly (keyof UsualRoomOptions)[]
export type SwitchedOption = (typeof switchedOptions)[number]

/** As a form holds them. */
export type OptionValues = Record<SwitchedOption, Inherited>

export function toOptionValues(said: UsualRoomOptions | undefined): OptionValues {
  const values = switchedOptions.map((option) => [option, toInherited(said?.[option])])
  return Object.fromEntries(values)
}

/** What is as usual is left out. */
export function fromOptionValues(values: OptionValues): UsualRoomOptions {
  const said = switchedOptions.flatMap((option) => {
    const value = fromInherited(values[option])
    return value === null ? [] : [[option, value]]
  })
  return Object.fromEntries(said)
}

/** What is asked for and can't be had. @param usual what holds where nothing is said */
export function unmetOf(
  values: OptionValues,
  usual: UsualRoomOptions,
  able: readonly string[],
): SwitchedOption[] {
  return switchedOptions.filter(
    (option) => (fromInherited(values[option]) ?? usual[option] ?? false) && !able.includes(option),
  )
}
