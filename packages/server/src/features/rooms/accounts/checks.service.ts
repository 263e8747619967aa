import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { AccountId, PersonId } from '../../../domain/ids.ts'
import { WARN_DAYS_MAX, warningOf } from '../../../domain/secret-end.ts'
import { addMinutes } from '../../../domain/time.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { isChecked } from '../../../providers/pairing.ts'
import type { AccountFinding, MissingRights } from '../../../providers/provider.ts'
import * as accountsStore from './accounts.store.ts'
import { accountConnection } from './connections.ts'
import { findingMessage } from './findings.ts'
import { findingOfHosts, keepLooks, lookAtHosts } from './host-checks.ts'
import { boundedProvider, PERSON_LIMIT_MS } from './provider-calls.ts'

type AccountRow = accountsStore.AccountRow

/** An account in order is looked at once a day: keys are changed and licences end without a word. */
const EVERY_MINUTES = 24 * 60
const RETRY_MINUTES = 30
const SWEEP_LIMIT = 100

/** Platforms with accounts to check. */
export const findChecks = accountsStore.listPlatformsToCheck

/** Checks the accounts whose time has come. */
export async function sweepChecks(ctx: Ctx): Promise<void> {
  const due = await accountsStore.listToCheck(ctx.db, ctx.platform.id, ctx.now(), SWEEP_LIMIT)
  await eachAlone(
    due,
    ({ id }) => `account ${id}`,
    ({ id }) => checkNow(ctx, id),
  )
}

/**
 * Asks the service whether it lets an account in, and keeps what it says: it hosts events from then on, or no more. A service
 * that does not answer changes nothing of an account that is in use.
 */
export async function checkNow(ctx: Ctx, accountId: AccountId, by?: PersonId): Promise<void> {
  const key = { platformId: ctx.platform.id, accountId }
  const asked = await accountsStore.findAccount(ctx.db, key)
  if (!asked) return
  if (!isChecked(ctx.providers.app(asked.appId).auth)) return accountsStore.setCheckAt(ctx.db, key, null)
  const [ofAccount] = await findingsOf(ctx, asked)
  const hosts = ofAccount === undefined ? await lookAtHosts(ctx, asked) : undefined
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    const account = await accountsStore.findAccountForUpdate(trx, key)
    // Whoever changed the credentials meanwhile checks them, too.
    if (!account || account.credentialsSealed !== asked.credentialsSealed) return
    const wasPaired = account.pairingState === 'paired'
    if (hosts) await keepLooks(ctx, trx, account, hosts, findingParams(ctx, account))
    const finding = ofAccount ?? (hosts && (await findingOfHosts(ctx, trx, accountId)))
    const mayPass = finding === 'account-unreachable'
    await accountsStore.setCheckAt(trx, key, addMinutes(now, mayPass ? RETRY_MINUTES : EVERY_MINUTES))
    if (finding === undefined) {
      await warnOfSecret(ctx, trx, account)
      if (wasPaired) return
      await accountsStore.setPairing(trx, key, { state: 'paired', reason: null })
      await happened(ctx, trx, { kind: 'account-paired', id: accountId, by, changes: {} })
      return
    }
    if (wasPaired && mayPass) return
    const reason = findingMessage(finding, findingParams(ctx, account))
    const state = account.pairingState === 'not-paired' ? 'not-paired' : 'needs-pairing'
    await accountsStore.setPairing(trx, key, { state, reason })
    if (!wasPaired) return happened(ctx, trx, { kind: 'account-pairing-failed', id: accountId })
    const { name, appId } = account
    const provider = ctx.providers.app(appId).manifest.vendor
    await happened(ctx, trx, {
      kind: 'account-pairing-ended',
      id: accountId,
      ...{ name, appId, provider, pairedAt: now },
      changes: {},
    })
  })
}

/** Says of an account in order that what its form holds will end, when it is time: accounts are looked at once a day. */
async function warnOfSecret(ctx: Ctx, trx: Trx, account: AccountRow): Promise<void> {
  const { id, name, appId } = account
  const { vendor: provider } = ctx.providers.app(appId).manifest
  const ending = endingSecretOf(ctx, account)
  if (!ending) return
  await happened(ctx, trx, {
    kind: 'account-secret-found-ending',
    id,
    name,
    appId,
    provider,
    ...ending,
  })
}

/** The day after which what an account's form holds lets nobody in, once that is to be warned of. */
export function endingSecretOf(
  ctx: Ctx,
  { appId, settings }: Pick<AccountRow, 'appId' | 'settings'>,
): { endsOn: string; daysAhead: number } | undefined {
  const endsOn = settings[ctx.providers.app(appId).manifest.accountForm.endsOn ?? '']
  const daysAhead = endsOn === undefined ? undefined : warningOf(endsOn, ctx.now())
  return endsOn === undefined || daysAhead === undefined ? undefined : { endsOn, daysAhead }
}

/** Accounts that let us in by something that will end within weeks, the first one first. */
export async function listEndingSecrets(ctx: Ctx) {
  const until = addMinutes(ctx.now(), WARN_DAYS_MAX * 24 * 60)
    .toISOString()
    .slice(0, 10)
  const ending = []
  for (const { id: appId, accountForm } of ctx.providers.manifests()) {
    if (accountForm.endsOn === undefined) continue
    const within = { appId, field: accountForm.endsOn, until }
    ending.push(...(await accountsStore.listEndingSecrets(ctx.db, ctx.platform.id, within)))
  }
  return ending
    .map(({ endsOn, ...account }) => ({ ...account, endsAt: new Date(`${endsOn}T12:00:00Z`) }))
    .sort((one, other) => one.endsAt.getTime() - other.endsAt.getTime())
}

/** What stands in the way of an account that is checked; asks the service, changes nothing. */
export async function findingsOf(
  ctx: Ctx,
  account: AccountRow,
): Promise<readonly (AccountFinding | MissingRights)[]> {
  const provider = boundedProvider(ctx, account, ctx.providers.provider(account.appId, account.sessionType))
  try {
    const signal = AbortSignal.timeout(PERSON_LIMIT_MS)
    return await provider.checkAccount(accountConnection(ctx, account), { signal })
  } catch (error) {
    if (!(error instanceof ProviderError)) throw error
    ctx.log.warn({ err: error, accountId: account.id }, 'an account was not let in')
    if (error.kind === 'unauthorized') return ['account-key-refused']
    return [error.kind === 'forbidden' ? 'account-forbidden' : 'account-unreachable']
  }
}

/** What the sentences of findings name. */
export function findingParams(ctx: Ctx, { appId, sessionType, name, settings }: AccountRow) {
  const { vendor, accountForm } = ctx.providers.app(appId).manifest
  const type = accountForm.sessionTypes.find(({ id }) => id === sessionType)
  return {
    account: name,
    provider: vendor,
    type: type?.label ?? sessionType,
    scope: type?.scope ?? sessionType,
    client: settings[accountForm.identifiedBy ?? ''] ?? '',
  }
}
