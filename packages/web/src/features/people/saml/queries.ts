import type { Schemas } from '@lectern/api-client'
import { useQuery } from '@tanstack/react-query'
import { answered, api, changesOf, ifMatch } from '../../../api/client.ts'

export type SamlProvider = Schemas['SamlProvider']

const providersKey = ['saml-providers'] as const
const refreshed = changesOf(providersKey)

export function useSamlProviders() {
  return useQuery({ queryKey: providersKey, queryFn: () => answered(api.GET('/api/v1/saml-providers')) })
}

export async function rereadSamlProvider(id: string): Promise<SamlProvider | undefined> {
  const { items } = await answered(api.GET('/api/v1/saml-providers'))
  return items.find((one) => one.id === id)
}

export function makeSamlProvider(body: Schemas['NewSamlProviderInput']) {
  return refreshed(answered(api.POST('/api/v1/saml-providers', { body })))
}

export function changeSamlProvider({ id, version }: SamlProvider, body: Schemas['ChangeSamlProviderInput']) {
  const params = { path: { samlProviderId: id }, header: ifMatch(version) }
  return refreshed(answered(api.PATCH('/api/v1/saml-providers/{samlProviderId}', { params, body })))
}

export function removeSamlProvider(id: string) {
  return refreshed(
    answered(api.DELETE('/api/v1/identity-providers/{providerId}', { params: { path: { providerId: id } } })),
  )
}
