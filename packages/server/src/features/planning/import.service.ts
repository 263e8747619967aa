import type { z } from 'zod'
import { type TableRow, toShow } from '../../csv/csv.ts'
import type { DateOrders } from '../../csv/moments.ts'
import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import { AppError, InvalidInputError, NotFoundError } from '../../domain/errors.ts'
import type { AccountId, CourseId, EventId, PersonId, SessionId } from '../../domain/ids.ts'
import type { Actor } from '../../http/actor.ts'
import { assertPlanner, isSuperadmin } from '../../http/policy.ts'
import { sentence } from '../../messages/messages.ts'
import { recordAudit } from '../audit/audit.service.ts'
import { settlePlaces } from '../enrollments/places.service.ts'
import { addEvent, getEditable, getEvent, reviseEvent } from '../events/events.service.ts'
import { addSession, getSession, lockSession, reviseSession } from '../sessions/sessions.service.ts'
import { listInstructorsOfEvents } from '../teaching/teaching.service.ts'
import { accountNamer } from './account-names.ts'
import { attempt, carryOut, holdAll } from './attempt.ts'
import { type Directory, holdCourses, isId, readDirectory, type SessionEntry } from './directory.ts'
import { isSameIds, type KnownEvents, readKnownEvents } from './known-events.ts'
import { toSuggestions } from './outcome.ts'
import {
  assertLengths,
  type Cells,
  type ColumnName,
  countOf,
  hasTimes,
  isSameCell,
  readEventTable,
  timesOf,
} from './table.ts'
import type { ImportEvents, ImportedEvents } from './tables.schemas.ts'
import { tellOnce } from './wishes.ts'

type EventRow = Awaited<ReturnType<typeof getEditable>>
/** An event that a row names by id: as it can be changed, or as it is and why it can't be. */
type KnownEvent = EventRow | (Unchangeable & { readonly ended: AppError })
type Unchangeable = Pick<
  EventRow,
  'id' | 'sessionId' | 'name' | 'description' | 'place' | 'startsWall' | 'endsWall' | 'timeZone' | 'accountId'
>
type Row = TableRow<ColumnName>

const MAX_ROWS = 1000
const SHOWN = 200
const MAX_ENROLLMENT = 100_000

interface Judged {
  readonly line: number
  readonly session: string
  readonly event: string
  readonly outcome: 'add' | 'change' | 'same' | 'refuse'
  readonly refused?: AppError
  /** The session had the event already. */
  readonly isKnown?: boolean
}

/** What one row did. */
interface Done {
  readonly outcome: 'add' | 'change' | 'same'
  readonly session: SessionEntry
  readonly told?: { readonly kind: 'planned' | 'changed'; readonly eventId: EventId }
  readonly isKnown?: boolean
}

/**
 * Reads sessions and events from a table: a row with the id of an event changes it, another one plans an event; a
 * session that is not there is made when the row names it. Empty cells change nothing. Rows that are refused are
 * left out and named. The preview is the import itself, taken back.
 *
 * @throws {InvalidInputError} for a text that is no table: nothing is read then
 */
export async function importEvents(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof ImportEvents>,
): Promise<z.output<typeof ImportedEvents>> {
  assertPlanner(actor)
  const table = readEventTable(input.text, MAX_ROWS, input.dateOrder)
  const rows = await inSession(ctx, actor, table.rows, input.sessionId)
  // Read before: inside the transaction only the transaction is asked.
  const known = await readKnown(ctx, actor, rows)
  const judged = await carryOut(ctx, input.save, async (inner, trx) => {
    const found = await readRows(inner, trx, actor, rows, { known, order: table.order })
    const count = (outcome: Judged['outcome']) => found.filter((row) => row.outcome === outcome).length
    await recordAudit(inner, trx, {
      actorId: actor.personId,
      action: 'event.import',
      objectType: 'event',
      objectId: 'import',
      changes: { added: count('add'), changed: count('change'), refused: count('refuse') },
    })
    return found
  })
  const count = (outcome: Judged['outcome']) => judged.filter((row) => row.outcome === outcome).length
  return {
    added: count('add'),
    changed: count('change'),
    unchanged: count('same'),
    refused: count('refuse'),
    saved: input.save,
    dateOrder: table.order,
    unread: [...table.unread],
    rows: toShow(judged, SHOWN).map(({ refused, isKnown, ...row }) => ({
      ...row,
      reason: refused
        ? sentence(refused.code, refused.params, actor.reader)
        : isKnown
          ? sentence('import-event-known', {}, actor.reader)
          : null,
      suggestions: refused ? toSuggestions(refused, actor.reader) : [],
    })),
  }
}

