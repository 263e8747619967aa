import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { EventId, PersonId } from '../../../domain/ids.ts'
import { type RosterState, rosterStateOf, type Stay } from '../../../domain/roster.ts'
import type { Actor } from '../../../http/actor.ts'
import { toMessage } from '../../../messages/messages.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { listMarks, notMarked } from '../../training/attendance/attendance.service.ts'
import { getTaught, listEventInstructors, mayMark } from '../../training/events/taught.service.ts'
import { listExplanations } from '../../training/no-shows/no-shows.service.ts'
import { listEffective, notKnown } from '../../training/verdicts/effective.service.ts'
import { askForLook, type Look } from './looks.service.ts'
import type { Roster, RosterLearner } from './roster.schemas.ts'
import * as rosterStore from './roster.store.ts'

type RosterView = z.output<typeof Roster>
type LearnerView = z.output<typeof RosterLearner>

/**
 * Everybody of an event, as far as known at this moment. Asks nobody outside: while it runs, a job asks the provider
 * now and then.
 */
export async function getRoster(ctx: Ctx, actor: Actor, eventId: EventId): Promise<RosterView> {
  const event = await getTaught(ctx, actor, eventId)
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const look = await askForLook(ctx, event)
  const places = await rosterStore.listPlaces(ctx.db, platformId, event.sessionId)
  const entries = await rosterStore.listEntries(ctx.db, platformId, eventId)
  const registrations = event.registers
    ? await rosterStore.listRegistrations(ctx.db, platformId, eventId)
    : undefined
  const nudges = await rosterStore.listNudges(ctx.db, platformId, event)
  const marks = await listMarks(ctx, eventId)
  const effective = await listEffective(ctx, eventId)
  const explanations = await listExplanations(ctx, eventId)
  const [numbers] = await rosterStore.countEvents(ctx.db, platformId, [eventId])
  const instructors = await listEventInstructors(ctx, ctx.db, eventId)
  const learners = places.flatMap(({ personId, firstName, lastName, ...place }): LearnerView[] => {
    const mark = marks.get(personId)
    const held = effective.get(personId) ?? notKnown
    if (!place.isEnrolled && held.status === 'not-set') return []
    const entry = entries.get(personId)
    const registration = registrations?.get(personId)
    const firstEnteredAt = entry?.firstEnteredAt ?? null
    const seen = look.stays ? staysOf(look.stays, personId) : undefined
    return [
      {
        ...place,
        personId,
        name: nameOf({ firstName, lastName }),
        registration: registrations ? (registration?.state ?? 'pending') : null,
        registrationReason: toMessage(registration?.reason ?? null, actor.reader),
        firstEnteredAt: firstEnteredAt?.toISOString() ?? null,
        lastEnteredAt: entry?.lastEnteredAt.toISOString() ?? null,
        entries: entry?.entries ?? 0,
        ...rosterStateOf(event, { firstEnteredAt, seen }, now),
        nudgedAt: nudges.get(personId)?.toISOString() ?? null,
        attendance: withoutPerson(mark),
        effective: held,
        explanation: explanations.get(personId) ?? '',
      },
    ]
  })
  const app = event.appId ? ctx.providers.app(event.appId).manifest : undefined
  const phase = now < event.startsAt ? 'before' : now < event.endsAt ? 'running' : 'after'
  return {
    eventId,
    sessionId: event.sessionId,
    startsAt: event.startsAt.toISOString(),
    endsAt: event.endsAt.toISOString(),
    at: now.toISOString(),
    phase,
    tells: look.stays ? 'presence' : 'clicks',
    provider: app ? (app.vendorName?.[actor.reader.language] ?? app.vendor) : null,
    run: look.run,
    instructors: instructors.map((person) => ({
      ...person,
      startedAt: person.startedAt?.toISOString() ?? null,
    })),
    hasAlarm: (numbers?.hasAlarm ?? false) && phase === 'running' && !event.cancelledAt,
    counts: count(learners, event.registers === true),
    learners,
    may: { nudge: phase === 'running' && !event.cancelledAt, mark: mayMark(ctx, event) },
  }
}

function staysOf(stays: NonNullable<Look['stays']>, personId: PersonId): Stay[] {
  return (stays[personId] ?? []).map(({ joinedAt, leftAt }) => ({
    joinedAt: new Date(joinedAt),
    leftAt: leftAt === null ? null : new Date(leftAt),
  }))
}

function withoutPerson(mark: (LearnerView['attendance'] & { personId: PersonId }) | undefined) {
  if (!mark) return notMarked
  const { personId: _, ...attendance } = mark
  return attendance
}

function count(learners: readonly LearnerView[], registers: boolean): RosterView['counts'] {
  const enrolled = learners.filter((learner) => learner.isEnrolled)
  const inState = (state: RosterState) => enrolled.filter((learner) => learner.state === state).length
  const held = (status: LearnerView['effective']['status']) =>
    learners.filter((learner) => learner.effective.status === status).length
  return {
    enrolled: enrolled.length,
    registered: registers ? enrolled.filter((learner) => learner.registration === 'ready').length : null,
    expected: inState('expected'),
    missing: inState('missing'),
    in: inState('in'),
    left: inState('left'),
    late: enrolled.filter((learner) => learner.isLate).length,
    present: held('present'),
    partly: held('partly'),
    absent: held('absent'),
    excused: held('excused'),
    unknown: held('unknown'),
    notSet: held('not-set'),
  }
}
