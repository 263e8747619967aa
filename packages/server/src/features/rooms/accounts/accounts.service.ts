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
import { appNotActive, assertAppActive, listActiveAppIds } from '../../platform/apps/apps.service.ts'
import { toAccountViews } from './account.view.ts'
import type {
  Account,
  AccountRooms,
  ChangeAccount,
  ConferencingTool,
  NewAccount,
} from './accounts.schemas.ts'
import * as accountsStore from './accounts.store.ts'
import { endGrants } from './ended-grants.service.ts'
import * as organizersStore from './organizers.store.ts'
import { clientSecretSlot } from './sealing.ts'

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

/** Saves a new account. It can be used once it is paired. */
export async function createAccount(
  ctx: Ctx,
  actor: Actor,
  input: { appId: string } & Omit<z.output<typeof NewAccount>, 'joinUrl'> & { joinUrl?: string },
): Promise<AccountView> {
  assertSuperadmin(actor)
  await assertAppActive(ctx, ctx.db, input.appId, actor.reader.language)
  assertNotRetired(ctx, input.appId, actor.reader)
  assertSessionTypeAvailable(ctx, input.appId, input.sessionType, actor.reader)
  assertFields(ctx, input.appId, input, actor.reader)
  const id = ctx.newId<AccountId>()
  const isUsableAtOnce = ctx.providers.app(input.appId).pairing === undefined
  await withTransaction(ctx.db, async (trx) => {
    await accountsStore.insertAccount(trx, {
      platformId: ctx.platform.id,
      id,
      appId: input.appId,
      name: input.name,
      description: input.description,
      clientId: input.clientId,
      clientSecretSealed: ctx.vault.seal(input.clientSecret, clientSecretSlot(ctx.platform.id, id)),
      sessionType: input.sessionType,
      settings: JSON.stringify(settingsOf(input)),
      ...(isUsableAtOnce ? { pairingState: 'paired' as const } : {}),
      ...toLimitColumns(input.limits),
      ...(input.rooms ? toRoomColumns(input.rooms) : {}),
    })
    if (isUsableAtOnce) await insertStandIn(ctx, trx, id, input.name)
    const { clientSecret: _, ...changes } = input
    await happened(ctx, trx, { kind: 'account-created', id, by: actor.personId, changes })
  })
  return getAccount(ctx, actor, id)
}

