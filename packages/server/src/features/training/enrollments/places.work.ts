import { job, type Work } from '../../../work.ts'
import { settlePlacesJob } from './places.job.ts'
import { settleExpired, sweepPlaces } from './places.service.ts'

export const placesWork: Work = {
  jobs: [job(settlePlacesJob, (ctx, { sessionId }) => settleExpired(ctx, sessionId))],
  sweeps: [{ name: 'places', every: 'minute', run: sweepPlaces }],
}
