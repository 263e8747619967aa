import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

export const providerSecretSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'identity_providers',
  column: 'client_secret',
  rowId,
})

export const sealedProviders: readonly SealedColumn[] = [
  { table: 'identity_providers', key: 'id', column: 'client_secret_sealed', slot: providerSecretSlot },
]
