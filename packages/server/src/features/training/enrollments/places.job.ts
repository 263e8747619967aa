import { z } from 'zod'
import type { PlatformId, SessionId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Gives places that came free to the next in line, when an offer expires. Twice is harmless. */
export const settlePlacesJob = defineJob(
  'places.settle',
  z.object({ platformId: idOf<PlatformId>(), sessionId: idOf<SessionId>() }),
)
