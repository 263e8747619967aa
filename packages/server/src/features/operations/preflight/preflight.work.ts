import type { Work } from '../../../work.ts'
import { type CheckMinutes, findPreflights, sweepPreflights } from './preflight.service.ts'

export const preflightWork = (minutes: CheckMinutes): Work => ({
  sweeps: [
    {
      name: 'preflights',
      every: 'minute',
      due: (db, now) => findPreflights(db, now, minutes),
      run: (ctx) => sweepPreflights(ctx, minutes),
    },
  ],
})
