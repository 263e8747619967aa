import { z } from 'zod'
import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Writes the mails of notifications that have no mail yet. */
export const sendNotificationsJob = defineJob(
  'notification.send',
  z.object({ platformId: idOf<PlatformId>() }),
)
