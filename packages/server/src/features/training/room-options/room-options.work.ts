import { job, type Work } from '../../../work.ts'
import { followScope } from './following.service.ts'
import { followOptionsJob } from './room-options.job.ts'
import type { OptionScope } from './room-options.store.ts'

export const roomOptionsWork: Work = {
  jobs: [job(followOptionsJob, (ctx, { of, ids }) => followScope(ctx, { of, ids } as OptionScope))],
}
