import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

export const webhookSecretSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'webhooks',
  column: 'secret',
  rowId,
})

export const formerSecretSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'webhooks',
  column: 'former_secret',
  rowId,
})

export const sealedWebhooks: readonly SealedColumn[] = [
  { table: 'webhooks', key: 'id', column: 'secret_sealed', slot: webhookSecretSlot },
  { table: 'webhooks', key: 'id', column: 'former_secret_sealed', slot: formerSecretSlot },
]
