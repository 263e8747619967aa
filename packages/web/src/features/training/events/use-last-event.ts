import type { Event } from '../../../api/client.ts'
import { useSession, useSessions } from '../sessions/queries.ts'
import { lastOf } from './new-event.ts'
import { useEventsOfSession } from './queries.ts'

/**
 * The last event of a session, or else of its course: what a new one is like.
 *
 * @returns `isKnown` false while it is looked for; a failure counts as none
 */
export function useLastEvent(sessionId: string): { last: Event | undefined; isKnown: boolean } {
  const own = useEventsOfSession(sessionId)
  const courseId = useSession(sessionId).data?.courseId
  const sessions = useSessions(courseId ?? '', courseId !== undefined)
  const sibling = sessions.data?.items
    .filter(({ id, lastEndsAt }) => id !== sessionId && lastEndsAt !== null)
    .toSorted((one, other) => ((one.lastEndsAt ?? '') < (other.lastEndsAt ?? '') ? -1 : 1))
    .at(-1)
  const others = useEventsOfSession(sibling?.id ?? '', sibling !== undefined)
  const last = lastOf(own.data?.items ?? []) ?? lastOf(others.data?.items ?? [])
  const isLooking = [own, sessions, others].some(({ isLoading }) => isLoading)
  return { last, isKnown: last !== undefined || (!isLooking && (own.isError || courseId !== undefined)) }
}
