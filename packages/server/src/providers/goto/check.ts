import { GotoError } from '@lectern/goto-client'
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
    return [error.kind === 'forbidden' ? rightMissing(error.cause) : 'account-unreachable']
  }
}

/** Assumed: GoTo documents no codes for a refusal, so that its words decide; unclear ones stay unclear. */
export function rightMissing(cause: unknown): AccountFinding {
  const said = cause instanceof GotoError ? `${cause.code ?? ''} ${cause.message}` : ''
  if (/scope/i.test(said)) return 'account-scope-missing'
  return /licen[cs]e|subscription|trial|entitle/i.test(said) ? 'account-licence-missing' : 'account-forbidden'
}
