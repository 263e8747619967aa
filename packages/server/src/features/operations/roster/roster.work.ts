import { job, type Work } from '../../../work.ts'
import { findUnstarted, sweepAlarms } from './alarms.service.ts'
import { lookAtRunJob, watchRunJob } from './looks.job.ts'
import { lookAtRun } from './looks.service.ts'
import { watchRun } from './watch.service.ts'

export const rosterWork: Work = {
  jobs: [
    job(lookAtRunJob, async (ctx, { eventId }) => void (await lookAtRun(ctx, eventId))),
    job(watchRunJob, (ctx, { eventId }) => watchRun(ctx, eventId)),
  ],
  sweeps: [{ name: 'alarms', every: 'minute', due: findUnstarted, run: sweepAlarms }],
}
