import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import type { EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { listEvents } from '../../training/events/events.service.ts'
import { listTaughtIds } from '../../training/events/taught.service.ts'
import { listPreflights } from '../preflight/preflight.service.ts'
import type { TaughtEvent, Teaching } from './roster.schemas.ts'
import * as rosterStore from './roster.store.ts'

type TaughtView = z.output<typeof TaughtEvent>

const PAST_DAYS = 30
const SHOWN = 100

/** What somebody teaches: what runs and comes, and what has ended lately, so that no attendance is forgotten. */
export async function getTeaching(ctx: Ctx, actor: Actor): Promise<z.output<typeof Teaching>> {
  assertPlanner(actor)
  const now = ctx.now()
  const monthAgo = addMinutes(now, -PAST_DAYS * 24 * 60)
  const coming = await listTaughtIds(ctx, actor, { endsAfter: now, endsUntil: null, limit: SHOWN })
  const past = await listTaughtIds(ctx, actor, { endsAfter: monthAgo, endsUntil: now, limit: SHOWN })
  const views = await listTaught(ctx, actor, [...coming, ...past])
  const viewsOf = (ids: readonly EventId[]) => ids.flatMap((id) => views.get(id) ?? [])
  return { coming: viewsOf(coming), past: viewsOf(past) }
}

/** Events that somebody teaches by id, with the numbers of each. The caller has asked whether they teach them. */
export async function listTaught(
  ctx: Ctx,
  actor: Actor,
  eventIds: readonly EventId[],
): Promise<Map<EventId, TaughtView>> {
  const events = await listEvents(ctx, actor, eventIds)
  const numbers = await rosterStore.countEvents(ctx.db, ctx.platform.id, eventIds)
  const preflights = await listPreflights(ctx, actor, eventIds)
  const byEvent = new Map(numbers.map((row) => [row.eventId, row]))
  const views = events.flatMap((event): [EventId, TaughtView][] => {
    const id = event.id
    const row = byEvent.get(id)
    if (!row) return []
    const isRunning = new Date(event.startsAt) <= ctx.now() && new Date(event.endsAt) > ctx.now()
    const counts = {
      enrolled: row.enrolled,
      registered: row.registered,
      in: row.entered,
      present: row.present,
      partly: row.partly,
      absent: row.absent,
      excused: row.excused,
      notSet: Math.max(0, row.enrolled - row.present - row.partly - row.absent - row.excused),
    }
    return [
      [
        id,
        {
          event,
          counts,
          startedAt: row.startedAt?.toISOString() ?? null,
          hasAlarm: row.hasAlarm && isRunning,
          preflight: preflights.get(id) ?? null,
        },
      ],
    ]
  })
  return new Map(views)
}
