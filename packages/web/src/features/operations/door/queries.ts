import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export type DoorEvent = Schemas['DoorEvent']
export type DoorList = Schemas['DoorList']
export type DoorPerson = Schemas['DoorPerson']
export type DoorStatus = Schemas['MarkAtDoor']['marks'][number]['status']

/** Others at the door mark too. */
const AGAIN_MS = 10_000
const key = ['door']
const listKey = (eventId: string) => [...key, eventId] as const
const path = (eventId: string) => ({ params: { path: { eventId } } })

export function useDoorEvents() {
  return useQuery({
    queryKey: key,
    queryFn: () => answered(api.GET('/api/v1/door/events')),
    refetchInterval: 6 * AGAIN_MS,
  })
}

export function useDoorList(eventId: string) {
  return useQuery({
    queryKey: listKey(eventId),
    queryFn: () => answered(api.GET('/api/v1/door/events/{eventId}', path(eventId))),
    refetchInterval: AGAIN_MS,
  })
}

/** Marks one person; what is true then is on the screen at once. @returns whether somebody else was faster */
export async function markAtDoor(
  eventId: string,
  { personId, version }: DoorPerson,
  status: DoorStatus,
): Promise<boolean> {
  const queryKey = listKey(eventId)
  await queryClient.cancelQueries({ queryKey })
  const marks = [{ personId, status, version }]
  const answer = await answered(
    api.PUT('/api/v1/door/events/{eventId}/marks', { ...path(eventId), body: { marks } }),
  )
  const newest = new Map(answer.people.map((one) => [one.personId, one]))
  queryClient.setQueryData<DoorList>(
    queryKey,
    (shown) =>
      shown && { ...shown, people: shown.people.map((one) => ({ ...one, ...newest.get(one.personId) })) },
  )
  return answer.conflicts.includes(personId)
}
