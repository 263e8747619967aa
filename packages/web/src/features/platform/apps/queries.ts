import { useQuery } from '@tanstack/react-query'
import { answered, api, queryClient } from '../../../api/client.ts'

export const appsKey = ['apps'] as const

/** @param enabled false for whoever may not read them */
export function useApps(enabled = true) {
  return useQuery({ queryKey: appsKey, queryFn: () => answered(api.GET('/api/v1/apps')), enabled })
}

export async function changeApp(appId: string, active: boolean): Promise<void> {
  await answered(api.PATCH('/api/v1/apps/{appId}', { params: { path: { appId } }, body: { active } }))
  await queryClient.invalidateQueries({ queryKey: appsKey })
}

/** The coming events that use an app. */
export function useAppEvents(appId: string) {
  return useQuery({
    queryKey: [...appsKey, appId, 'events'],
    queryFn: () => answered(api.GET('/api/v1/apps/{appId}/coming-events', { params: { path: { appId } } })),
  })
}
