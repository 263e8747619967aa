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
