import { z } from 'zod'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Judges what is due on a platform, in place of the sweep that would come within a minute. */
export const judgeDueJob = defineJob('attendance.judge-due', z.object({ platformId: idOf<PlatformId>() }))

/** Gives the verdicts of an event anew. */
export const judgeEventJob = defineJob(
  'attendance.judge',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)
