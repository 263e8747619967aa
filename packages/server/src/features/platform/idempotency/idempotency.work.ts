import type { Work } from '../../../work.ts'
import { findOldKeys, sweepIdempotency } from './idempotency.service.ts'

export const idempotencyWork: Work = {
  sweeps: [{ name: 'idempotency', every: 'minute', due: findOldKeys, run: sweepIdempotency }],
}
