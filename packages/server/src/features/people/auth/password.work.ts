import { job, type Work } from '../../../work.ts'
import { sendAskedResetJob } from './password.job.ts'
import { sendAskedReset } from './password.service.ts'

export const passwordWork: Work = {
  jobs: [job(sendAskedResetJob, (ctx, { email }) => sendAskedReset(ctx, email))],
}
