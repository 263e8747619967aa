import type { PlatformId, RoomId } from '../../../domain/ids.ts'
import { defineJob } from '../../../jobs/jobs.ts'

/** Makes the people registered for a room those who are enrolled. Twice is harmless. */
export const reconcileRegistrationsJob = defineJob<{ platformId: PlatformId; roomId: RoomId }>(
  'room.registrations',
)
