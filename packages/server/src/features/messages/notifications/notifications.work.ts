import { job, type Work } from '../../../work.ts'
import { sendNotificationsJob } from './notifications.job.ts'
import { findNotifications, sendNotifications, sweepNotifications } from './notifications.service.ts'

export const notificationsWork: Work = {
  jobs: [job(sendNotificationsJob, (ctx) => sendNotifications(ctx))],
  sweeps: [{ name: 'notifications', every: 'minute', due: findNotifications, run: sweepNotifications }],
}
