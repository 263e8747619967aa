import type { Schemas } from '@lectern/api-client'
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch, queryClient } from '../../../api/client.ts'

export type AreaEvent = Schemas['AreaEvent']
export type AreaSession = Schemas['AreaSession']
export type AreaPersonDetails = Schemas['AreaPersonDetails']
export type AreaMarks = Schemas['AreaMarks']
export type AreaMarked = AreaMarks['people'][number]
export type GivenArea = Schemas['GivenArea']
export type AreaEventFields = Schemas['NewAreaEvent']

const key = ['area'] as const
const givenKey = ['given-area'] as const
const refreshed = changesOf(key)
/** Planners and others change the same things meanwhile. */
const AGAIN_MS = 60_000

export function useAreaCourses() {
  return useInfiniteQuery({
    queryKey: [...key, 'courses'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/area/courses', { params: { query: pageParam ? { cursor: pageParam } : {} } }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export function useAreaCourse(courseId: string) {
  return useQuery({
    queryKey: [...key, 'course', courseId],
    queryFn: () => answered(api.GET('/api/v1/area/courses/{courseId}', { params: { path: { courseId } } })),
    refetchInterval: AGAIN_MS,
  })
}

export function useAreaSession(sessionId: string) {
  return useQuery({
    queryKey: [...key, 'session', sessionId],
    queryFn: () =>
      answered(api.GET('/api/v1/area/sessions/{sessionId}', { params: { path: { sessionId } } })),
    refetchInterval: AGAIN_MS,
  })
}

/** Those that are not over, the next one first. */
export function useAreaEvents() {
  return useInfiniteQuery({
    queryKey: [...key, 'events'],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/area/events', {
          params: { query: { limit: 10, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
}

export function useAreaPeople(query: string) {
  return useInfiniteQuery({
    queryKey: [...key, 'people', query],
    queryFn: ({ pageParam }) =>
      answered(
        api.GET('/api/v1/area/people', {
          params: {
            query: { limit: 50, ...(query ? { query } : {}), ...(pageParam ? { cursor: pageParam } : {}) },
          },
        }),
      ),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    placeholderData: (before) => before,
  })
}

export function useAreaPerson(personId: string) {
  return useQuery({
    queryKey: [...key, 'person', personId],
    queryFn: () => rereadAreaPerson(personId),
  })
}

/** The newest version, from the platform itself. */
export const rereadAreaPerson = (personId: string) =>
  answered(api.GET('/api/v1/area/people/{personId}', { params: { path: { personId } } }))

export const changeAreaPerson = (
  { personId, version }: AreaPersonDetails,
  body: Schemas['ChangeAreaPerson'],
) =>
  refreshed(
    answered(
      api.PATCH('/api/v1/area/people/{personId}', {
        params: { path: { personId }, header: ifMatch(version) },
        body,
      }),
    ),
  )

export function useAreaReport() {
  return useQuery({
    queryKey: [...key, 'report'],
    queryFn: () => answered(api.GET('/api/v1/area/report')),
  })
}

export const reportPath = '/api/v1/area/report.csv'

export function useAreaAccounts() {
  return useQuery({
    queryKey: [...key, 'accounts'],
    queryFn: () => answered(api.GET('/api/v1/area/accounts')),
  })
}

const marksKey = (eventId: string) => [...key, 'marks', eventId] as const

export function useAreaMarks(eventId: string) {
  return useQuery({
    queryKey: marksKey(eventId),
    queryFn: () =>
      answered(api.GET('/api/v1/area/events/{eventId}/marks', { params: { path: { eventId } } })),
    refetchInterval: AGAIN_MS,
  })
}

/** Marks one person; what is true then is on the screen at once. @returns whether somebody else was faster */
export async function markInArea(
  eventId: string,
  { personId, version }: AreaMarked,
  status: Schemas['MarkInArea']['marks'][number]['status'],
): Promise<boolean> {
  const queryKey = marksKey(eventId)
  await queryClient.cancelQueries({ queryKey })
  const marks = [{ personId, status, version }]
  const answer = await answered(
    api.PUT('/api/v1/area/events/{eventId}/marks', { params: { path: { eventId } }, body: { marks } }),
  )
  const newest = new Map(answer.people.map((one) => [one.personId, one]))
  queryClient.setQueryData<AreaMarks>(
    queryKey,
    (shown) =>
      shown && { ...shown, people: shown.people.map((one) => ({ ...one, ...newest.get(one.personId) })) },
  )
  return answer.conflicts.includes(personId)
}

export const addAreaSession = (courseId: string, body: Schemas['NewAreaSession']) =>
  refreshed(
    answered(api.POST('/api/v1/area/courses/{courseId}/sessions', { params: { path: { courseId } }, body })),
  )

export const planAreaEvent = (sessionId: string, body: AreaEventFields) =>
  refreshed(
    answered(api.POST('/api/v1/area/sessions/{sessionId}/events', { params: { path: { sessionId } }, body })),
  )

export const changeAreaEvent = ({ id, version }: AreaEvent, body: Schemas['ChangeAreaEvent']) =>
  refreshed(
    answered(
      api.PATCH('/api/v1/area/events/{eventId}', {
        params: { path: { eventId: id }, header: ifMatch(version) },
        body,
      }),
    ),
  )

/** The newest version of an event, from the platform itself. */
export const rereadAreaEvent = async (eventId: string) =>
  (await answered(api.GET('/api/v1/area/events/{eventId}/marks', { params: { path: { eventId } } }))).event

export const enrollInArea = (sessionId: string, body: Schemas['EnrollInArea']) =>
  refreshed(
    answered(
      api.POST('/api/v1/area/sessions/{sessionId}/enrollments', { params: { path: { sessionId } }, body }),
    ),
  )

export const unenrollInArea = (sessionId: string, personId: string) =>
  refreshed(
    answered(
      api.DELETE('/api/v1/area/sessions/{sessionId}/enrollments/{personId}', {
        params: { path: { sessionId, personId } },
      }),
    ),
  )

/** What superadmins have given. */
export function useGivenArea(personId: string) {
  return useQuery({
    queryKey: [...givenKey, personId],
    queryFn: () => rereadGivenArea(personId),
  })
}

/** The newest version, from the platform itself. */
export const rereadGivenArea = (personId: string) =>
  answered(api.GET('/api/v1/people/{personId}/area', ofPerson(personId)))

const given = changesOf(givenKey)
const ofPerson = (personId: string) => ({ params: { path: { personId } } })

export const giveArea = (personId: string, body: Schemas['GiveArea']) =>
  given(answered(api.PUT('/api/v1/people/{personId}/area', { ...ofPerson(personId), body })))

export const takeArea = (personId: string) =>
  given(answered(api.DELETE('/api/v1/people/{personId}/area', ofPerson(personId))))
