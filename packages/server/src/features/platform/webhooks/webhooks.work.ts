import { job, type Work } from '../../../work.ts'
import { deliver, sweepWebhooks } from './delivery.service.ts'
import { deliverWebhookJob } from './webhooks.job.ts'

export const webhooksWork: Work = {
  jobs: [job(deliverWebhookJob, (ctx, { deliveryId }) => deliver(ctx, deliveryId))],
  sweeps: [{ name: 'webhooks', every: 'minute', run: sweepWebhooks }],
}
