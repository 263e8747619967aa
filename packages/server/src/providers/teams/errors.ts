import { failuresOf } from '../service-errors.ts'

/** As sentences name the service. */
export const VENDOR = 'Microsoft Teams'

export const { translated, deleted, translatedPages, toProviderError } = failuresOf(VENDOR)
