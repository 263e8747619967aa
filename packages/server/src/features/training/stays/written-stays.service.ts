import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EventId, RoomId, StayId } from '../../../domain/ids.ts'
import { holdAsNow } from '../../people/people/people.service.ts'
import { listEventInstructors } from '../events/taught.service.ts'
import { type Known, whoIs } from './matching.ts'
import type { Stay } from './reported-stays.ts'
import * as staysStore from './stays.store.ts'

/** What the reports of a room say, all runs of the event. */
export interface StaysOfRoom {
  readonly roomId: RoomId
  readonly stays: readonly Stay[]
}

/**
 * Keeps the stays of an event as the newest reports have them, each with whose it is. The caller holds the reading.
 *
 * @param rooms those whose reports were read; stays of others remain as they are
 * @returns whether anything is another than before
 */
export async function keepStays(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
  rooms: readonly StaysOfRoom[],
): Promise<boolean> {
  const all = rooms.flatMap(({ roomId, stays }) => stays.map((stay) => ({ ...stay, roomId })))
  const known = await loadKnown(ctx, trx, eventId, all)
  const found = all.map(({ isHost, runEndedAt, ...stay }) => ({
    ...stay,
    id: ctx.newId<StayId>(),
    runEndedAt: runEndedAt ?? null,
    ...whoIs({ ...stay, isHost }, known),
  }))
  const isNow = await holdAsNow(ctx, trx, [...new Set(found.flatMap(({ personId }) => personId ?? []))])
  const rows = found.map((row) => ({ ...row, personId: row.personId && (isNow.get(row.personId) ?? null) }))
  const roomIds = rooms.map(({ roomId }) => roomId)
  const target = { platformId: ctx.platform.id, eventId, roomIds, at: ctx.now() }
  return (await staysStore.writeStays(trx, target, rows)) > 0
}

/** All that these stays can be matched by, at this moment. */
export async function loadKnown(
  ctx: Ctx,
  trx: Trx,
  eventId: EventId,
  stays: readonly Pick<Stay, 'registrationKey' | 'externalId' | 'email'>[],
): Promise<Known> {
  const texts = (read: (stay: (typeof stays)[number]) => string | null) => [
    ...new Set(stays.map(read).filter((text) => text !== null && text !== '')),
  ]
  const known = await staysStore.loadKnown(trx, ctx.platform.id, eventId, {
    keys: texts((stay) => stay.registrationKey) as string[],
    emails: texts((stay) => stay.email) as string[],
    externalIds: texts((stay) => stay.externalId) as string[],
  })
  const instructors = await listEventInstructors(ctx, trx, eventId)
  return { ...known, instructors: new Set(instructors.map(({ id }) => id)) }
}
