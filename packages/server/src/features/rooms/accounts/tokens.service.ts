import { setTimeout as sleep } from 'node:timers/promises'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { AccountId, OrganizerId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone } from '../../../jobs/each.ts'
import type { Connection } from '../../../providers/provider.ts'
import { type AccountRow, getAccountRow, vendorOf } from './accounts.service.ts'
import * as accountsStore from './accounts.store.ts'
import { accountConnection } from './connections.ts'
import { credentialsOf, pairingOf } from './credentials.ts'
import * as organizersStore from './organizers.store.ts'
import { tokenSlot } from './sealing.ts'

type OrganizerRow = organizersStore.OrganizerRow

/** A token is refreshed when it ends within this time. */
const REFRESH_BEFORE_MINUTES = 5
/** Longer than any refresh takes; after it another node may try. */
const LEASE_MS = 30_000
const LEASE_POLL_MS = 200

/** A host of an account as an adapter needs it. Tokens of users who consent are kept fresh here, one refresh at a time over all nodes. */
export function hostConnection(ctx: Ctx, account: AccountRow, row: OrganizerRow): Connection {
  const host = { userKey: row.providerUserKey, accountKey: row.providerAccountKey ?? undefined }
  const connection = accountConnection(ctx, account, host)
  if (ctx.providers.app(account.appId).auth.kind !== 'oauth-user') return connection
  return {
    ...connection,
    accessToken: async () => {
      const current = (await organizersStore.findOrganizer(ctx.db, ctx.platform.id, row.id)) ?? row
      return isFresh(ctx, current) ? openToken(ctx, current, 'access') : refresh(ctx, row.id, undefined)
    },
    replaceToken: (refused) => refresh(ctx, row.id, refused),
  }
}

/** A refresh token lives some weeks: an organizer whom nobody needed for so long is refreshed anyway. */
const KEEP_ALIVE_HOURS = 24

/** Platforms with idle pairings. One that ends is idle, too: it was not refreshed for weeks. */
export function findIdle(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return organizersStore.listPlatformsWithIdle(db, addMinutes(now, -KEEP_ALIVE_HOURS * 60))
}

/** Keeps idle pairings alive. What can't be refreshed now is tried again the next time. */
export async function keepPaired(ctx: Ctx): Promise<void> {
  const before = addMinutes(ctx.now(), -KEEP_ALIVE_HOURS * 60)
  await eachAlone(
    await organizersStore.listIdle(ctx.db, ctx.platform.id, before),
    (row) => `organizer ${row.id}`,
    async (row) => {
      try {
        await refresh(ctx, row.id, undefined, { evenFresh: true })
      } catch (error) {
        if (!(error instanceof ProviderError)) throw error
        ctx.log.warn({ organizerId: row.id, code: error.code }, 'idle pairing not refreshed')
      }
    },
  )
}

/** Gets new tokens now, whatever the present ones are worth: shows whether client and consent still hold. */
export async function renew(ctx: Ctx, organizerId: OrganizerId): Promise<void> {
  await refresh(ctx, organizerId, undefined, { evenFresh: true })
}

/** Of a pairing that nobody could refresh it is said this long before it ends. */
const WARN_DAYS = 7

/** Pairings that will end within days, the first one first: as a rule the provider has refused to refresh them. */
export async function listEndingPairings(ctx: Ctx) {
  const ending = []
  for (const { id: appId } of ctx.providers.manifests()) {
    const { auth } = ctx.providers.app(appId)
    if (auth.kind !== 'oauth-user') continue
    const { lifetimeDays } = auth.pairing
    const before = addMinutes(ctx.now(), -(lifetimeDays - WARN_DAYS) * 24 * 60)
    for (const row of await organizersStore.listEnding(ctx.db, ctx.platform.id, appId, before))
      ending.push({ ...row, appId, endsAt: addMinutes(row.refreshedAt, lifetimeDays * 24 * 60) })
  }
  return ending.sort((one, other) => one.endsAt.getTime() - other.endsAt.getTime())
}

/** Says of each pairing that it will end. */
export async function warnOfEnding(ctx: Ctx): Promise<void> {
  const ending = (await listEndingPairings(ctx)).map(
    ({ id, accountId, accountName, appId, email, refreshedAt, endsAt }) =>
      ({
        kind: 'account-pairing-found-ending',
        id: accountId,
        name: accountName,
        appId,
        organizerId: id,
        organizer: email,
        refreshedAt,
        endsAt,
      }) satisfies FactOf<'account-pairing-found-ending'>,
  )
  await eachAlone(
    ending,
    ({ organizerId }) => `organizer ${organizerId}`,
    (fact) => withTransaction(ctx.db, (trx) => happened(ctx, trx, fact)),
  )
}

