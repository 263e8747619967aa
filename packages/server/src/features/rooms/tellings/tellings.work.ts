import { job, type Work } from '../../../work.ts'
import { hearCallJob } from './inbound.job.ts'
import { findCalls, hearCall, sweepCalls } from './inbound.service.ts'

export const tellingsWork: Work = {
  jobs: [job(hearCallJob, (ctx, { callId }) => hearCall(ctx, callId))],
  sweeps: [{ name: 'inbound-calls', every: 'half-hour', due: findCalls, run: sweepCalls }],
}
