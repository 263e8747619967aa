import { job, type Work } from '../../../work.ts'
import { lookAtDueJob, lookAtSessionJob } from './completions.job.ts'
import { findToRemind, remindOfExpiry } from './expiring.service.ts'
import { findToLookAt, lookAtSession, sweepCompletions } from './looking.service.ts'

export const completionsWork: Work = {
  jobs: [
    job(lookAtSessionJob, (ctx, { sessionId }) => lookAtSession(ctx, sessionId)),
    job(lookAtDueJob, (ctx) => sweepCompletions(ctx)),
  ],
  sweeps: [
    { name: 'completions', every: 'minute', due: findToLookAt, run: sweepCompletions },
    { name: 'completion-reminders', every: 'half-hour', due: findToRemind, run: remindOfExpiry },
  ],
}
