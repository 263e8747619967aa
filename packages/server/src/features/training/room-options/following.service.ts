import type { Ctx, Follower } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { OfPeople } from '../../../domain/facts/people.ts'
import type { EventId } from '../../../domain/ids.ts'
import { namesPeople } from '../../../domain/room-options.ts'
import { findLeftByStarters } from '../../rooms/rooms/orders.service.ts'
import { wantOptions } from '../../rooms/rooms/rooms.service.ts'
import { followOptionsJob } from './room-options.job.ts'
import { optionsOfEvents } from './room-options.service.ts'
import type { OptionScope } from './room-options.store.ts'
import * as roomOptionsStore from './room-options.store.ts'

// What the options of a room follow from can become another without its event: then a job wants them as they are now. It
// locks events first and reads afterwards, so that of two at the same time the one that comes last has read all.

/** Events in one transaction. */
const BATCH = 100

export async function followScope(ctx: Ctx, scope: OptionScope): Promise<void> {
  let after: EventId | undefined
  for (;;) {
    const page = { now: ctx.now(), after, limit: BATCH }
    const last = await withTransaction(ctx.db, async (trx) => {
      const eventIds = await roomOptionsStore.lockScope(trx, ctx.platform.id, scope, page)
      const options = await optionsOfEvents(ctx, trx, eventIds)
      const left = await findLeftByStarters(ctx, trx, eventIds)
      for (const eventId of eventIds) {
        const wanted = options.get(eventId)
        const isOutdated = left.has(eventId) || (scope.of === 'person' && namesPeople(wanted))
        await wantOptions(ctx, trx, { eventId, options: wanted, isOutdated })
      }
      return eventIds.length < BATCH ? undefined : eventIds.at(-1)
    })
    if (last === undefined) return
    after = last
  }
}

function follow(ctx: Ctx, trx: Trx, { of, ids }: OptionScope): Promise<void> {
  return ctx.jobs.enqueue(trx, followOptionsJob, { platformId: ctx.platform.id, of, ids: [...ids] })
}

/** Does it where rooms name people, or where what was said of recording counts. */
async function followWhere(
  ctx: Ctx,
  trx: Trx,
  scope: OptionScope,
  options: Parameters<typeof roomOptionsStore.dependsOn>[3],
): Promise<void> {
  if (await roomOptionsStore.dependsOn(trx, ctx.platform.id, scope, options, ctx.now()))
    await follow(ctx, trx, scope)
}

/** Other options are usual with an account. */
export const followAccount: Follower<FactOf<'account-changed'>> = async (ctx, trx, { id, changes }) => {
  if (changes && 'roomOptions' in changes) await follow(ctx, trx, { of: 'account', ids: [id] })
}

/** Rooms were made anew by other organizers, as they were wanted a moment ago. */
export const followOrganizer: Follower<FactOf<'organizer-removed'>> = (ctx, trx, { id }) =>
  followWhere(ctx, trx, { of: 'account', ids: [id] }, ['alternativeHosts'])

/** Other options are usual in a course, or its events are recorded, or are no more. */
export const followCourse: Follower<FactOf<'course-changed'>> = async (ctx, trx, { id, changes = {} }) => {
  if ('roomOptions' in changes) await follow(ctx, trx, { of: 'course', ids: [id] })
  else if ('recordsEvents' in changes) await followWhere(ctx, trx, { of: 'course', ids: [id] }, ['recording'])
}

export const followPlatform: Follower<FactOf<'platform-changed'>> = async (
  ctx,
  trx,
  { id, changes = {} },
) => {
  if ('recordsEvents' in changes) await followWhere(ctx, trx, { of: 'platform', ids: [id] }, ['recording'])
}

export const followNotice: Follower<FactOf<'recording-notice-given'>> = (ctx, trx, { id }) =>
  followWhere(ctx, trx, { of: 'event', ids: [id] }, ['recording'])

export const followInstructors: Follower<FactOf<'instructors-changed' | 'event-stand-in-arranged'>> = (
  ctx,
  trx,
  { id },
) => followWhere(ctx, trx, { of: 'event', ids: [id] }, ['alternativeHosts'])

export const followSession: Follower<FactOf<'session-changed'>> = async (ctx, trx, { id, changes = {} }) => {
  if ('instructorIds' in changes)
    await followWhere(ctx, trx, { of: 'session', ids: [id] }, ['alternativeHosts'])
}

/** Others are in its groups; other names of groups are a change of the event itself. */
export const followGroups: Follower<FactOf<'event-groups-arranged'>> = (ctx, trx, { id }) =>
  followWhere(ctx, trx, { of: 'event', ids: [id] }, ['breakoutGroups'])

/** Who has no place any more is in no group. */
export const followPlaces: Follower<FactOf<'enrollments-changed'>> = (ctx, trx, { sessionId }) =>
  followWhere(ctx, trx, { of: 'session', ids: [sessionId] }, ['breakoutGroups'])

/** They are reached by other addresses, or are somebody else. */
export const followPeopleInRooms: Follower<OfPeople> = (ctx, trx, { personIds }) =>
  followWhere(ctx, trx, { of: 'person', ids: personIds }, ['alternativeHosts', 'breakoutGroups'])
