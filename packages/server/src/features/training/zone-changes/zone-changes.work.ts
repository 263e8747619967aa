import type { Work } from '../../../work.ts'
import { findZoneChanges, sweepZoneChanges } from './zone-changes.service.ts'

export const zoneChangesWork: Work = {
  sweeps: [{ name: 'zone changes', every: 'half-hour', due: findZoneChanges, run: sweepZoneChanges }],
}
