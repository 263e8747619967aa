import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import * as platformsStore from './platforms.store.ts'

/** The domain that links in mails carry. */
export function findPrimaryHost(ctx: Ctx, db: Ctx['db'] | Trx = ctx.db): Promise<string> {
  return platformsStore.findPrimaryHost(db, ctx.platform.id)
}
