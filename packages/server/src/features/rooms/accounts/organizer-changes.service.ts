import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError, ProviderError } from '../../../domain/errors.ts'
import type { AccountId, OrganizerId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { isChecked, PairingError } from '../../../providers/pairing.ts'
import type { AccountFinding, MissingRights } from '../../../providers/provider.ts'
import { type AccountRow, getAccount, getAccountRow, lockAccount } from './accounts.service.ts'
import * as accountsStore from './accounts.store.ts'
import { findingsOf as accountFindings, checkNow, findingParams } from './checks.service.ts'
import { endGrants } from './ended-grants.service.ts'
import { findingMessage } from './findings.ts'
import { lookAtHosts } from './host-checks.ts'
import { getConnection, type ReadyAccount } from './organizers.service.ts'
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
        { state: 'not-paired', reason: reasonWithoutHosts(ctx, account) },
      )
    }
    const changes = { organizer: leaving.email }
    const done = { id: accountId, by: actor.personId, organizerId, changes }
    await happened(ctx, trx, { kind: 'organizer-removed', ...done })
  })
}

/** Where hosts are chosen, somebody has to be; where they consent, the page says so itself. */
function reasonWithoutHosts(ctx: Ctx, account: AccountRow) {
  const { hosts } = ctx.providers.provider(account.appId, account.sessionType)
  return hosts ? findingMessage('account-no-host', findingParams(ctx, account)) : null
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

/**
 * Checks an account again, as somebody asked: it is used from then on, or says what is to be mended.
 *
 * @throws {ConflictError} `check-not-needed` where users pair it, or there is nobody to ask
 */
export async function recheckAccount(ctx: Ctx, actor: Actor, accountId: AccountId) {
  assertSuperadmin(actor)
  const { name, appId } = await getAccountRow(ctx, accountId)
  if (!isChecked(ctx.providers.app(appId).auth))
    throw new ConflictError('check-not-needed', { account: name })
  await checkNow(ctx, accountId, actor.personId)
  return getAccount(ctx, actor, accountId)
}

/** Asks the provider whether each organizer of an account can be used, with what to do when not. */
export async function checkAccount(ctx: Ctx, actor: Actor, accountId: AccountId) {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const params = findingParams(ctx, account)
  const say = (found: readonly (AccountFinding | MissingRights)[]) =>
    found.flatMap((finding) => toMessage(findingMessage(finding, params), actor.reader) ?? [])
  const { auth } = ctx.providers.app(account.appId)
  const findings = isChecked(auth) ? say(await accountFindings(ctx, account)) : []
  const rows = await organizersStore.listOrganizers(ctx.db, ctx.platform.id, [accountId])
  const looks = findings.length === 0 ? await lookAtHosts(ctx, account) : undefined
  if (looks) {
    return {
      findings: say(looks.some(({ finding }) => !finding) ? [] : ['account-no-host']),
      organizers: looks.map(({ row, finding }) => ({
        email: row.email || row.displayName,
        findings: say(finding ? [finding] : []),
      })),
    }
  }
  const organizers = await Promise.all(
    rows
      .filter((row) => row.state !== 'leaving')
      .map(async (row) => {
        const ready = await getConnection(ctx, accountId, row.id)
        return { email: row.email || row.displayName, findings: say(await findingsOf(ctx, ready)) }
      }),
  )
  return { findings, organizers }
}

/** The client and the consent first, then what the user may do. */
async function findingsOf(
  ctx: Ctx,
  { account, connection, provider }: ReadyAccount,
): Promise<(AccountFinding | MissingRights)[]> {
  if (!connection) return ['account-unauthorized']
  try {
    const { auth } = ctx.providers.app(account.appId)
    if (auth.kind === 'oauth-user' && connection.organizerId) await renew(ctx, connection.organizerId)
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    if (error.kind !== 'unauthorized') return ['account-unreachable']
    const isClientRefused =
      error.cause instanceof PairingError && error.cause.failure === 'pairing-wrong-credentials'
    return [isClientRefused ? 'account-key-refused' : 'account-unauthorized']
  }
  try {
    return await provider.checkAccount(connection, { signal: AbortSignal.timeout(PERSON_LIMIT_MS) })
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
    const { connection, provider } = await getConnection(ctx, accountId, row.id)
    const { rooms } = provider
    if (!connection || rooms.life !== 'kept' || !rooms.listRooms) continue
    try {
      for (const { key, spec } of await rooms.listRooms(connection, {
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
