import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

export const ltiKeySlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'lti_keys',
  column: 'private_jwk',
  rowId,
})

export const sealedLtiKeys: readonly SealedColumn[] = [
  { table: 'lti_keys', key: 'id', column: 'private_jwk_sealed', slot: ltiKeySlot },
]
