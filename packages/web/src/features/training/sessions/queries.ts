import { useQuery } from '@tanstack/react-query'
import { answered, api, ifMatch, type Session } from '../../../api/client.ts'

export const sessionsKey = ['sessions'] as const

export function useSessions(courseId: string, isWanted = true) {
  return useQuery({
    enabled: isWanted,
    queryKey: [...sessionsKey, 'of-course', courseId],
    queryFn: () =>
      answered(api.GET('/api/v1/courses/{courseId}/sessions', { params: { path: { courseId } } })),
  })
}

/** The newest version, from the platform itself. */
export const rereadSession = (sessionId: string) =>
  answered(api.GET('/api/v1/sessions/{sessionId}', { params: { path: { sessionId } } }))

export function useSession(sessionId: string) {
  return useQuery({
    queryKey: [...sessionsKey, sessionId],
    queryFn: () => rereadSession(sessionId),
  })
}

/** The fields that this platform adds to its sessions, in their order. */
export function useSessionFields() {
  return useQuery({
    queryKey: ['session-fields'],
    queryFn: () => answered(api.GET('/api/v1/session-fields')),
  })
}

export type SessionFields = Pick<
  Session,
  | 'name'
  | 'code'
  | 'language'
  | 'minEnrollment'
  | 'maxEnrollment'
  | 'decidesAt'
  | 'whenTooFew'
  | 'selfEnrollment'
  | 'asksManager'
  | 'enrollmentOpensAt'
  | 'enrollmentClosesAt'
  | 'waitingList'
  | 'offerHours'
  | 'promotionStopHours'
  | 'withdrawalHours'
  | 'additional'
  | 'spare'
> & { instructorIds: string[]; overlapReason?: string; quiet?: boolean }

export const createSession = (courseId: string, body: SessionFields) =>
  answered(api.POST('/api/v1/courses/{courseId}/sessions', { params: { path: { courseId } }, body }))

export const changeSession = (session: Session, body: Partial<SessionFields>) =>
  answered(
    api.PATCH('/api/v1/sessions/{sessionId}', {
      params: { path: { sessionId: session.id }, header: ifMatch(session.version) },
      body,
    }),
  )
