/** Yes, no, or as it is usual: as what it belongs to has it. */
export const inheritedChoices = ['usual', 'yes', 'no'] as const
export type Inherited = (typeof inheritedChoices)[number]

export function toInherited(value: boolean | null | undefined): Inherited {
  return value === null || value === undefined ? 'usual' : value ? 'yes' : 'no'
}

export function fromInherited(choice: Inherited): boolean | null {
  return choice === 'usual' ? null : choice === 'yes'
}
