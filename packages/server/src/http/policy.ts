import { ForbiddenError } from '../domain/errors.ts'
import type { Actor } from './actor.ts'

export function isSuperadmin(actor: Actor): boolean {
  return actor.roles.includes('superadmin')
}

/** Whoever may plan: superadmins everywhere, instructors in their own sessions. */
export function isPlanner(actor: Actor): boolean {
  return isSuperadmin(actor) || actor.roles.includes('instructor')
}

export function assertSuperadmin(actor: Actor): void {
  if (!isSuperadmin(actor)) throw new ForbiddenError('role-superadmin-needed')
}

export function assertPlanner(actor: Actor): void {
  if (!isPlanner(actor)) throw new ForbiddenError('role-planner-needed')
}
