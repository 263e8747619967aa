/** What was given to a person beside their roles, each for a part of the platform alone. */
export const duties = ['registrar', 'manager', 'power-user'] as const
export type Duty = (typeof duties)[number]
