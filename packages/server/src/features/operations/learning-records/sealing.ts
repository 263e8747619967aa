import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

export const storeSecretSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'record_stores',
  column: 'secret',
  rowId,
})

export const sealedRecordStores: readonly SealedColumn[] = [
  { table: 'record_stores', key: 'platform_id', column: 'secret_sealed', slot: storeSecretSlot },
]
