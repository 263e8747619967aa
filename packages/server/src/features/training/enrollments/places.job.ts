import type { PlatformId, SessionId } from '../../../domain/ids.ts'
import { defineJob } from '../../../jobs/jobs.ts'

/** Gives places that came free to the next in line, when an offer expires. Twice is harmless. */
export const settlePlacesJob = defineJob<{ platformId: PlatformId; sessionId: SessionId }>('places.settle')
