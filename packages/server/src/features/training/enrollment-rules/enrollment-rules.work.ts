import { job, type Work } from '../../../work.ts'
import { followRulesJob } from './enrollment-rules.job.ts'
import { findToFollow, sweepRules } from './following.service.ts'

export const enrollmentRulesWork: Work = {
  jobs: [job(followRulesJob, (ctx) => sweepRules(ctx))],
  sweeps: [{ name: 'enrollment-rules', every: 'minute', due: findToFollow, run: sweepRules }],
}
