import { sql } from 'kysely'
import type { Db } from '../../../db/database.ts'
import { eventsOfPerson, mayStart } from '../../../db/own-events.ts'
import { prepared, type Values } from '../../../db/prepared.ts'
import { readTogether } from '../../../db/read-together.ts'
import { together } from '../../../db/together.ts'
import type { EventId, PersonId, PlatformId } from '../../../domain/ids.ts'

interface Clicked {
  readonly platformId: PlatformId
  readonly personId: PersonId
  readonly eventId: EventId
}

const entrances = readTogether({ personId: 'uuid', eventId: 'uuid' }, (db, value: Values<Clicked>) =>
  eventsOfPerson(db, value('personId'))
    .leftJoin('registrations', (join) =>
      join
        .onRef('registrations.platformId', '=', 'rooms.platformId')
        .onRef('registrations.roomId', '=', 'rooms.id')
        .onRef('registrations.roomKey', '=', 'rooms.providerKey')
        .on('registrations.personId', '=', value('personId'))
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
    .where('events.platformId', '=', value('platformId'))
    .where('events.id', '=', value('eventId')),
)

/** All that a click on Join or Start needs, with the person's own link into the room, in one indexed read. */
export async function findEntrance(db: Db, clicked: Clicked) {
  const [entrance] = await entrances(db, clicked)
  return entrance
}

/** Somebody went through Join or Start. */
interface Entry extends Clicked {
  readonly id: string
  readonly role: 'learner' | 'instructor'
  readonly enteredAt: Date
  /** Start on somebody else’s word, by who need not teach here. */
  readonly isVouched: boolean
}

const insertEntries = prepared((db, value: Values<{ [Name in keyof Entry]: readonly Entry[Name][] }>) =>
  db
    .insertInto('eventEntries')
    .columns(['platformId', 'id', 'eventId', 'personId', 'role', 'enteredAt', 'isVouched'])
    .expression(
      sql`select * from unnest(${value('platformId')}::uuid[], ${value('id')}::uuid[], ${value('eventId')}::uuid[],
        ${value('personId')}::uuid[], ${value('role')}::text[], ${value('enteredAt')}::timestamptz[],
        ${value('isVouched')}::boolean[])`,
    ),
)

/** Keeps an entry. A class begins at one moment: many click at once. */
export const insertEntry = together(async (db, entries: readonly Entry[]) => {
  const all = <Name extends keyof Entry>(name: Name) => entries.map((entry) => entry[name])
  await insertEntries(db, {
    ...{ platformId: all('platformId'), id: all('id'), eventId: all('eventId') },
    ...{ personId: all('personId'), role: all('role'), enteredAt: all('enteredAt') },
    isVouched: all('isVouched'),
  })
  return entries.map(() => undefined)
})

/** The name of an event that was deleted, and when. */
export function findRemoved(db: Db, platformId: PlatformId, eventId: EventId) {
  return db
    .selectFrom('removedEvents')
    .select(['name', 'removedAt'])
    .where('platformId', '=', platformId)
    .where('id', '=', eventId)
    .executeTakeFirst()
}
