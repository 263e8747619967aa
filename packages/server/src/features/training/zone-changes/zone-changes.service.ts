import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Sweeping, withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { EventId, PlatformId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { zoneChangeOf } from '../../../domain/zone-rules.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { toMessage } from '../../../messages/messages.ts'
import { changeEvent, getEvent } from '../events/events.service.ts'
import type { ZoneChange } from './zone-changes.schemas.ts'
import * as zoneChangesStore from './zone-changes.store.ts'

/** Events that are looked at in one go: other work comes in between. */
const PAGE = 500
const MAX_LISTED = 500

type ZoneChangeView = z.output<typeof ZoneChange>

/** The rules that this process has: those of another one may be older or newer. */
const RULES = process.versions.tz ?? process.version
/** Times are compared again so often, at any moment within it: a node with older rules may have planned meanwhile. */
const EVERY_HOURS = 12

/** Platforms whose times have to be compared with the rules of their zones. */
export function findZoneChanges(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return zoneChangesStore.listPlatformsToCompare(db, now, RULES)
}

/**
 * Marks coming events whose stored instants are not what the present rules of their zone say, and takes the mark from
 * those that agree again. New rules come with a new Node.
 */
export async function sweepZoneChanges(ctx: Ctx): Promise<void> {
  const now = ctx.now()
  await eachAlone(
    comingTimes(ctx, now),
    (event) => `event ${event.id}`,
    async (event) => {
      const differs = zoneChangeOf(event, now) !== undefined
      if (differs === (event.zoneDiffersSince !== null)) return
      await withTransaction(ctx.db, async (trx) => {
        await zoneChangesStore.setDiffering(trx, ctx.platform.id, event.id, differs ? now : null)
        await happened(ctx, trx, { kind: 'event-clock-differs', id: event.id })
      })
    },
  )
  // Not at the same moment on all platforms.
  const zonesDueAt = addMinutes(now, EVERY_HOURS * 60 * (0.5 + ctx.random() / 2))
  await zoneChangesStore.setCompared(ctx.db, ctx.platform.id, { zonesDueAt, zonesCheckedWith: RULES })
}

async function* comingTimes(ctx: Ctx, now: Date) {
  let after: EventId | undefined
  for (;;) {
    const events = await zoneChangesStore.listComingTimes(ctx.db, ctx.platform.id, {
      now,
      after,
      limit: PAGE,
    })
    yield* events
    if (events.length < PAGE) return
    after = events.at(-1)?.id
  }
}

/** Events of which a person must say whether the time of the clock or the instant holds. */
export async function listZoneChanges(ctx: Ctx, actor: Actor): Promise<ZoneChangeView[]> {
  assertSuperadmin(actor)
  const now = ctx.now()
  const rows = await zoneChangesStore.listDiffering(ctx.db, ctx.platform.id, now, MAX_LISTED)
  return rows.flatMap((row) => toView(actor, row, now) ?? [])
}

/**
 * Settles one of them: the time of the clock holds, and the event with its room moves to another instant; or the
 * instant holds, and the event gets the time that it shows now.
 *
 * @throws {ConflictError} `zone-change-settled`, or as a change of the event does
 */
export async function settleZoneChange(
  ctx: Ctx,
  actor: Actor,
  target: { eventId: EventId; expectedVersion: number },
  keep: 'wall-time' | 'instant',
) {
  assertSuperadmin(actor)
  const now = ctx.now()
  const event = await zoneChangesStore.findComing(ctx.db, ctx.platform.id, target.eventId, now)
  if (!event) throw new NotFoundError('event-not-found')
  const change = zoneChangeOf(event, now)
  if (!change) throw new ConflictError('zone-change-settled')
  const { timeZone, startsWall, endsWall } = event
  const wall = keep === 'wall-time' ? { startsWall, endsWall } : change.byInstant
  await withTransaction(ctx.db, async (trx) => {
    await changeEvent({ ...ctx, db: trx }, actor, target, { ...wall, timeZone })
    await zoneChangesStore.setDiffering(trx, ctx.platform.id, target.eventId, null)
  })
  return getEvent(ctx, actor, target.eventId)
}

type Row = Awaited<ReturnType<typeof zoneChangesStore.listDiffering>>[number]

function toView(actor: Actor, row: Row, now: Date): ZoneChangeView | undefined {
  const change = zoneChangeOf(row, now)
  if (!change) return undefined
  const { byWallTime } = change
  return {
    eventId: row.id,
    eventName: row.name,
    courseName: row.courseName,
    timeZone: row.timeZone,
    foundAt: (row.zoneDiffersSince ?? now).toISOString(),
    startsWall: row.startsWall,
    endsWall: row.endsWall,
    startsAt: row.startsAt.toISOString(),
    endsAt: row.endsAt.toISOString(),
    byWallTime:
      'code' in byWallTime
        ? null
        : { startsAt: byWallTime.startsAt.toISOString(), endsAt: byWallTime.endsAt.toISOString() },
    impossible: 'code' in byWallTime ? toMessage(byWallTime, actor.reader) : null,
    byInstant: change.byInstant,
    proposal: change.proposal,
    version: row.version,
  }
}
