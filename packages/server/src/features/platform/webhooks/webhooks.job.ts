import { z } from 'zod'
import type { DeliveryId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Sends one delivery. Twice is harmless: only one worker at a time has it, and only while it is due. */
export const deliverWebhookJob = defineJob(
  'webhook.deliver',
  z.object({ platformId: idOf<PlatformId>(), deliveryId: idOf<DeliveryId>() }),
)
