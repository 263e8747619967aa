import type { Work } from '../../../work.ts'
import { findDecisions, sweepDecisions } from './decisions.service.ts'

export const decisionsWork: Work = {
  sweeps: [{ name: 'decisions', every: 'minute', due: findDecisions, run: sweepDecisions }],
}
