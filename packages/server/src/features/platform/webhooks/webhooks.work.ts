import { job, type Work } from '../../../work.ts'
import { deliver, findOverdueDeliveries, sweepWebhooks } from './delivery.service.ts'
import { deliverWebhookJob } from './webhooks.job.ts'

export const webhooksWork: Work = {
  jobs: [job(deliverWebhookJob, (ctx, { deliveryId }) => deliver(ctx, deliveryId))],
  sweeps: [{ name: 'webhooks', every: 'minute', due: findOverdueDeliveries, run: sweepWebhooks }],
}
