import { z } from 'zod'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Sends what waits for a person. */
export const deliverMailsJob = defineJob(
  'mail.deliver',
  z.object({ platformId: idOf<PlatformId>(), personId: idOf<PersonId>() }),
)
