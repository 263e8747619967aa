import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

export const secondFactorSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'second_factors',
  column: 'secret',
  rowId,
})

export const sealedFactors: readonly SealedColumn[] = [
  { table: 'second_factors', key: 'person_id', column: 'secret_sealed', slot: secondFactorSlot },
]
