import type { Db, Trx } from '../../../db/database.ts'
import type { AccountId, CourseId, EventId, OrganizerId, PlatformId } from '../../../domain/ids.ts'

type AccountKey = {
  platformId: PlatformId
  accountId: AccountId
  exceptEventId: EventId | undefined
  now: Date
}

/** Events of an account that have not ended and are not cancelled: in all, and of one course. */
export function countComing(trx: Trx, key: AccountKey, courseId: CourseId) {
  return comingEvents(trx, key)
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .select((eb) => eb.fn.countAll<number>().filterWhere('courseId', '=', courseId).as('ofCourse'))
    .executeTakeFirstOrThrow()
}

/** Those of them that touch a stretch of time, by start, with the organizer who hosts each. */
export function listHeld(db: Db | Trx, key: AccountKey, span: { startsAt: Date; endsAt: Date }) {
  return comingEvents(db, key)
    .leftJoin('rooms', (join) =>
      join
        .onRef('rooms.platformId', '=', 'events.platformId')
        .onRef('rooms.eventId', '=', 'events.id')
        .on('rooms.wanted', 'is not', null),
    )
    .select(['events.id', 'events.name', 'events.startsAt', 'events.endsAt', 'rooms.organizerId'])
    .where('events.startsAt', '<', span.endsAt)
    .where('events.endsAt', '>', span.startsAt)
    .orderBy('events.startsAt')
    .execute()
}

/** The same for all accounts at once: how many events each holds, of one course too. */
export function countComingOfAll(db: Db, key: Omit<AccountKey, 'accountId'>, courseId: CourseId | undefined) {
  return comingEvents(db, key)
    .select('accountId')
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .select((eb) =>
      eb.fn
        .countAll<number>()
        .filterWhere('courseId', '=', courseId ?? null)
        .as('ofCourse'),
    )
    .where('accountId', 'is not', null)
    .groupBy('accountId')
    .execute()
}

/** Those of all accounts that touch a stretch of time, by start. */
export function listHeldOfAll(
  db: Db,
  key: Omit<AccountKey, 'accountId'>,
  span: { startsAt: Date; endsAt: Date },
) {
  return comingEvents(db, key)
    .select(['accountId', 'name', 'startsAt', 'endsAt'])
    .where('accountId', 'is not', null)
    .where('startsAt', '<', span.endsAt)
    .where('endsAt', '>', span.startsAt)
    .orderBy('startsAt')
    .orderBy('id')
    .execute()
}

export async function findOrganizerOfEvent(
  db: Db | Trx,
  platformId: PlatformId,
  eventId: EventId,
): Promise<OrganizerId | undefined> {
  const row = await db
    .selectFrom('rooms')
    .select('organizerId')
    .where('platformId', '=', platformId)
    .where('eventId', '=', eventId)
    .where('wanted', 'is not', null)
    .executeTakeFirst()
  return row?.organizerId ?? undefined
}

function comingEvents(
  db: Db | Trx,
  { platformId, accountId, exceptEventId, now }: Omit<AccountKey, 'accountId'> & Partial<AccountKey>,
) {
  const all = db
    .selectFrom('events')
    .where('events.platformId', '=', platformId)
    .where('events.cancelledAt', 'is', null)
    .where('events.endsAt', '>', now)
  const events = accountId ? all.where('events.accountId', '=', accountId) : all
  return exceptEventId ? events.where('events.id', '<>', exceptEventId) : events
}
