import type { Language } from '@lectern/texts'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { LocalizedText } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { everywhere } from '../../../messages/messages.ts'
import { abilitiesOf } from '../../../providers/abilities.ts'
import type { AccountField } from '../../../providers/manifest.ts'
import { findPrimaryHost } from '../platforms/hosts.service.ts'
import type { App } from './apps.schemas.ts'
import * as appsStore from './apps.store.ts'
import { otherApps } from './known-apps.ts'

type AppView = z.output<typeof App>

/**
 * All apps of the catalogue, with their state on this platform.
 *
 * @param origin scheme and host on which the superadmin works: pairing happens there, so that the
 * redirect URIs carry it
 */
export async function listApps(ctx: Ctx, actor: Actor, origin: string): Promise<AppView[]> {
  assertSuperadmin(actor)
  const states = new Map((await appsStore.listApps(ctx.db, ctx.platform.id)).map((row) => [row.appId, row]))
  const primaryOrigin = ctx.site.originOf(await findPrimaryHost(ctx))
  const tools = new Map(ctx.providers.manifests().map((tool) => [tool.id, tool]))
  return [...tools.values(), ...otherApps].map((description) => {
    const state = states.get(description.id)
    const tool = tools.get(description.id)
    const changed = state && lastChangeOf(state)
    return {
      id: description.id,
      category: description.category,
      name: description.name,
      vendor: tool ? (tool.vendorName ?? everywhere(tool.vendor)) : description.name,
      toolName: tool?.toolName ?? description.name,
      description: description.description,
      prerequisites: [...description.prerequisites],
      auth: tool ? ctx.providers.app(description.id).auth.kind : ('none' as const),
      active: state?.active ?? false,
      changedAt: changed?.at.toISOString() ?? null,
      changedBy: changed?.by ?? null,
      removed: Boolean(state?.removedAt),
      switchAt: state?.switchAt?.toISOString() ?? null,
      retired: tool?.retired ?? null,
      hasAccounts: tool !== undefined,
      console: tool?.console ?? null,
      pairingSteps: [...(tool?.pairingSteps ?? [])],
      sends: [...(tool?.sends ?? [])],
      primaryOrigin,
      redirectUris: (tool?.redirectPaths ?? []).map((path) => `${origin}${path}`),
      accountForm: {
        fields: (tool?.accountForm.fields ?? []).map(toFieldView),
        sessionTypes: (tool?.accountForm.sessionTypes ?? []).map(({ scope: _, ...type }) => {
          const app = ctx.providers.app(description.id)
          const provider = app.sessionTypes.get(type.id)
          return { ...type, abilities: provider ? abilitiesOf(provider, app) : null }
        }),
      },
    }
  })
}

function toFieldView(field: AccountField) {
  const { isSecret = false, isOptional = false, pattern, choices } = field
  return { ...field, isSecret, isOptional, pattern: pattern ?? null, choices: [...(choices ?? [])] }
}

/** Earlier releases kept no name beside a removal, and what stands there is of the activation. */
function lastChangeOf(state: Awaited<ReturnType<typeof appsStore.listApps>>[number]) {
  const { changedAt, removedAt, firstName, lastName } = state
  if (removedAt && removedAt > changedAt) return { at: removedAt, by: null }
  return { at: changedAt, by: `${firstName ?? ''} ${lastName ?? ''}`.trim() || null }
}

/** Activates or deactivates an app. Its accounts and events stay; a deactivated app is offered nowhere. */
export async function changeApp(
  ctx: Ctx,
  actor: Actor,
  change: { appId: string; active: boolean },
  origin: string,
): Promise<AppView> {
  assertSuperadmin(actor)
  const name = nameOfApp(ctx, change.appId)[actor.reader.language]
  const state = await appsStore.findApp(ctx.db, ctx.platform.id, change.appId)
  if (state?.removedAt) throw new ConflictError('app-removed', { app: name })
  await withTransaction(ctx.db, (trx) => setAppActive(ctx, trx, change, actor.personId))
  const app = (await listApps(ctx, actor, origin)).find((entry) => entry.id === change.appId)
  if (!app) throw new NotFoundError('app-not-found', { app: change.appId })
  return app
}

export async function setAppActive(
  ctx: Ctx,
  trx: Trx,
  change: { appId: string; active: boolean },
  personId: PersonId | undefined,
): Promise<void> {
  const { appId, active } = change
  await appsStore.setActive(trx, {
    platformId: ctx.platform.id,
    appId,
    active,
    changedAt: ctx.now(),
    changedBy: personId ?? null,
  })
  await happened(ctx, trx, { kind: active ? 'app-activated' : 'app-deactivated', id: appId, by: personId })
}

/** @throws {ConflictError} `app-not-active` */
export async function assertAppActive(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  appId: string,
  language: Language,
): Promise<void> {
  if (!(await appsStore.isActive(db, ctx.platform.id, appId))) throw appNotActive(ctx, appId, language)
}

/** What {@link assertAppActive} throws. */
export function appNotActive(ctx: Ctx, appId: string, language: Language): ConflictError {
  return new ConflictError('app-not-active', { app: nameOfApp(ctx, appId)[language] })
}

/** Apps that are active, also those of no conferencing tool, as a transaction sees them. */
export function listActiveIds(ctx: Ctx, trx: Ctx['db'] | Trx): Promise<string[]> {
  return appsStore.listActiveIds(trx, ctx.platform.id)
}

export function isAppActive(ctx: Ctx, appId: string): Promise<boolean> {
  return appsStore.isActive(ctx.db, ctx.platform.id, appId)
}

/** Plans the day from which a retired app's events use its successor. */
export async function planSwitch(
  ctx: Ctx,
  actor: Actor,
  { appId, switchAt }: { appId: string; switchAt: Date | null },
): Promise<void> {
  assertSuperadmin(actor)
  await withTransaction(ctx.db, async (trx) => {
    await assertAppActive(ctx, trx, appId, actor.reader.language)
    await appsStore.updateApp(trx, ctx.platform.id, appId, { switchAt })
    const changes = { switchAt }
    await happened(ctx, trx, { kind: 'app-switch-planned', id: appId, by: actor.personId, changes })
  })
}

/** Removes an app for good. Whether it may go is for the caller to say. */
export async function setAppRemoved(ctx: Ctx, trx: Trx, actor: Actor, appId: string): Promise<void> {
  const now = ctx.now()
  await appsStore.updateApp(trx, ctx.platform.id, appId, {
    ...{ active: false, removedAt: now },
    ...{ changedAt: now, changedBy: actor.personId },
  })
  await happened(ctx, trx, { kind: 'app-removed', id: appId, by: actor.personId })
}

/** @throws {NotFoundError} `app-not-found` */
function nameOfApp(ctx: Ctx, appId: string): LocalizedText {
  return (otherApps.find((app) => app.id === appId) ?? ctx.providers.app(appId).manifest).name
}

/** Active conferencing tools. */
export async function listActiveAppIds(ctx: Ctx): Promise<string[]> {
  const rows = await appsStore.listApps(ctx.db, ctx.platform.id)
  const tools = ctx.providers.manifests().map((app) => app.id)
  return rows.filter((row) => row.active && tools.includes(row.appId)).map((row) => row.appId)
}
