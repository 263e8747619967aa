import { hueOf } from '@lectern/brand'
import type { z } from 'zod'
import { mayEditEvent } from '../../../access/events.policy.ts'
import { assertPlanner } from '../../../access/roles.ts'
import { mayEditSession } from '../../../access/sessions.policy.ts'
import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { keyOfPlace } from '../../../domain/conflicts.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { isUsable, sessionTypeNameOf } from '../../rooms/accounts/accounts.service.ts'
import type { BookableAccount } from '../../rooms/accounts/organizers.service.ts'
import { roomsOf } from '../../rooms/capacity/capacity.ts'
import { mayReadReason } from '../availability/availability.service.ts'
import type { Board, BoardEvent, FindBoard } from './board.schemas.ts'
import * as boardStore from './board.store.ts'
import { toConflictView } from './conflict.view.ts'
import { type Known, type Lane, placesOf, toLanes } from './lanes.ts'
import { readStretch, type Stretch, type StretchEvent } from './stretch.service.ts'

type BoardView = z.output<typeof Board>
type EventView = z.output<typeof BoardEvent>
type Filter = z.output<typeof FindBoard>

/** Six weeks of a month, with a change of the clocks. */
const MAX_DAYS = 43
const MAX_EVENTS = 2500
const MAX_UNPLACED = 50

/**
 * Everything that a board draws of a stretch of time: events with what is wrong with them, and the lanes that they stand in.
 *
 * @throws {InvalidInputError} `calendar-span`
 */
export async function getBoard(ctx: Ctx, actor: Actor, filter: Filter): Promise<BoardView> {
  assertPlanner(actor)
  const [from, until] = [new Date(filter.from), new Date(filter.until)]
  if (until <= from || until > addMinutes(from, MAX_DAYS * 24 * 60))
    throw InvalidInputError.at('/until', 'calendar-span', { days: MAX_DAYS })
  // One moment for all of it.
  return withTransaction(ctx.db, (trx) => readBoard(ctx, trx, actor, { ...filter, from, until }))
}

async function readBoard(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  filter: Omit<Filter, 'from' | 'until'> & { from: Date; until: Date },
): Promise<BoardView> {
  const { id: platformId } = ctx.platform
  const { from, until, lanes, courseId, instructorId } = filter
  const stretch = await readStretch(ctx, trx, { from, until, limit: MAX_EVENTS })
  const shown = stretch.events.filter(isWanted(filter))
  const sessionIds = [...new Set(shown.map(({ sessionId }) => sessionId))]
  const sessions = await boardStore.listSessions(trx, platformId, sessionIds)
  const dateless = { courseId, instructorId, limit: MAX_UNPLACED }
  const unplaced = await boardStore.listSessionsWithoutEvents(trx, platformId, dateless)
  const courseIds = new Set([...shown, ...unplaced].map((one) => one.courseId))
  const missing = [...courseIds].filter((id) => !stretch.courses.some((course) => course.id === id))
  const courses = [...stretch.courses, ...(await boardStore.listCourses(trx, platformId, missing))]
  const teachers = stretch.teachers.filter(
    ({ id, isActive }) => isActive || shown.some((event) => event.instructorIds.includes(id)),
  )
  const events = shown.map((event) => toEventView(ctx, actor, event, stretch))
  return {
    readAt: ctx.now().toISOString(),
    from: from.toISOString(),
    until: until.toISOString(),
    lanesBy: lanes,
    shownUntil: stretch.shownUntil?.toISOString() ?? null,
    events,
    courses: courses
      .filter(({ id }) => courseIds.has(id))
      .map(({ id, name, code, type, hue }) => ({ id, name, code, type, hue: hueOf({ name, hue }) })),
    sessions: sessions.map((session) => ({
      ...session,
      mayEdit: mayEditSession(actor, stretch.instructorsOf.get(session.id) ?? []),
    })),
    accounts: stretch.accounts.map((account) => toAccountView(ctx, account)),
    instructors: teachers.map(({ id, name }) => ({ id, name })),
    lanes: lanesOf(filter, shown, { ...stretch, courses, teachers }).map(toLaneView),
    unplaced: { events: events.flatMap(toUnplaced), sessions: unplaced },
    ...toAbsent(actor, stretch, filter),
  }
}

function isWanted(filter: Pick<Filter, 'courseId' | 'sessionId' | 'instructorId' | 'accountId' | 'place'>) {
  const { courseId, sessionId, instructorId, accountId } = filter
  const place = filter.place === undefined ? undefined : keyOfPlace(filter.place)
  return (event: StretchEvent) =>
    (!courseId || event.courseId === courseId) &&
    (!sessionId || event.sessionId === sessionId) &&
    (!instructorId || event.instructorIds.includes(instructorId)) &&
    (!accountId || event.accountId === accountId) &&
    (place === undefined || keyOfPlace(event.place) === place)
}

