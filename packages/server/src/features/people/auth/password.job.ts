import { z } from 'zod'
import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf, KEPT_SHORTLY_SECONDS } from '../../../jobs/jobs.ts'

/** Mails the link for a new password that somebody asked for. It holds an address as it was typed, and so is not kept for long. */
export const sendAskedResetJob = defineJob(
  'auth.send-reset',
  z.object({ platformId: idOf<PlatformId>(), email: z.string() }),
  { keptSeconds: KEPT_SHORTLY_SECONDS },
)
