import type { Actor } from './actor.ts'
import { isPlanner, isSuperadmin } from './roles.ts'

// Who may do what with plans, by role and by what they have to do with the thing. Services ask here, for what they refuse as
// well as for what `may` tells the web, so that no button is shown that is refused.
// See docs/decisions/0029-who-may-do-what.md.

/** A plan with its report: who began it, and superadmins. */
export function mayReadPlan(actor: Actor, { isOwn }: { readonly isOwn: boolean }): boolean {
  return isSuperadmin(actor) || (isPlanner(actor) && isOwn)
}

/** @param plan.sessionsOfOthers sessions with events of the plan that they do not teach, or no more */
export function mayUndoPlan(
  actor: Actor,
  plan: { readonly isOwn: boolean; readonly sessionsOfOthers: number },
): boolean {
  return isSuperadmin(actor) || (mayReadPlan(actor, plan) && plan.sessionsOfOthers === 0)
}
