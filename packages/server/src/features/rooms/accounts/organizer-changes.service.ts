import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError, ProviderError } from '../../../domain/errors.ts'
import type { AccountId, OrganizerId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { PairingError } from '../../../providers/pairing.ts'
import type { AccountFinding } from '../../../providers/provider.ts'
import { type AccountRow, getAccountRow, lockAccount, vendorOf } from './accounts.service.ts'
import * as accountsStore from './accounts.store.ts'
import { endGrants } from './ended-grants.service.ts'
import { getOrganizer, type ReadyAccount } from './organizers.service.ts'
import * as organizersStore from './organizers.store.ts'
import { PERSON_LIMIT_MS } from './provider-calls.ts'
import { renew } from './tokens.service.ts'

/** A calendar with thousands of rooms has many pages. */
const LIST_LIMIT_MS = 30_000

/**
 * Takes an organizer out of an account. Coming rooms go to the others; the organizer is forgotten when the old
 * rooms are deleted at the provider.
 *
 * @throws {ConflictError} `organizer-is-last` while rooms are to come and nobody else is paired
 */
export async function removeOrganizer(
  ctx: Ctx,
  actor: Actor,
  target: { accountId: AccountId; organizerId: OrganizerId },
): Promise<void> {
  assertSuperadmin(actor)
  const { accountId, organizerId } = target
  await withTransaction(ctx.db, async (trx) => {
    const account = await lockAccount(ctx, trx, accountId)
    const all = await organizersStore.listOrganizers(trx, ctx.platform.id, [accountId])
    const leaving = all.find((row) => row.id === organizerId)
    if (!leaving) throw new NotFoundError('organizer-not-found')
    const others = all.filter((row) => row.id !== organizerId && row.state === 'paired')
    const coming = await accountsStore.listComingEvents(
      trx,
      { platformId: ctx.platform.id, accountId },
      ctx.now(),
      1,
    )
    if (others.length === 0 && coming.length > 0)
      throw new ConflictError('organizer-is-last', { account: account.name })
    await organizersStore.setOrganizerState(trx, ctx.platform.id, organizerId, 'leaving')
    if (others.length === 0) {
      await accountsStore.setPairing(
        trx,
        { platformId: ctx.platform.id, accountId },
        { state: 'not-paired', reason: null },
      )
    }
    const changes = { organizer: leaving.email }
    const done = { id: accountId, by: actor.personId, organizerId, changes }
    await happened(ctx, trx, { kind: 'organizer-removed', ...done })
  })
}

/** Platforms with organizers who leave. */
export const findLeaving = organizersStore.listPlatformsWithLeaving

/** Organizers who left, and whose last room is gone, are forgotten with their tokens; their consents are ended. */
export async function forgetLeft(ctx: Ctx): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const left = await organizersStore.deleteLeft(trx, ctx.platform.id)
    for (const [accountId, organizers] of Map.groupBy(left, (row) => row.accountId)) {
      await endGrants(ctx, trx, await getAccountRow(ctx, accountId, trx), organizers)
      await happened(ctx, trx, { kind: 'organizers-forgotten', id: accountId })
    }
  })
}

/** Asks the provider whether each organizer of an account can be used, with what to do when not. */
export async function checkAccount(ctx: Ctx, actor: Actor, accountId: AccountId) {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const provider = vendorOf(ctx, account)
  const rows = await organizersStore.listOrganizers(ctx.db, ctx.platform.id, [accountId])
  const params = { account: account.name, provider, ...scopeOf(ctx, account), client: account.clientId }
  const organizers = await Promise.all(
    rows
      .filter((row) => row.state !== 'leaving')
      .map(async (row) => {
        const ready = await getOrganizer(ctx, accountId, row.id)
        const codes = await findingsOf(ctx, ready)
        const findings = codes.map((code): StoredMessage => ({ code, params }))
        return {
          email: row.email || row.displayName,
          findings: findings.flatMap((finding) => toMessage(finding, actor.reader) ?? []),
        }
      }),
  )
  return { organizers }
}

function scopeOf(ctx: Ctx, { appId, sessionType }: AccountRow) {
  const { sessionTypes } = ctx.providers.app(appId).description.accountForm
  const type = sessionTypes.find(({ id }) => id === sessionType)
  return { type: type?.label ?? sessionType, scope: type?.scope ?? sessionType }
}

/** The client and the consent first, then what the user may do. */
async function findingsOf(
  ctx: Ctx,
  { account, organizer, provider }: ReadyAccount,
): Promise<AccountFinding[]> {
  if (!organizer) return ['account-unauthorized']
  try {
    if (ctx.providers.app(account.appId).pairing) await renew(ctx, organizer.id)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind !== 'unauthorized') return ['account-unreachable']
    const isClientRefused =
      error.cause instanceof PairingError && error.cause.failure === 'pairing-wrong-credentials'
    return [isClientRefused ? 'account-key-refused' : 'account-unauthorized']
  }
  try {
    return await provider.checkAccount(organizer, { signal: AbortSignal.timeout(PERSON_LIMIT_MS) })
  } catch (error) {
    if (!(error instanceof ProviderError) || !error.mayPass) throw error
    return ['account-unreachable']
  }
}

/** What is in the organizers' calendars at the provider and was not made here. Only shown: people decide. */
export async function listUnknownRooms(ctx: Ctx, actor: Actor, accountId: AccountId) {
  assertSuperadmin(actor)
  await getAccountRow(ctx, accountId)
  const rows = await organizersStore.listOrganizers(ctx.db, ctx.platform.id, [accountId])
  const known = new Set(await accountsStore.listRoomKeys(ctx.db, { platformId: ctx.platform.id, accountId }))
  const unknown = []
  for (const row of rows) {
    const { organizer, provider } = await getOrganizer(ctx, accountId, row.id)
    if (!organizer) continue
    try {
      for (const { key, spec } of await provider.listRooms(organizer, {
        signal: AbortSignal.timeout(LIST_LIMIT_MS),
      })) {
        if (known.has(key)) continue
        const { subject, startsAt, endsAt } = spec
        unknown.push({ key, subject, startsAt, endsAt, organizer: row.email })
      }
    } catch (error) {
      if (!(error instanceof ProviderError) || error.kind !== 'unauthorized') throw error
    }
  }
  return unknown.sort((a, b) => a.startsAt.localeCompare(b.startsAt))
}
