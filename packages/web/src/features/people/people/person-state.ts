/** How the state of a person looks. */
export const stateTones = { active: 'good', invited: 'warning', inactive: 'neutral' } as const
