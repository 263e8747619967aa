import { job, type Work } from '../../../work.ts'
import { makeExportJob } from './exports.job.ts'
import { findExpiredExports, forgetExports, makeExport } from './exports.service.ts'
import { findToCount, sweepFacts } from './facts.service.ts'
import { findMailings, sendMailings } from './mailings.service.ts'

export const reportsWork: Work = {
  jobs: [job(makeExportJob, (ctx, { exportId }) => makeExport(ctx, exportId))],
  sweeps: [
    { name: 'facts', every: 'minute', due: findToCount, run: sweepFacts },
    { name: 'report-mailings', every: 'minute', due: findMailings, run: sendMailings },
    { name: 'report-exports', every: 'half-hour', due: findExpiredExports, run: forgetExports },
  ],
}
