import type { Ctx } from '../../../ctx.ts'
import type { Trx } from '../../../db/database.ts'
import type { EnrollmentStatus } from '../../../domain/enrollment.ts'
import type { SettledLearner } from '../../../domain/facts/training.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import { getInLine, givePlaces, listInOrder, setStatuses } from '../enrollments/places.service.ts'
import type { LockedSession } from '../sessions/locked-sessions.service.ts'

/** What a planner wants for a learner of a cancelled session. */
export type Wish =
  | { readonly fate: 'keep' | 'release' }
  | { readonly fate: 'move' | 'wait'; readonly toSessionId: SessionId }

/** What became of a learner, with their name. */
export interface Settled extends SettledLearner {
  readonly firstName: string
  readonly lastName: string
}

type Learner = Awaited<ReturnType<typeof listInOrder>>[number]

interface Settling {
  readonly session: LockedSession
  /** Locked, too: where learners may go. */
  readonly targets: ReadonlyMap<SessionId, LockedSession>
  readonly actorId: PersonId | null
  wishOf(personId: PersonId): Wish
}

type Result = Pick<Settled, 'outcome' | 'toSessionId'>

/**
 * Does with the learners what is wished, in the order in which they got their places, and tells nobody. Nobody is
 * placed over a maximum, and nobody overtakes people who wait there already. However many they are, it takes few statements.
 *
 * @param trx holds the locks of all sessions concerned; the session is marked as cancelled
 */
export async function settleLearners(ctx: Ctx, trx: Trx, settling: Settling): Promise<Settled[]> {
  const untold: Ctx = { ...ctx, isQuiet: true }
  const learners = await listInOrder(ctx, trx, settling.session.id)
  // What somebody has completed stays theirs.
  const wishes = learners.map(
    ({ personId, hasCompleted }): Wish => (hasCompleted ? { fate: 'keep' } : settling.wishOf(personId)),
  )
  const placed = await placeElsewhere(untold, trx, settling, toRuns(learners, wishes))
  const results = learners.map(({ personId }, index) => resultOf(wishes[index], placed.get(personId)))
  const isGone = (index: number) =>
    results[index]?.outcome === 'moved' || results[index]?.outcome === 'waiting'
  const leaving = learners.flatMap(({ personId, status: before }, index) => {
    const isReleased = results[index]?.outcome === 'released'
    if (!isReleased && !isGone(index)) return []
    return [{ personId, before, status: 'cancelled', cause: isReleased ? 'removed' : 'moved' } as const]
  })
  // An offer of a session that does not take place can't be taken: its person stands first in line again.
  const inLineAgain = learners.flatMap(({ personId, status, waitingSince }, index) => {
    const stays = results[index]?.outcome === 'kept' || results[index]?.outcome === 'not-placed'
    return stays && status === 'offered'
      ? [{ personId, before: status, status: 'waiting', cause: 'waiting', waitingSince } as const]
      : []
  })
  await setStatuses(untold, trx, settling, [...leaving, ...inLineAgain])
  return learners.map(({ personId, firstName, lastName, status }, index) => ({
    ...{ personId, firstName, lastName },
    hadPlace: status === 'enrolled',
    ...(results[index] ?? { outcome: 'kept', toSessionId: null }),
  }))
}

function resultOf(wish: Wish | undefined, status: EnrollmentStatus | undefined): Result {
  if (!wish || wish.fate === 'keep') return { outcome: 'kept', toSessionId: null }
  if (wish.fate === 'release') return { outcome: 'released', toSessionId: null }
  if (!status || !('toSessionId' in wish)) return { outcome: 'not-placed', toSessionId: null }
  return { outcome: status === 'waiting' ? 'waiting' : 'moved', toSessionId: wish.toSessionId }
}

/** People who follow each other on their way to one session, by the same wish. */
interface Run {
  readonly wish: Extract<Wish, { toSessionId: SessionId }>
  readonly personIds: PersonId[]
}

/** For each session that somebody goes to: the people who ask for a place and those who ask for the line, in their order. */
function toRuns(learners: readonly Learner[], wishes: readonly Wish[]): Run[] {
  const runs: Run[] = []
  const last = new Map<SessionId, Run>()
  for (const [index, { personId }] of learners.entries()) {
    const wish = wishes[index]
    if (!wish || !('toSessionId' in wish)) continue
    const run = last.get(wish.toSessionId)
    if (run?.wish.fate === wish.fate) {
      run.personIds.push(personId)
      continue
    }
    const next: Run = { wish, personIds: [personId] }
    last.set(wish.toSessionId, next)
    runs.push(next)
  }
  return runs
}

/** @returns what they have there now; people who are not in it could not be placed */
async function placeElsewhere(
  ctx: Ctx,
  trx: Trx,
  { actorId, targets }: Settling,
  runs: readonly Run[],
): Promise<Map<PersonId, EnrollmentStatus>> {
  const placed = new Map<PersonId, EnrollmentStatus>()
  for (const { wish, personIds } of runs) {
    const session = targets.get(wish.toSessionId)
    if (!session) continue
    const placing = { session, personIds, actorId, cause: 'moved' as const }
    const given =
      wish.fate === 'wait'
        ? await getInLine(ctx, trx, placing)
        : await givePlaces(ctx, trx, { ...placing, whenFull: 'wait', queues: true })
    for (const one of given) if ('status' in one) placed.set(one.personId, one.status)
  }
  return placed
}
