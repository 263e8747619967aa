import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import { lockSession } from '../sessions/locked-sessions.service.ts'
import * as enrollmentsStore from './enrollments.store.ts'
import { type Next, promoteNext, setStatuses } from './places.service.ts'

/**
 * Who is not active any more gives back the places of sessions that are not over: the next in line get them. A position in
 * a waiting list and a request stay, and are passed over; what was completed stays theirs.
 */
export async function giveBackOfInactive(ctx: Ctx, trx: Trx, personIds: readonly PersonId[]): Promise<void> {
  const held = await enrollmentsStore.listHeldByInactive(trx, ctx.platform.id, personIds, ctx.now())
  const bySession = Map.groupBy(held, (place) => place.sessionId)
  for (const sessionId of [...bySession.keys()].sort()) {
    await giveBack(
      ctx,
      trx,
      sessionId,
      (bySession.get(sessionId) ?? []).map((place) => place.personId),
    )
  }
}

async function giveBack(
  ctx: Ctx,
  trx: Trx,
  sessionId: SessionId,
  personIds: readonly PersonId[],
): Promise<void> {
  const session = await lockSession(ctx, trx, sessionId)
  const { had } = await enrollmentsStore.readPlaces(trx, ctx.platform.id, sessionId, personIds)
  const nexts = [...had.values()].flatMap(({ personId, status: before, waitingSince }): Next[] => {
    if (before === 'enrolled') return [{ personId, before, status: 'cancelled', cause: 'deactivated' }]
    if (before === 'offered') return [{ personId, before, status: 'waiting', cause: 'waiting', waitingSince }]
    return []
  })
  await setStatuses(ctx, trx, { session, actorId: null }, nexts)
  await promoteNext(ctx, trx, session)
}
