import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { ALARM_AFTER_MINUTES } from '../../../domain/roster.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone, stepsAlone } from '../../../jobs/each.ts'
import { listEvents } from '../../training/events/events.service.ts'
import { isOverseen, listEventInstructors } from '../../training/events/taught.service.ts'
import * as alarmsStore from './alarms.store.ts'
import { askProvider } from './looks.service.ts'

const SWEEP_LIMIT = 100

/** Platforms on which {@link sweepAlarms} finds events. */
export function findUnstarted(db: Sweeping, now: Date): Promise<PlatformId[]> {
  const startedBefore = addMinutes(now, -ALARM_AFTER_MINUTES)
  return alarmsStore.listPlatformsWithUnstarted(db, { startedBefore, now })
}

/**
 * Raises an alarm for events whose time has come and that nobody has started: once for each start. Any instructor
 * who pressed Start counts, and so does a room that runs at the provider.
 */
export async function sweepAlarms(ctx: Ctx): Promise<void> {
  await stepsAlone({ 'raise alarms': () => raiseDue(ctx), 'end alarms': () => endOver(ctx) })
}

async function raiseDue(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  const span = { startedBefore: addMinutes(now, -ALARM_AFTER_MINUTES), now, limit: SWEEP_LIMIT }
  await eachAlone(
    await alarmsStore.listUnstarted(ctx.db, ctx.platform.id, span),
    (event) => `event ${event.id}`,
    async (event) => {
      // Where nobody can press Start, nothing tells whether it has begun.
      const { capabilities } = ctx.providers.provider(event.appId, event.sessionType)
      if (capabilities.start !== 'none') await raise(ctx, event)
    },
  )
}

async function endOver(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  await eachAlone(
    await alarmsStore.listAlarms(ctx.db, ctx.platform.id, now),
    (eventId) => `event ${eventId}`,
    async (eventId) => {
      const told = await askProvider(ctx, eventId)
      if (!told?.isRunning) return
      await withTransaction(ctx.db, async (trx) => {
        await alarmsStore.clearAlarm(trx, ctx.platform.id, eventId, now)
        await happened(ctx, trx, { kind: 'event-alarm-ended', id: eventId })
      })
    },
  )
}

async function raise(ctx: Ctx, event: alarmsStore.UnstartedRow): Promise<void> {
  const { id: platformId } = ctx.platform
  const told = await askProvider(ctx, event.id)
  const alarm = { platformId, eventId: event.id, startsAt: event.startsAt, raisedAt: ctx.now() }
  await withTransaction(ctx.db, async (trx) => {
    const clearedAt = told?.isRunning ? ctx.now() : null
    const isNew = await alarmsStore.insertAlarm(trx, { ...alarm, clearedAt })
    if (!isNew || clearedAt) return
    const instructors = await listEventInstructors(ctx, trx, event.id)
    const { id, sessionId, startsAt } = event
    await happened(ctx, trx, {
      ...{ kind: 'event-found-unstarted', id, sessionId, startsAt },
      instructors: instructors.map((person) => person.name),
    })
  })
}

/** Running events that nobody has started: those that one teaches, for superadmins all. */
export async function listAlarms(ctx: Ctx, actor: Actor) {
  assertPlanner(actor)
  const ids: EventId[] = []
  for (const id of await alarmsStore.listAlarms(ctx.db, ctx.platform.id, ctx.now())) {
    if (await isOverseen(ctx, actor, id)) ids.push(id)
  }
  return listEvents(ctx, actor, ids)
}
