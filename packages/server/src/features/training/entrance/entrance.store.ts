import type { Db } from '../../../db/database.ts'
import { eventsOfPerson, mayStart } from '../../../db/own-events.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** All that a click on Join or Start needs, in one indexed read. */
export function findEntrance(db: Db, platformId: PlatformId, personId: PersonId, eventId: EventId) {
  return eventsOfPerson(db, personId)
    .select([
      'events.startsAt',
      'events.endsAt',
      'events.cancelledAt',
      'events.cancelReason',
      'events.accountId',
      'events.place',
      'events.joinOpensMinutes',
    ])
    .select(['enrollments.personId as enrolledPersonId', mayStart.as('teachingPersonId')])
    .select(['rooms.state as roomState', 'rooms.registers', 'rooms.joinUrl'])
    .select('registrations.joinUrl as personalJoinUrl')
    .where('events.platformId', '=', platformId)
    .where('events.id', '=', eventId)
    .executeTakeFirst()
}

export async function insertEntry(
  db: Db,
  entry: {
    platformId: PlatformId
    id: string
    eventId: EventId
    personId: PersonId
    role: 'learner' | 'instructor'
    enteredAt: Date
  },
): Promise<void> {
  await db.insertInto('eventEntries').values(entry).execute()
}

/** The name of an event that was deleted, and when. */
export function findRemoved(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('removedEvents')
    .select(['name', 'removedAt'])
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .executeTakeFirst()
}
