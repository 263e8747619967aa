/** Where a spare is held: an account, nowhere, or as what it belongs to has it. */
export type SpareChoice = string
export const AS_USUAL = 'usual'
export const NOWHERE = 'none'

/** @returns undefined where nothing of its own is said */
export function fromSpareChoice(choice: SpareChoice): string | null | undefined {
  if (choice === AS_USUAL) return undefined
  return choice === NOWHERE ? null : choice
}
