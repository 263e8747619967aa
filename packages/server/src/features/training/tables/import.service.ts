import type { z } from 'zod'
import { assertPlanner, isSuperadmin } from '../../../access/roles.ts'
import { type TableRow, toShow } from '../../../csv/csv.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { carryOut } from '../../../db/dry-run.ts'
import { tryStep } from '../../../db/steps.ts'
import { AppError, InvalidInputError } from '../../../domain/errors.ts'
import { assertNotEnded } from '../../../domain/event.ts'
import type { EventId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { sentence } from '../../../messages/messages.ts'
import { addEvent, reviseEvent } from '../events/events.service.ts'
import { hold } from '../events/held.ts'
import { toSuggestions } from '../planning/outcome.ts'
import { lockSessions } from '../sessions/locked-sessions.service.ts'
import { getBrief } from '../sessions/session-briefs.service.ts'
import { addSession, reviseSession } from '../sessions/sessions.service.ts'
import { type Directory, holdCourses, readDirectory, type SessionEntry } from './directory.ts'
import { eventChange, findSame, MAX_ENROLLMENT, type Reading, saidOf, sessionChange } from './import-rows.ts'
import { readKnownEvents } from './known-events.ts'
import { readNamedEvents } from './named-events.ts'
import { assertLengths, type Cells, type ColumnName, countOf, hasTimes, readEventTable } from './table.ts'
import type { ImportEvents, ImportedEvents } from './tables.schemas.ts'

type Row = TableRow<ColumnName>

/** Rows of a file; our own have so many. */
const MAX_ROWS = 20_000
/** Rows that may do something: they are one transaction. */
const MAX_CHANGES = 1000
const SHOWN = 200

interface Judged {
  readonly line: number
  readonly session: string
  readonly event: string
  readonly outcome: 'add' | 'change' | 'same' | 'refuse'
  readonly refused?: AppError
  /** The session had the event already. */
  readonly isKnown?: boolean
  /** Of an event that the row names, in lower case. */
  readonly eventId?: string
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
  const known = await readNamedEvents(ctx, actor, rows)
  const judged = await carryOut(ctx, input.save, async (inner, trx) => {
    const found = await readRows(inner, trx, actor, rows, { known, order: table.order })
    const count = (outcome: Judged['outcome']) => found.filter((row) => row.outcome === outcome).length
    const changes = { added: count('add'), changed: count('change'), refused: count('refuse') }
    await happened(inner, trx, { kind: 'events-imported', id: 'import', by: actor.personId, changes })
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
    rows: toShow(judged, SHOWN).map(({ refused, isKnown, eventId: _, ...row }) => ({
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
  const { same, others } = await partRows(ctx, trx, actor, rows, { known, order })
  if (others.length > MAX_CHANGES)
    throw InvalidInputError.at('/text', 'import-too-many-changes', { rows: others.length, max: MAX_CHANGES })
  return [...same, ...(await carryOutRows(ctx, trx, actor, others, { known, order, same }))]
}

/**
 * Takes out the rows that say nothing new, before anything is locked: most of a file that comes back are such.
 */
async function partRows(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  rows: readonly Row[],
  { known, order }: Pick<Reading, 'known' | 'order'>,
): Promise<{ same: Judged[]; others: Row[] }> {
  const directory = await readDirectory(ctx, trx, actor, rows)
  const present = await readKnownEvents(ctx, trx, sessionsOf(rows, directory))
  const seen = new Set<string>()
  const same: Judged[] = []
  const others: Row[] = []
  for (const row of rows) {
    const { line, cells, flaw } = row
    const id = cells.event_id.toLowerCase()
    const reading = { line, cells, directory, known, present, order }
    const found = flaw || (id && seen.has(id)) ? undefined : orNothing(() => findSame(ctx, reading))
    if (id) seen.add(id)
    if (!found) others.push(row)
    else
      same.push({
        line,
        session: found.session.name,
        event: cells.event,
        outcome: 'same',
        isKnown: found.isKnown,
        eventId: id,
      })
  }
  return { same, others }
}

function sessionsOf(rows: readonly Row[], directory: Directory): SessionId[] {
  const found = rows.flatMap(
    ({ cells }) => orNothing(() => directory.session(cells, directory.course(cells)).id) ?? [],
  )
  return [...new Set(found)]
}

async function carryOutRows(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  rows: readonly Row[],
  { known, order, same }: Pick<Reading, 'known' | 'order'> & { same: readonly Judged[] },
): Promise<Judged[]> {
  await holdCourses(ctx, trx, rows)
  const directory = await readDirectory(ctx, trx, actor, rows)
  const accounts = rows.flatMap(({ cells }) => orNothing(() => directory.account(cells.account)?.id) ?? [])
  const named = rows.flatMap(({ cells }) => known.events.get(cells.event_id.toLowerCase()) ?? [])
  const used = named.flatMap((one) => one.accountId ?? [])
  const sessions = sessionsOf(rows, directory)
  await lockSessions(ctx, trx, sessions)
  await hold(ctx, trx, {
    sessionIds: sessions,
    eventIds: named.map((one) => one.id),
    personIds: rows
      .flatMap(
        ({ cells }) =>
          orNothing(() => directory.instructors(`${cells.instructors} ${cells.event_instructors}`)) ?? [],
      )
      .map((person) => person.id),
    accountIds: [...accounts, ...used],
  })
  const present = await readKnownEvents(ctx, trx, sessions)
  const lines = new Map(same.flatMap((row) => (row.eventId ? [[row.eventId, row.line] as const] : [])))
  const judged: Judged[] = []
  const told: { kind: 'planned' | 'changed'; sessionId: SessionId; eventId: EventId }[] = []
  for (const { line, cells, flaw } of rows) {
    const one = await tryStep(trx, async () => {
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
  const events = (kind: 'planned' | 'changed') =>
    told.filter((one) => one.kind === kind).map(({ eventId: id, sessionId }) => ({ id, sessionId }))
  await happened(ctx, trx, { kind: 'dates-planned', by: actor.personId, events: events('planned') })
  await happened(ctx, trx, { kind: 'dates-changed', by: actor.personId, events: events('changed') })
  return judged
}

async function readRow(ctx: Ctx, trx: Trx, actor: Actor, reading: Reading): Promise<Done> {
  const { line, cells, directory, present } = reading
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
  const said = saidOf(ctx, reading)
  if (present.find(session.id, said)) return { session, outcome, isKnown: true }
  const target = { id: session.id, courseId: session.courseId, courseName }
  const { name, times, description = '', place = '', accountId = null, instructorIds = [] } = said
  const event = { name, description, ...times, accountId, place, instructorIds: [...instructorIds] }
  const eventId = await addEvent(ctx, trx, actor, target, event)
  present.keep(session.id, said, line)
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
  const found = cells.session_id ? directory.session(cells, course) : directory.findSession(cells, course)
  if (!found) {
    const max = countOf(cells.max_enrollment, 'max_enrollment', MAX_ENROLLMENT)
    const instructors = directory.instructors(cells.instructors)
    const instructorIds = instructors.map((person) => person.id)
    if (!cells.session) directory.session(cells, course) // says what is missing
    const { session: name, session_code: code } = cells
    const courseId = course.id
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
      usualSpareId: course.spareAccountId,
      instructors: [...instructors, ...own],
    }
    return { session, outcome: 'add', courseName }
  }
  directory.assertMayPlan(found)
  const change = sessionChange(cells, found, directory)
  if (Object.keys(change).length === 0) return { session: found, outcome: 'same', courseName }
  const target = { sessionId: found.id, expectedVersion: found.version }
  await reviseSession(ctx, trx, actor, target, change)
  const { instructorIds, ...fields } = change
  const session = {
    ...found,
    ...fields,
    instructors: instructorIds
      ? directory.instructors(cells.instructors, found.instructors)
      : found.instructors,
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
  reading: Reading,
): Promise<Pick<Done, 'outcome' | 'told'>> {
  const { before, change } = eventChange(session, reading)
  if (Object.keys(change).length === 0) return { outcome: 'same' }
  assertNotEnded(before, ctx.now())
  const target = { before, eventId: before.id, expectedVersion: before.version }
  const { isNews } = await reviseEvent(ctx, trx, actor, target, change)
  return { outcome: 'change', ...(isNews ? { told: { kind: 'changed', eventId: before.id } } : {}) }
}

/** Rows that name no session belong to the one on whose page they are imported, those without a course to its course. */
async function inSession(
  ctx: Ctx,
  actor: Actor,
  rows: readonly Row[],
  sessionId: SessionId | undefined,
): Promise<Row[]> {
  if (!sessionId) return [...rows]
  const session = await getBrief(ctx, actor, sessionId)
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
