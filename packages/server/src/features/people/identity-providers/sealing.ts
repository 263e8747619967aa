import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Place } from '../../../secrets/vault.ts'

export const providerSecretPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'identity_providers',
  column: 'client_secret',
  rowId,
})

export const sealedProviders: readonly SealedColumn[] = [
  { table: 'identity_providers', key: 'id', column: 'client_secret_sealed', place: providerSecretPlace },
]
