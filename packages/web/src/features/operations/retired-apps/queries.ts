import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, queryClient } from '../../../api/client.ts'
import { appsKey } from '../../platform/apps/queries.ts'

export type Migration = Schemas['Migration']
const migrationKey = ['migration'] as const
const path = (appId: string) => ({ params: { path: { appId } } })

/** Asked again while rooms wait to be deleted. */
export function useMigration(appId: string) {
  return useQuery({
    queryKey: [...migrationKey, appId],
    queryFn: () => answered(api.GET('/api/v1/apps/{appId}/migration', path(appId))),
    refetchInterval: ({ state }) => (state.data?.leftRooms.some((room) => !room.byHand) ? 2000 : false),
  })
}

const refreshed = changesOf(migrationKey)

export const planSwitch = (appId: string, switchAt: string | null) =>
  refreshed(answered(api.PUT('/api/v1/apps/{appId}/switch', { ...path(appId), body: { switchAt } })))

export const importEvents = (
  appId: string,
  body: { text: string; save: boolean; dateOrder?: 'dmy' | 'mdy' },
) => refreshed(answered(api.POST('/api/v1/apps/{appId}/imports', { ...path(appId), body })))

export const confirmDeleted = (roomId: string) =>
  refreshed(
    answered(api.POST('/api/v1/left-rooms/{roomId}/deleted-by-hand', { params: { path: { roomId } } })),
  )

export async function removeApp(appId: string): Promise<void> {
  await refreshed(answered(api.POST('/api/v1/apps/{appId}/removal', path(appId))))
  await queryClient.invalidateQueries({ queryKey: appsKey })
}
