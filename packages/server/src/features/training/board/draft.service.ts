import type { z } from 'zod'
import { assertPlanner } from '../../../access/roles.ts'
import { type Ctx, quietly } from '../../../ctx.ts'
import { ConflictError, StaleError } from '../../../domain/errors.ts'
import type { Actor } from '../../../http/actor.ts'
import { assertUpdated } from '../../../http/etag.ts'
import { listNamesOfGone } from '../event-changes/event-changes.service.ts'
import { BoardOperation } from './board-changes.schemas.ts'
import { assertOnce, type BoardChangeView, carryOutChange } from './board-changes.service.ts'
import type { BoardDraft, NewBoardDraft, ReleaseDraft, SavedBoardDraft } from './draft.schemas.ts'
import { emptyDraft, findDraft, lockDraft, replaceDraft } from './draft.store.ts'

type Drafted = z.output<typeof BoardOperation>

const own = (ctx: Ctx, actor: Actor) => ({ platformId: ctx.platform.id, personId: actor.personId })

/**
 * What somebody means to do and nobody else knows of, with what it would do if it were released now. What can't be done
 * any more, such as for an event that is gone, is refused there in words.
 */
export async function getDraft(ctx: Ctx, actor: Actor): Promise<z.output<typeof BoardDraft>> {
  assertPlanner(actor)
  const draft = await findDraft(ctx.db, own(ctx, actor))
  if (!draft) return { version: 0, updatedAt: null, operations: [], change: null }
  const { version, updatedAt } = draft
  const operations = readable(draft.operations)
  const of = { version, updatedAt: updatedAt.toISOString(), operations }
  if (operations.length === 0) return { ...of, change: null }
  const change = await carryOutChange(ctx, actor, false, async () => operations, { mayLackRights: true })
  return { ...of, change: { ...change, items: await named(ctx, change.items) } }
}

/**
 * Drafts these operations in place of all that were drafted before. None of them is tried: whoever reads the draft sees
 * what each would do.
 *
 * @throws {StaleError} `changed-meanwhile`, {InvalidInputError} `board-event-twice`
 */
export async function setDraft(
  ctx: Ctx,
  actor: Actor,
  expectedVersion: number,
  { operations }: z.output<typeof NewBoardDraft>,
): Promise<z.output<typeof SavedBoardDraft>> {
  assertPlanner(actor)
  assertOnce(operations)
  const drafted = { operations, updatedAt: ctx.now() }
  const saved = assertUpdated(await replaceDraft(ctx.db, own(ctx, actor), expectedVersion, drafted))
  return { version: saved.version, updatedAt: saved.updatedAt.toISOString() }
}

/** Forgets what was drafted. */
export async function discardDraft(ctx: Ctx, actor: Actor): Promise<void> {
  assertPlanner(actor)
  await emptyDraft(ctx.db, own(ctx, actor), ctx.now())
}

/**
 * Does all that was drafted in one go, or nothing, and leaves the draft empty. From then on it is a change as any other:
 * people hear of it in ten seconds, once for all of it, and until then it can be taken back.
 *
 * @throws {StaleError} `changed-meanwhile` when it is not the draft that was looked at
 * @throws {ConflictError} `board-draft-empty`; `planning-conflicts`, naming each operation that is refused
 */
export async function releaseDraft(
  ctx: Ctx,
  actor: Actor,
  { version, quiet }: z.output<typeof ReleaseDraft>,
): Promise<BoardChangeView> {
  assertPlanner(actor)
  return carryOutChange(
    quietly(ctx, quiet),
    actor,
    true,
    async (_, trx) => {
      const draft = await lockDraft(trx, own(ctx, actor))
      if (version !== (draft?.version ?? 0)) throw new StaleError('changed-meanwhile')
      if (!draft || draft.operations.length === 0) throw new ConflictError('board-draft-empty')
      return readable(draft.operations)
    },
    { mayLackRights: true, also: (inner, trx) => emptyDraft(trx, own(inner, actor), inner.now()) },
  )
}

/** Without what another release drafted and this one does not know. */
function readable(stored: readonly object[]): Drafted[] {
  return stored.flatMap((one) => BoardOperation.safeParse(one).data ?? [])
}

type Items = BoardChangeView['items']

/** Events that are gone are called what they were called. */
async function named(ctx: Ctx, items: Items): Promise<Items> {
  const gone = items.flatMap(({ eventId, name }) => (eventId && !name ? [eventId] : []))
  const names = await listNamesOfGone(ctx, gone)
  return items.map((item) => ({
    ...item,
    name: item.name || ((item.eventId && names.get(item.eventId)) ?? ''),
  }))
}
