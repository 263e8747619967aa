import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, ifMatch, queryClient } from '../../../api/client.ts'

export type RecordStore = Schemas['RecordStore']
export type NewRecordStore = Schemas['NewRecordStore']

const storeKey = ['record-store'] as const

export const rereadStore = () => answered(api.GET('/api/v1/platform/record-store'))

/** Where statements go; read again while some wait. */
export function useRecordStore() {
  return useQuery({
    queryKey: storeKey,
    queryFn: rereadStore,
    refetchInterval: ({ state }) => (state.data?.store?.waiting ? 5_000 : false),
  })
}

/** @throws {Problem} 412 when somebody else has set it meanwhile */
export async function setStore(version: number, body: NewRecordStore) {
  const params = { header: ifMatch(version) }
  queryClient.setQueryData(
    storeKey,
    await answered(api.PUT('/api/v1/platform/record-store', { params, body })),
  )
}

export async function removeStore() {
  await answered(api.DELETE('/api/v1/platform/record-store'))
  await queryClient.invalidateQueries({ queryKey: storeKey })
}

export const testStore = () => answered(api.POST('/api/v1/platform/record-store/tests'))
