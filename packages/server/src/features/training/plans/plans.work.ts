import { job, type Work } from '../../../work.ts'
import { carryOutPlan } from './plan-work.service.ts'
import { carryOutPlanJob } from './plans.job.ts'

export const plansWork: Work = {
  jobs: [job(carryOutPlanJob, (ctx, { planId }) => carryOutPlan(ctx, planId))],
}
