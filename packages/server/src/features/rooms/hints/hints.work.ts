import type { Work } from '../../../work.ts'
import { findDueHooks, sweepHooks } from './hooks.service.ts'

export const hintsWork: Work = {
  sweeps: [{ name: 'provider-calls', every: 'minute', due: findDueHooks, run: sweepHooks }],
}
