import { z } from 'zod'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Reads the reports of an event that has ended, where that is due. Twice is harmless. */
export const readReportsJob = defineJob(
  'attendance.read',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)
