import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import type { EventId } from '../../domain/ids.ts'
import { wantNoRoom } from '../rooms/rooms.service.ts'
import * as lifecycleStore from './lifecycle.store.ts'

/** Its room is deleted at the provider by a job; its links say that it was deleted. */
export async function removeEvent(ctx: Ctx, trx: Trx, event: { id: EventId; name: string }): Promise<void> {
  await wantNoRoom(ctx, trx, event.id)
  await lifecycleStore.removeEvent(trx, ctx.platform.id, event, ctx.now())
}
