import { sql } from 'kysely'
import type { Db, Trx } from '../../../db/database.ts'
import { enrolled } from '../../../db/own-events.ts'
import type { Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import { eventsWithInstructors, type ForPerson, listEventsByIds } from './events.store.ts'

interface OwnEvents {
  readonly now: Date
  /** Start and id of the last event that was read. */
  readonly after: string[] | undefined
  readonly limit: number
}

interface OfLearner extends ForPerson, Omit<OwnEvents, 'after'> {}

/** Comes from the few sessions of a person, and never from all events that are to come. */
function eventsOfLearner(db: Db | Trx, value: Values<OfLearner>, after?: readonly string[]) {
  const [platformId, personId] = [value('platformId'), value('personId')]
  const isNext = after
    ? sql`and (own.starts_at, own.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`
    : sql``
  return eventsWithInstructors(db, platformId, personId)
    .where(
      sql<boolean>`events.id = any(array(select own.id from enrollments e
        join events own on own.platform_id = e.platform_id and own.session_id = e.session_id
        where e.platform_id = ${platformId} and e.person_id = ${personId} and e.status in (${enrolled})
          and own.ends_at > ${value('now')} and own.cancelled_at is null ${isNext}
        order by own.starts_at, own.id limit ${value('limit')}))`,
    )
    .orderBy('events.startsAt')
    .orderBy('events.id')
}

/** Every home asks for them. */
const firstOfLearner = readTogether(
  { personId: 'uuid', now: 'timestamptz', limit: 'int' },
  (db, value: Values<OfLearner>) => eventsOfLearner(db, value),
)

/** Events that have not ended in which the person learns, by start. */
export function listEventsOfLearner(db: Db, platformId: PlatformId, personId: PersonId, filter: OwnEvents) {
  const { now, after, limit } = filter
  const of = { platformId, personId, now, limit }
  return after ? eventsOfLearner(db, (name) => of[name], after).execute() : firstOfLearner(db, of)
}

/** Events that have not ended which the person teaches, by start. Their ids are found first: nothing else is read. */
export async function listEventsOfInstructor(
  db: Db,
  platformId: PlatformId,
  personId: PersonId,
  filter: OwnEvents,
) {
  let taught = db
    .selectFrom('teaching')
    .select('eventId')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where('endsAt', '>', filter.now)
    .where('cancelledAt', 'is', null)
  const { after } = filter
  if (after)
    taught = taught.where(sql<boolean>`(starts_at, event_id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`)
  const rows = await taught.orderBy('startsAt').orderBy('eventId').limit(filter.limit).execute()
  return listEventsByIds(
    db,
    platformId,
    personId,
    rows.map((row) => row.eventId),
  )
}
