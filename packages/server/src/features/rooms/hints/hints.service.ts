import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId, OrganizerId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import type { HeardCall } from '../../../providers/provider.ts'
import { getAccountRow } from '../accounts/accounts.service.ts'
import { findRoomByKey } from '../rooms/found-rooms.service.ts'
import { inboundAddress } from '../tellings/inbound-address.service.ts'
import type { ProviderCalls } from './hints.schemas.ts'
import { hashOf } from './hooks.service.ts'
import * as hooksStore from './hooks.store.ts'
import { hookSecretSlot } from './sealing.ts'

/** When it was heard last is written no more often. */
const HEARD_EVERY_MINUTES = 1

/**
 * A provider calls. The secret of the address says for whom; what is said is where to look, and whoever follows looks.
 * Once a signature has fitted, no call without one is taken.
 *
 * @returns `gone` for an address that is not, or no longer, one of ours
 */
export async function hear(
  ctx: Ctx,
  at: { organizerId: OrganizerId; path: string },
  call: Omit<HeardCall, 'secrets'>,
): Promise<'heard' | 'gone' | 'not-signed'> {
  const { id: platformId } = ctx.platform
  const hook = await hooksStore.findHook(ctx.db, platformId, at.organizerId)
  if (!hook?.pathHash || hook.pathHash !== hashOf(at.path)) return 'gone'
  const { appId } = await getAccountRow(ctx, hook.accountId)
  const others = await hooksStore.listOfAccount(ctx.db, platformId, hook.accountId)
  const secrets = others.flatMap(({ id, secretSealed }) =>
    secretSealed ? [ctx.vault.open(secretSealed, hookSecretSlot(platformId, id))] : [],
  )
  const heard = ctx.providers.app(appId).hear?.({ ...call, secrets })
  if (hook.signedAt && !heard?.isSigned) {
    ctx.log.warn({ organizerId: hook.id }, 'a provider’s call was refused: its signature does not fit')
    return 'not-signed'
  }
  const now = ctx.now()
  const isNews = !hook.heardAt || hook.heardAt < addMinutes(now, -HEARD_EVERY_MINUTES)
  if (isNews || (heard?.isSigned && !hook.signedAt))
    await hooksStore.setHeard(ctx.db, hook, {
      heardAt: now,
      signedAt: hook.signedAt ?? (heard?.isSigned ? now : null),
    })
  const hint = heard?.hint
  const room = hint && (await findRoomByKey(ctx, ctx.db, [hook.accountId], hint.roomKey))
  if (!room) return 'heard'
  const { id, eventId } = room
  await withTransaction(ctx.db, (trx) => happened(ctx, trx, { kind: 'room-hinted', id, eventId, hint }))
  return 'heard'
}

/** Whether the tool of an account calls, for each organizer of whom that is known. */
export async function listCalls(
  ctx: Ctx,
  actor: Actor,
  accountId: AccountId,
): Promise<z.output<typeof ProviderCalls>> {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const hooks = await hooksStore.listOfAccount(ctx.db, ctx.platform.id, accountId)
  return {
    accountId,
    provider: ctx.providers.app(account.appId).manifest.vendor,
    address: await inboundAddress(ctx, account),
    items: hooks.flatMap(({ id: organizerId, state, reason, heardAt }) =>
      state === 'new' || state === 'none'
        ? []
        : [
            {
              ...{ organizerId, state },
              reason: toMessage(reason, actor.reader),
              heardAt: heardAt?.toISOString() ?? null,
            },
          ],
    ),
  }
}
