import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { tell, tellSuperadmins } from './notifications.service.ts'

/** What people are told of completions. */

/** Of what was completed longer ago nobody is told: it is found late, such as by another rule. */
const NEWS_DAYS = 30

const isNew = (at: Date, now: Date) => at.getTime() > now.getTime() - NEWS_DAYS * 86_400_000

/** One notification for all whose completion is valid as long; who had completed it before knows. */
export const tellCompleted: Follower<FactOf<'person-completed'>> = async (ctx, trx, fact) => {
  const { sessionId, completions } = fact
  const news = completions.filter(
    ({ replaces, completedAt }) => replaces === null && isNew(completedAt, ctx.now()),
  )
  for (const own of Map.groupBy(news, ({ validUntil }) => validUntil?.getTime() ?? 0).values()) {
    const until = own[0]?.validUntil
    const kind = until ? 'completed-until' : 'completed'
    const params = until ? { values: { until: until.toISOString() } } : {}
    await tell(
      ctx,
      trx,
      { kind, sessionId, params },
      own.map(({ personId }) => personId),
    )
  }
}

export const tellWithdrawn: Follower<FactOf<'completion-withdrawn'>> = (ctx, trx, fact) => {
  const { sessionId, completions } = fact
  const people = completions.map(({ personId }) => personId)
  return tell(ctx, trx, { kind: 'completion-withdrawn', sessionId }, people)
}

/** The learners, and who plans: those once, however many learners they are. */
export const tellOutOfReach: Follower<FactOf<'goal-out-of-reach'>> = async (ctx, trx, fact) => {
  const { sessionId, personIds } = fact
  await tell(ctx, trx, { kind: 'goal-out-of-reach', sessionId }, personIds)
  const params = { values: { count: personIds.length }, path: `/sessions/${sessionId}/completion` }
  await tellSuperadmins(ctx, trx, { kind: 'goals-out-of-reach', sessionId, params, alsoTeachers: true })
}

export const tellExpiring: Follower<FactOf<'completion-expiring'>> = (ctx, trx, fact) => {
  const { sessionId, validUntil, personIds } = fact
  const params = { values: { until: validUntil.toISOString() } }
  return tell(ctx, trx, { kind: 'completion-expires', sessionId, params }, personIds)
}
