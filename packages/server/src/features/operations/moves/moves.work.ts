import { job, type Work } from '../../../work.ts'
import { moveEventsJob } from './moves.job.ts'
import { carryOutMove } from './moves.service.ts'

export const movesWork: Work = {
  jobs: [job(moveEventsJob, (ctx, { moveId }) => carryOutMove(ctx, moveId))],
}
