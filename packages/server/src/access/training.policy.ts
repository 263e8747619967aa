import type { PersonId } from '../domain/ids.ts'
import type { Actor } from '../http/actor.ts'
import { isPlanner, isSuperadmin } from '../http/policy.ts'

// Who may do what with courses, sessions and events, by role and by what they have to do with the thing. Services ask
// here, for what they refuse as well as for what `may` tells the web, so that no button is shown that is refused.
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

/** What somebody has to do with an event. */
export interface EventTies {
  /** They are among the instructors of its session. */
  readonly isOfSession: boolean
  /** They teach it: as an instructor of its own, or of its session. */
  readonly isTeaching: boolean
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

/**
 * A session with its events, places, people and attendance: superadmins and its instructors. Who was an instructor and
 * has the role no more may nothing, whatever is still written in the session.
 */
export function mayEditSession(actor: Actor, instructorIds: readonly PersonId[]): boolean {
  return isSuperadmin(actor) || (isPlanner(actor) && instructorIds.includes(actor.personId))
}

/** Changing an event, its instructors and its room: as for its session. */
export function mayEditEvent(actor: Actor, { isOfSession }: EventTies): boolean {
  return isSuperadmin(actor) || (isPlanner(actor) && isOfSession)
}

/** Roster, attendance, messages, checks of an event: superadmins and whoever teaches it, stand-ins too. */
export function mayTeachEvent(actor: Actor, { isTeaching }: Pick<EventTies, 'isTeaching'>): boolean {
  return isSuperadmin(actor) || mayStartEvent(actor, { isTeaching })
}

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

/** Opening the room as its host: whoever teaches it, and no superadmin who does not. */
export function mayStartEvent(actor: Actor, { isTeaching }: Pick<EventTies, 'isTeaching'>): boolean {
  return isPlanner(actor) && isTeaching
}
