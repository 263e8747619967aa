import type { Db } from '../../../db/database.ts'
import type { AccountId, PlatformId } from '../../../domain/ids.ts'

export function listHeldBetween(
  db: Db,
  platformId: PlatformId,
  accountId: AccountId,
  { from, until }: { from: Date; until: Date },
) {
  return db
    .selectFrom('events')
    .innerJoin('courses', (join) =>
      join.onRef('courses.platformId', '=', 'events.platformId').onRef('courses.id', '=', 'events.courseId'),
    )
    .select(['events.id', 'events.name', 'courses.name as courseName', 'courses.hue as ownHue'])
    .select(['events.startsAt', 'events.endsAt'])
    .where('events.platformId', '=', platformId)
    .where('events.accountId', '=', accountId)
    .where('events.cancelledAt', 'is', null)
    .where('events.endsAt', '>', from)
    .where('events.startsAt', '<', until)
    .orderBy('events.startsAt')
    .orderBy('events.id')
    .limit(5000)
    .execute()
}

export function listComingOfApp(db: Db, platformId: PlatformId, appId: string, now: Date) {
  return db
    .selectFrom('events')
    .innerJoin('accounts', (join) =>
      join
        .onRef('accounts.platformId', '=', 'events.platformId')
        .onRef('accounts.id', '=', 'events.accountId'),
    )
    .select(['events.id', 'events.name', 'startsAt', 'accounts.name as accountName'])
    .where('events.platformId', '=', platformId)
    .where('accounts.appId', '=', appId)
    .where('cancelledAt', 'is', null)
    .where('endsAt', '>', now)
    .orderBy('startsAt')
    .orderBy('events.id')
    .execute()
}
