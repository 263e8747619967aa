/** What a person may do on a platform; they may have several. */
export const roles = ['superadmin', 'instructor', 'learner'] as const
export type Role = (typeof roles)[number]
