import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { answered, api, queryClient } from '../../../api/client.ts'
import { eventsKey } from '../events/queries.ts'
import type { DraftedOperation } from './draft.ts'
import type { BoardChange, BoardEvent, LanesBy } from './types.ts'

export interface BoardFilters {
  readonly courseId: string
  readonly instructorId: string
  readonly accountId: string
}

/** Whatever changes events changes the board. */
const boardKey = [...eventsKey, 'board'] as const

export function useBoard(window: { from: string; until: string }, lanes: LanesBy, filters: BoardFilters) {
  const chosen = Object.fromEntries(Object.entries(filters).filter(([, id]) => id))
  const query = { ...window, lanes, ...chosen }
  return useQuery({
    queryKey: [...boardKey, query],
    queryFn: () => answered(api.GET('/api/v1/board', { params: { query } })),
    placeholderData: keepPreviousData,
  })
}

/** While a pointer moves, the platform is asked where it rests this long. */
const REST_MS = 120

function useRested<T>(value: T): T {
  const [rested, setRested] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS)
    return () => clearTimeout(timer)
  }, [value])
  return rested
}

/** What a change would do. @param operations none = there is nothing to ask */
export function useEffects(operations: readonly DraftedOperation[], quiet: boolean) {
  const now = operations.length > 0 ? JSON.stringify({ operations, quiet }) : ''
  const text = useRested(now)
  const query = useQuery({
    queryKey: ['previews', 'board', text],
    enabled: text !== '',
    queryFn: ({ signal }) => {
      const asked = JSON.parse(text) as { operations: DraftedOperation[]; quiet: boolean }
      return answered(api.POST('/api/v1/board/changes', { body: { ...asked, save: false }, signal }))
    },
    retry: false,
    staleTime: 5_000,
    gcTime: 10_000,
  })
  const isOfNow = text === now
  return {
    data: isOfNow ? query.data : undefined,
    error: isOfNow ? query.error : null,
    isAsking: now !== '' && (!isOfNow || query.isFetching),
  }
}

export async function saveChange(
  operations: readonly DraftedOperation[],
  quiet: boolean,
): Promise<BoardChange> {
  return followed(
    api.POST('/api/v1/board/changes', { body: { operations: [...operations], quiet, save: true } }),
  )
}

/** Within its ten seconds nobody hears of either. */
export async function undoChange(boardChangeId: string): Promise<BoardChange> {
  const params = { path: { boardChangeId } }
  return followed(api.POST('/api/v1/board/changes/{boardChangeId}/undo', { params, body: { save: true } }))
}

/** What people did to an event, the newest first. */
export function useEventChanges(eventId: string) {
  return useQuery({
    queryKey: [...eventsKey, eventId, 'changes'],
    queryFn: () => answered(api.GET('/api/v1/events/{eventId}/changes', { params: { path: { eventId } } })),
  })
}

/** What a change made of an event becomes what it was before. */
export async function putBack(eventId: string, boardChangeId: string, version: number): Promise<BoardChange> {
  const params = { path: { eventId, boardChangeId } }
  return followed(
    api.POST('/api/v1/events/{eventId}/changes/{boardChangeId}/put-back', {
      params,
      body: { version, save: true },
    }),
  )
}

/** What is on the screens is read again, also when the change was refused: somebody may have been faster. */
async function followed(request: Parameters<typeof answered<BoardChange>>[0]): Promise<BoardChange> {
  try {
    return await answered(request)
  } finally {
    await queryClient.invalidateQueries({ queryKey: eventsKey })
  }
}

/** Who could teach an event then, the best first. */
export function useFreeInstructors({ id: eventId, courseId, startsAt, endsAt }: BoardEvent) {
  const query = { startsAt, endsAt, courseId, eventId }
  return useQuery({
    queryKey: [...eventsKey, eventId, 'free-instructors', query],
    queryFn: () => answered(api.GET('/api/v1/free-instructors', { params: { query } })),
  })
}
