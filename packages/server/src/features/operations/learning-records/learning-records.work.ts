import { job, type Work } from '../../../work.ts'
import { sendStatementsJob } from './learning-records.job.ts'
import { findWaiting, sendStatements } from './sending.service.ts'

export const learningRecordsWork: Work = {
  jobs: [job(sendStatementsJob, (ctx) => sendStatements(ctx))],
  sweeps: [{ name: 'statements', every: 'minute', due: findWaiting, run: sendStatements }],
}
