import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob } from '../../../jobs/jobs.ts'

/** Sends one delivery. Twice is harmless: only one worker at a time has it, and only while it is due. */
export const deliverWebhookJob = defineJob<{ platformId: PlatformId; deliveryId: string }>('webhook.deliver')
