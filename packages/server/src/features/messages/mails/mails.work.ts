import { job, type Work } from '../../../work.ts'
import { type Delivery, deliverMails, sweepMails } from './delivery.service.ts'
import { deliverMailsJob } from './mails.job.ts'

export const mailsWork = (delivery: Delivery): Work => ({
  jobs: [job(deliverMailsJob, (ctx, { personId }) => deliverMails(ctx, delivery, personId))],
  sweeps: [{ name: 'mails', every: 'minute', run: (ctx) => sweepMails(ctx, delivery) }],
})
