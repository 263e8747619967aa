import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { AccountId, AttendanceReportId, EventId, RoomId } from '../../../domain/ids.ts'
import { getAccountRow } from '../../rooms/accounts/accounts.service.ts'
import { readReportsJob } from './readings.job.ts'
import * as readingsStore from './readings.store.ts'
import { sha256 } from './reported-stays.ts'
import { type SeenStays, seenBody } from './told.ts'

/** A provider has told who was in a room: it is kept as it came, once, and read at once where its event is over. */
export function keepTold(
  ctx: Ctx,
  trx: Trx,
  { id: roomId, eventId, accountId, report }: FactOf<'room-told'>,
): Promise<void> {
  return keepOwn(ctx, trx, { roomId, eventId, accountId, body: report })
}

/** What we have seen of a room whose tool tells by itself or not at all: it counts until the tool has told. */
export async function keepSeen(
  ctx: Ctx,
  room: { readonly id: RoomId; readonly eventId: EventId; readonly accountId: AccountId },
  seen: SeenStays,
  within?: Trx,
): Promise<void> {
  const { id: roomId, eventId, accountId } = room
  const keep = (trx: Trx) => keepOwn(ctx, trx, { roomId, eventId, accountId, body: seenBody(seen) })
  await (within ? keep(within) : withTransaction(ctx.db, keep))
}

async function keepOwn(
  ctx: Ctx,
  trx: Trx,
  told: { roomId: RoomId; eventId: EventId; accountId: AccountId; body: string },
): Promise<void> {
  const { roomId, eventId, accountId, body } = told
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const hash = sha256(body)
  await readingsStore.makeMonths(trx, now) // nothing may have been read for a long time
  await readingsStore.lockTold(trx, platformId, roomId)
  const known = await readingsStore.listTold(trx, platformId, roomId)
  if (known.some((one) => one.hash === hash)) return
  const { appId, sessionType } = await getAccountRow(ctx, accountId, trx)
  const report = {
    ...{ platformId, id: ctx.newId<AttendanceReportId>(), eventId, roomId, appId, sessionType },
    ...{ readAt: now, hash, body, runs: 1, participants: 0, isTold: true },
    ...{ state: 'read' as const, reason: null },
  }
  await readingsStore.insertReports(trx, platformId, [report], now)
  if (await readingsStore.hasten(trx, platformId, eventId, now))
    await ctx.jobs.enqueue(trx, readReportsJob, { platformId, eventId })
}
