import { job, type Work } from '../../../work.ts'
import { readReportsJob } from './readings.job.ts'
import {
  findReadings,
  findReportsToForget,
  forgetReports,
  readReports,
  sweepReadings,
} from './readings.service.ts'

export const staysWork: Work = {
  jobs: [job(readReportsJob, (ctx, { eventId }) => readReports(ctx, eventId))],
  sweeps: [
    { name: 'readings', every: 'minute', due: findReadings, run: sweepReadings },
    { name: 'old-reports', every: 'half-hour', due: findReportsToForget, run: forgetReports },
  ],
}
