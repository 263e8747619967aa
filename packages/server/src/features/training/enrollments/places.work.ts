import { whileMarked } from '../../../jobs/marks.ts'
import { job, type Work } from '../../../work.ts'
import { settlePlacesJob } from './places.job.ts'
import { findPlaces, settleExpired, sweepPlaces } from './places.service.ts'

export const placesWork: Work = {
  jobs: [job(settlePlacesJob, (ctx, { sessionId }) => settleExpired(ctx, sessionId))],
  sweeps: [
    {
      name: 'places',
      every: 'minute',
      due: findPlaces,
      run: (ctx) =>
        whileMarked(ctx.db, { platformId: ctx.platform.id, sweep: 'places' }, async () => {
          await sweepPlaces(ctx) // all of it, or an error
          return true
        }),
    },
  ],
}
