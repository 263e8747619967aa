import type { Work } from '../../../work.ts'
import { sweepIdempotency } from './idempotency.service.ts'

export const idempotencyWork: Work = {
  sweeps: [{ name: 'idempotency', every: 'minute', run: sweepIdempotency }],
}
