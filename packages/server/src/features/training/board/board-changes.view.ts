import type { z } from 'zod'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { AppError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import { addMinutes, instantOf } from '../../../domain/time.ts'
import type { Actor } from '../../../http/actor.ts'
import { sentence } from '../../../messages/messages.ts'
import { listEventRows } from '../events/events.service.ts'
import { toSuggestions } from '../planning/outcome.ts'
import type { BoardConflict } from './board.schemas.ts'
import { conflictsOf } from './board.service.ts'
import type { BoardChange } from './board-changes.schemas.ts'
import type { CarriedOut, EventRow, Operation } from './operations.service.ts'
import { readStretch, type Stretch } from './stretch.service.ts'

type Item = z.output<typeof BoardChange>['items'][number]
type ConflictView = z.output<typeof BoardConflict>

/** Conflicts are looked for where a change lies within so long, and among so many events. */
const MAX_STRETCH_MINUTES = 45 * 24 * 60
const MAX_EVENTS = 2500

/** What became of a change, read in its transaction. */
export interface Outcomes {
  readonly operations: readonly Operation[]
  readonly done: CarriedOut
  /** Events as they are now, of those that are there. */
  readonly after: ReadonlyMap<EventId, EventRow>
  /** undefined = it reaches too far. */
  readonly stretch: Stretch | undefined
}

export async function readOutcomes(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  operations: readonly Operation[],
  done: CarriedOut,
): Promise<Outcomes> {
  const ids = done.tried.flatMap((one) => ('done' in one ? [one.done] : []))
  const rows = await listEventRows(ctx, actor, ids)
  const after = new Map(rows.map((row) => [row.id, row]))
  return { operations, done, after, stretch: await stretchOf(ctx, trx, rows) }
}

async function stretchOf(ctx: Ctx, trx: Trx, rows: readonly EventRow[]): Promise<Stretch | undefined> {
  if (rows.length === 0) return undefined
  const from = new Date(Math.min(...rows.map(({ startsAt }) => startsAt.getTime())))
  const until = new Date(Math.max(...rows.map(({ endsAt }) => endsAt.getTime())))
  if (until > addMinutes(from, MAX_STRETCH_MINUTES)) return undefined
  return readStretch(ctx, trx, { from, until, limit: MAX_EVENTS })
}

/** What became of each operation, in the reader’s words. */
export function toItems(
  _ctx: Ctx,
  actor: Actor,
  { operations, done, after, stretch }: Outcomes,
): Pick<z.output<typeof BoardChange>, 'refused' | 'items'> {
  const items = operations.map((one, index): Item => {
    const outcome = done.tried[index]
    const refused = outcome && 'refused' in outcome ? outcome.refused : undefined
    const eventId = outcome && 'done' in outcome ? outcome.done : one.op === 'plan' ? null : one.eventId
    const row = eventId ? after.get(eventId) : undefined
    return {
      op: one.op,
      eventId: row || one.op !== 'plan' ? eventId : null,
      version: row?.version ?? null,
      ...(row ? shown(row) : wished(one, done)),
      outcome: refused ? 'refused' : 'possible',
      conflicts: refused
        ? [toRefusal(refused, actor)]
        : row && stretch && !row.cancelledAt
          ? // It could be saved: whatever is wrong with it stops nobody.
            conflictsOf(row.id, stretch, actor).map((conflict) => ({ ...conflict, severity: 'warns' }))
          : [],
      suggestions: refused ? toSuggestions(refused, actor.reader) : [],
    }
  })
  return { refused: items.filter(({ outcome }) => outcome === 'refused').length, items }
}

/** Instructors of what moved, was planned or is taught by others, whom nothing keeps from it. */
export function freeOf({ operations, done, after, stretch }: Outcomes): string[] {
  if (!stretch) return []
  const events = operations.flatMap((one, index) => {
    const outcome = done.tried[index]
    if (one.op === 'cancel' || one.op === 'delete' || !outcome || !('done' in outcome)) return []
    return stretch.events.filter(({ id }) => id === outcome.done && after.has(id))
  })
  const isKept = (id: string) =>
    events.some((event) => stretch.conflicts.get(event.id)?.some(({ personId }) => personId === id))
  const ids = new Set(events.flatMap(({ instructorIds }) => instructorIds).filter((id) => !isKept(id)))
  return stretch.teachers.filter(({ id }) => ids.has(id)).map(({ name }) => name)
}

function shown(row: EventRow) {
  const { name, sessionName, startsWall, endsWall, timeZone, startsAt, endsAt } = row
  const times = { startsWall, endsWall, timeZone }
  return { name, sessionName, ...times, startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() }
}

/** An event as it was asked for, or as it was. */
function wished(one: Operation, { before, sessionNames }: CarriedOut) {
  const row = one.op === 'plan' ? undefined : before.get(one.eventId)
  const asked = one.op === 'revive' ? one.snapshot : one
  const { name, startsWall, endsWall, timeZone } = {
    ...{ name: '', startsWall: '', endsWall: '', timeZone: 'UTC' },
    ...row,
    ...asked,
  }
  const sessionId = 'sessionId' in asked ? asked.sessionId : row?.sessionId
  return {
    name: name ?? '',
    sessionName: row?.sessionName ?? (sessionId ? (sessionNames.get(sessionId) ?? '') : ''),
    startsWall: startsWall || null,
    endsWall: endsWall || null,
    timeZone: timeZone ?? 'UTC',
    startsAt: instantAt(startsWall, timeZone),
    endsAt: instantAt(endsWall, timeZone),
  }
}

function instantAt(wall: string | undefined, timeZone: string | undefined): string | null {
  try {
    return instantOf(wall ?? '', timeZone ?? 'UTC', '').toISOString()
  } catch {
    return null
  }
}

const typesOfCodes: Readonly<Record<string, ConflictView['type']>> = {
  'capacity-sessions-per-course': 'account-full',
  'capacity-total-sessions': 'account-full',
  'capacity-concurrent-rooms': 'account-full',
  'capacity-organizers': 'account-full',
  'instructor-busy': 'instructor-busy',
  'account-not-paired': 'account-unusable',
  'app-not-active': 'account-unusable',
  'app-retired': 'account-unusable',
}

function toRefusal({ code, params }: AppError, { reader }: Actor): ConflictView {
  const type = typesOfCodes[code] ?? 'refused'
  return { type, severity: 'blocks', text: sentence(code, params, reader), eventIds: [], personId: null }
}
