import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'
import { eventsKey } from '../events/queries.ts'

const keyOf = (eventId: string) => [...eventsKey, eventId, 'registrars'] as const

export function useRegistrars(eventId: string) {
  return useQuery({
    queryKey: keyOf(eventId),
    queryFn: () =>
      answered(api.GET('/api/v1/events/{eventId}/registrars', { params: { path: { eventId } } })),
  })
}

export async function giveDoor(eventId: string, personId: string, wholeSession: boolean): Promise<void> {
  const body = { personId, wholeSession }
  await answered(api.POST('/api/v1/events/{eventId}/registrars', { params: { path: { eventId } }, body }))
  await queryClient.invalidateQueries({ queryKey: eventsKey })
}

export async function takeDoor(eventId: string, personId: string, wholeSession: boolean): Promise<void> {
  const params = { path: { eventId, personId }, query: { wholeSession: String(wholeSession) } }
  await answered(api.DELETE('/api/v1/events/{eventId}/registrars/{personId}', { params }))
  await queryClient.invalidateQueries({ queryKey: eventsKey })
}
