import type { PersonId } from '../domain/ids.ts'
import type { Actor } from './actor.ts'
import { isPlanner, isSuperadmin } from './roles.ts'

// Who may do what with sessions, by role and by what they have to do with the thing. Services ask here, for what they refuse as
// well as for what `may` tells the web, so that no button is shown that is refused.
// See docs/decisions/0029-who-may-do-what.md.

/**
 * A session with its events, places, people and attendance: superadmins and its instructors. Who was an instructor and
 * has the role no more may nothing, whatever is still written in the session.
 */
export function mayEditSession(actor: Actor, instructorIds: readonly PersonId[]): boolean {
  return isSuperadmin(actor) || (isPlanner(actor) && instructorIds.includes(actor.personId))
}
