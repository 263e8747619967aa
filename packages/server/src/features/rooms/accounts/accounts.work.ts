import { job, type Work } from '../../../work.ts'
import { carryOutEndOfGrants, endGrantsJob } from './ended-grants.service.ts'
import { forgetLeft } from './organizer-changes.service.ts'
import { keepPaired, warnOfEnding } from './tokens.service.ts'

export const accountsWork: Work = {
  jobs: [job(endGrantsJob, carryOutEndOfGrants)],
  sweeps: [
    { name: 'pairings', every: 'half-hour', run: keepPaired },
    { name: 'ending pairings', every: 'half-hour', run: warnOfEnding },
    { name: 'left organizers', every: 'half-hour', run: forgetLeft },
  ],
}
