import { job, type Work } from '../../../work.ts'
import { type Delivery, deliverMails, findMails, sweepMails } from './delivery.service.ts'
import { deliverMailsJob } from './mails.job.ts'

export const mailsWork = (delivery: Delivery): Work => ({
  jobs: [job(deliverMailsJob, (ctx, { personId }) => deliverMails(ctx, delivery, personId))],
  sweeps: [
    {
      name: 'mails',
      every: 'minute',
      due: (db, now) => findMails(delivery, db, now),
      run: (ctx) => sweepMails(ctx, delivery),
    },
  ],
})
