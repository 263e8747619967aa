import type { Db } from '../../../db/database.ts'
import { mayStart } from '../../../db/own-events.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

/** All that a click on Join or Start needs, in one indexed read. */
export function findEntrance(db: Db, platformId: PlatformId, personId: PersonId, eventId: EventId) {
  return db
    .selectFrom('events')
    .leftJoin('enrollments', (join) =>
      join
        .onRef('enrollments.platformId', '=', 'events.platformId')
        .onRef('enrollments.sessionId', '=', 'events.sessionId')
        .on('enrollments.personId', '=', personId)
        .on('enrollments.status', 'in', ['enrolled', 'completed']),
    )
    .leftJoin('sessionInstructors', (join) =>
      join
        .onRef('sessionInstructors.platformId', '=', 'events.platformId')
        .onRef('sessionInstructors.sessionId', '=', 'events.sessionId')
        .on('sessionInstructors.personId', '=', personId),
    )
    .leftJoin('eventInstructors', (join) =>
      join
        .onRef('eventInstructors.platformId', '=', 'events.platformId')
        .onRef('eventInstructors.eventId', '=', 'events.id')
        .on('eventInstructors.personId', '=', personId),
    )
    .leftJoin('rooms', (join) =>
      join
        .onRef('rooms.platformId', '=', 'events.platformId')
        .onRef('rooms.eventId', '=', 'events.id')
        .on('rooms.wanted', 'is not', null),
    )
    .leftJoin('registrations', (join) =>
      join
        .onRef('registrations.platformId', '=', 'rooms.platformId')
        .onRef('registrations.roomId', '=', 'rooms.id')
        .onRef('registrations.roomKey', '=', 'rooms.providerKey')
        .on('registrations.personId', '=', personId)
        .on('registrations.state', '=', 'ready'),
    )
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
