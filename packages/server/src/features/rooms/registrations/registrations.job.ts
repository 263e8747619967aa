import { z } from 'zod'
import type { PlatformId, RoomId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Makes the people registered for a room those who are enrolled. Twice is harmless. */
export const reconcileRegistrationsJob = defineJob(
  'room.registrations',
  z.object({ platformId: idOf<PlatformId>(), roomId: idOf<RoomId>() }),
)
