import type { Db, Trx } from '../../../db/database.ts'
import type { EventId, PersonId, PlatformId, SessionId } from '../../../domain/ids.ts'
import type { NotificationRow } from './notifications.store.ts'
import type { Situation } from './situations.store.ts'
import * as situationsStore from './situations.store.ts'

type Told = Pick<NotificationRow, 'id' | 'kind' | 'sessionId' | 'eventIds' | 'params'>

const EVENT_PAGE = /^\/(?:learn|teach)\/events\/([0-9a-f-]{36})/
const SESSION_PAGE = /^\/(?:teach\/)?sessions\/([0-9a-f-]{36})/

/**
 * The page of ours to which each notification leads: the one that is meant as long as it is there and the person may open
 * it, else the nearest that is: event, session, course, calendar.
 *
 * @returns paths by the notification's id
 */
export async function pagesOf(
  db: Db | Trx,
  { platformId, personId }: { platformId: PlatformId; personId: PersonId },
  notifications: readonly Told[],
  situations: ReadonlyMap<SessionId, Situation>,
): Promise<Map<string, string>> {
  const meant = new Map(notifications.map((told) => [told.id, meantBy(told)]))
  const eventIds = [...meant.values()].flatMap((path) => idIn<EventId>(path, EVENT_PAGE) ?? [])
  const there = new Set<string>(await situationsStore.listThere(db, platformId, eventIds))
  const missing = notifications.flatMap(({ sessionId }) =>
    sessionId && !situations.has(sessionId) ? [sessionId] : [],
  )
  const removed = await situationsStore.listCoursesOfRemoved(db, platformId, personId, missing)
  const courses = new Map(removed.map(({ sessionId, courseId }) => [sessionId, courseId]))
  return new Map(
    notifications.map((told) => {
      const path = meant.get(told.id)
      const situation = told.sessionId ? situations.get(told.sessionId) : undefined
      const [event, session] = [idIn(path, EVENT_PAGE), idIn(path, SESSION_PAGE)]
      const isOpen = event ? there.has(event) : session ? situation?.isSeen === true : true
      if (path && isOpen) return [told.id, path]
      return [told.id, nearest(told, situation, courses) ?? (path ? '/calendar' : '/notifications')]
    }),
  )
}

function nearest(
  { sessionId }: Told,
  situation: Situation | undefined,
  courses: ReadonlyMap<SessionId, string>,
): string | undefined {
  if (!sessionId) return undefined
  if (situation?.isSeen) return `/sessions/${sessionId}`
  const courseId = situation?.isCourseSeen ? situation.courseId : courses.get(sessionId)
  return courseId ? `/courses/${courseId}` : '/calendar'
}

function meantBy({ kind, eventIds, params }: Told): string | undefined {
  if (params.path) return params.path
  return kind === 'reminder' && eventIds[0] ? `/learn/events/${eventIds[0]}` : undefined
}

function idIn<Id extends string>(path: string | undefined, pattern: RegExp): Id | undefined {
  return path ? (pattern.exec(path)?.[1] as Id | undefined) : undefined
}
