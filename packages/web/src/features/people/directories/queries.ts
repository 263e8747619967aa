import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../../../api/client.ts'

export type Directory = Schemas['Directory']

const directoriesKey = ['directories'] as const
const refreshed = changesOf(directoriesKey)

export function useDirectories() {
  return useQuery({ queryKey: directoriesKey, queryFn: () => answered(api.GET('/api/v1/directories')) })
}

export function makeDirectory(body: Schemas['NewDirectoryInput']) {
  return refreshed(answered(api.POST('/api/v1/directories', { body })))
}

export function revokeDirectory(directoryId: string) {
  return refreshed(
    answered(api.DELETE('/api/v1/directories/{directoryId}', { params: { path: { directoryId } } })),
  )
}
