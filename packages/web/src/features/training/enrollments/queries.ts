import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type Status = Schemas['Enrollment']['status']
export type WhenFull = 'refuse' | 'wait'
export type EnrollMany = Schemas['EnrollMany']
export type Change = Schemas['ChangeManyEnrollments']

const key = ['enrollments'] as const
const path = (sessionId: string) => ({ params: { path: { sessionId } } })
const ofPerson = (sessionId: string, personId: string) => ({ params: { path: { sessionId, personId } } })

/** What a change of places touches. */
async function refreshed<T>(request: Promise<T>): Promise<T> {
  const answer = await request
  await queryClient.invalidateQueries({ queryKey: key })
  await queryClient.invalidateQueries({ queryKey: ['sessions'] })
  return answer
}

export function useEnrollments(sessionId: string, filter: { query: string; status: Status | '' }) {
  const { query, status } = filter
  return useInfiniteQuery({
    queryKey: [...key, sessionId, 'list', query, status],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/sessions/{sessionId}/enrollments', {
          params: {
            path: { sessionId },
            query: {
              ...(query ? { query } : {}),
              ...(status ? { status } : {}),
              ...(pageParam ? { cursor: pageParam } : {}),
            },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

export function useHistory(sessionId: string, personId: string) {
  return useQuery({
    queryKey: [...key, sessionId, 'history', personId],
    queryFn: () =>
      answered(
        api.GET('/api/v1/sessions/{sessionId}/enrollments/{personId}/history', ofPerson(sessionId, personId)),
      ),
  })
}

export const enroll = (sessionId: string, body: { personId: string; whenFull: WhenFull }) =>
  refreshed(answered(api.POST('/api/v1/sessions/{sessionId}/enrollments', { ...path(sessionId), body })))

/** Also declines a request. */
export const remove = (sessionId: string, personId: string) =>
  refreshed(
    answered(
      api.DELETE('/api/v1/sessions/{sessionId}/enrollments/{personId}', ofPerson(sessionId, personId)),
    ),
  )

export const enrollMany = (sessionId: string, body: EnrollMany) =>
  refreshed(
    answered(api.POST('/api/v1/sessions/{sessionId}/enrollments/import', { ...path(sessionId), body })),
  )

export const enrollIntoSessions = (courseId: string, body: Schemas['EnrollIntoSessions']) =>
  refreshed(
    answered(
      api.POST('/api/v1/courses/{courseId}/enrollments/import', { params: { path: { courseId } }, body }),
    ),
  )

export function useEnrollmentRules(courseId: string) {
  return useQuery({
    queryKey: [...key, 'rules', courseId],
    queryFn: () =>
      answered(api.GET('/api/v1/courses/{courseId}/enrollment-rules', { params: { path: { courseId } } })),
  })
}

export const makeEnrollmentRule = (courseId: string, body: Schemas['NewEnrollmentRule']) =>
  refreshed(
    answered(
      api.POST('/api/v1/courses/{courseId}/enrollment-rules', { params: { path: { courseId } }, body }),
    ),
  )

export const removeEnrollmentRule = (courseId: string, ruleId: string) =>
  refreshed(
    answered(
      api.DELETE('/api/v1/courses/{courseId}/enrollment-rules/{ruleId}', {
        params: { path: { courseId, ruleId } },
      }),
    ),
  )

export const changeMany = (sessionId: string, body: Change) =>
  refreshed(
    answered(api.POST('/api/v1/sessions/{sessionId}/enrollments/changes', { ...path(sessionId), body })),
  )

/** What a change would do; nothing is kept of it. */
export function useChangePreview(sessionId: string, change: Omit<Change, 'save'>, isReady: boolean) {
  return useQuery({
    queryKey: [...key, sessionId, 'preview', change],
    queryFn: () =>
      answered(
        api.POST('/api/v1/sessions/{sessionId}/enrollments/changes', {
          ...path(sessionId),
          body: { ...change, save: false },
        }),
      ),
    enabled: isReady,
    retry: false,
    placeholderData: (before) => before,
  })
}

export function useGroupChoices() {
  return useQuery({
    queryKey: ['groups', 'choices'],
    queryFn: () => answered(api.GET('/api/v1/groups', { params: { query: { limit: 100 } } })),
  })
}

export const exportPath = (sessionId: string) => `/api/v1/sessions/${sessionId}/enrollments.csv`
