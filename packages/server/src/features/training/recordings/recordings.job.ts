import { z } from 'zod'
import type { EventId, PlatformId, RecordingId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Looks for the recordings of an event that has ended, where that is due. Twice is harmless. */
export const findRecordingsJob = defineJob(
  'recordings.find',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)

/** Copies a recording into the storage of one's own, where that is due. Twice is harmless. */
export const copyRecordingJob = defineJob(
  'recordings.copy',
  z.object({ platformId: idOf<PlatformId>(), recordingId: idOf<RecordingId>() }),
)
