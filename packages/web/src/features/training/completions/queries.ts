import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../../../api/client.ts'

export const completionsKey = ['completions'] as const
const ofSession = (sessionId: string) => ({ params: { path: { sessionId } } })

/** How far everybody of a session is. */
export function useSessionCompletions(sessionId: string) {
  return useQuery({
    queryKey: [...completionsKey, 'of-session', sessionId],
    queryFn: () => answered(api.GET('/api/v1/sessions/{sessionId}/completions', ofSession(sessionId))),
  })
}

/** How far the reader is themself. */
export function useOwnCompletion(sessionId: string, enabled = true) {
  return useQuery({
    queryKey: [...completionsKey, 'own', sessionId],
    queryFn: () => answered(api.GET('/api/v1/sessions/{sessionId}/my-completion', ofSession(sessionId))),
    enabled,
  })
}