async function readRows(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  rows: readonly Row[],
  { known, order }: Pick<Reading, 'known' | 'order'>,
): Promise<Judged[]> {
  await holdCourses(ctx, trx, rows)
  const directory = await readDirectory(ctx, trx, actor, rows)
  const accounts = rows.flatMap(({ cells }) => orNothing(() => directory.account(cells.account)?.id) ?? [])
  const used = [...known.events.values()].flatMap((one) => ('accountId' in one ? (one.accountId ?? []) : []))
  const sessions = rows.flatMap(
    ({ cells }) => orNothing(() => directory.session(cells, directory.course(cells)).id) ?? [],
  )
  for (const id of [...new Set(sessions)].sort()) await lockSession(ctx, trx, id)
  await holdAll(ctx, trx, {
    sessionIds: sessions,
    eventIds: [...known.events.keys()].filter(isId) as EventId[],
    personIds: rows
      .flatMap(
        ({ cells }) =>
          orNothing(() => directory.instructors(`${cells.instructors} ${cells.event_instructors}`)) ?? [],
      )
      .map((person) => person.id),
    accountIds: [...accounts, ...used],
  })
  const present = await readKnownEvents(ctx, trx, sessions)
  const lines = new Map<string, number>()
  const judged: Judged[] = []
  const told: { kind: 'planned' | 'changed'; sessionId: SessionId; eventId: EventId }[] = []
  for (const { line, cells, flaw } of rows) {
    const one = await attempt(trx, async () => {
      if (flaw) throw new InvalidInputError(flaw.code, flaw.params)
      const earlier = cells.event_id ? lines.get(cells.event_id.toLowerCase()) : undefined
      if (earlier !== undefined) throw new InvalidInputError('plan-row-twice', { line: earlier })
      return readRow(ctx, trx, actor, { line, cells, directory, known, present, order })
    })
    const row = { line, session: cells.session || cells.session_code, event: cells.event }
    if ('refused' in one) {
      judged.push({ ...row, outcome: 'refuse', refused: one.refused })
      continue
    }
    const { outcome, session, told: news, isKnown = false } = one.done
    if (cells.event_id) lines.set(cells.event_id.toLowerCase(), line)
    directory.keep(session)
    judged.push({ ...row, session: session.name, outcome, isKnown })
    if (news) told.push({ ...news, sessionId: session.id })
  }
  for (const kind of ['planned', 'changed'] as const) {
    const events = told.filter((one) => one.kind === kind)
    await tellOnce(ctx, trx, actor, kind, events)
  }
  return judged
}

interface Reading {
  readonly line: number
  readonly cells: Cells
  readonly order: DateOrders
  /** Events that the sessions have. */
  readonly present: KnownEvents
  readonly directory: Directory
  readonly known: Known
}

async function readRow(ctx: Ctx, trx: Trx, actor: Actor, reading: Reading): Promise<Done> {
  const { line, cells, directory, present, order } = reading
  assertLengths(cells)
  const { session, outcome, courseName } = await readSession(ctx, trx, actor, cells, directory)
  if (cells.event_id) {
    const changed = await changeKnown(ctx, trx, actor, session, reading)
    return { session, ...(changed.outcome === 'same' ? { outcome } : changed) }
  }
  if (!cells.event && !hasTimes(cells)) {
    if (outcome === 'same' && !cells.max_enrollment && !cells.instructors)
      throw new InvalidInputError('import-nothing-in-row')
    return { session, outcome }
  }
  if (!cells.event) throw new InvalidInputError('import-cell-needed', { column: 'event' })
  const times = timesOf(cells, ctx.platform.timeZone, order)
  const { event: name, description, place } = cells
  const accountId = directory.account(cells.account)?.id
  const instructorIds = directory.instructors(cells.event_instructors).map((person) => person.id)
  const known = present.find(session.id, {
    name,
    times,
    accountId,
    description: description || undefined,
    place: place || undefined,
    instructorIds: instructorIds.length > 0 ? instructorIds : undefined,
  })
  if (known) return { session, outcome, isKnown: true }
  const target = { id: session.id, courseId: session.courseId, courseName }
  const event = { name, description, ...times, accountId: accountId ?? null, place, instructorIds }
  const eventId = await addEvent(ctx, trx, actor, target, event)
  present.keep(session.id, { name, times }, line)
  return { session, outcome: 'add', told: { kind: 'planned', eventId } }
}

/** The session of a row: found, with what the row says of it, or made. */
async function readSession(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  cells: Cells,
  directory: Directory,
): Promise<{ session: SessionEntry; outcome: Done['outcome']; courseName: string }> {
  const course = directory.course(cells)
  const { name: courseName } = course
  const max = countOf(cells.max_enrollment, 'max_enrollment', MAX_ENROLLMENT)
  const found = cells.session_id ? directory.session(cells, course) : directory.findSession(cells, course)
  const instructors = directory.instructors(cells.instructors, found?.instructors)
  const instructorIds = instructors.map((person) => person.id)
  if (!found) {
    if (!cells.session) directory.session(cells, course) // says what is missing
    const { session: name, session_code: code } = cells
    const courseId = course.id as CourseId
    const id = await addSession(ctx, trx, actor, { courseId, name, code, maxEnrollment: max, instructorIds })
    // Who makes a session teaches it, unless they are a superadmin.
    const own = isSuperadmin(actor) ? [] : [{ id: actor.personId, name: '', email: '' }]
    const session = {
      id,
      courseId,
      name,
      code,
      maxEnrollment: max,
      version: 1,
      firstDay: null,
      instructors: [...instructors, ...own],
    }
    return { session, outcome: 'add', courseName }
  }
  directory.assertMayPlan(found)
  const ids = found.instructors.map((one) => one.id)
  const isOther = instructorIds.length > 0 && !isSameIds(instructorIds, ids)
  const isNamed = cells.session && (cells.session_id || cells.session_code)
  const name = isNamed && !isSameCell(found.name, cells.session) ? cells.session : found.name
  const change = {
    ...(name === found.name ? {} : { name }),
    ...(max === null || max === found.maxEnrollment ? {} : { maxEnrollment: max }),
    ...(isOther ? { instructorIds } : {}),
  }
  if (Object.keys(change).length === 0) return { session: found, outcome: 'same', courseName }
  const target = { sessionId: found.id, expectedVersion: found.version }
  await reviseSession(ctx, trx, actor, target, change, settlePlaces)
  const session = {
    ...found,
    name,
    maxEnrollment: max ?? found.maxEnrollment,
    instructors: change.instructorIds ? instructors : found.instructors,
    version: found.version + 1,
  }
  return { session, outcome: 'change', courseName }
}

