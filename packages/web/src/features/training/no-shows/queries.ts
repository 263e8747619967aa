import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type NoShowRule = Schemas['NoShowRule']
export type OwnNoShows = Schemas['OwnNoShows']
export type NoShows = Schemas['NoShows']

/** Under the key of one's own attendance: told of by the same messages. */
export function useOwnNoShows() {
  return useQuery({
    queryKey: ['attendance', 'own', 'no-shows'],
    queryFn: () => answered(api.GET('/api/v1/me/no-shows')),
  })
}

const keyOf = (personId: string) => ['people', personId, 'no-shows'] as const

export function useNoShows(personId: string) {
  return useQuery({
    queryKey: keyOf(personId),
    queryFn: () =>
      answered(api.GET('/api/v1/people/{personId}/no-shows', { params: { path: { personId } } })),
  })
}

/** Says why one could not come; an empty explanation takes it back. */
export async function explainAbsence(eventId: string, explanation: string): Promise<void> {
  await answered(
    api.PUT('/api/v1/events/{eventId}/my-absence', {
      params: { path: { eventId } },
      body: { explanation },
    }),
  )
  await queryClient.invalidateQueries({ queryKey: ['attendance', 'own'] })
}

export async function liftCoolDown(personId: string, reason: string): Promise<void> {
  const lifted = await answered(
    api.POST('/api/v1/people/{personId}/cool-down-lifts', {
      params: { path: { personId } },
      body: { reason },
    }),
  )
  queryClient.setQueryData(keyOf(personId), lifted)
}

/** A mark that decides about an absence. What somebody else marked meanwhile stays, and is read. @returns whether it was made */
export async function decide(
  personId: string,
  { eventId, markVersion: version }: NoShows['items'][number],
  { status, note }: { status: 'absent' | 'excused'; note: string },
): Promise<boolean> {
  const mark = { personId, status, minutes: null, note, version }
  const made = await answered(
    api.PUT('/api/v1/events/{eventId}/attendance', {
      params: { path: { eventId } },
      body: { marks: [mark] },
    }),
  )
  await queryClient.invalidateQueries({ queryKey: keyOf(personId) })
  return made.conflicts.length === 0
}
