import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertTakesPlace, getTaught } from '../events/taught.service.ts'
import { readReportsJob } from './readings.job.ts'
import { beginNow } from './readings.service.ts'
import * as readingsStore from './readings.store.ts'
import type { AttendanceReading } from './stays.schemas.ts'
import { readingView } from './stays.service.ts'

/**
 * Has the reports of an event read once more, also long after its end: what withheld them may be mended.
 *
 * @throws {ConflictError} `attendance-not-ended`, and for a cancelled event
 */
export async function readAgain(
  ctx: Ctx,
  actor: Actor,
  eventId: EventId,
): Promise<z.output<typeof AttendanceReading>> {
  const event = await getTaught(ctx, actor, eventId)
  assertTakesPlace(event)
  if (ctx.now() < event.endsAt) throw new ConflictError('attendance-not-ended', { endsAt: event.endsAt })
  const { id: platformId } = ctx.platform
  await withTransaction(ctx.db, async (trx) => {
    await beginNow(ctx, trx, eventId)
    if (await readingsStore.hasten(trx, platformId, eventId, ctx.now()))
      await ctx.jobs.enqueue(trx, readReportsJob, { platformId, eventId })
  })
  return readingView(ctx, actor, event)
}
