import type { Ctx, Follower } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { FactOf } from '../../../domain/fact.ts'
import type { EventOfSession, SettledLearner, StatusChange } from '../../../domain/facts/training.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { NotificationKind } from '../../../domain/notification-rules.ts'
import { listLearners, listTeachers, tell, tellSession, tellSuperadmins } from './notifications.service.ts'
import * as notificationsStore from './notifications.store.ts'

/** What people are told when something happens in courses, sessions and events. Who did it knows. */

const others = (people: readonly PersonId[], by: PersonId | null | undefined) =>
  people.filter((personId) => personId !== by)

/** One mail per person and session, whatever the number of events. */
export function tellOfDates(
  kind: 'planned' | 'changed' | 'restored' | 'cancelled',
): Follower<{ events: readonly EventOfSession[]; by: PersonId; reason?: string }> {
  return async (ctx, trx, { events, by, reason }) => {
    for (const [sessionId, own] of Map.groupBy(events, (event) => event.sessionId)) {
      const news = { kind, sessionId, eventIds: own.map((event) => event.id) }
      await tellSession(ctx, trx, { ...news, ...(reason ? { params: { reason } } : {}) }, by)
    }
  }
}

/** Once per session, before the sessions go too. */
export const tellOfDeletedDates: Follower<FactOf<'dates-deleted'>> = async (ctx, trx, { sessions, by }) => {
  for (const { sessionId, courseName, sessionName, events } of sessions) {
    const params = { deleted: { courseName, sessionName, events } }
    await tellSession(ctx, trx, { kind: 'deleted', sessionId, params }, by)
  }
}

/** The new instructors get the event into their calendars; it is taken out of those of the former ones. */
export const tellInstructors: Follower<FactOf<'instructors-changed'>> = async (ctx, trx, fact) => {
  const { id, sessionId, by, added, removed, tellsLearners } = fact
  const about = { sessionId, eventIds: [id] }
  await tell(ctx, trx, { kind: 'planned', ...about }, others(added, by))
  // Learners with a place in the session keep the event in their calendars.
  const learners = await listLearners(ctx, trx, sessionId)
  const gone = removed.filter((personId) => !learners.includes(personId))
  await tell(ctx, trx, { kind: 'replaced', ...about }, others(gone, by))
  if (tellsLearners) await tell(ctx, trx, { kind: 'instructor', ...about }, learners)
}

/** Whoever learns or teaches in it: their links stay, and lead to the new room. */
export const tellLedElsewhere: Follower<FactOf<'people-led-elsewhere'>> = async (ctx, trx, fact) => {
  const { id, sessionId, name, by } = fact
  const params = { values: { event: name }, path: `/learn/events/${id}` }
  await tellSession(ctx, trx, { kind: 'led-elsewhere', sessionId, params }, by)
}

/** Once for an event, however many recordings there are. */
export const tellRecordings: Follower<FactOf<'recordings-found'>> = async (ctx, trx, fact) => {
  const { id, sessionId, name, tellsLearners } = fact
  if (!tellsLearners) return
  const params = { values: { event: name }, path: `/learn/events/${id}` }
  await tell(ctx, trx, { kind: 'recording', sessionId, params }, await listLearners(ctx, trx, sessionId))
}

/** Once for an event, whatever becomes of their attendance. */
export const tellSurvey: Follower<FactOf<'evaluation-waiting'>> = (ctx, trx, fact) => {
  const { id, sessionId, name, personIds } = fact
  const params = { values: { event: name }, path: `/learn/events/${id}` }
  const news = { kind: 'survey', sessionId, eventIds: [id], params, key: `survey:${id}` } as const
  return tell(ctx, trx, news, personIds)
}

/** However many they are, one list for each kind of news and reason. */
export const tellOfPlaces: Follower<FactOf<'enrollments-changed'>> = async (
  ctx,
  trx,
  { sessionId, changes },
) => {
  const told = Map.groupBy(changes, (change) => `${newsOf(change)} ${change.reason}`)
  for (const [first, ...more] of told.values()) {
    if (!first) continue
    const params = first.reason ? { params: { reason: first.reason } } : {}
    const people = [first, ...more].map(({ personId }) => personId)
    await tell(ctx, trx, { kind: newsOf(first), sessionId, ...params }, people)
  }
}

function newsOf({ status, cause }: StatusChange): NotificationKind {
  if (
    cause === 'declined' ||
    cause === 'offer-expired' ||
    cause === 'request-expired' ||
    cause === 'promoted'
  )
    return cause
  if (status === 'cancelled') return 'removed'
  return status
}

export const tellConfirmed: Follower<FactOf<'session-confirmed'>> = async (ctx, trx, fact) => {
  const { id: sessionId, by, tellsPeople } = fact
  if (tellsPeople) await tellSession(ctx, trx, { kind: 'confirmed', sessionId }, by)
}

