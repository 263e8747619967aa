import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob } from '../../../jobs/jobs.ts'

/** Mails the link for a new password that somebody asked for. */
export const sendAskedResetJob = defineJob<{ platformId: PlatformId; email: string }>('auth.send-reset')
