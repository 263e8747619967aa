import type { Ctx } from '../../../ctx.ts'
import type { EventId } from '../../../domain/ids.ts'
import { nameOf } from '../../people/people/people.service.ts'
import * as attendanceStore from './attendance.store.ts'

/** Every mark by hand that anybody ever had in an event, by person and in order. The caller has asked who may see it. */
export async function listMarkings(ctx: Ctx, eventId: EventId) {
  const rows = await attendanceStore.listMarkings(ctx.db, ctx.platform.id, eventId)
  return rows.map(({ firstName, lastName, actorFirstName, actorLastName, changedAt, markedAt, ...row }) => ({
    ...row,
    name: nameOf({ firstName, lastName }),
    changedBy:
      actorFirstName === null ? null : nameOf({ firstName: actorFirstName, lastName: actorLastName ?? '' }),
    changedAt: changedAt.toISOString(),
    markedAt: markedAt?.toISOString() ?? null,
  }))
}
