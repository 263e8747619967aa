import { createHash, randomBytes } from 'node:crypto'
import type { Ctx } from '../../../ctx.ts'
import type { Sweeping, Trx } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import { isCallable } from '../../../domain/hint.ts'
import type { AccountId, OrganizerId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone } from '../../../jobs/each.ts'
import type { Connection } from '../../../providers/provider.ts'
import { getConnection } from '../accounts/organizers.service.ts'
import * as hooksStore from './hooks.store.ts'
import { hookSecretSlot } from './sealing.ts'

type HookRow = hooksStore.HookRow

const SWEEP_LIMIT = 100
const LEASE_MINUTES = 15
/** The provider may have ended it, or the address may be reached by now. */
const DAY_MINUTES = 24 * 60
const RETRY_MINUTES = 30

/** Platforms on which {@link sweepHooks} finds something. */
export function findDueHooks(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return hooksStore.listPlatformsWithDue(db, now)
}

/** Sees to it that the providers call us, where they can. Safe at any time, any number of times, on any node. */
export async function sweepHooks(ctx: Ctx): Promise<void> {
  await eachAlone(
    await hooksStore.listDue(ctx.db, ctx.platform.id, ctx.now(), SWEEP_LIMIT),
    (id) => `calls of organizer ${id}`,
    (id) => lookAfter(ctx, id),
  )
}

/** An account was paired, or an organizer leaves it: what they have called is looked after at once. */
export function hastenHooks(ctx: Ctx, trx: Trx, accountId: AccountId): Promise<void> {
  return hooksStore.hasten(trx, ctx.platform.id, accountId, ctx.now())
}

async function lookAfter(ctx: Ctx, id: OrganizerId): Promise<void> {
  const now = ctx.now()
  const lease = { now, until: addMinutes(now, LEASE_MINUTES) }
  const hook = await hooksStore.takeLease(ctx.db, ctx.platform.id, id, lease)
  if (!hook) return
  const finish = (to: Parameters<typeof hooksStore.change>[2]) =>
    hooksStore.change(ctx.db, hook, { ...to, leaseUntil: null })
  const { account, connection, provider, isLeaving } = await getConnection(ctx, hook.accountId, id)
  const { hints } = provider
  // Without a consent nothing can be said to the provider: pairing begins anew.
  if (!hints || !connection) return finish({ state: 'none', reason: null, checkAt: null })
  try {
    if (isLeaving) {
      if (hook.providerKey) await hints.stopListening(connection, hook.providerKey, {})
      return await finish({ state: 'none', providerKey: null, pathHash: '', checkAt: null })
    }
    const origin = account.pairedOrigin ?? ''
    if (!isCallable(origin))
      return await finish({ state: 'no-https', origin, reason: null, checkAt: addMinutes(now, DAY_MINUTES) })
    const isHeld =
      hook.providerKey !== null &&
      hook.origin === origin &&
      (await hints.isListening(connection, hook.providerKey, {}))
    if (!isHeld) await listen(ctx, hook, origin, connection, hints)
    await finish({ state: 'listening', reason: null, checkAt: addMinutes(now, DAY_MINUTES) })
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    const checkAt = addMinutes(now, error.mayPass ? RETRY_MINUTES : DAY_MINUTES)
    const reason = JSON.stringify({ code: error.code, params: error.params })
    await finish({ state: 'refused', reason, checkAt })
  }
}

/** The secret of the address is written down before the provider hears of it: its first call can come at once. */
async function listen(
  ctx: Ctx,
  hook: HookRow,
  origin: string,
  connection: Connection,
  hints: NonNullable<Awaited<ReturnType<typeof getConnection>>['provider']['hints']>,
): Promise<void> {
  const path = randomBytes(24).toString('base64url')
  await hooksStore.change(ctx.db, hook, { pathHash: hashOf(path), providerKey: null, origin })
  const prefix = `${origin}/inbound/${hook.id}/`
  const { key, secret } = await hints.listen(connection, { url: `${prefix}${path}`, prefix }, {})
  const slot = hookSecretSlot(ctx.platform.id, hook.id)
  const secretSealed = secret ? ctx.vault.seal(secret, slot) : ''
  await hooksStore.change(ctx.db, hook, { providerKey: key, secretSealed, signedAt: null })
}

export function hashOf(path: string): string {
  return createHash('sha256').update(path).digest('hex')
}
