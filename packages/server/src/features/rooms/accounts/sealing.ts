import type { SealedColumn } from '../../../secrets/rotate-keys.ts'
import type { Place } from '../../../secrets/vault.ts'

/** Where the secrets of an account live. What was sealed for one place opens there alone. */
export const clientSecretPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'accounts',
  column: 'client_secret',
  rowId,
})

export const tokenPlace = (
  platformId: string,
  rowId: string,
  column: 'access_token' | 'refresh_token',
): Place => ({
  platformId,
  table: 'organizers',
  column,
  rowId,
})

export const codeVerifierPlace = (platformId: string, rowId: string): Place => ({
  platformId,
  table: 'pairings',
  column: 'code_verifier',
  rowId,
})

export const sealedAccounts: readonly SealedColumn[] = [
  { table: 'accounts', key: 'id', column: 'client_secret_sealed', place: clientSecretPlace },
  ...(['access_token', 'refresh_token'] as const).map((column) => ({
    table: 'organizers',
    key: 'id' as const,
    column: `${column}_sealed`,
    place: (platformId: string, rowId: string) => tokenPlace(platformId, rowId, column),
  })),
]
