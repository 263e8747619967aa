import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import { type Conflict, findConflicts } from '../../../domain/conflicts.ts'
import { assertSpan } from '../../../domain/event.ts'
import type { EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { listActiveInstructors } from '../../people/people/people.service.ts'
import { listUnavailable } from '../availability/availability.service.ts'
import { listTaughtAround } from '../teaching/teaching.service.ts'
import { toConflictView } from './conflict.view.ts'
import type { FindFreeInstructors, FreeInstructor } from './free-instructors.schemas.ts'
import * as freeInstructorsStore from './free-instructors.store.ts'

type View = z.output<typeof FreeInstructor>

/** An event that is not planned: it stands in nobody’s way. */
const WISH = 'wish' as EventId

/**
 * Who can teach at a time: those who are free first, of them those who taught the course most often, then those who teach
 * least in that week. Of the others it is said why not.
 *
 * @throws {InvalidInputError} `event-ends-before-start`, `event-too-long`
 */
export async function listFreeInstructors(
  ctx: Ctx,
  actor: Actor,
  filter: z.output<typeof FindFreeInstructors>,
): Promise<View[]> {
  assertPlanner(actor)
  const span = { startsAt: new Date(filter.startsAt), endsAt: new Date(filter.endsAt) }
  assertSpan(span)
  const people = await listActiveInstructors(ctx)
  const personIds = people.map(({ id }) => id)
  const taught = (await listTaughtAround(ctx, ctx.db, { ...span, personIds })).filter(
    ({ eventId }) => eventId !== filter.eventId,
  )
  const conflicts = await conflictsOf(ctx, span, personIds, taught)
  const { id: platformId } = ctx.platform
  const experience = await freeInstructorsStore.listExperience(ctx.db, platformId, {
    ...{ personIds, at: span.startsAt, now: ctx.now() },
    courseId: filter.courseId ?? null,
  })
  const known = new Map(experience.map((row) => [row.personId, row]))
  const names = new Map(taught.map(({ eventId, eventName }) => [eventId, eventName]))
  const teachers = people.map((person) => ({ ...person, isActive: true }))
  return people
    .map(({ id, name }): View => {
      const own = conflicts.filter(({ personId }) => personId === id)
      const { taught: times = 0, lastTaughtAt = null, minutes = 0 } = known.get(id) ?? {}
      return {
        id,
        name,
        isFree: own.length === 0,
        taught: times,
        lastTaughtAt: lastTaughtAt?.toISOString() ?? null,
        minutesThatWeek: minutes,
        reasons: own.map((conflict) => toConflictView(conflict, { names, teachers }, actor.reader)),
      }
    })
    .sort(
      (a, b) =>
        Number(b.isFree) - Number(a.isFree) || b.taught - a.taught || a.minutesThatWeek - b.minutesThatWeek,
    )
}

/** The same rules as on the board: the wish is placed among what they teach. */
async function conflictsOf(
  ctx: Ctx,
  span: { startsAt: Date; endsAt: Date },
  personIds: readonly PersonId[],
  taught: Awaited<ReturnType<typeof listTaughtAround>>,
): Promise<readonly Conflict[]> {
  const alone = { accountId: null, place: '', isOnline: false, roomState: null, isHosted: true }
  const wish = {
    ...alone,
    ...span,
    id: WISH,
    sessionId: WISH as string as SessionId,
    instructorIds: personIds,
  }
  const events = [...Map.groupBy(taught, ({ eventId }) => eventId)].flatMap(([id, own]) =>
    own.slice(0, 1).map(({ startsAt, endsAt }) => ({
      ...{ ...alone, id, startsAt, endsAt, sessionId: id as string as SessionId },
      instructorIds: own.map((one) => one.personId),
    })),
  )
  const unavailable = await listUnavailable(ctx, ctx.db, span, personIds)
  return findConflicts([wish, ...events], { accounts: new Map(), ...unavailable }).get(WISH) ?? []
}
