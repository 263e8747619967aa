import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type SessionCancellation = Required<Schemas['SessionCancellation']>
export type Fate = 'keep' | 'move' | 'wait' | 'release'

/** Everything that shows courses, sessions, events and places is read again. */
async function shown<T>(request: Promise<T>): Promise<T> {
  const answer = await request
  await Promise.all(
    ['courses', 'sessions', 'events', 'enrollments', 'decisions'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  )
  return answer
}
const ofSession = (sessionId: string) => ({ params: { path: { sessionId } } })
const ofCourse = (courseId: string) => ({ params: { path: { courseId } } })

export const cancelSession = (sessionId: string, body: SessionCancellation) =>
  shown(answered(api.POST('/api/v1/sessions/{sessionId}/cancellation', { ...ofSession(sessionId), body })))
export const restoreSession = (sessionId: string) =>
  shown(answered(api.DELETE('/api/v1/sessions/{sessionId}/cancellation', ofSession(sessionId))))
export const deleteSession = (sessionId: string) =>
  shown(answered(api.DELETE('/api/v1/sessions/{sessionId}', ofSession(sessionId))))
export const cancelCourse = (courseId: string, reason: string) =>
  shown(
    answered(
      api.POST('/api/v1/courses/{courseId}/cancellation', { ...ofCourse(courseId), body: { reason } }),
    ),
  )
export const restoreCourse = (courseId: string) =>
  shown(answered(api.DELETE('/api/v1/courses/{courseId}/cancellation', ofCourse(courseId))))
export const deleteCourse = (courseId: string) =>
  shown(answered(api.DELETE('/api/v1/courses/{courseId}', ofCourse(courseId))))

/** Learners of a session, for choosing what becomes of each. */
export function useLearners(sessionId: string) {
  return useQuery({
    queryKey: ['enrollments', sessionId, 'lifecycle'],
    queryFn: () =>
      answered(
        api.GET('/api/v1/sessions/{sessionId}/enrollments', {
          params: { path: { sessionId }, query: { limit: 100 } },
        }),
      ),
  })
}
