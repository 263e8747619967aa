import { type Follower, happened } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { addMinutes } from '../../../domain/time.ts'
import * as evaluationsStore from './evaluations.store.ts'

/** Of what was longer ago nobody is asked: it is judged late, such as by another rule. */
const NEWS_DAYS = 30

/** Whoever is found to have been there, in an event that is over, may answer now. */
export const askToEvaluate: Follower<FactOf<'attendance-marked' | 'attendance-judged'>> = async (
  ctx,
  trx,
  { id, personIds },
) => {
  const now = ctx.now()
  const span = { from: addMinutes(now, -NEWS_DAYS * 24 * 60), to: now }
  const waiting = await evaluationsStore.findWaiting(trx, ctx.platform.id, {
    eventId: id,
    personIds,
    ...span,
  })
  if (waiting) await happened(ctx, trx, { kind: 'evaluation-waiting', id, ...waiting })
}
