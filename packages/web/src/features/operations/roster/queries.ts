import { useQuery } from '@tanstack/react-query'
import { answered, api, type RosterLearner } from '../../../api/client.ts'

/** Who is in changes without a live message: learners are too many for one each. */
const LIVE_MS = 5_000
const QUIET_MS = 30_000

export const teachingKey = ['teaching'] as const
export const attendanceKey = ['attendance'] as const
export const rosterKey = (eventId: string) => [...attendanceKey, 'roster', eventId] as const
const path = (eventId: string) => ({ params: { path: { eventId } } })

export function useRoster(eventId: string) {
  return useQuery({
    queryKey: rosterKey(eventId),
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/roster', path(eventId))),
    staleTime: 2_000,
    refetchInterval: ({ state }) => (state.data?.phase === 'after' ? QUIET_MS : LIVE_MS),
  })
}

/** What the person teaches, with its numbers. */
export function useTeaching() {
  return useQuery({
    queryKey: [...teachingKey, 'own'],
    queryFn: () => answered(api.GET('/api/v1/teaching')),
    refetchInterval: QUIET_MS,
  })
}

/** Running events that nobody has started. */
export function useAlarms() {
  return useQuery({
    queryKey: [...teachingKey, 'alarms'],
    queryFn: () => answered(api.GET('/api/v1/alarms')),
    refetchInterval: 60_000,
  })
}

export const nudge = (eventId: string) => answered(api.POST('/api/v1/events/{eventId}/nudges', path(eventId)))

export interface MessageFields {
  about: 'event' | 'session'
  subject: string
  text: string
}

export const sendMessage = (eventId: string, body: MessageFields) =>
  answered(api.POST('/api/v1/events/{eventId}/messages', { ...path(eventId), body }))

export type AttendanceStatus = RosterLearner['attendance']['status']

export interface Mark {
  personId: string
  status: AttendanceStatus
  minutes: number | null
  note: string
  version: number
}

/** @param sentAt the clock of a phone that kept marks, each with `markedAt` by the same clock */
export const markAttendance = (
  eventId: string,
  marks: readonly (Mark & { readonly markedAt?: string })[],
  sentAt?: string,
) =>
  answered(
    api.PUT('/api/v1/events/{eventId}/attendance', {
      ...path(eventId),
      body: { marks: [...marks], ...(sentAt ? { sentAt } : {}) },
    }),
  )

export const undoMarking = (eventId: string, changeId: string) =>
  answered(api.POST('/api/v1/events/{eventId}/attendance/undo', { ...path(eventId), body: { changeId } }))

/** Every mark that somebody had. */
export function useAttendanceChanges(eventId: string, personId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'changes', eventId, personId],
    queryFn: () =>
      answered(
        api.GET('/api/v1/events/{eventId}/attendance/{personId}/changes', {
          params: { path: { eventId, personId } },
        }),
      ),
  })
}

export function useOwnAttendance(eventId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'own', eventId],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/my-attendance', path(eventId))),
  })
}

export function useSessionAttendance(sessionId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'of-session', sessionId],
    queryFn: () =>
      answered(api.GET('/api/v1/sessions/{sessionId}/attendance', { params: { path: { sessionId } } })),
  })
}

export const sheetKey = (eventId: string) => [...attendanceKey, 'sheet', eventId] as const

/** Who was there when, the verdict on each and why, and the marks by hand. */
export function useSheet(eventId: string, enabled = true) {
  return useQuery({
    queryKey: sheetKey(eventId),
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/attendance', path(eventId))),
    enabled,
    refetchInterval: 60_000,
  })
}

/** Every verdict that there was on somebody, newest first. */
export function useVerdicts(eventId: string, personId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'verdicts', eventId, personId],
    queryFn: () =>
      answered(
        api.GET('/api/v1/events/{eventId}/attendance/{personId}/verdicts', {
          params: { path: { eventId, personId } },
        }),
      ),
  })
}

/** Every stay in the rooms of an event, as the tool reports it. */
export function useStays(eventId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'stays', eventId],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/stays', path(eventId))),
    refetchInterval: LIVE_MS,
  })
}

/** Polls, questions and survey of an event that is over: they change by a reading, which shows the sheet anew. */
export function useEngagement(eventId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'engagement', eventId],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/engagement', path(eventId))),
    staleTime: QUIET_MS,
  })
}

const ofStay = (eventId: string, stayId: string) => ({ params: { path: { eventId, stayId } } })

export const matchStay = (eventId: string, stayId: string, personId: string) =>
  answered(
    api.POST('/api/v1/events/{eventId}/stays/{stayId}/match', {
      ...ofStay(eventId, stayId),
      body: { personId, also: [] },
    }),
  )

export const unmatchStay = (eventId: string, stayId: string) =>
  answered(api.DELETE('/api/v1/events/{eventId}/stays/{stayId}/match', ofStay(eventId, stayId)))

export const readAgain = (eventId: string) =>
  answered(api.POST('/api/v1/events/{eventId}/attendance/readings', path(eventId)))

/** What was kept of the reports of an event, the newest first. */
export function useReports(eventId: string) {
  return useQuery({
    queryKey: [...attendanceKey, 'reports', eventId],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/attendance/reports', path(eventId))),
  })
}
