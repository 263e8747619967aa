import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type OwnPlace = Schemas['OwnPlace']
export type OwnEnrollment = Schemas['OwnEnrollment']

const path = (sessionId: string) => ({ params: { path: { sessionId } } })

/** Under the key of sessions, so that whatever changes a session's places is read again. */
export function useOwnPlace(sessionId: string) {
  return useQuery({
    queryKey: ['sessions', sessionId, 'own-place'],
    queryFn: () => answered(api.GET('/api/v1/sessions/{sessionId}/my-place', path(sessionId))),
    refetchInterval: 60_000,
  })
}

/** The same for every session of a course. */
export function useOwnPlaces(courseId: string) {
  return useQuery({
    queryKey: ['sessions', 'own-places', courseId],
    queryFn: () =>
      answered(api.GET('/api/v1/courses/{courseId}/my-places', { params: { path: { courseId } } })),
    refetchInterval: 60_000,
  })
}

export function useOwnEnrollments(which: 'current' | 'past', enabled = true) {
  return useInfiniteQuery({
    queryKey: ['enrollments', 'own', which],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/me/enrollments', {
          params: { query: { which, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    enabled,
  })
}

/** What a change of one's place touches. */
async function refreshed<T>(request: Promise<T>): Promise<T> {
  const answer = await request
  await Promise.all(
    ['sessions', 'enrollments', 'events', 'courses'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  )
  return answer
}

/** Takes what the session has: a place, an offer, a turn in the line, or a request. */
export const enrollMyself = (sessionId: string) =>
  refreshed(answered(api.POST('/api/v1/sessions/{sessionId}/my-place', path(sessionId))))

export const leave = (sessionId: string) =>
  refreshed(answered(api.DELETE('/api/v1/sessions/{sessionId}/my-place', path(sessionId))))
