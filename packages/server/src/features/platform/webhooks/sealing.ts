import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Place } from '../../../secrets/vault.ts'

export const webhookSecretPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'webhooks',
  column: 'secret',
  rowId,
})

export const formerSecretPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'webhooks',
  column: 'former_secret',
  rowId,
})

export const sealedWebhooks: readonly SealedColumn[] = [
  { table: 'webhooks', key: 'id', column: 'secret_sealed', place: webhookSecretPlace },
  { table: 'webhooks', key: 'id', column: 'former_secret_sealed', place: formerSecretPlace },
]
