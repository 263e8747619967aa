import { z } from 'zod'
import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Wants the rooms of events to come with the options that they have now. Twice is harmless. */
export const followOptionsJob = defineJob(
  'room.follow-options',
  z.object({
    platformId: idOf<PlatformId>(),
    of: z.enum(['event', 'session', 'course', 'account', 'person', 'platform']),
    ids: z.array(z.string()),
  }),
)
