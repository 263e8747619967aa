import { z } from 'zod'
import type { PlatformId, SessionId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Finds out anew who has completed a session. */
export const lookAtSessionJob = defineJob(
  'completion.look',
  z.object({ platformId: idOf<PlatformId>(), sessionId: idOf<SessionId>() }),
)

/** Looks at what is due on a platform, in place of the sweep that would come within a minute. */
export const lookAtDueJob = defineJob('completion.look-due', z.object({ platformId: idOf<PlatformId>() }))
