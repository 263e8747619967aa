import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { listTeachers, tell, tellSuperadmins } from './notifications.service.ts'

/** What people are told when an event comes near or runs. */

export const tellRoomNotReady: Follower<FactOf<'room-found-unready'>> = (ctx, trx, fact) => {
  const { eventId, sessionId, stage, findings } = fact
  return tellSuperadmins(ctx, trx, {
    kind: 'room-not-ready',
    sessionId,
    eventIds: [eventId],
    params: { findings, path: `/learn/events/${eventId}` },
    key: `preflight ${eventId} ${stage}`,
    alsoTeachers: true,
  })
}

/** Once for each start. */
export const tellNotStarted: Follower<FactOf<'event-found-unstarted'>> = (ctx, trx, fact) => {
  const { id, sessionId, startsAt, instructors } = fact
  return tellSuperadmins(ctx, trx, {
    kind: 'not-started',
    sessionId,
    eventIds: [id],
    params: {
      values: { instructors: instructors.length > 0 ? instructors : '–' },
      path: `/teach/events/${id}`,
    },
    key: `not-started ${id} ${startsAt.toISOString()}`,
    alsoTeachers: true,
  })
}

/** Whoever teaches the event, once a day however many explain themselves; where nobody does, superadmins. */
export const tellExplained: Follower<FactOf<'absence-explained'>> = async (ctx, trx, { id, sessionId }) => {
  const news = {
    kind: 'absence-explained' as const,
    ...{ sessionId, eventIds: [id] },
    params: { path: `/teach/events/${id}/attendance` },
    key: `absence-explained ${id} ${ctx.now().toISOString().slice(0, 10)}`,
  }
  const teachers = await listTeachers(ctx, trx, sessionId, [id])
  await (teachers.length > 0 ? tell(ctx, trx, news, teachers) : tellSuperadmins(ctx, trx, news))
}

/** Once for all events that they were named for at once. Who names themselves knows. */
export const tellRegistrar: Follower<FactOf<'registrar-named'>> = async (ctx, trx, fact) => {
  const { sessionId, eventIds, personId, by } = fact
  const news = { kind: 'registrar-named' as const, sessionId, eventIds, params: { path: '/door' } }
  if (personId !== by) await tell(ctx, trx, news, [personId])
}

export const tellNudge: Follower<FactOf<'learners-nudged'>> = (ctx, trx, fact) => {
  const { id, sessionId, personIds, isOnline } = fact
  const path = `/learn/events/${id}${isOnline ? '/join' : ''}`
  return tell(ctx, trx, { kind: 'nudge', sessionId, eventIds: [id], params: { path } }, personIds)
}

export const tellMessage: Follower<FactOf<'message-sent'>> = (ctx, trx, fact) => {
  const { id, sessionId, personIds, about, sender, subject, text } = fact
  const values = { subject, text, sender }
  const path = about === 'event' ? `/learn/events/${id}` : `/sessions/${sessionId}`
  return tell(ctx, trx, { kind: 'message', sessionId, params: { values, path } }, personIds)
}
