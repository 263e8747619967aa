import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type SessionDecision = Schemas['SessionDecision']

export const decisionsKey = ['decisions'] as const

export function useDecision(sessionId: string) {
  return useQuery({
    queryKey: [...decisionsKey, sessionId],
    queryFn: () =>
      answered(api.GET('/api/v1/sessions/{sessionId}/decision', { params: { path: { sessionId } } })),
  })
}

async function decided<T>(request: Promise<T>): Promise<T> {
  const answer = await request
  for (const key of ['decisions', 'sessions', 'courses', 'events', 'enrollments'])
    await queryClient.invalidateQueries({ queryKey: [key] })
  return answer
}

export const decide = (sessionId: string, body: Schemas['Decide']) =>
  decided(
    answered(api.POST('/api/v1/sessions/{sessionId}/decision', { params: { path: { sessionId } }, body })),
  )

export const merge = (sessionId: string, intoSessionId: string) =>
  decided(
    answered(
      api.POST('/api/v1/sessions/{sessionId}/merge', {
        params: { path: { sessionId } },
        body: { intoSessionId, reason: '' },
      }),
    ),
  )
