import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Place } from '../../../secrets/vault.ts'

export const secondFactorPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'second_factors',
  column: 'secret',
  rowId,
})

export const sealedFactors: readonly SealedColumn[] = [
  { table: 'second_factors', key: 'person_id', column: 'secret_sealed', place: secondFactorPlace },
]
