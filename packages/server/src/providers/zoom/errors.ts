import { failuresOf } from '../service-errors.ts'

export { isGone } from '../service-errors.ts'

export const { translated, deleted, translatedPages, toProviderError } = failuresOf('Zoom')
