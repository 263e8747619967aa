import { assertPlanner } from '../../../access/roles.ts'
import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import { differences, type EventSnapshot, type SnapshotField } from '../../../domain/event-snapshot.ts'
import type { ChangeId, EventId } from '../../../domain/ids.ts'
import { firstOf } from '../../../domain/message.ts'
import type { Actor } from '../../../http/actor.ts'
import { phrase } from '../../../messages/messages.ts'
import { untell } from '../../messages/notifications/notifications.service.ts'
import { type ChangeRow, lockChange, setUndone, versionsOf } from '../event-changes/event-changes.service.ts'
import { type BoardChangeView, carryOutChange } from './board-changes.service.ts'
import type { Operation } from './operations.service.ts'

/** So many events are named that were changed since. */
const NAMED = 5

/** An event before a change and after it; null = there was none. */
interface Step {
  readonly eventId: EventId
  readonly before: EventSnapshot | null
  readonly after: EventSnapshot | null
}

/**
 * Takes a change back: all of it or nothing. Whoever has not heard of it by then hears nothing; everybody else is told.
 * It is a change itself, and can be taken back.
 *
 * @throws {NotFoundError} `change-not-found`
 * @throws {ConflictError} `change-undone-already`, `change-changed-since`, and as planning the events does
 */
export async function undoChange(
  ctx: Ctx,
  actor: Actor,
  changeId: ChangeId,
  save: boolean,
): Promise<BoardChangeView> {
  assertPlanner(actor)
  const find = async (inner: Ctx, trx: Trx) => {
    const rows = await lockChange(inner, trx, changeId)
    const [first] = rows
    if (!first) throw new NotFoundError('change-not-found')
    if (first.undoneBy) throw new ConflictError('change-undone-already')
    const steps = toSteps(rows)
    await assertUntouched(inner, trx, steps)
    return {
      operations: steps.flatMap((step) => toOperation(step, actor)),
      untold: await untell(inner, trx, changeId),
      isQuiet: rows.every((row) => row.isQuiet),
    }
  }
  return carryOutChange(ctx, actor, save, find, {
    undoes: changeId,
    also: (inner, trx, undoneBy) => setUndone(inner, trx, changeId, undoneBy),
  })
}

/** What was done in one go to each event, from first to last. */
function toSteps(rows: readonly ChangeRow[]): Step[] {
  return [...Map.groupBy(rows, ({ eventId }) => eventId)].map(([eventId, own]) => ({
    eventId,
    before: own[0]?.before ?? null,
    after: own.at(-1)?.after ?? null,
  }))
}

/** @throws {ConflictError} `change-changed-since`, when an event is not as the change left it */
async function assertUntouched(ctx: Ctx, trx: Trx, steps: readonly Step[]): Promise<void> {
  const versions = await versionsOf(
    ctx,
    trx,
    steps.map(({ eventId }) => eventId),
  )
  const touched = steps.filter(({ eventId, after }) => versions.get(eventId) !== after?.version)
  if (touched.length === 0) return
  const names = touched.map(({ before, after }) => (after ?? before)?.name ?? '')
  throw new ConflictError('change-changed-since', {
    events: firstOf(names, NAMED),
    count: touched.length,
  })
}

/** What those say nothing of that were written before there was such a field. */
const emptyOf: { readonly [field in SnapshotField]?: unknown } = { roomOptions: {}, breakoutMembers: [] }

/** What makes an event what it was; nothing where that is what it is. */
export function toOperation({ eventId, before, after }: Step, { reader }: Actor): Operation[] {
  if (!before) return after ? [{ op: 'delete', eventId, version: after.version }] : []
  // It was so before: whoever allowed it then need not be asked again.
  const overlapReason = phrase('board-undo-reason', {}, reader)
  if (!after) return [{ op: 'revive', eventId, snapshot: before, overlapReason }]
  const of = { eventId, version: after.version }
  if (before.cancelled === null && after.cancelled !== null) return [{ op: 'restore', ...of, overlapReason }]
  if (before.cancelled !== null && after.cancelled === null)
    return [{ op: 'cancel', ...of, reason: before.cancelled }]
  const fields = differences(before, after)
  if (fields.length === 0) return []
  const was = Object.fromEntries(fields.map((field) => [field, before[field] ?? emptyOf[field] ?? null]))
  return [{ op: 'change', ...of, ...was, overlapReason }]
}
