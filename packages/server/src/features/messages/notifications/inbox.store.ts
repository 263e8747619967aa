import type { Db, Trx } from '../../../db/database.ts'
import type { NotificationId, PersonId, PlatformId } from '../../../domain/ids.ts'
import type { NotificationKind } from '../../../domain/notification-rules.ts'

interface Inbox {
  readonly platformId: PlatformId
  readonly personId: PersonId
  /** Those that the person sees in the app. */
  readonly kinds: readonly NotificationKind[]
  readonly now: Date
}

/** What a person was told, the newest first; one more than the limit, when there is. */
export function listInbox(
  db: Db,
  inbox: Inbox,
  page: { isUnread: boolean; before: number | undefined; limit: number },
) {
  return told(db, inbox)
    .select(['id', 'kind', 'sessionId', 'eventIds', 'params', 'createdAt', 'readAt', 'position'])
    .$if(page.isUnread, (query) => query.where('readAt', 'is', null))
    .$if(page.before !== undefined, (query) => query.where('position', '<', page.before ?? 0))
    .orderBy('position', 'desc')
    .limit(page.limit + 1)
    .execute()
}

/** @param most it is not counted further than that */
export async function countUnread(db: Db, inbox: Inbox, most: number): Promise<number> {
  const rows = await told(db, inbox).select('id').where('readAt', 'is', null).limit(most).execute()
  return rows.length
}

/** @param ids undefined = all. @returns how many are the person's, read before or not */
export async function setRead(
  db: Db | Trx,
  { platformId, personId }: Pick<Inbox, 'platformId' | 'personId'>,
  ids: readonly NotificationId[] | undefined,
  readAt: Date,
): Promise<number> {
  const rows = await db
    .updateTable('notifications')
    .set((eb) => ({ readAt: eb.fn.coalesce('readAt', eb.val(readAt)) }))
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .$if(ids !== undefined, (query) => query.where('id', 'in', ids ?? []))
    .$if(ids === undefined, (query) => query.where('readAt', 'is', null))
    .returning('id')
    .execute()
  return rows.length
}

/** What was untrue before anybody could read it is not shown. */
function told(db: Db, { platformId, personId, kinds, now }: Inbox) {
  return db
    .selectFrom('notifications')
    .where('platformId', '=', platformId)
    .where('personId', '=', personId)
    .where((eb) => eb.or([eb('outcome', 'is', null), eb('outcome', '!=', 'outdated')]))
    .where((eb) => eb.or([eb('heldUntil', 'is', null), eb('heldUntil', '<=', now)]))
    .where('kind', 'in', kinds.length > 0 ? kinds : ['' as NotificationKind])
}
