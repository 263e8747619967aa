import type { Schemas } from '@lectern/api-client'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'

export type CalendarEntry = Schemas['CalendarEntry']
export type Scope = 'mine' | 'teaching' | 'all'

/** What narrows a calendar down; empty = everything. */
export interface Filters {
  readonly courseId: string
  readonly instructorId: string
  readonly accountId: string
}

/** Whatever changes events changes the calendar. */
const calendarKey = ['events', 'calendar'] as const

export function useCalendar(span: { from: string; until: string }, scope: Scope, filters: Filters) {
  const chosen = Object.fromEntries(Object.entries(filters).filter(([, id]) => id))
  const query = { ...span, scope, ...chosen }
  return useQuery({
    queryKey: [...calendarKey, query],
    queryFn: () => answered(api.GET('/api/v1/calendar/events', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

/** One's own next 30 days; without a connection the copy that this browser keeps. */
export function useAgenda() {
  return useQuery({
    queryKey: ['agenda'],
    networkMode: 'always',
    retry: false,
    queryFn: () => answered(api.GET('/api/v1/me/agenda')),
  })
}

export function useCourseChoices(query: string) {
  return useQuery({
    queryKey: ['courses', 'choices', query],
    queryFn: () => answered(api.GET('/api/v1/courses', { params: { query: query ? { query } : {} } })),
    placeholderData: keepPreviousData,
  })
}

export function useCourseName(courseId: string) {
  return useQuery({
    queryKey: ['courses', courseId],
    enabled: courseId !== '',
    queryFn: () => answered(api.GET('/api/v1/courses/{courseId}', { params: { path: { courseId } } })),
  })
}

/** @param isAllowed only superadmins may list people */
export function useInstructorChoices(isAllowed: boolean) {
  return useQuery({
    queryKey: ['people', 'instructors'],
    enabled: isAllowed,
    queryFn: () =>
      answered(api.GET('/api/v1/people', { params: { query: { role: 'instructor', limit: 100 } } })),
  })
}

export function useToolChoices() {
  return useQuery({
    queryKey: ['conferencing-tools'],
    queryFn: () => answered(api.GET('/api/v1/conferencing-tools')),
  })
}
