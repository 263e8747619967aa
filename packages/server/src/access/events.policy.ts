import type { Actor } from './actor.ts'
import { isPlanner, isSuperadmin } from './roles.ts'

// Who may do what with events, by role and by what they have to do with the thing. Services ask here, for what they refuse as
// well as for what `may` tells the web, so that no button is shown that is refused.
// See docs/decisions/0029-who-may-do-what.md.

/** What somebody has to do with an event. */
export interface EventTies {
  /** They are among the instructors of its session. */
  readonly isOfSession: boolean
  /** They teach it: as an instructor of its own, or of its session. */
  readonly isTeaching: boolean
}

/** Changing an event, its instructors and its room: as for its session. */
export function mayEditEvent(actor: Actor, { isOfSession }: EventTies): boolean {
  return isSuperadmin(actor) || (isPlanner(actor) && isOfSession)
}

/** Roster, attendance, messages, checks of an event: superadmins and whoever teaches it, stand-ins too. */
export function mayTeachEvent(actor: Actor, { isTeaching }: Pick<EventTies, 'isTeaching'>): boolean {
  return isSuperadmin(actor) || mayStartEvent(actor, { isTeaching })
}

/** Opening the room as its host: whoever teaches it, and no superadmin who does not. */
export function mayStartEvent(actor: Actor, { isTeaching }: Pick<EventTies, 'isTeaching'>): boolean {
  return isPlanner(actor) && isTeaching
}
