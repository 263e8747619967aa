import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Slot } from '../../../secrets/vault.ts'

/** Where the secrets of an account live. What was sealed for one slot opens there alone. */
export const clientSecretSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'accounts',
  column: 'client_secret',
  rowId,
})

export const credentialsSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'accounts',
  column: 'credentials',
  rowId,
})

export const tokenSlot = (
  platformId: string,
  rowId: string,
  column: 'access_token' | 'refresh_token',
): Slot => ({
  platformId,
  table: 'organizers',
  column,
  rowId,
})

export const codeVerifierSlot = (platformId: string, rowId: string): Slot => ({
  platformId,
  table: 'pairings',
  column: 'code_verifier',
  rowId,
})

export const sealedAccounts: readonly SealedColumn[] = [
  // The order matters: another client_secret_sealed makes the trigger forget what is sealed beside it.
  { table: 'accounts', key: 'id', column: 'client_secret_sealed', slot: clientSecretSlot },
  { table: 'accounts', key: 'id', column: 'credentials_sealed', slot: credentialsSlot },
  ...(['access_token', 'refresh_token'] as const).map((column) => ({
    table: 'organizers',
    key: 'id' as const,
    column: `${column}_sealed`,
    slot: (platformId: string, rowId: string) => tokenSlot(platformId, rowId, column),
  })),
]
