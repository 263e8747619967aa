import type { Db } from '../../../db/database.ts'
import type { AccountId, PlatformId } from '../../../domain/ids.ts'

export function listHeldBetween(
  db: Db,
  platformId: PlatformId,
  accountId: AccountId,
  { from, until }: { from: Date; until: Date },
) {
  return db
    .selectFrom('heldRooms as events')
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['events.id', 'events.name', 'courses.name as courseName', 'courses.hue as ownHue'])
    .select(['events.startsAt', 'events.endsAt', 'events.isSpare'])
    .where('events.platformId', '=', platformId)
    .where('events.accountId', '=', accountId)
    .where('events.endsAt', '>', from)
    .where('events.startsAt', '<', until)
    .orderBy('events.startsAt')
    .orderBy('events.id')
    .limit(5000)
    .execute()
}

/** By start, with the session and course of each. @param accountId left out = all of the app */
export function listComingOfApp(
  db: Db,
  platformId: PlatformId,
  { appId, accountId, now }: { appId: string; accountId?: AccountId | undefined; now: Date },
) {
  const events = db
    .selectFrom('heldRooms as events')
    .innerJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'events.platformId')
        .onRef('accounts.id', '=', 'events.accountId'),
    )
    .innerJoin('sessions', (join) =>
      join
        .onRef('sessions.platformId', '=', 'events.platformId')
        .onRef('sessions.id', '=', 'events.sessionId'),
    )
    .innerJoin('courses', (join) =>
      join
        .onRef('courses.platformId', '=', 'sessions.platformId')
        .onRef('courses.id', '=', 'sessions.courseId'),
    )
    .select(['events.id', 'events.name', 'events.startsAt', 'accounts.name as accountName'])
    .select(['events.sessionId', 'sessions.name as sessionName', 'courses.name as courseName'])
    .where('events.platformId', '=', platformId)
    .where('accounts.appId', '=', appId)
    .where('events.endsAt', '>', now)
    .orderBy('events.startsAt')
    .orderBy('events.id')
  return (accountId ? events.where('events.accountId', '=', accountId) : events).execute()
}
