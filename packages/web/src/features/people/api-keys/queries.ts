import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf } from '../../../api/client.ts'

export type ApiKey = Schemas['ApiKey']
export type ApiScope = Schemas['ApiScopeName']

const keysKey = ['api-keys'] as const
const refreshed = changesOf(keysKey)

export function useApiKeys() {
  return useQuery({ queryKey: keysKey, queryFn: () => answered(api.GET('/api/v1/api-keys')) })
}

export function makeApiKey(body: Schemas['NewApiKeyInput']) {
  return refreshed(answered(api.POST('/api/v1/api-keys', { body })))
}

export function revokeApiKey(apiKeyId: string) {
  return refreshed(answered(api.DELETE('/api/v1/api-keys/{apiKeyId}', { params: { path: { apiKeyId } } })))
}
