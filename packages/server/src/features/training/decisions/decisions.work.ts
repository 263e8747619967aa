import type { Work } from '../../../work.ts'
import { sweepDecisions } from './decisions.service.ts'

export const decisionsWork: Work = {
  sweeps: [{ name: 'decisions', every: 'minute', run: sweepDecisions }],
}
