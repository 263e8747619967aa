import type { Ctx } from '../../ctx.ts'
import type { Trx } from '../../db/database.ts'
import type { EnrollmentStatus } from '../../domain/enrollment.ts'
import { AppError } from '../../domain/errors.ts'
import type { PersonId, SessionId } from '../../domain/ids.ts'
import { getInLine, givePlace, listInOrder, setStatuses } from '../enrollments/places.service.ts'

/** What a planner wants for a learner of a cancelled session. */
export type Wish =
  | { readonly fate: 'keep' | 'release' }
  | { readonly fate: 'move' | 'wait'; readonly toSessionId: SessionId }

/** What became of a learner. `not-placed`: was to go elsewhere and could not, so that they were kept. */
export interface Settled {
  readonly personId: PersonId
  readonly firstName: string
  readonly lastName: string
  readonly outcome: 'kept' | 'moved' | 'waiting' | 'released' | 'not-placed'
  /** Where they are now, for `moved` and `waiting`. */
  readonly toSessionId: SessionId | null
  /** They had a place, so that the dates stand in their calendar. */
  readonly hadPlace: boolean
}

type Learner = Awaited<ReturnType<typeof listInOrder>>[number]

interface Settling {
  readonly sessionId: SessionId
  readonly actorId: PersonId | null
  wishOf(personId: PersonId): Wish
}

/**
 * Does with each learner what is wished, in the order in which they got their places, and tells nobody. Nobody is
 * placed over a maximum, and nobody passes who waits there already.
 *
 * @param trx holds the locks of all sessions concerned; the session is marked as cancelled
 */
export async function settleLearners(ctx: Ctx, trx: Trx, settling: Settling): Promise<Settled[]> {
  const untold: Ctx = { ...ctx, isQuiet: true }
  const settled: Settled[] = []
  for (const learner of await listInOrder(ctx, trx, settling.sessionId)) {
    const { personId, firstName, lastName, status } = learner
    const result = await settleOne(untold, trx, settling, learner)
    const hadPlace = status === 'enrolled' || status === 'completed'
    settled.push({ personId, firstName, lastName, hadPlace, ...result })
  }
  return settled
}

type Result = Pick<Settled, 'outcome' | 'toSessionId'>

async function settleOne(ctx: Ctx, trx: Trx, settling: Settling, learner: Learner): Promise<Result> {
  const { personId, status } = learner
  // What somebody has completed stays theirs.
  const wish: Wish = status === 'completed' ? { fate: 'keep' } : settling.wishOf(personId)
  const leave = (cause: 'moved' | 'removed') => leaveSession(ctx, trx, settling, personId, cause)
  switch (wish.fate) {
    case 'release':
      await leave('removed')
      return { outcome: 'released', toSessionId: null }
    case 'keep':
      await keep(ctx, trx, settling, learner)
      return { outcome: 'kept', toSessionId: null }
    case 'move':
    case 'wait': {
      const now = await place(ctx, trx, settling, personId, wish)
      if (!now) {
        await keep(ctx, trx, settling, learner)
        return { outcome: 'not-placed', toSessionId: null }
      }
      await leave('moved')
      return { outcome: now === 'waiting' ? 'waiting' : 'moved', toSessionId: wish.toSessionId }
    }
  }
}

/** @returns what they have there now, or undefined when there is nothing for them */
async function place(
  ctx: Ctx,
  trx: Trx,
  { actorId }: Settling,
  personId: PersonId,
  wish: Extract<Wish, { toSessionId: SessionId }>,
): Promise<EnrollmentStatus | undefined> {
  const placing = { sessionId: wish.toSessionId, personId, actorId, cause: 'moved' as const }
  try {
    return wish.fate === 'wait'
      ? await getInLine(ctx, trx, placing)
      : await givePlace(ctx, trx, { ...placing, whenFull: 'wait', queues: true })
  } catch (error) {
    if (error instanceof AppError) return undefined
    throw error
  }
}

/** An offer of a session that does not take place can't be taken: its person stands first in line again. */
async function keep(ctx: Ctx, trx: Trx, { sessionId, actorId }: Settling, learner: Learner): Promise<void> {
  if (learner.status !== 'offered') return
  const { personId, waitingSince } = learner
  const next = { personId, status: 'waiting', cause: 'waiting', waitingSince } as const
  await setStatuses(ctx, trx, { sessionId, actorId }, [next])
}

async function leaveSession(
  ctx: Ctx,
  trx: Trx,
  { sessionId, actorId }: Settling,
  personId: PersonId,
  cause: 'moved' | 'removed',
): Promise<void> {
  await setStatuses(ctx, trx, { sessionId, actorId }, [{ personId, status: 'cancelled', cause }])
}
