import { job, type Work } from '../../../work.ts'
import { importPeopleJob } from './import.job.ts'
import { carryOutImport, findUnfinished, sweepImports } from './import-work.service.ts'

export const importWork: Work = {
  jobs: [job(importPeopleJob, (ctx, { importId }) => carryOutImport(ctx, importId))],
  sweeps: [{ name: 'imports', every: 'minute', due: findUnfinished, run: sweepImports }],
}
