import { job, type Work } from '../../../work.ts'
import { reconcileRegistrationsJob } from './registrations.job.ts'
import { reconcileRegistrations } from './registrations.reconciler.ts'
import { sweepRegistrations } from './registrations.service.ts'

export const registrationsWork: Work = {
  jobs: [job(reconcileRegistrationsJob, (ctx, { roomId }) => reconcileRegistrations(ctx, roomId))],
  sweeps: [{ name: 'registrations', every: 'minute', run: sweepRegistrations }],
}
