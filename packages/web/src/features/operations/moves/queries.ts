import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../../../api/client.ts'

export type Move = Schemas['Move']
export interface MoveWish {
  accounts: { fromAccountId: string; toAccountId: string }[]
  startsFrom: string
  tellsPeople: boolean
}

const movesKey = ['moves'] as const

export const tryMove = (body: MoveWish) => answered(api.POST('/api/v1/moves/dry-run', { body }))

const begun = changesOf(movesKey)

export const beginMove = (body: MoveWish) => begun(answered(api.POST('/api/v1/moves', { body })))
export const undoMove = (moveId: string) =>
  begun(answered(api.POST('/api/v1/moves/{moveId}/undo', { params: { path: { moveId } } })))

/** The newest move of an account, or of all; asked again until it is done. */
export function useNewestMove(fromAccountId?: string) {
  return useQuery({
    queryKey: [...movesKey, fromAccountId ?? 'all'],
    queryFn: () =>
      answered(
        api.GET('/api/v1/moves/newest', { params: { query: fromAccountId ? { fromAccountId } : {} } }),
      ),
    refetchInterval: ({ state }) => (state.data?.move && !state.data.move.finishedAt ? 1000 : false),
  })
}
