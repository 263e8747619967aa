import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import { carryOut } from '../../../db/dry-run.ts'
import { type Tried, tryStep } from '../../../db/steps.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { EventId } from '../../../domain/ids.ts'
import { shiftWall, wallMinutes } from '../../../domain/recurrence.ts'
import type { Actor } from '../../../http/actor.ts'
import type { ChangeEvent } from '../events/events.schemas.ts'
import { assertEditable, listEventRows, reviseEvent } from '../events/events.service.ts'
import { hold } from '../events/held.ts'
import { assertNoneRefused, type ResultOf, toResult, type Wish } from './outcome.ts'
import type { EventsChange } from './planning.schemas.ts'
import * as planningStore from './planning.store.ts'
import { accountNames, numbered } from './wishes.ts'

type EventRow = Awaited<ReturnType<typeof listEventRows>>[number]
type Change = z.output<typeof ChangeEvent>

const MAX_EVENTS = 500

interface Revision {
  readonly before: EventRow
  readonly change: Change
}

/**
 * Changes many events alike: all of them or none. Events that have ended or are cancelled stay as they are.
 *
 * @throws {ConflictError} `planning-conflicts` when it is to be saved and some are refused
 */
export async function changeEvents(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof EventsChange>,
): Promise<ResultOf<EventId>> {
  assertPlanner(actor)
  const events = await chosenEvents(ctx, actor, input)
  const revisions = events.map((before, index) => ({
    before,
    change: changeOf(before, input.change, index + 1),
  }))
  const names = await accountNames(ctx)
  const wishes = revisions.map(({ before, change }): Wish => {
    const after = { ...before, ...change }
    const { name, startsWall, endsWall, timeZone, sessionName } = after
    const accountName = names(after.accountId)
    return { eventId: before.id, name, startsWall, endsWall, timeZone, sessionName, accountName }
  })
  const tried = await carryOut(ctx, input.save, async (inner, trx) => {
    const outcomes = await reviseEach(inner, trx, actor, revisions)
    assertNoneRefused(input.save, outcomes)
    return outcomes
  })
  const [first] = events
  return toResult(actor, input.save && first ? first.id : null, wishes, tried)
}

async function reviseEach(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  revisions: readonly Revision[],
): Promise<Tried<EventId>[]> {
  const held = await hold(ctx, trx, {
    sessionIds: revisions.map(({ before }) => before.sessionId),
    eventIds: revisions.map(({ before }) => before.id),
    personIds: revisions.flatMap(({ change }) => change.instructorIds ?? []),
    accountIds: revisions.flatMap(({ before, change }) => [before.accountId, change.accountId ?? null]),
  })
  const outcomes = new Map<EventId, Tried<EventId>>()
  const news: Pick<EventRow, 'sessionId' | 'id'>[] = []
  let left = revisions
  // One event may block another until it has moved, too: refused events are tried again as long as others move.
  for (;;) {
    const refused: Revision[] = []
    for (const revision of left) {
      const { before, change } = revision
      const target = { before, eventId: before.id, expectedVersion: before.version }
      const one = await tryStep(trx, () => reviseEvent(ctx, trx, actor, target, change, held))
      if ('refused' in one) {
        outcomes.set(before.id, one)
        refused.push(revision)
        continue
      }
      outcomes.set(before.id, { done: before.id })
      if (one.done.isNews) news.push(before)
    }
    if (refused.length === 0 || refused.length === left.length) break
    left = refused
  }
  await happened(ctx, trx, { kind: 'dates-changed', by: actor.personId, events: news })
  return revisions.flatMap(({ before }) => outcomes.get(before.id) ?? [])
}

/** The events that are meant, by start. @throws {ConflictError} `edit-nothing`, `edit-too-many` */
async function chosenEvents(
  ctx: Ctx,
  actor: Actor,
  { eventIds, scope }: z.output<typeof EventsChange>,
): Promise<EventRow[]> {
  const ids = await planningStore.listChosen(ctx.db, ctx.platform.id, {
    eventIds: eventIds,
    scope,
    now: ctx.now(),
  })
  if (ids.length === 0) throw new ConflictError('edit-nothing')
  if (ids.length > MAX_EVENTS) {
    throw new ConflictError('edit-too-many', { count: ids.length, max: MAX_EVENTS })
  }
  const events = await listEventRows(ctx, actor, ids)
  for (const event of events) assertEditable(ctx, actor, event)
  return events
}

function changeOf(before: EventRow, wish: z.output<typeof EventsChange>['change'], number: number): Change {
  const { moveDays: days, moveMinutes: minutes, startsTime, name, ...others } = wish
  const isMoved = days !== undefined || minutes !== undefined || startsTime !== undefined
  const startsWall = shiftWall(
    startsTime ? `${before.startsWall.slice(0, 10)}T${startsTime}` : before.startsWall,
    { days: days ?? 0, minutes: minutes ?? 0 },
  )
  const endsWall = shiftWall(startsWall, { minutes: wallMinutes(before.startsWall, before.endsWall) })
  return {
    ...others,
    ...(name === undefined ? {} : { name: numbered(name, number) }),
    ...(isMoved ? { startsWall, endsWall } : {}),
  }
}
