import { z } from 'zod'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Looks once a minute who is in a room, until its event is over, and keeps what was seen. */
export const watchRunJob = defineJob(
  'roster.watch',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)

/** Asks the provider whether a room runs, and who is in it. */
export const lookAtRunJob = defineJob(
  'roster.look',
  z.object({ platformId: idOf<PlatformId>(), eventId: idOf<EventId>() }),
)