export const tellDecisionDue: Follower<FactOf<'session-warned'>> = (ctx, trx, fact) => {
  const { id: sessionId, enrolled, min } = fact
  const values = { enrolled, min }
  const params = { values, path: `/sessions/${sessionId}/decision` }
  return tellSuperadmins(ctx, trx, { kind: 'decision-due', sessionId, params, alsoTeachers: true })
}

/** One notification for each person, for what became of them. */
export const tellSessionCancelled: Follower<FactOf<'session-cancelled'>> = async (ctx, trx, fact) => {
  const { id: sessionId, by, reason, name, events, learners } = fact
  const eventIds = events.map((event) => event.id)
  const those = (...outcomes: SettledLearner['outcome'][]) =>
    learners.filter(({ outcome }) => outcomes.includes(outcome))
  const kept = those('kept', 'not-placed')
  const cancelled = { kind: 'session-cancelled' as const, sessionId, params: { reason } }
  const teachers = await listTeachers(ctx, trx, sessionId)
  const staying = kept.filter((entry) => entry.hadPlace).map((entry) => entry.personId)
  await tell(ctx, trx, { ...cancelled, eventIds }, others([...staying, ...teachers], by))
  // Who only waited has no dates in the calendar that could leave it.
  const inLine = kept.filter((entry) => !entry.hadPlace).map((entry) => entry.personId)
  await tell(ctx, trx, cancelled, others(inLine, by))
  const left = those('released').map((entry) => entry.personId)
  await tell(ctx, trx, { kind: 'released', sessionId, eventIds, params: { reason } }, others(left, by))
  const elsewhere = Map.groupBy(those('moved', 'waiting'), (entry) =>
    [entry.outcome, entry.toSessionId, entry.hadPlace].join(),
  )
  for (const [first, ...more] of elsewhere.values()) {
    if (!first?.toSessionId) continue
    const gone = first.hadPlace ? events : []
    const kind = first.outcome === 'moved' ? 'moved' : 'moved-to-waiting'
    const people = [first, ...more].map((entry) => entry.personId)
    const params = { reason, gone, values: { from: name } }
    await tell(ctx, trx, { kind, sessionId: first.toSessionId, params }, others(people, by))
  }
}

export const tellSessionRestored: Follower<FactOf<'session-restored'>> = (ctx, trx, fact) => {
  const { id: sessionId, eventIds, by } = fact
  return tellSession(ctx, trx, { kind: 'session-restored', sessionId, eventIds }, by)
}

export const tellCourseCancelled: Follower<FactOf<'course-cancelled'>> = (ctx, trx, fact) =>
  tellOfCourse(ctx, trx, { ...fact, news: { kind: 'course-cancelled', params: { reason: fact.reason } } })

export const tellCourseRestored: Follower<FactOf<'course-restored'>> = (ctx, trx, fact) =>
  tellOfCourse(ctx, trx, { ...fact, news: { kind: 'course-restored' } })

interface OfCourse {
  readonly by?: PersonId | undefined
  readonly sessionIds: readonly SessionId[]
  readonly events: readonly EventOfSession[]
  readonly news: {
    readonly kind: 'course-cancelled' | 'course-restored'
    readonly params?: { reason: string }
  }
}

/** Each person once, with the dates of all sessions that are theirs. Who only waits hears that it is cancelled. */
async function tellOfCourse(ctx: Ctx, trx: Trx, { by, sessionIds, events, news }: OfCourse): Promise<void> {
  const people = await notificationsStore.listPeopleOfSessions(trx, ctx.platform.id, sessionIds, {
    withLine: news.kind === 'course-cancelled',
  })
  const sessionsOf = Map.groupBy(
    people.filter(({ personId }) => personId !== by),
    ({ personId }) => personId,
  )
  const groups = Map.groupBy(sessionsOf, ([, own]) => own.map(({ sessionId }) => sessionId).join())
  for (const group of groups.values()) {
    const own = (group[0]?.[1] ?? []).map(({ sessionId }) => sessionId)
    const [sessionId] = own
    if (!sessionId) continue
    const eventIds = events.filter((event) => own.includes(event.sessionId)).map((event) => event.id)
    await tell(
      ctx,
      trx,
      { ...news, sessionId, eventIds },
      group.map(([personId]) => personId),
    )
  }
}

/** The manager of whoever asks, and who stands in for them at that moment; the page shows all that waits. */
export const tellManagerAsked: Follower<FactOf<'manager-asked'>> = async (ctx, trx, fact) => {
  const { sessionId, personId, until } = fact
  const { name, deciders } = await notificationsStore.findDeciders(trx, ctx.platform.id, personId, ctx.now())
  const params = { values: { sender: name, until: until.toISOString() }, path: '/team' }
  await tell(ctx, trx, { kind: 'manager-asked', sessionId, params }, deciders)
}
