import { job, type Work } from '../../../work.ts'
import { findChecks, sweepChecks } from './checks.service.ts'
import { carryOutEndOfGrants, endGrantsJob } from './ended-grants.service.ts'
import { findLeaving, forgetLeft } from './organizer-changes.service.ts'
import { findIdle, keepPaired, warnOfEnding } from './tokens.service.ts'

export const accountsWork: Work = {
  jobs: [job(endGrantsJob, carryOutEndOfGrants)],
  sweeps: [
    { name: 'pairings', every: 'half-hour', due: findIdle, run: keepPaired },
    { name: 'ending pairings', every: 'half-hour', due: findIdle, run: warnOfEnding },
    { name: 'account checks', every: 'minute', due: findChecks, run: sweepChecks },
    { name: 'left organizers', every: 'half-hour', due: findLeaving, run: forgetLeft },
  ],
}
