import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { tellSuperadmins } from './notifications.service.ts'

/** What superadmins are told of accounts at the providers. */

export const tellPairingEnded: Follower<FactOf<'account-pairing-ended'>> = (ctx, trx, fact) => {
  const { id, name, appId, provider, pairedAt } = fact
  return tellSuperadmins(ctx, trx, {
    kind: 'account-needs-pairing',
    // A pairing that was renewed and ends again is news again.
    key: `pairing-ended ${id} ${pairedAt.toISOString()}`,
    params: {
      accountId: id,
      values: { provider, account: name },
      path: `/admin/apps/${appId}/accounts/${id}`,
    },
  })
}

/** Once for each day that was entered, and for each time ahead. */
export const tellSecretEnds: Follower<FactOf<'account-secret-found-ending'>> = (ctx, trx, fact) => {
  const { id, name, appId, provider, endsOn, daysAhead } = fact
  return tellSuperadmins(ctx, trx, {
    kind: 'secret-ends',
    key: `secret-ends ${id} ${endsOn} ${daysAhead}`,
    params: {
      values: { account: name, provider, until: endsOn },
      path: `/admin/apps/${appId}/accounts/${id}`,
    },
  })
}

/** Once for each time that it was renewed. */
export const tellPairingEnds: Follower<FactOf<'account-pairing-found-ending'>> = (ctx, trx, fact) => {
  const { id, name, appId, organizerId, organizer, refreshedAt, endsAt } = fact
  return tellSuperadmins(ctx, trx, {
    kind: 'pairing-ends',
    key: `pairing-ends ${organizerId} ${refreshedAt.toISOString()}`,
    params: {
      values: { account: name, organizer, until: endsAt.toISOString() },
      path: `/admin/apps/${appId}/accounts/${id}`,
    },
  })
}
