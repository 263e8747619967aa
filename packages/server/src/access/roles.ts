import { ForbiddenError } from '../domain/errors.ts'
import type { Actor } from './actor.ts'

export function isSuperadmin(actor: Pick<Actor, 'roles'>): boolean {
  return actor.roles.includes('superadmin')
}

/** Whoever may plan: superadmins everywhere, instructors in their own sessions. */
export function isPlanner(actor: Pick<Actor, 'roles'>): boolean {
  return isSuperadmin(actor) || actor.roles.includes('instructor')
}

/** @throws {ForbiddenError} `role-superadmin-needed` */
export function assertSuperadmin(actor: Actor): void {
  if (!isSuperadmin(actor)) throw new ForbiddenError('role-superadmin-needed')
}

/** @throws {ForbiddenError} `role-planner-needed` */
export function assertPlanner(actor: Actor): void {
  if (!isPlanner(actor)) throw new ForbiddenError('role-planner-needed')
}
