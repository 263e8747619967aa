import { whileMarked } from '../../../jobs/marks.ts'
import { job, type Work } from '../../../work.ts'
import { reconcileRegistrationsJob } from './registrations.job.ts'
import { reconcileRegistrations } from './registrations.reconciler.ts'
import { findUnsettled, sweepRegistrations } from './registrations.service.ts'

export const registrationsWork: Work = {
  jobs: [job(reconcileRegistrationsJob, (ctx, { roomId }) => reconcileRegistrations(ctx, roomId))],
  sweeps: [
    {
      name: 'registrations',
      every: 'minute',
      due: findUnsettled,
      run: (ctx) =>
        whileMarked(
          ctx.db,
          { platformId: ctx.platform.id, sweep: 'registrations' },
          async () => (await sweepRegistrations(ctx)) === 0,
        ),
    },
  ],
}
