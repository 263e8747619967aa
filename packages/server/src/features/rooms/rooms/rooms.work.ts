import { job, type Work } from '../../../work.ts'
import { compareRoom, findDrift, sweepDrift } from './drift.ts'
import { reconcileRoom } from './reconciler.ts'
import { compareRoomJob, reconcileRoomJob } from './rooms.job.ts'
import { findOverdueRooms, sweepRooms } from './rooms.service.ts'
import { findFormer, sweepFormer } from './spares.service.ts'

export const roomsWork: Work = {
  jobs: [
    job(reconcileRoomJob, (ctx, { roomId }) => reconcileRoom(ctx, roomId)),
    job(compareRoomJob, (ctx, { roomId }) => compareRoom(ctx, roomId)),
  ],
  sweeps: [
    { name: 'rooms', every: 'minute', due: findOverdueRooms, run: sweepRooms },
    { name: 'former-rooms', every: 'half-hour', due: findFormer, run: sweepFormer },
    { name: 'drift', every: 'half-hour', due: findDrift, run: sweepDrift },
  ],
}
