import type { Enrollment } from '../../../api/client.ts'
import type { Tone } from '../../../ui/state-badge.tsx'

/** How a status looks, for learners and planners alike. */
export const placeTones: Record<Enrollment['status'], Tone> = {
  requested: 'neutral',
  waiting: 'warning',
  offered: 'warning',
  enrolled: 'good',
  cancelled: 'neutral',
}
