import { isDeepStrictEqual } from 'node:util'
import type { z } from 'zod'
import { assertPlanner, assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { definedOnly } from '../../../domain/change.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { AccountId } from '../../../domain/ids.ts'
import { firstOf, type LocalizedText, type StoredMessage } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { everywhere, type Reader, toMessage } from '../../../messages/messages.ts'
import { isChecked } from '../../../providers/pairing.ts'
import { appNotActive, assertAppActive, listActiveAppIds } from '../../platform/apps/apps.service.ts'
import { toAccountViews } from './account.view.ts'
import { mergeFields } from './account-fields.ts'
import type {
  Account,
  AccountRooms,
  ChangeAccount,
  ConferencingTool,
  NewAccount,
} from './accounts.schemas.ts'
import * as accountsStore from './accounts.store.ts'
import { checkNow } from './checks.service.ts'
import { secretsOf, toCredentialColumns } from './credentials.ts'
import { endGrants } from './ended-grants.service.ts'
import * as organizersStore from './organizers.store.ts'

export type AccountRow = accountsStore.AccountRow
type AccountView = z.output<typeof Account>

/** Names of this many events are told when an account can't be deleted. */
const NAMED_EVENTS = 5

export async function listAccounts(ctx: Ctx, actor: Actor, appId: string): Promise<AccountView[]> {
  assertSuperadmin(actor)
  ctx.providers.app(appId)
  const rows = await accountsStore.listAccounts(ctx.db, ctx.platform.id, appId)
  return toAccountViews(ctx, rows, actor.reader)
}

export async function getAccount(ctx: Ctx, actor: Actor, accountId: AccountId): Promise<AccountView> {
  assertSuperadmin(actor)
  const [view] = await toAccountViews(ctx, [await getAccountRow(ctx, accountId)], actor.reader)
  if (!view) throw new NotFoundError('account-not-found')
  return view
}

/** Saves a new account. It can be used once it is paired, or once its service has let us in. */
export async function createAccount(
  ctx: Ctx,
  actor: Actor,
  input: { appId: string } & z.output<typeof NewAccount>,
): Promise<AccountView> {
  assertSuperadmin(actor)
  const { appId, fields, ...rest } = input
  await assertAppActive(ctx, ctx.db, appId, actor.reader.language)
  assertNotRetired(ctx, appId, actor.reader)
  assertSessionTypeAvailable(ctx, appId, input.sessionType, actor.reader)
  const { manifest, auth } = ctx.providers.app(appId)
  const held = mergeFields(manifest.accountForm, fields, { settings: {}, secrets: {} }, actor.reader)
  const id = ctx.newId<AccountId>()
  await withTransaction(ctx.db, async (trx) => {
    await accountsStore.insertAccount(trx, {
      platformId: ctx.platform.id,
      id,
      appId,
      name: input.name,
      description: input.description,
      sessionType: input.sessionType,
      ...toCredentialColumns(ctx, { id, appId }, held.settings, held.secrets),
      ...(auth.kind === 'none' ? { pairingState: 'paired' as const } : {}),
      // Asked once this is written; the sweep does it where this node does not come to it.
      ...(isChecked(auth) ? { checkAt: ctx.now() } : {}),
      ...toLimitColumns(input.limits),
      ...(input.rooms ? toRoomColumns(input.rooms) : {}),
      ...(input.roomOptions ? { roomOptions: JSON.stringify(input.roomOptions) } : {}),
    })
    const changes = { appId, ...rest, ...held.settings }
    await happened(ctx, trx, { kind: 'account-created', id, by: actor.personId, changes })
  })
  if (isChecked(auth)) await checkNow(ctx, id, actor.personId)
  return getAccount(ctx, actor, id)
}

/**
 * Changes an account. New credentials mean that users must consent again before new events can use it, or that the service is
 * asked at once whether it lets us in.
 */
export async function changeAccount(
  ctx: Ctx,
  actor: Actor,
  target: { accountId: AccountId; expectedVersion: number },
  change: z.output<typeof ChangeAccount>,
): Promise<AccountView> {
  assertSuperadmin(actor)
  const before = await getAccountRow(ctx, target.accountId)
  const { manifest, auth } = ctx.providers.app(before.appId)
  const { fields, ...rest } = change
  const was = { settings: before.settings, secrets: fields ? secretsOf(ctx, before) : {} }
  const held = fields ? mergeFields(manifest.accountForm, fields, was, actor.reader) : was
  const isOther = !isDeepStrictEqual(held, was)
  const needsPairing = isOther && auth.kind === 'oauth-user' && before.pairingState !== 'not-paired'
  const key = { platformId: ctx.platform.id, accountId: target.accountId }
  await withTransaction(ctx.db, async (trx) => {
    const row = await accountsStore.updateAccount(trx, key, target.expectedVersion, {
      ...definedOnly({ name: change.name, description: change.description }),
      ...(change.limits ? toLimitColumns(change.limits) : {}),
      ...(change.rooms ? toRoomColumns(change.rooms) : {}),
      ...(change.roomOptions ? { roomOptions: JSON.stringify(change.roomOptions) } : {}),
      ...(isOther ? toCredentialColumns(ctx, before, held.settings, held.secrets) : {}),
      ...(isOther && isChecked(auth) ? { checkAt: ctx.now() } : {}),
      ...(needsPairing
        ? {
            pairingState: 'needs-pairing' as const,
            pairingReason: JSON.stringify({
              code: 'pairing-credentials-changed',
              params: { provider: vendorOf(ctx, before) },
            }),
          }
        : {}),
    })
    assertUpdated(row)
    // Where nobody consents, rooms lead where the account says.
    if (isOther && auth.kind !== 'oauth-user') await accountsStore.outdateRooms(trx, key)
    const newSecrets = Object.keys(held.secrets).filter((name) => held.secrets[name] !== was.secrets[name])
    const changes = {
      ...definedOnly(rest),
      ...(fields && held.settings),
      ...Object.fromEntries(newSecrets.map((name) => [name, 'changed'])),
    }
    const done = { id: target.accountId, by: actor.personId }
    if (needsPairing) await happened(ctx, trx, { kind: 'account-unpaired', ...done })
    await happened(ctx, trx, { kind: 'account-changed', ...done, changes, was: fieldsOf(before) })
  })
  if (isOther && isChecked(auth)) await checkNow(ctx, target.accountId, actor.personId)
  return getAccount(ctx, actor, target.accountId)
}

/** Deletes an account, and lets its consents end at the provider. @throws {ConflictError} `account-has-coming-events`, naming the first of them */
export async function deleteAccount(ctx: Ctx, actor: Actor, accountId: AccountId): Promise<void> {
  assertSuperadmin(actor)
  const key = { platformId: ctx.platform.id, accountId }
  await withTransaction(ctx.db, async (trx) => {
    const account = await accountsStore.findAccountForUpdate(trx, key)
    if (!account) throw new NotFoundError('account-not-found')
    const coming = await accountsStore.listComingEvents(trx, key, ctx.now(), NAMED_EVENTS)
    if (coming.length > 0) {
      const usage = await accountsStore.countUsage(trx, ctx.platform.id, [accountId], ctx.now())
      const count = usage.get(accountId)?.comingEvents ?? coming.length
      throw new ConflictError('account-has-coming-events', {
        account: account.name,
        count,
        events: firstOf(
          coming.map((event) => event.name),
          NAMED_EVENTS,
          count,
        ),
      })
    }
    await endGrants(
      ctx,
      trx,
      account,
      await organizersStore.listOrganizers(trx, ctx.platform.id, [accountId]),
    )
    await accountsStore.retireAccount(trx, key, ctx.now())
    const changes = { name: account.name }
    await happened(ctx, trx, { kind: 'account-deleted', id: accountId, by: actor.personId, changes })
  })
}

/** What a planner can choose from in an event's form: the tools of active apps with their accounts. */
export async function listConferencingTools(
  ctx: Ctx,
  actor: Actor,
): Promise<z.output<typeof ConferencingTool>[]> {
  assertPlanner(actor)
  return listToolsAsked(ctx, actor)
}

/** The same, when the caller has asked whether the actor may choose from them. */
export async function listToolsAsked(ctx: Ctx, actor: Actor): Promise<z.output<typeof ConferencingTool>[]> {
  const appIds = await listActiveAppIds(ctx)
  return Promise.all(
    appIds.map(async (appId) => ({
      appId,
      name: ctx.providers.app(appId).manifest.toolName,
      accounts: (await accountsStore.listAccounts(ctx.db, ctx.platform.id, appId)).map((row) => ({
        id: row.id,
        name: row.name,
        sessionType: row.sessionType,
        sessionTypeName: sessionTypeNameOf(ctx, row),
        usable: row.pairingState === 'paired' && !ctx.providers.app(appId).manifest.retired,
        options: [...ctx.providers.provider(row.appId, row.sessionType).capabilities.options],
        roomOptions: row.roomOptions,
        reason: toMessage(whyNotUsable(ctx, row, actor.reader), actor.reader),
      })),
    })),
  )
}

/** Whether an account can host new events. */
export function isUsable(ctx: Ctx, account: AccountRow & { readonly isAppActive: boolean }): boolean {
  const { retired } = ctx.providers.app(account.appId).manifest
  return account.isAppActive && !retired && account.pairingState === 'paired'
}

/**
 * Refuses an account that can't host new events.
 *
 * @throws {ConflictError} `app-not-active`, `app-retired`, `account-not-paired`
 */
export function assertUsable(
  ctx: Ctx,
  account: AccountRow & { readonly isAppActive: boolean },
  reader: Reader,
): void {
  if (!account.isAppActive) throw appNotActive(ctx, account.appId, reader.language)
  assertNotRetired(ctx, account.appId, reader)
  if (account.pairingState !== 'paired')
    throw new ConflictError('account-not-paired', { account: account.name })
}

/** Serializes what spends an account's rooms, also while it is not paired. @throws {NotFoundError} `account-not-found` */
export async function lockAccount(ctx: Ctx, trx: Trx, accountId: AccountId): Promise<AccountRow> {
  const account = await accountsStore.findAccountForUpdate(trx, { platformId: ctx.platform.id, accountId })
  if (!account) throw new NotFoundError('account-not-found')
  return account
}

/** An account, or undefined where none is there by this id, or no more. */
export function findAccountRow(ctx: Ctx, accountId: AccountId): Promise<AccountRow | undefined> {
  return accountsStore.findAccount(ctx.db, { platformId: ctx.platform.id, accountId })
}

/** The accounts that are the same client, tenant or server of a service as this one: what its secret stands by is of them all. */
export async function listSharing(ctx: Ctx, db: Ctx['db'] | Trx, account: AccountRow): Promise<AccountId[]> {
  const { identifiedBy = '' } = ctx.providers.app(account.appId).manifest.accountForm
  const identity = account.settings[identifiedBy] ?? ''
  if (identity === '') return [account.id]
  const all = await accountsStore.listAccounts(db, ctx.platform.id, account.appId)
  return all.filter(({ settings }) => settings[identifiedBy] === identity).map(({ id }) => id)
}

export async function getAccountRow(
  ctx: Ctx,
  accountId: AccountId,
  db: Ctx['db'] | Trx = ctx.db,
): Promise<AccountRow> {
  const row = await accountsStore.findAccount(db, { platformId: ctx.platform.id, accountId })
  if (!row) throw new NotFoundError('account-not-found')
  return row
}

/** The accounts of all apps, by name. */
export function listAllAccounts(ctx: Ctx, db: Ctx['db'] | Trx = ctx.db): Promise<AccountRow[]> {
  return accountsStore.listAllAccounts(db, ctx.platform.id)
}

/** Accounts of an app that could host events, by name. */
export async function listUsableAccounts(ctx: Ctx, trx: Trx, appId: string): Promise<AccountRow[]> {
  const rows = await accountsStore.listAccounts(trx, ctx.platform.id, appId)
  return rows.filter((row) => row.pairingState === 'paired')
}

/** Why an account of an active app can’t host new events; null when it can. */
export function whyNotUsable(ctx: Ctx, row: AccountRow, reader: Reader): StoredMessage | null {
  const { retired, name } = ctx.providers.app(row.appId).manifest
  if (retired) return { code: 'app-retired', params: { app: name[reader.language] } }
  return row.pairingState === 'paired' ? null : { code: 'account-not-paired', params: { account: row.name } }
}

/** @throws {ConflictError} `app-retired` */
function assertNotRetired(ctx: Ctx, appId: string, reader: Reader): void {
  const { retired, name } = ctx.providers.app(appId).manifest
  if (retired) throw new ConflictError('app-retired', { app: name[reader.language] })
}

/** The name of what its rooms are, such as Webinar. */
export function sessionTypeNameOf(ctx: Ctx, { appId, sessionType }: AccountRow): LocalizedText {
  const { sessionTypes } = ctx.providers.app(appId).manifest.accountForm
  return sessionTypes.find(({ id }) => id === sessionType)?.label ?? everywhere(sessionType)
}

/** The service's name as sentences have it. */
export function vendorOf(ctx: Ctx, account: { appId: string }): string {
  return ctx.providers.app(account.appId).manifest.vendor
}

function assertSessionTypeAvailable(ctx: Ctx, appId: string, sessionType: string, reader: Reader): void {
  const choices = ctx.providers.app(appId).manifest.accountForm.sessionTypes
  if (choices.some((choice) => choice.id === sessionType && choice.available)) return
  const available = choices
    .filter((choice) => choice.available)
    .map((choice) => choice.label[reader.language])
  const type = choices.find((choice) => choice.id === sessionType)?.label[reader.language] ?? sessionType
  throw InvalidInputError.at('/sessionType', 'session-type-not-available', {
    type,
    available: { anyOf: available },
  })
}

function toRoomColumns(rooms: z.output<typeof AccountRooms>) {
  return {
    roomsPerOrganizer: rooms.perOrganizer,
    marginBeforeMinutes: rooms.marginBeforeMinutes,
    marginAfterMinutes: rooms.marginAfterMinutes,
  }
}

/** An account as changes of it name its fields. */
function fieldsOf(row: Awaited<ReturnType<typeof getAccountRow>>) {
  const limits = {
    sessionsPerCourse: row.maxSessionsPerCourse,
    totalSessions: row.maxTotalSessions,
    concurrentRooms: row.maxConcurrentRooms,
  }
  return { ...row, ...row.settings, limits }
}

function toLimitColumns(limits: z.output<typeof NewAccount>['limits']) {
  return {
    maxSessionsPerCourse: limits.sessionsPerCourse,
    maxTotalSessions: limits.totalSessions,
    maxConcurrentRooms: limits.concurrentRooms,
  }
}
