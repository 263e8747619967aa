import type { Work } from '../../../work.ts'
import { findOldChanges, forgetOldChanges } from './event-changes.service.ts'

export const eventChangesWork: Work = {
  sweeps: [{ name: 'event-changes', every: 'half-hour', due: findOldChanges, run: forgetOldChanges }],
}
