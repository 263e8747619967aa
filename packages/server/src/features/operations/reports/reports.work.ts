import type { Work } from '../../../work.ts'
import { findToCount, sweepFacts } from './facts.service.ts'

export const reportsWork: Work = {
  sweeps: [{ name: 'facts', every: 'minute', due: findToCount, run: sweepFacts }],
}
