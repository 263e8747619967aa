import type { Ctx } from '../../../ctx.ts'
import * as appsStore from './apps.store.ts'

/** How an app stands on this platform; undefined when it was never activated. */
export function findAppState(ctx: Ctx, appId: string) {
  return appsStore.findApp(ctx.db, ctx.platform.id, appId)
}
