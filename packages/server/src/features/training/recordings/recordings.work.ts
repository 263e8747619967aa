import { job, type Work } from '../../../work.ts'
import { copyRecording, findCopies, sweepCopies } from './copies.service.ts'
import { copyRecordingJob, findRecordingsJob } from './recordings.job.ts'
import { findRecordings, findSearches, sweepSearches } from './searches.service.ts'

export const recordingsWork: Work = {
  jobs: [
    job(findRecordingsJob, (ctx, { eventId }) => findRecordings(ctx, eventId)),
    job(copyRecordingJob, (ctx, { recordingId }) => copyRecording(ctx, recordingId)),
  ],
  sweeps: [
    { name: 'recordings', every: 'minute', due: findSearches, run: sweepSearches },
    { name: 'copies', every: 'minute', due: findCopies, run: sweepCopies },
  ],
}
