import type { Work } from '../../../work.ts'
import { type CheckMinutes, sweepPreflights } from './preflight.service.ts'

export const preflightWork = (checkMinutes: CheckMinutes): Work => ({
  sweeps: [{ name: 'preflights', every: 'minute', run: (ctx) => sweepPreflights(ctx, checkMinutes) }],
})
