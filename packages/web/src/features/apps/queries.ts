import { useQuery } from '@tanstack/react-query'
import { answered, api } from '../../api/client.ts'

export const appsKey = ['apps'] as const

export function useApps() {
  return useQuery({ queryKey: appsKey, queryFn: () => answered(api.GET('/api/v1/apps')) })
}

export const changeApp = (appId: string, active: boolean) =>
  answered(api.PATCH('/api/v1/apps/{appId}', { params: { path: { appId } }, body: { active } }))
