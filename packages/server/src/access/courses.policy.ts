import type { Actor } from './actor.ts'
import { isPlanner, isSuperadmin } from './roles.ts'

// Who may do what with courses, by role and by what they have to do with the thing. Services ask here, for what they refuse as
// well as for what `may` tells the web, so that no button is shown that is refused.
// See docs/decisions/0029-who-may-do-what.md.

/** What somebody has to do with a course. */
export interface CourseTies {
  /** They made it. */
  readonly isMaker: boolean
  /** Sessions of it among whose instructors they are. */
  readonly ownSessions: number
  /** All others, also those that nobody teaches yet. */
  readonly otherSessions: number
}

/** Why a course is not somebody's to change. */
export type CourseRefusal = 'role-planner-needed' | 'course-of-others' | 'course-not-yours'

/** Courses, sessions and events of everybody, without who learns there: rooms and people are shared by all planners. */
export function maySeePlans(actor: Actor): boolean {
  return isPlanner(actor)
}

/** A course, and a session of any course, that they teach themselves. */
export function mayPlan(actor: Actor): boolean {
  return isPlanner(actor)
}

/**
 * Changing a course, its picture and who sees it, cancelling, restoring and deleting it: superadmins, and instructors
 * whose course it is altogether, because they made it or teach in it, and no session of it is somebody else's.
 *
 * @returns undefined = they may
 */
export function courseRefusal(actor: Actor, ties: CourseTies): CourseRefusal | undefined {
  if (isSuperadmin(actor)) return undefined
  if (!isPlanner(actor)) return 'role-planner-needed'
  if (ties.otherSessions > 0) return 'course-of-others'
  return ties.isMaker || ties.ownSessions > 0 ? undefined : 'course-not-yours'
}
