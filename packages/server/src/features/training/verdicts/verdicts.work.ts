import { job, type Work } from '../../../work.ts'
import { judgeDueJob, judgeEventJob } from './verdicts.job.ts'
import { findToJudge, judgeEvent, sweepJudgings } from './verdicts.service.ts'

export const verdictsWork: Work = {
  jobs: [
    job(judgeEventJob, (ctx, { eventId }) => judgeEvent(ctx, eventId)),
    job(judgeDueJob, (ctx) => sweepJudgings(ctx)),
  ],
  sweeps: [{ name: 'judgings', every: 'minute', due: findToJudge, run: sweepJudgings }],
}
