import { ProviderError } from '../../domain/errors.ts'
import type { AccountFinding } from '../provider.ts'
import { translated } from './errors.ts'

/** What a harmless call tells about an account. */
export async function findingsOf(call: () => Promise<unknown>): Promise<AccountFinding[]> {
  try {
    await translated(call)
    return []
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind === 'unauthorized') return ['account-unauthorized']
    return [error.kind === 'forbidden' ? 'account-forbidden' : 'account-unreachable']
  }
}
