import { job, type Work } from '../../../work.ts'
import { findUnstarted, sweepAlarms } from './alarms.service.ts'
import { lookAtRunJob } from './looks.job.ts'
import { lookAtRun } from './looks.service.ts'

export const rosterWork: Work = {
  jobs: [job(lookAtRunJob, (ctx, { eventId }) => lookAtRun(ctx, eventId))],
  sweeps: [{ name: 'alarms', every: 'minute', due: findUnstarted, run: sweepAlarms }],
}