/** Changes an account. New credentials mean that it must be paired again before new events can use it. */
export async function changeAccount(
  ctx: Ctx,
  actor: Actor,
  target: { accountId: AccountId; expectedVersion: number },
  change: z.output<typeof ChangeAccount>,
): Promise<AccountView> {
  assertSuperadmin(actor)
  const before = await getAccountRow(ctx, target.accountId)
  assertFields(ctx, before.appId, { ...credentialsKept(before), ...definedOnly(change) }, actor.reader)
  const isNewClient = change.clientId !== undefined && change.clientId !== before.clientId
  if (isNewClient && !change.clientSecret) throw InvalidInputError.at('/clientSecret', 'client-secret-needed')
  const needsPairing = isNewClient || Boolean(change.clientSecret)
  const key = { platformId: ctx.platform.id, accountId: target.accountId }
  await withTransaction(ctx.db, async (trx) => {
    const row = await accountsStore.updateAccount(trx, key, target.expectedVersion, {
      ...definedOnly({ name: change.name, description: change.description, clientId: change.clientId }),
      ...(change.limits ? toLimitColumns(change.limits) : {}),
      ...(change.rooms ? toRoomColumns(change.rooms) : {}),
      ...(change.joinUrl === undefined ? {} : { settings: JSON.stringify(settingsOf(change)) }),
      ...(change.clientSecret
        ? {
            clientSecretSealed: ctx.vault.seal(
              change.clientSecret,
              clientSecretSlot(ctx.platform.id, before.id),
            ),
          }
        : {}),
      ...(needsPairing && before.pairingState !== 'not-paired'
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
    const isNewLink = change.joinUrl !== undefined && change.joinUrl !== (before.settings.joinUrl ?? '')
    if (isNewLink) await accountsStore.outdateRooms(trx, key)
    const { clientSecret, ...shown } = change
    const changes = { ...shown, ...(clientSecret ? { clientSecret: 'changed' } : {}) }
    const done = { id: target.accountId, by: actor.personId }
    if (needsPairing && before.pairingState !== 'not-paired')
      await happened(ctx, trx, { kind: 'account-unpaired', ...done })
    await happened(ctx, trx, { kind: 'account-changed', ...done, changes, was: fieldsOf(before) })
  })
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
  const appIds = await listActiveAppIds(ctx)
  return Promise.all(
    appIds.map(async (appId) => ({
      appId,
      name: ctx.providers.app(appId).description.toolName,
      accounts: (await accountsStore.listAccounts(ctx.db, ctx.platform.id, appId)).map((row) => ({
        id: row.id,
        name: row.name,
        sessionType: row.sessionType,
        sessionTypeName: sessionTypeNameOf(ctx, row),
        usable: row.pairingState === 'paired' && !ctx.providers.app(appId).description.retired,
        reason: toMessage(whyNotUsable(ctx, row, actor.reader), actor.reader),
      })),
    })),
  )
}

/** Whether an account can host new events. */
export function isUsable(ctx: Ctx, account: AccountRow & { readonly isAppActive: boolean }): boolean {
  const { retired } = ctx.providers.app(account.appId).description
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
  const { retired, name } = ctx.providers.app(row.appId).description
  if (retired) return { code: 'app-retired', params: { app: name[reader.language] } }
  return row.pairingState === 'paired' ? null : { code: 'account-not-paired', params: { account: row.name } }
}

/** @throws {ConflictError} `app-retired` */
function assertNotRetired(ctx: Ctx, appId: string, reader: Reader): void {
  const { retired, name } = ctx.providers.app(appId).description
  if (retired) throw new ConflictError('app-retired', { app: name[reader.language] })
}

/** The name of what its rooms are, such as Webinar. */
export function sessionTypeNameOf(ctx: Ctx, { appId, sessionType }: AccountRow): LocalizedText {
  const { sessionTypes } = ctx.providers.app(appId).description.accountForm
  return sessionTypes.find(({ id }) => id === sessionType)?.label ?? everywhere(sessionType)
}

/** The service's name as sentences have it. */
export function vendorOf(ctx: Ctx, account: { appId: string }): string {
  return ctx.providers.app(account.appId).description.vendor
}

function assertSessionTypeAvailable(ctx: Ctx, appId: string, sessionType: string, reader: Reader): void {
  const choices = ctx.providers.app(appId).description.accountForm.sessionTypes
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

/**
 * The app's form says which fields an account has.
 *
 * @throws {InvalidInputError} `account-field-needed`, `link-invalid`
 */
function assertFields(
  ctx: Ctx,
  appId: string,
  given: { clientId?: string; clientSecret?: string; joinUrl?: string },
  reader: Reader,
): void {
  for (const { name, kind, label } of ctx.providers.app(appId).description.accountForm.fields) {
    const value = given[name]?.trim() ?? ''
    if (!value)
      throw InvalidInputError.at(`/${name}`, 'account-field-needed', { field: label[reader.language] })
    const isLink = /^https?:$/.test(URL.parse(value)?.protocol ?? '')
    if (kind === 'url' && !isLink) throw InvalidInputError.at(`/${name}`, 'link-invalid', { found: value })
  }
}

/** A secret that is kept counts as given. */
function credentialsKept({ clientId, settings }: AccountRow) {
  return { clientId, clientSecret: 'kept', joinUrl: settings.joinUrl ?? '' }
}

function settingsOf({ joinUrl }: { joinUrl?: string | undefined }): Record<string, string> {
  return joinUrl ? { joinUrl: joinUrl.trim() } : {}
}

/** Rooms belong to an organizer; where nobody consents, the account stands in for one. */
async function insertStandIn(ctx: Ctx, trx: Trx, accountId: AccountId, name: string): Promise<void> {
  await organizersStore.upsertOrganizer(trx, {
    platformId: ctx.platform.id,
    id: ctx.newId(),
    accountId,
    providerUserKey: '',
    email: '',
    displayName: name,
    accessTokenSealed: '',
    accessTokenExpiresAt: ctx.now(),
    refreshTokenSealed: '',
    refreshedAt: ctx.now(),
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
  return { ...row, limits, joinUrl: row.settings.joinUrl ?? '' }
}

function toLimitColumns(limits: z.output<typeof NewAccount>['limits']) {
  return {
    maxSessionsPerCourse: limits.sessionsPerCourse,
    maxTotalSessions: limits.totalSessions,
    maxConcurrentRooms: limits.concurrentRooms,
  }
}
