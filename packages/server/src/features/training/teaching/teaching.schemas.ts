import { text } from '../../../http/schemas.ts'

/** Sent to have an overlap all the same. */
export const OverlapReason = text(500).describe(
  'why an instructor is to teach two events at the same time: without it that is refused (`instructor-busy`)',
)
