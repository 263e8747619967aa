import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { tellSuperadmins } from './notifications.service.ts'

/** Superadmins hear that nothing is sent to a webhook any more, and why. */
export const tellWebhookOff: Follower<FactOf<'webhook-switched-off'>> = (ctx, trx, { id, url, finding }) =>
  tellSuperadmins(ctx, trx, {
    kind: 'webhook-off',
    // One that is switched on and fails again is news again.
    key: `webhook-off ${id} ${ctx.now().toISOString()}`,
    params: { values: { webhook: url }, findings: [finding], path: '/admin/webhooks' },
  })
