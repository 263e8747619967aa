import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { isOwn, LONGEST_EVENT, learns, ownEvents, teaches } from '../../../db/own-events.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { AccountId, CourseId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** Which events of a stretch of time a calendar asks for. */
export interface CalendarFilter {
  readonly from: Date
  readonly until: Date
  readonly scope: 'mine' | 'teaching' | 'all'
  readonly courseId?: CourseId | undefined
  readonly instructorId?: PersonId | undefined
  readonly accountId?: AccountId | undefined
  readonly limit: number
}

/** The events that touch a stretch of time. */
function entriesIn(db: Db, platformId: PlatformId, { from, until }: Pick<CalendarFilter, 'from' | 'until'>) {
  return db
    .selectFrom('events')
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .leftJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'events.platformId')
        .onRef('accounts.id', '=', 'events.accountId'),
    )
    .select(['events.id', 'events.name', 'events.courseId', 'courses.name as courseName'])
    .select('courses.hue as ownHue')
    .select(['events.startsAt', 'events.endsAt', 'events.timeZone', 'events.place', 'accounts.appId'])
    .select(sql<boolean>`events.cancelled_at is not null`.as('cancelled'))
    .select(sql<boolean>`events.spare_account_id is not null`.as('hasSpare'))
    .where('events.platformId', '=', platformId)
    .where('events.startsAt', '>', sql<Date>`${from}::timestamptz - ${LONGEST_EVENT}`)
    .where('events.startsAt', '<', until)
    .where('events.endsAt', '>', from)
}

/**
 * The events that touch a stretch of time, by start, with what the person has to do with each. One statement: what is
 * one's own comes from the sessions of a person, everything else from the index by start.
 */
export function calendarEntries(db: Db, platformId: PlatformId, personId: PersonId, filter: CalendarFilter) {
  let entries = entriesIn(db, platformId, filter)
    .select(learns(platformId, personId).as('learns'))
    .select(teaches(platformId, personId).as('teaches'))
  if (filter.scope !== 'all') entries = entries.where(isOwn(platformId, personId, filter.scope, filter))
  if (filter.courseId) entries = entries.where('events.courseId', '=', filter.courseId)
  if (filter.accountId) entries = entries.where('events.accountId', '=', filter.accountId)
  if (filter.instructorId) entries = entries.where(teaches(platformId, filter.instructorId))
  return entries.orderBy('events.startsAt').orderBy('events.id').limit(filter.limit)
}

/** One's own month, as nearly everybody asks for it: without any other wish. */
export const listOwnEntries = readTogether(
  { personId: 'uuid', from: 'timestamptz', until: 'timestamptz', limit: 'int' },
  (
    db,
    value: Values<{ platformId: PlatformId; personId: PersonId; from: Date; until: Date; limit: number }>,
  ) => {
    const stretch = { from: value('from'), until: value('until') }
    return entriesIn(db, value('platformId'), stretch)
      .innerJoin(ownEvents(value('platformId'), value('personId'), stretch).as('own'), (join) =>
        join.onRef('own.id', '=', 'events.id'),
      )
      .select(['own.learns', 'own.teaches'])
      .orderBy('events.startsAt')
      .orderBy('events.id')
      .limit(value('limit'))
  },
)
