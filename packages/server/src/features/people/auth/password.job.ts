import { z } from 'zod'
import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Mails the link for a new password that somebody asked for. */
export const sendAskedResetJob = defineJob(
  'auth.send-reset',
  z.object({ platformId: idOf<PlatformId>(), email: z.string() }),
)
