import { z } from 'zod'
import type { PlatformId, RoomId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Makes one room what it should be. Twice is harmless. */
export const reconcileRoomJob = defineJob(
  'room.reconcile',
  z.object({ platformId: idOf<PlatformId>(), roomId: idOf<RoomId>() }),
)

/** Looks whether one room is still at the provider as it was wanted. */
export const compareRoomJob = defineJob(
  'room.compare',
  z.object({ platformId: idOf<PlatformId>(), roomId: idOf<RoomId>() }),
)
