import { z } from 'zod'
import type { InboundCallId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Hears what a provider has told an account. Twice is harmless. */
export const hearCallJob = defineJob(
  'inbound.hear',
  z.object({ platformId: idOf<PlatformId>(), callId: idOf<InboundCallId>() }),
)
