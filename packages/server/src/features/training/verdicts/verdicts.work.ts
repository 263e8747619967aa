import { job, type Work } from '../../../work.ts'
import { judgeEventJob } from './verdicts.job.ts'
import { findToJudge, judgeEvent, sweepJudgings } from './verdicts.service.ts'

export const verdictsWork: Work = {
  jobs: [job(judgeEventJob, (ctx, { eventId }) => judgeEvent(ctx, eventId))],
  sweeps: [{ name: 'judgings', every: 'minute', due: findToJudge, run: sweepJudgings }],
}
