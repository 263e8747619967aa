import type { Db, Trx } from '../../../db/database.ts'
import type { AccountId, CourseId, EventId, OrganizerId, PlatformId } from '../../../domain/ids.ts'

type AccountKey = {
  platformId: PlatformId
  accountId: AccountId
  exceptEventId: EventId | undefined
  now: Date
}

/** Rooms of an account for events that have not ended and are not cancelled, spares among them: in all, and of one course. */
export function countComing(trx: Trx, key: AccountKey, courseId: CourseId) {
  return comingEvents(trx, key)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .select((eb) => eb.fn.countAll<number>().filterWhere('courseId', '=', courseId).as('ofCourse'))
    .executeTakeFirstOrThrow()
}

/** Those of them that touch a stretch of time, by start, with the organizer who hosts each. */
export function listHeld(db: Db | Trx, key: AccountKey, span: { startsAt: Date; endsAt: Date }) {
  return comingEvents(db, key)
    .select(['id', 'name', 'startsAt', 'endsAt', 'organizerId', 'isSpare'])
    .where('startsAt', '<', span.endsAt)
    .where('endsAt', '>', span.startsAt)
    .orderBy('startsAt')
    .execute()
}

/** The same for all accounts at once: how many events each holds, of one course too. */
export function countComingOfAll(
  db: Db | Trx,
  key: Omit<AccountKey, 'accountId'>,
  courseId: CourseId | undefined,
) {
  return comingEvents(db, key)
    .select('accountId')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .select((eb) =>
      eb.fn
        .countAll<number>()
        .filterWhere('courseId', '=', courseId ?? null)
        .as('ofCourse'),
    )
    .groupBy('accountId')
    .execute()
}

/** Those of all accounts that touch a stretch of time, by start. */
export function listHeldOfAll(
  db: Db | Trx,
  key: Omit<AccountKey, 'accountId'>,
  span: { startsAt: Date; endsAt: Date },
) {
  return comingEvents(db, key)
    .select(['accountId', 'name', 'startsAt', 'endsAt'])
    .where('startsAt', '<', span.endsAt)
    .where('endsAt', '>', span.startsAt)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
}

/** Who hosts the room that an event has, or its spare. */
export async function findOrganizerOfEvent(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
  isSpare = false,
): Promise<OrganizerId | undefined> {
  const rooms = db
    .selectFrom('rooms')
    .select('organizerId')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
  const row = await (isSpare ? rooms.where('isSpare', '=', true) : rooms.where('wanted', 'is not', null))
    .limit(1)
    .executeTakeFirst()
  return row?.organizerId ?? undefined
}

function comingEvents(
  db: Db | Trx,
  { platformId, accountId, exceptEventId, now }: Omit<AccountKey, 'accountId'> & Partial<AccountKey>,
) {
  const all = db.selectFrom('heldRooms').where('platformId', '=', platformId).where('endsAt', '>', now)
  const events = accountId ? all.where('accountId', '=', accountId) : all
  return exceptEventId ? events.where('id', '<>', exceptEventId) : events
}
