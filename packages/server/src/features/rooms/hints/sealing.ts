import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

/** Where what a provider signs its calls with lives. */
export const hookSecretSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'provider_hooks',
  column: 'secret',
  rowId,
})

export const sealedHooks: readonly SealedColumn[] = [
  { table: 'provider_hooks', key: 'id', column: 'secret_sealed', slot: hookSecretSlot },
]
