import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { Booking } from '../../../domain/capacity.ts'
import { type Conflict, findConflicts, type PlacedEvent } from '../../../domain/conflicts.ts'
import type { AccountId, CourseId, EventId, PersonId, SessionId } from '../../../domain/ids.ts'
import { addMinutes } from '../../../domain/time.ts'
import { nameOf } from '../../people/people/people.service.ts'
import { isUsable } from '../../rooms/accounts/accounts.service.ts'
import { type BookableAccount, listBookable } from '../../rooms/accounts/organizers.service.ts'
import { roomsOf } from '../../rooms/capacity/capacity.ts'
import { listUnavailable, type Unavailable } from '../availability/availability.service.ts'
import * as boardStore from './board.store.ts'

/** Whatever touches an event that touches the stretch is seen: events last a day at most, margins of rooms less. */
const AROUND_MINUTES = 2 * 24 * 60
/** So many more events are read than are shown, so that conflicts of the last ones are found. */
const BEYOND = 1000
const MAX_TEACHERS = 1000

export type Course = Awaited<ReturnType<typeof boardStore.listCourses>>[number]

export interface StretchEvent extends boardStore.BoardRow {
  readonly instructorIds: readonly PersonId[]
  readonly hasOwnInstructors: boolean
}

/** What is planned in a stretch of time, with all that is wrong with it. */
export interface Stretch {
  /** Those that touch it, by start. */
  readonly events: readonly StretchEvent[]
  /** Events that begin from here on are left out; undefined = these are all. */
  readonly shownUntil: Date | undefined
  readonly accounts: readonly BookableAccount[]
  readonly courses: readonly Course[]
  /** Whoever teaches in it, and all active instructors, by name. */
  readonly teachers: readonly { readonly id: PersonId; readonly name: string; readonly isActive: boolean }[]
  readonly instructorsOf: ReadonlyMap<SessionId, readonly PersonId[]>
  readonly unavailable: Unavailable
  readonly conflicts: ReadonlyMap<EventId, readonly Conflict[]>
  /** Of all events that were read, also around it. */
  readonly names: ReadonlyMap<EventId, string>
}

/**
 * Reads a stretch of time in a few statements, however many events there are. Conflicts are found in memory, among all
 * events that touch those that are shown.
 */
export async function readStretch(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  span: { from: Date; until: Date; limit: number },
): Promise<Stretch> {
  const { id: platformId } = ctx.platform
  const around = {
    from: addMinutes(span.from, -AROUND_MINUTES),
    until: addMinutes(span.until, AROUND_MINUTES),
  }
  const rows = await boardStore.listEvents(db, platformId, { ...around, limit: span.limit + BEYOND })
  const touching = rows.filter((row) => row.startsAt < span.until && row.endsAt > span.from)
  const shownUntil =
    touching[span.limit]?.startsAt ?? (rows.length < span.limit + BEYOND ? undefined : rows.at(-1)?.startsAt)
  const { ofSession, ofEvent } = await readInstructors(ctx, db, rows)
  const read = rows.map((row): StretchEvent => {
    const own = ofEvent.get(row.id)
    return {
      ...row,
      instructorIds: own ?? ofSession.get(row.sessionId) ?? [],
      hasOwnInstructors: own !== undefined,
    }
  })
  const courses = await boardStore.listCourses(
    db,
    platformId,
    idsOf(rows, ({ courseId }) => courseId),
  )
  const people = await boardStore.listTeachers(
    db,
    platformId,
    [...new Set(read.flatMap(({ instructorIds }) => instructorIds))],
    MAX_TEACHERS,
  )
  const accounts = await listBookable(ctx, db)
  const unavailable = await listUnavailable(ctx, db, { startsAt: around.from, endsAt: around.until })
  const isOnline = new Set(courses.flatMap(({ id, type }) => (type === 'vilt' ? [id] : [])))
  const hostless = new Set(accounts.flatMap(({ id, slots }) => (slots ? [] : [id])))
  const placed = read
    .filter((event) => event.cancelledAt === null && event.endsAt > ctx.now())
    .map((event) => toPlaced(event, isOnline, hostless))
  return {
    events: read.filter(
      (row) =>
        row.startsAt < span.until && row.endsAt > span.from && (!shownUntil || row.startsAt < shownUntil),
    ),
    shownUntil,
    accounts,
    courses,
    teachers: people.map(({ id, isActive, ...person }) => ({ id, isActive, name: nameOf(person) })),
    instructorsOf: ofSession,
    unavailable,
    conflicts: findConflicts(placed, {
      accounts: new Map(
        accounts.map((account) => [
          account.id,
          {
            rooms: roomsOf(account),
            isUsable: isUsable(ctx, account),
            marginBeforeMinutes: account.marginBeforeMinutes,
            marginAfterMinutes: account.marginAfterMinutes,
          },
        ]),
      ),
      ...unavailable,
    }),
    names: new Map(rows.map(({ id, name }) => [id, name])),
  }
}

async function readInstructors(ctx: Ctx, db: Ctx['db'] | Trx, rows: readonly boardStore.BoardRow[]) {
  const found = await boardStore.listInstructors(db, ctx.platform.id, {
    eventIds: rows.map(({ id }) => id),
    sessionIds: idsOf(rows, ({ sessionId }) => sessionId),
  })
  const ofSession = new Map<SessionId, PersonId[]>()
  const ofEvent = new Map<EventId, PersonId[]>()
  for (const { eventId, sessionId, personId } of found) {
    if (eventId) addTo(ofEvent, eventId, personId)
    if (sessionId) addTo(ofSession, sessionId, personId)
  }
  return { ofSession, ofEvent }
}

function addTo<Key>(map: Map<Key, PersonId[]>, key: Key, personId: PersonId): void {
  const known = map.get(key)
  if (known) known.push(personId)
  else map.set(key, [personId])
}

function toPlaced(
  event: StretchEvent,
  isOnline: ReadonlySet<CourseId>,
  hostless: ReadonlySet<AccountId>,
): PlacedEvent & Booking {
  const { id, sessionId, accountId, place, startsAt, endsAt, instructorIds, roomState, organizerId } = event
  return {
    ...{ id, sessionId, accountId, place, startsAt, endsAt, instructorIds, roomState },
    isOnline: isOnline.has(event.courseId),
    isHosted: roomState === null || organizerId !== null || (accountId !== null && hostless.has(accountId)),
  }
}

function idsOf<Id>(rows: readonly boardStore.BoardRow[], of: (row: boardStore.BoardRow) => Id): Id[] {
  return [...new Set(rows.map(of))]
}
