import { z } from 'zod'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Gives the verdicts of an event anew. */
export const judgeEventJob = defineJob(
  'attendance.judge',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)
