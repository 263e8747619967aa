import { z } from 'zod'
import type { MoveId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Goes on with a move where it stopped. */
export const moveEventsJob = defineJob(
  'event.move',
  z.object({ platformId: idOf<PlatformId>(), moveId: idOf<MoveId>() }),
)
