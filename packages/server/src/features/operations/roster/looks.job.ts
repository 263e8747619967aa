import { z } from 'zod'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Asks the provider whether a room runs, and who is in it. */
export const lookAtRunJob = defineJob(
  'roster.look',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)