function toEventView(ctx: Ctx, actor: Actor, event: StretchEvent, stretch: Stretch): EventView {
  const { id, version, name, courseId, sessionId, accountId, place, seriesId, hasSpare, hasOwnInstructors } =
    event
  const { startsAt, endsAt, startsWall, endsWall, timeZone, isGreen } = event
  const now = ctx.now()
  const isTeaching = event.instructorIds.includes(actor.personId)
  const isOfSession = stretch.instructorsOf.get(sessionId)?.includes(actor.personId) ?? false
  return {
    ...{ id, version, name, courseId, sessionId, accountId, place, seriesId, hasSpare, hasOwnInstructors },
    ...{ startsWall, endsWall, timeZone },
    instructorIds: [...event.instructorIds],
    startsAt: startsAt.toISOString(),
    endsAt: endsAt.toISOString(),
    state: event.cancelledAt ? 'cancelled' : endsAt <= now ? 'over' : startsAt <= now ? 'running' : 'coming',
    room: event.roomState,
    check: isGreen === null ? null : isGreen ? 'green' : 'red',
    conflicts: conflictsOf(id, stretch, actor),
    mayEdit: endsAt > now && mayEditEvent(actor, { isOfSession, isTeaching }),
  }
}

/** What is wrong with an event, in the reader’s words. */
export function conflictsOf(eventId: EventId, stretch: Stretch, { reader }: Actor): EventView['conflicts'] {
  const conflicts = stretch.conflicts.get(eventId) ?? []
  return conflicts.map((conflict) => toConflictView(conflict, stretch, reader))
}

function toAccountView(ctx: Ctx, account: BookableAccount): BoardView['accounts'][number] {
  const { id, name, appId } = account
  const { toolName } = ctx.providers.app(appId).manifest
  return {
    id,
    name,
    tool: toolName,
    sessionTypeName: sessionTypeNameOf(ctx, account),
    isUsable: isUsable(ctx, account),
  }
}

function toUnplaced({ id, conflicts }: EventView): BoardView['unplaced']['events'] {
  return conflicts.flatMap(({ type }): BoardView['unplaced']['events'] => {
    if (type === 'no-room') return [{ eventId: id, needs: 'room' }]
    return type === 'no-instructor' ? [{ eventId: id, needs: 'instructor' }] : []
  })
}

function lanesOf(
  filter: Pick<Filter, 'lanes' | 'accountId' | 'instructorId' | 'courseId'> & { from: Date; until: Date },
  shown: readonly StretchEvent[],
  { accounts, teachers, courses }: Pick<Stretch, 'accounts' | 'teachers' | 'courses'>,
): Lane[] {
  const only = (known: Known[], id: string | undefined) => (id ? known.filter((one) => one.id === id) : known)
  switch (filter.lanes) {
    case 'account': {
      const known = accounts.map((account) => ({ ...account, limit: roomsOf(account) }))
      return toLanes(shown, only(known, filter.accountId), filter, ({ accountId }) =>
        accountId ? [{ id: accountId, name: '' }] : [],
      )
    }
    case 'instructor':
      return toLanes(shown, only([...teachers], filter.instructorId), filter, ({ instructorIds }) =>
        filter.instructorId
          ? [{ id: filter.instructorId, name: '' }]
          : instructorIds.map((id) => ({ id, name: '' })),
      )
    case 'course': {
      const known = courses.filter(({ id }) => shown.some(({ courseId }) => courseId === id))
      return toLanes(shown, only([...known], filter.courseId), filter, ({ courseId }) => [
        { id: courseId, name: '' },
      ])
    }
    case 'place':
      return toLanes(shown, [], filter, placesOf(shown)).sort(
        (a, b) => Number(a.id === null) - Number(b.id === null) || a.name.localeCompare(b.name),
      )
  }
}

function toLaneView({ peakAt, ...lane }: Lane): BoardView['lanes'][number] {
  return { ...lane, peakAt: peakAt?.toISOString() ?? null }
}

/** Who is away, and what lies outside weekly hours, as far as it is drawn. */
function toAbsent(
  actor: Actor,
  { unavailable: { absences, outside } }: Stretch,
  { from, until, lanes, instructorId }: Pick<Filter, 'lanes' | 'instructorId'> & { from: Date; until: Date },
): Pick<BoardView, 'away' | 'outside'> {
  const isAsked = (id: string) => !instructorId || id === instructorId
  return {
    away: [...absences.values()].flat().flatMap(({ personId, startsAt, endsAt, reason }) =>
      isAsked(personId) && startsAt < until && endsAt > from
        ? [
            {
              personId,
              from: startsAt.toISOString(),
              until: endsAt.toISOString(),
              reason: mayReadReason(actor, personId) ? reason : '',
            },
          ]
        : [],
    ),
    outside:
      lanes !== 'instructor' && !instructorId
        ? []
        : Array.from(outside, ([personId, spans]) => ({ personId, spans }))
            .filter(({ personId }) => isAsked(personId))
            .flatMap(({ personId, spans }) =>
              spans
                .filter((span) => span.startsAt < until && span.endsAt > from)
                .map((span) => ({
                  personId,
                  from: new Date(Math.max(span.startsAt.getTime(), from.getTime())).toISOString(),
                  until: new Date(Math.min(span.endsAt.getTime(), until.getTime())).toISOString(),
                })),
            ),
  }
}
