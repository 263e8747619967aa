import { z } from 'zod'
import type { PlanId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Goes on with a plan, or with taking it back, where it stopped. */
export const carryOutPlanJob = defineJob(
  'plan.carry-out',
  z.object({ platformId: idOf<PlatformId>(), planId: idOf<PlanId>() }),
)
