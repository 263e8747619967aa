import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { SessionId } from '../../../domain/ids.ts'
import { wallTimeOf } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { getEditable } from '../sessions/session-briefs.service.ts'
import * as listsStore from './enrollment-lists.store.ts'
import type { SessionSeats } from './enrollments.schemas.ts'

const DAYS = 90

/** How the places of a session were taken, day by day, for planners who may edit it. */
export async function getSeats(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
): Promise<z.output<typeof SessionSeats>> {
  await getEditable(ctx, actor, sessionId)
  const { timeZone } = actor.reader
  const today = wallTimeOf(ctx.now(), timeZone).slice(0, 10)
  const span = { today, timeZone, days: DAYS }
  const days = await listsStore.listSeats(ctx.db, ctx.platform.id, sessionId, span)
  return {
    maxEnrollment: days[0]?.maxEnrollment ?? null,
    days: days.map(({ day, taken }) => ({ day, taken })),
  }
}
