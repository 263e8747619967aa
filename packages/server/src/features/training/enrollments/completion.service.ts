import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError } from '../../../domain/errors.ts'
import type { MarkingId, PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { lockEditable } from '../sessions/sessions.service.ts'
import * as completionStore from './completion.store.ts'

/**
 * Marks by hand that people have completed a session, or takes that back: all of these people, or nobody.
 *
 * @returns how many it changed something for
 * @throws {ConflictError} `completion-not-manual`, `completion-not-enrolled`
 */
export async function completeByHand(
  ctx: Ctx,
  actor: Actor,
  sessionId: SessionId,
  asked: { personIds: readonly PersonId[]; isCompleted: boolean },
): Promise<{ changed: number }> {
  const { id: platformId } = ctx.platform
  const personIds = [...new Set(asked.personIds)]
  return withTransaction(ctx.db, async (trx) => {
    const session = await lockEditable(ctx, trx, actor, sessionId)
    if (session.completionRule !== 'manual') throw new ConflictError('completion-not-manual')
    const count = await completionStore.countPlacesOf(trx, platformId, sessionId, personIds)
    if (count < personIds.length) throw new ConflictError('completion-not-enrolled')
    const { isCompleted } = asked
    const step = { platformId, sessionId, actorId: actor.personId, at: ctx.now(), isCompleted }
    const people = personIds.map((personId) => ({ personId, changeId: ctx.newId<MarkingId>() }))
    const changed = await completionStore.setCompletion(trx, step, people)
    if (changed.length > 0) {
      const kind = isCompleted ? 'session-completed' : 'session-reopened'
      const changes = { people: changed.length }
      await happened(ctx, trx, { kind, id: sessionId, by: actor.personId, changes })
    }
    return { changed: changed.length }
  })
}