/**
 * Gets a new access token. A second caller waits for the token of the first.
 *
 * @param refused the token that the provider did not take; a stored token that differs is newer and is given at once
 * @throws {ProviderError} `unauthorized` when the grant is dead: the account then needs pairing
 */
async function refresh(
  ctx: Ctx,
  organizerId: OrganizerId,
  refused: string | undefined,
  { evenFresh } = { evenFresh: false },
): Promise<string> {
  for (;;) {
    const now = ctx.now()
    const until = new Date(now.getTime() + LEASE_MS)
    const leased = await organizersStore.takeRefreshLease(ctx.db, ctx.platform.id, organizerId, now, until)
    if (leased) return refreshUnderLease(ctx, leased, refused, evenFresh)
    await sleep(LEASE_POLL_MS)
    const current = await organizersStore.findOrganizer(ctx.db, ctx.platform.id, organizerId)
    if (!current || current.state === 'needs-pairing')
      throw await deadPairing(ctx, organizerId, current?.accountId)
    if (isNewer(ctx, current, refused)) return openToken(ctx, current, 'access')
  }
}

async function refreshUnderLease(
  ctx: Ctx,
  row: OrganizerRow,
  refused: string | undefined,
  evenFresh: boolean,
): Promise<string> {
  const platformId = ctx.platform.id
  if (!evenFresh && isNewer(ctx, row, refused)) {
    await organizersStore.dropRefreshLease(ctx.db, row)
    return openToken(ctx, row, 'access')
  }
  try {
    const account = await getAccountRow(ctx, row.accountId)
    const refreshToken = openToken(ctx, row, 'refresh')
    const grant = await pairingOf(ctx, account).refresh(credentialsOf(ctx, account), refreshToken)
    await organizersStore.updateTokens(ctx.db, row, {
      accessTokenSealed: ctx.vault.seal(grant.accessToken, tokenSlot(platformId, row.id, 'access_token')),
      accessTokenExpiresAt: grant.accessTokenExpiresAt,
      refreshTokenSealed: ctx.vault.seal(grant.refreshToken, tokenSlot(platformId, row.id, 'refresh_token')),
      refreshedAt: ctx.now(),
    })
    return grant.accessToken
  } catch (error) {
    const isDead = error instanceof ProviderError && error.kind === 'unauthorized'
    // A grant that was replaced meanwhile says nothing about the new one.
    if (isDead && !(await markNeedsPairing(ctx, row))) return refresh(ctx, row.id, refused)
    if (!isDead) await organizersStore.dropRefreshLease(ctx.db, row)
    throw error
  }
}

/** The grant is dead: the account says so until a superadmin pairs it again. @returns false when there is a newer one */
async function markNeedsPairing(ctx: Ctx, row: OrganizerRow): Promise<boolean> {
  const platformId = ctx.platform.id
  const provider = vendorOf(ctx, await getAccountRow(ctx, row.accountId))
  return withTransaction(ctx.db, async (trx) => {
    if (!(await organizersStore.setUnpaired(trx, row))) return false
    await happened(ctx, trx, { kind: 'organizer-unpaired', id: row.accountId, organizerId: row.id })
    const others = await organizersStore.listOrganizers(trx, platformId, [row.accountId])
    if (others.some((other) => other.state === 'paired')) return true
    await accountsStore.setPairing(
      trx,
      { platformId, accountId: row.accountId },
      { state: 'needs-pairing', reason: { code: 'pairing-ended', params: { provider } } },
    )
    const { name, appId } = await getAccountRow(ctx, row.accountId, trx)
    await happened(ctx, trx, {
      kind: 'account-pairing-ended',
      id: row.accountId,
      ...{ name, appId, provider, pairedAt: row.pairedAt },
      changes: { organizer: row.email },
    })
    return true
  })
}

function isNewer(ctx: Ctx, row: OrganizerRow, refused: string | undefined): boolean {
  if (!isFresh(ctx, row)) return false
  return refused === undefined || openToken(ctx, row, 'access') !== refused
}

function isFresh(ctx: Ctx, { accessTokenExpiresAt }: OrganizerRow): boolean {
  return accessTokenExpiresAt !== null && accessTokenExpiresAt > addMinutes(ctx.now(), REFRESH_BEFORE_MINUTES)
}

function openToken(ctx: Ctx, row: OrganizerRow, which: 'access' | 'refresh'): string {
  const sealed = which === 'access' ? row.accessTokenSealed : row.refreshTokenSealed
  return ctx.vault.open(sealed ?? '', tokenSlot(ctx.platform.id, row.id, `${which}_token`))
}

async function deadPairing(
  ctx: Ctx,
  organizerId: OrganizerId,
  accountId: AccountId | undefined,
): Promise<ProviderError> {
  const provider = accountId ? vendorOf(ctx, await getAccountRow(ctx, accountId)) : organizerId
  return new ProviderError('unauthorized', { provider, detail: 'the pairing has ended' })
}
