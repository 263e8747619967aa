import type { Work } from '../../../work.ts'
import { findPresenceDue, sweepPresence } from './checks.service.ts'

export const presenceWork: Work = {
  sweeps: [{ name: 'presence', every: 'minute', due: findPresenceDue, run: sweepPresence }],
}
