import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

export const certificateKeySlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'certificate_keys',
  column: 'private_jwk',
  rowId,
})

export const sealedCertificateKeys: readonly SealedColumn[] = [
  { table: 'certificate_keys', key: 'id', column: 'private_jwk_sealed', slot: certificateKeySlot },
]
