import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { EventId, SessionId } from '../../../domain/ids.ts'
import { presenceOf } from '../../../domain/presence.ts'
import { breaksOf } from '../../training/verdicts/verdicts.service.ts'
import * as factsStore from './facts.store.ts'

/** So many changes at a time; a sweep takes the next ones until its time is over. */
const BATCH = 2000
const SWEEP_MS = 30_000

/** Platforms on which {@link sweepFacts} finds changes. */
export const findToCount = factsStore.listPlatformsToCount

/** Makes facts and sums anew where something of which they are made has changed since. */
export async function sweepFacts(ctx: Ctx): Promise<void> {
  const until = performance.now() + SWEEP_MS
  while (performance.now() < until) {
    const marks = await factsStore.listMarks(ctx.db, ctx.platform.id, BATCH)
    for (const [sessionId, own] of Map.groupBy(marks, (mark) => mark.sessionId)) {
      await countSession(ctx, sessionId, own)
      if (performance.now() > until) return
    }
    if (marks.length < BATCH) return
  }
}

/** What came after these changes were listed has marks of its own. */
async function countSession(
  ctx: Ctx,
  sessionId: SessionId,
  marks: readonly factsStore.FactMark[],
): Promise<void> {
  const { id: platformId } = ctx.platform
  const changed = marks.filter((mark) => !mark.sumsAlone)
  const isWhole = changed.some(({ eventId }) => eventId === null)
  const eventIds = changed.flatMap(({ eventId }) => eventId ?? [])
  await withTransaction(ctx.db, async (trx) => {
    await factsStore.holdFacts(trx, platformId)
    const sums = { platformId, sessionId }
    if (changed.length > 0) {
      const asked = isWhole ? undefined : [...new Set<EventId>(eventIds)]
      const events = await factsStore.listOver(trx, platformId, sessionId, {
        ...{ eventIds: asked, now: ctx.now() },
      })
      const over = events.map((event) => ({ eventId: event.id, plannedSeconds: plannedSeconds(event) }))
      const touched = await factsStore.writeFacts(trx, { ...sums, eventIds: asked, over })
      const months = [...new Set(touched.map(({ month }) => month))]
      if (months.length > 0) await factsStore.writeSums(trx, sums, months)
      await factsStore.writeRoomMonths(trx, platformId, touched)
    }
    if (changed.length < marks.length) await factsStore.writeSums(trx, sums, undefined)
    await factsStore.deleteMarks(
      trx,
      platformId,
      marks.map(({ id }) => id),
    )
  })
}

/** The time of an event without its breaks. */
export function plannedSeconds(event: Omit<factsStore.CountedEvent, 'id'>): number {
  const window = { from: event.startsAt.getTime(), to: event.endsAt.getTime() }
  return presenceOf([], { window, breaks: breaksOf(event), gapSeconds: 0 }).windowSeconds
}
