import { ProviderError } from '../../domain/errors.ts'
import type { Learner } from '../provider.ts'

/** Longest name or address of a registrant (documented for webinars). */
const FIELD_MAX = 128

/**
 * Checks a learner before GoTo is asked, so that the field is named. GoTo wants both names.
 *
 * @throws {ProviderError} `rejected`
 */
export function toRegistrant({ email, firstName, lastName }: Learner): Learner {
  const fields = { email, firstName: firstName.trim() || '-', lastName: lastName.trim() || '-' }
  for (const [field, value] of Object.entries(fields)) {
    if (value.length <= FIELD_MAX) continue
    throw new ProviderError('rejected', {
      provider: 'GoTo',
      detail: `${field} has ${value.length} characters, and ${FIELD_MAX} are allowed`,
    })
  }
  return fields
}
