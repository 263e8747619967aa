import type { DateOrders } from '../../../csv/moments.ts'
import type { Ctx } from '../../../ctx.ts'
import { InvalidInputError } from '../../../domain/errors.ts'
import type { Directory, SessionEntry } from './directory.ts'
import { isSameIds, type KnownEvents, type Said } from './known-events.ts'
import type { NamedEvents } from './named-events.ts'
import { assertLengths, type Cells, countOf, hasTimes, isSameCell, timesOf } from './table.ts'

export const MAX_ENROLLMENT = 100_000

/** A row, with the event that is there already. */
export interface Reading {
  readonly line: number
  readonly cells: Cells
  readonly order: DateOrders
  /** Events that the sessions have. */
  readonly present: KnownEvents
  readonly directory: Directory
  readonly known: NamedEvents
}

/** What a row says that is so already; undefined when it says something new, or nothing. */
export function findSame(
  ctx: Ctx,
  reading: Reading,
): { session: SessionEntry; isKnown: boolean } | undefined {
  const { cells, directory, present } = reading
  assertLengths(cells)
  const course = directory.course(cells)
  const session = directory.findSession(cells, course)
  if (!session) return undefined
  directory.assertMayPlan(session)
  if (Object.keys(sessionChange(cells, session, directory)).length > 0) return undefined
  if (cells.event_id) {
    const { change } = eventChange(session, reading)
    return Object.keys(change).length === 0 ? { session, isKnown: false } : undefined
  }
  if (!cells.event && !hasTimes(cells))
    return cells.max_enrollment || cells.instructors ? { session, isKnown: false } : undefined
  if (!cells.event) return undefined
  return present.find(session.id, saidOf(ctx, reading)) && { session, isKnown: true }
}

/** An event as a row without its id says it. */
export function saidOf(ctx: Ctx, { cells, directory, order }: Reading): Said {
  const instructorIds = directory.instructors(cells.event_instructors).map((person) => person.id)
  return {
    name: cells.event,
    times: timesOf(cells, ctx.platform.timeZone, order),
    description: cells.description || undefined,
    place: cells.place || undefined,
    accountId: directory.account(cells.account)?.id,
    instructorIds: instructorIds.length > 0 ? instructorIds : undefined,
  }
}

/** What a row says of its session that is not so yet. */
export function sessionChange(cells: Cells, found: SessionEntry, directory: Directory) {
  const max = countOf(cells.max_enrollment, 'max_enrollment', MAX_ENROLLMENT)
  const instructorIds = directory.instructors(cells.instructors, found.instructors).map((person) => person.id)
  const ids = found.instructors.map((one) => one.id)
  const isOther = instructorIds.length > 0 && !isSameIds(instructorIds, ids)
  const isNamed = cells.session && (cells.session_id || cells.session_code)
  return {
    ...(isNamed && !isSameCell(found.name, cells.session) ? { name: cells.session } : {}),
    ...(max === null || max === found.maxEnrollment ? {} : { maxEnrollment: max }),
    ...(isOther ? { instructorIds } : {}),
  }
}

/**
 * What a row says of the event that it names and that is not so yet.
 *
 * @throws {InvalidInputError} `import-event-unknown`, also for one of another session
 */
export function eventChange(session: SessionEntry, { cells, directory, known, order }: Reading) {
  const before = known.events.get(cells.event_id.toLowerCase())
  if (before?.sessionId !== session.id)
    throw new InvalidInputError('import-event-unknown', { found: cells.event_id })
  const own = known.own.get(before.id) ?? []
  const text = (cell: string, was: string) => (cell && !isSameCell(was, cell) ? cell : was)
  // What an event has may stay, also if it could not be chosen any more.
  const isKept = !cells.account || cells.account === known.accounts.get(before.id)
  const account = isKept ? null : directory.account(cells.account)
  const wanted = {
    name: text(cells.event, before.name),
    description: text(cells.description, before.description),
    place: text(cells.place, before.place),
    ...(hasTimes(cells) ? timesOf(cells, before.timeZone, order) : {}),
    ...(account ? { accountId: account.id } : {}),
  }
  const instructorIds = directory.instructors(cells.event_instructors, own).map((person) => person.id)
  const ownIds = own.map((person) => person.id)
  const isOther = instructorIds.length > 0 && !isSameIds(instructorIds, ownIds)
  const change = {
    ...Object.fromEntries(
      Object.entries(wanted).filter(([name, value]) => before[name as keyof typeof wanted] !== value),
    ),
    ...(isOther ? { instructorIds } : {}),
  }
  return { before, change }
}
