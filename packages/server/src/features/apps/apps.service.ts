import type { z } from 'zod'
import type { Ctx } from '../../ctx.ts'
import { type Trx, withTransaction } from '../../db/database.ts'
import { ConflictError, NotFoundError } from '../../domain/errors.ts'
import type { PersonId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { assertSuperadmin } from '../../http/policy.ts'
import { recordAudit } from '../audit/audit.service.ts'
import type { App } from './apps.schemas.ts'
import * as appsStore from './apps.store.ts'

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
  return ctx.providers.descriptions().map((description) => {
    const state = states.get(description.id)
    return {
      id: description.id,
      category: description.category,
      name: description.name,
      toolName: description.toolName,
      description: description.description,
      prerequisites: [...description.prerequisites],
      pairs: ctx.providers.app(description.id).pairing !== undefined,
      active: state?.active ?? false,
      changedAt: state?.changedAt.toISOString() ?? null,
      redirectUris: description.redirectPaths.map((path) => `${origin}${path}`),
      accountForm: {
        fields: [...description.accountForm.fields],
        sessionTypes: [...description.accountForm.sessionTypes],
      },
    }
  })
}

/** Activates or deactivates an app. Its accounts and events stay; a deactivated app is offered nowhere. */
export async function changeApp(
  ctx: Ctx,
  actor: Actor,
  change: { appId: string; active: boolean },
  origin: string,
): Promise<AppView> {
  assertSuperadmin(actor)
  ctx.providers.app(change.appId)
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
  await recordAudit(ctx, trx, {
    actorId: personId,
    action: active ? 'app.activate' : 'app.deactivate',
    objectType: 'app',
    objectId: appId,
  })
  await ctx.live.publish(trx, ctx.platform.id, { type: 'app', id: appId })
}

/** @throws {ConflictError} `app-not-active` */
export async function assertAppActive(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  appId: string,
  language: 'en' | 'it',
): Promise<void> {
  const { name } = ctx.providers.app(appId).description
  if (!(await appsStore.isActive(db, ctx.platform.id, appId))) {
    throw new ConflictError('app-not-active', { app: name[language] })
  }
}

export async function listActiveAppIds(ctx: Ctx): Promise<string[]> {
  const rows = await appsStore.listApps(ctx.db, ctx.platform.id)
  return rows.filter((row) => row.active).map((row) => row.appId)
}
