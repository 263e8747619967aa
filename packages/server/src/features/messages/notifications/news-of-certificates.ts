import type { Follower } from '../../../ctx.ts'
import type { FactOf } from '../../../domain/fact.ts'
import { tell } from './notifications.service.ts'

/** What learners are told of their certificates. */

const path = '/learn?panel=certificates'

export const tellIssued: Follower<FactOf<'certificates-issued'>> = (
  ctx,
  trx,
  { sessionId, certificates },
) => {
  const personIds = certificates.map(({ personId }) => personId)
  return tell(ctx, trx, { kind: 'certificate-issued', sessionId, params: { path } }, personIds)
}

/** Of one in whose place another one is issued, that one tells. */
export const tellRecalled: Follower<FactOf<'certificates-recalled'>> = async (ctx, trx, fact) => {
  const { sessionId, certificates, reason, isReplaced } = fact
  if (isReplaced) return
  const personIds = certificates.map(({ personId }) => personId)
  const params = { path, ...(reason ? { reason } : {}) }
  await tell(ctx, trx, { kind: 'certificate-recalled', sessionId, params }, personIds)
}
