import type { Work } from '../../../work.ts'
import { sweepZoneChanges } from './zone-changes.service.ts'

export const zoneChangesWork: Work = {
  sweeps: [{ name: 'zone changes', every: 'half-hour', run: sweepZoneChanges }],
}