/** An event that the row names by id gets what the row says. */
async function changeKnown(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  session: SessionEntry,
  { cells, directory, known, order }: Reading,
): Promise<Pick<Done, 'outcome' | 'told'>> {
  const before = known.events.get(cells.event_id.toLowerCase())
  if (!before) throw new InvalidInputError('import-event-unknown', { found: cells.event_id })
  if (before instanceof AppError) throw before
  if (before.sessionId !== session.id)
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
      Object.entries(wanted).filter(([name, value]) => before[name as keyof Unchangeable] !== value),
    ),
    ...(isOther ? { instructorIds } : {}),
  }
  if (Object.keys(change).length === 0) return { outcome: 'same' }
  if ('ended' in before) throw before.ended
  const target = { before, eventId: before.id, expectedVersion: before.version }
  const { isNews } = await reviseEvent(ctx, trx, actor, target, change)
  return { outcome: 'change', ...(isNews ? { told: { kind: 'changed', eventId: before.id } } : {}) }
}

/** Events that rows name. */
interface Known {
  readonly events: ReadonlyMap<string, KnownEvent | AppError>
  /** Instructors of their own. */
  readonly own: ReadonlyMap<string, readonly { id: PersonId; name: string; email: string }[]>
  /** Accounts as the export names them. */
  readonly accounts: ReadonlyMap<string, string>
}

/** The events that the rows name by id, or why they can't be changed. */
async function readKnown(ctx: Ctx, actor: Actor, rows: readonly Row[]): Promise<Known> {
  const known = new Map<string, KnownEvent | AppError>()
  for (const id of new Set(rows.map(({ cells }) => cells.event_id.toLowerCase()).filter(Boolean))) {
    try {
      if (!isId(id)) throw new InvalidInputError('import-event-unknown', { found: id })
      known.set(id, await getEditable(ctx, actor, id as EventId))
    } catch (error) {
      if (!(error instanceof AppError)) throw error
      const isGone = error instanceof NotFoundError
      if (error.code === 'event-already-ended') known.set(id, await readEnded(ctx, actor, id, error))
      else known.set(id, isGone ? new InvalidInputError('import-event-unknown', { found: id }) : error)
    }
  }
  const events = [...known.values()].flatMap((one) => ('id' in one ? one : []))
  const withOwn = events.filter((one) => 'hasOwnInstructors' in one && one.hasOwnInstructors)
  const instructors = await listInstructorsOfEvents(
    ctx,
    ctx.db,
    withOwn.map((one) => one.id),
  )
  const nameOfAccount = await accountNamer(ctx)
  return {
    events: known,
    own: Map.groupBy(instructors, (one) => one.eventId as string),
    accounts: new Map(events.map((one) => [one.id as string, nameOfAccount(one.accountId)])),
  }
}

/** What took place can stay in a table as it is. */
async function readEnded(ctx: Ctx, actor: Actor, id: string, ended: AppError): Promise<KnownEvent> {
  const view = await getEvent(ctx, actor, id as EventId)
  const sessionId = view.sessionId as SessionId
  return {
    ...view,
    id: id as EventId,
    sessionId,
    accountId: (view.tool?.accountId ?? null) as AccountId | null,
    ended,
  }
}

/** Rows that name no session belong to the one on whose page they are imported, those without a course to its course. */
async function inSession(
  ctx: Ctx,
  actor: Actor,
  rows: readonly Row[],
  sessionId: string | undefined,
): Promise<Row[]> {
  if (!sessionId) return [...rows]
  const session = await getSession(ctx, actor, sessionId as SessionId)
  return rows.map((row) => {
    const { cells } = row
    const isNamed = cells.session_code || cells.session
    if (cells.session_id || (isNamed && (cells.course_code || cells.course))) return row
    if (isNamed) return { ...row, cells: { ...cells, course_code: session.courseId } }
    return { ...row, cells: { ...cells, session_id: session.id } }
  })
}

/** What a row names, or nothing: that it can't be found is said at its row. */
function orNothing<T>(find: () => T): T | undefined {
  try {
    return find()
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}
