import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, type OngoingChange, quietly } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { dryRun, type Traces } from '../../../db/dry-run.ts'
import { ConflictError, type FieldError, InvalidInputError } from '../../../domain/errors.ts'
import type { ChangeId, PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { jobsAfter } from '../../../jobs/jobs.ts'
import { readEffects } from '../previews/previews.service.ts'
import type { BoardChange, NewBoardChange } from './board-changes.schemas.ts'
import { countTold } from './board-changes.store.ts'
import { freeOf, type Outcomes, readOutcomes, toItems } from './board-changes.view.ts'
import { toEffects } from './effects.view.ts'
import { assertNoneForbidden, carryOutEach, type Operation } from './operations.service.ts'

export type BoardChangeView = z.output<typeof BoardChange>

/** So long a change can be taken back without anybody having heard of it. */
export const HELD_MS = 10_000
/** Jobs come a little later: their clock may be another one. */
const JOB_DELAY_MS = 1_000

/**
 * Does what is asked to several events in one go, or says what it would do. What people and providers hear of it waits
 * for as long as it can be taken back.
 *
 * @throws {ConflictError} `planning-conflicts` when it is to be saved and a part is refused: nothing is saved then
 * @throws {InvalidInputError} `board-event-twice`
 * @see docs/decisions/0050-changes-wait-to-be-taken-back.md
 */
export async function changeBoard(
  ctx: Ctx,
  actor: Actor,
  input: z.output<typeof NewBoardChange>,
): Promise<BoardChangeView> {
  assertPlanner(actor)
  assertOnce(input.operations)
  return carryOutChange(quietly(ctx, input.quiet), actor, input.save, async () => input.operations)
}

/** What to do, found out inside the transaction that does it. */
export type FindOperations = (ctx: Ctx, trx: Trx) => Promise<readonly Operation[] | Found>

/** What to do, and who hears of it. */
export interface Found {
  readonly operations: readonly Operation[]
  /** Whoever never heard of what is being taken back. */
  readonly untold: ReadonlySet<PersonId>
  /** Nobody was told of it: nobody is told that it is taken back. */
  readonly isQuiet: boolean
}

/**
 * Carries out a change, or takes it back after a look.
 *
 * @param find says what is to be done, once the transaction goes on
 * @param also is done in the same transaction, after it
 * @param mayLackRights what the actor may not do (any more) is refused like all else that can't be done
 */
export async function carryOutChange(
  ctx: Ctx,
  actor: Actor,
  save: boolean,
  find: FindOperations,
  {
    undoes,
    also,
    mayLackRights = false,
  }: {
    undoes?: ChangeId
    also?: (ctx: Ctx, trx: Trx, changeId: ChangeId) => Promise<void>
    mayLackRights?: boolean
  } = {},
): Promise<BoardChangeView> {
  const change: OngoingChange = {
    id: ctx.newId<ChangeId>(),
    heldUntil: new Date(ctx.now().getTime() + HELD_MS),
    ...(undoes ? { undoes } : {}),
  }
  const work = async (inner: Ctx, trx: Trx): Promise<Outcomes> => {
    const after = new Date(change.heldUntil.getTime() + JOB_DELAY_MS)
    const held: Ctx = { ...inner, db: trx, change, jobs: jobsAfter(inner.jobs, after) }
    const found = await find(held, trx)
    const { operations, ...hearing } = 'operations' in found ? found : { operations: found }
    const telling: Ctx = { ...held, ...hearing }
    const done = await carryOutEach(telling, trx, actor, operations)
    if (!mayLackRights) assertNoneForbidden(done.tried)
    if (save) assertNoneRefused(done.tried)
    await also?.(telling, trx, change.id)
    return readOutcomes(telling, trx, actor, operations, done)
  }
  if (!save) return dryRun(ctx, work, (trx, traces) => toDryView(ctx, trx, actor, traces))
  const outcomes = await withTransaction(ctx.db, (trx) => work(ctx, trx))
  return {
    ...toItems(ctx, actor, outcomes),
    saved: true,
    effects: null,
    undo: { changeId: change.id, until: change.heldUntil.toISOString() },
  }
}

async function toDryView(
  ctx: Ctx,
  trx: Trx,
  actor: Actor,
  traces: Traces<Outcomes>,
): Promise<BoardChangeView> {
  const effects = await readEffects(ctx, trx, actor, traces)
  const told = await countTold(trx, ctx.platform.id, traces.newIds)
  const free = freeOf(traces.result)
  return {
    ...toItems(ctx, actor, traces.result),
    saved: false,
    effects: toEffects(effects, { told, free }, actor),
    undo: null,
  }
}

/**
 * @throws {ConflictError} `planning-conflicts`, naming each operation that is refused, and its fields where some are to
 * blame; with what would be possible instead where there is one operation alone
 */
function assertNoneRefused(tried: Outcomes['done']['tried']): void {
  const refused = tried.flatMap((one, index) => ('refused' in one ? [{ index, error: one.refused }] : []))
  if (refused.length === 0) return
  const fields = refused.flatMap(({ index, error: { code, params, fields: own } }): FieldError[] => {
    const pointer = `/operations/${index}`
    if (own.length === 0) return [{ pointer, code, params }]
    return own.map((field) => ({ ...field, pointer: pointer + field.pointer }))
  })
  const [only] = tried.length === 1 ? refused : []
  throw new ConflictError(
    'planning-conflicts',
    { refused: refused.length, total: tried.length },
    { fields, suggestions: [...(only?.error.suggestions ?? [])] },
  )
}

/** @throws {InvalidInputError} `board-event-twice` */
export function assertOnce(operations: readonly Operation[]): void {
  const seen = new Set<string>()
  for (const [index, one] of operations.entries()) {
    if (one.op === 'plan') continue
    if (seen.has(one.eventId)) throw InvalidInputError.at(`/operations/${index}/eventId`, 'board-event-twice')
    seen.add(one.eventId)
  }
}
