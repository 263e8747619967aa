import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { assertSuperadmin } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { AccountId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { getAccountRow } from '../accounts/accounts.service.ts'
import { roomsAtOnce } from './capacity.ts'
import type { AppEvents, Capacity } from './capacity-view.schemas.ts'
import * as capacityStore from './capacity-view.store.ts'

const MAX_DAYS = 62
const LISTED_EVENTS = 200

/** The rooms of an account that are held in a stretch of time, with the events that hold them. */
export async function getCapacity(
  ctx: Ctx,
  actor: Actor,
  { accountId, from, until }: { accountId: AccountId; from: Date; until: Date },
): Promise<z.output<typeof Capacity>> {
  assertSuperadmin(actor)
  const account = await getAccountRow(ctx, accountId)
  const last = addMinutes(from, MAX_DAYS * 24 * 60)
  const { marginBeforeMinutes: before, marginAfterMinutes: after } = account
  const span = {
    // Margins reach over the edges.
    from: addMinutes(from, -after),
    until: addMinutes(until < last ? until : last, before),
  }
  const events = await capacityStore.listHeldBetween(ctx.db, ctx.platform.id, accountId, span)
  const limit = await withTransaction(ctx.db, (trx) => roomsAtOnce(ctx, trx, account))
  return {
    limit: limit ?? null,
    events: events.map((event) => ({
      id: event.id,
      name: event.name,
      courseName: event.courseName,
      courseHue: hueOf({ name: event.courseName, hue: event.ownHue }),
      startsAt: event.startsAt.toISOString(),
      endsAt: event.endsAt.toISOString(),
      isSpare: event.isSpare,
      heldFrom: addMinutes(event.startsAt, -before).toISOString(),
      heldUntil: addMinutes(event.endsAt, after).toISOString(),
    })),
  }
}

/** The coming events that use an app, or one account of it: what stays behind without it. */
export async function listEventsOfApp(
  ctx: Ctx,
  actor: Actor,
  { appId, accountId }: { appId: string; accountId?: AccountId | undefined },
): Promise<z.output<typeof AppEvents>> {
  assertSuperadmin(actor)
  const rows = await capacityStore.listComingOfApp(ctx.db, ctx.platform.id, {
    ...{ appId, accountId },
    now: ctx.now(),
  })
  return {
    total: rows.length,
    sessions: new Set(rows.map((row) => row.sessionId)).size,
    items: rows.slice(0, LISTED_EVENTS).map((row) => ({ ...row, startsAt: row.startsAt.toISOString() })),
  }
}
