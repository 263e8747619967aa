import type { z } from 'zod'
import { assertDuty } from '../../../access/duties.policy.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { normalizeEmail } from '../../../domain/email.ts'
import { ConflictError, InvalidInputError, NotFoundError } from '../../../domain/errors.ts'
import type { PersonId, SessionId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { eachAlone } from '../../../jobs/each.ts'
import { findPersonOfAddress, nameOf } from '../../people/people/people.service.ts'
import { takeBack } from '../enrollments/enrollments.service.ts'
import { oneByOne } from '../enrollments/one-by-one.ts'
import { givePlace, setStatuses } from '../enrollments/places.service.ts'
import { lockSession } from '../sessions/locked-sessions.service.ts'
import * as requestsStore from './requests.store.ts'
import type { ChooseDeputy, Deputy, TeamRequest } from './team.schemas.ts'

/** A deputy is for an absence, not for good. */
const MOST_DAYS = 366

interface OfRequest {
  readonly sessionId: SessionId
  readonly personId: PersonId
}

/** What waits for somebody to decide: of their team, and of teams for which they stand in. */
export async function listRequests(ctx: Ctx, actor: Actor): Promise<z.output<typeof TeamRequest>[]> {
  assertDuty(actor, 'manager')
  const rows = await requestsStore.listRequests(ctx.db, ctx.platform.id, actor.personId, { now: ctx.now() })
  return rows.map(({ firstName, lastName, taken, maxEnrollment, ...row }) => ({
    ...{ sessionId: row.sessionId, personId: row.personId, insteadOf: row.insteadOf },
    ...{ courseName: row.courseName, sessionName: row.sessionName },
    name: nameOf({ firstName, lastName }),
    firstStartsAt: row.firstStartsAt?.toISOString() ?? null,
    lastEndsAt: row.lastEndsAt?.toISOString() ?? null,
    requestedAt: row.requestedAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    isFull: maxEnrollment !== null && taken >= maxEnrollment,
  }))
}

/**
 * Gives whoever asked a place, or a position in the line where all are taken: nothing was held meanwhile. Of two who decide
 * at once the first one does.
 *
 * @returns what they have now
 * @throws {NotFoundError} `request-not-found` {ConflictError} `request-decided`, and as places are refused
 */
export async function approveRequest(ctx: Ctx, actor: Actor, of: OfRequest): Promise<'enrolled' | 'waiting'> {
  const approving = () =>
    withTransaction(ctx.db, async (trx) => {
      const session = await lockSession(ctx, trx, of.sessionId)
      await assertMine(ctx, trx, actor, of)
      const status = await givePlace(ctx, trx, {
        ...{ session, personId: of.personId, actorId: actor.personId },
        ...{ whenFull: 'wait', queues: true },
      })
      await happened(ctx, trx, { kind: 'request-approved', id: idOf(of), by: actor.personId })
      return status === 'waiting' ? status : 'enrolled'
    })
  return oneByOne(ctx, of.sessionId, approving)
}

/** Says no, with a reason that whoever asked reads. @throws as {@link approveRequest} */
export async function refuseRequest(
  ctx: Ctx,
  actor: Actor,
  { reason, ...of }: OfRequest & { readonly reason: string },
): Promise<void> {
  await withTransaction(ctx.db, async (trx) => {
    const session = await lockSession(ctx, trx, of.sessionId)
    await assertMine(ctx, trx, actor, of)
    await takeBack(ctx, trx, actor, { session, personIds: [of.personId], reason })
    await happened(ctx, trx, {
      kind: 'request-refused',
      id: idOf(of),
      by: actor.personId,
      changes: { reason },
    })
  })
}

const idOf = ({ sessionId, personId }: OfRequest) => `${sessionId}/${personId}` as const

/** Asked under the session's lock, so that nobody decides twice. */
async function assertMine(ctx: Ctx, trx: Trx, actor: Actor, of: OfRequest): Promise<void> {
  assertDuty(actor, 'manager')
  const { id: platformId } = ctx.platform
  const now = ctx.now()
  const [request] = await requestsStore.listRequests(trx, platformId, actor.personId, { now, of })
  if (request) return
  const decided = await requestsStore.findDecided(trx, platformId, actor.personId, { now, ...of })
  if (!decided) throw new NotFoundError('request-not-found')
  const isIn = decided.status === 'enrolled' || decided.status === 'offered' || decided.status === 'waiting'
  throw new ConflictError(isIn ? 'request-approved' : 'request-ended', { name: decided.actorName ?? '' })
}

/** Who decides for a manager meanwhile; null = nobody else does. */
export async function getDeputy(ctx: Ctx, actor: Actor): Promise<z.output<typeof Deputy> | null> {
  assertDuty(actor, 'manager')
  const row = await requestsStore.findDeputy(ctx.db, ctx.platform.id, actor.personId)
  if (!row || row.endsAt <= ctx.now()) return null
  return { name: nameOf(row), email: row.email, endsAt: row.endsAt.toISOString() }
}

/**
 * Says who decides about requests of one's team until a moment. They see the requests, and nothing else of the team.
 *
 * @throws {InvalidInputError} `deputy-not-found`, `deputy-oneself`, `deputy-until`
 */
export async function chooseDeputy(
  ctx: Ctx,
  actor: Actor,
  { email, endsAt }: z.output<typeof ChooseDeputy>,
): Promise<z.output<typeof Deputy> | null> {
  assertDuty(actor, 'manager')
  const until = new Date(endsAt)
  const now = ctx.now()
  if (until <= now || until.getTime() > now.getTime() + MOST_DAYS * 86_400_000)
    throw InvalidInputError.at('/endsAt', 'deputy-until', { days: MOST_DAYS })
  await withTransaction(ctx.db, async (trx) => {
    const deputy = await findPersonOfAddress(ctx, trx, normalizeEmail(email))
    if (!deputy?.active) throw InvalidInputError.at('/email', 'deputy-not-found', { email })
    if (deputy.id === actor.personId) throw InvalidInputError.at('/email', 'deputy-oneself')
    const chosen = { managerId: actor.personId, deputyId: deputy.id, endsAt: until }
    await requestsStore.putDeputy(trx, ctx.platform.id, chosen)
    const changes = { deputyId: deputy.id, until: until.toISOString() }
    await happened(ctx, trx, { kind: 'deputy-chosen', id: actor.personId, by: actor.personId, changes })
  })
  return getDeputy(ctx, actor)
}

/** From now on nobody else decides. */
export async function removeDeputy(ctx: Ctx, actor: Actor): Promise<void> {
  assertDuty(actor, 'manager')
  await withTransaction(ctx.db, async (trx) => {
    if (!(await requestsStore.deleteDeputy(trx, ctx.platform.id, actor.personId))) return
    await happened(ctx, trx, { kind: 'deputy-removed', id: actor.personId, by: actor.personId })
  })
}

/** Platforms on which {@link endRequests} finds something. */
export const findExpired = requestsStore.listPlatformsWithExpired

/** Every minute: requests that nobody decided about in time end, and whoever asked is told. */
export async function endRequests(ctx: Ctx): Promise<void> {
  const { id: platformId } = ctx.platform
  await eachAlone(
    await requestsStore.listExpired(ctx.db, platformId, ctx.now()),
    (sessionId) => `session ${sessionId}`,
    (sessionId) =>
      withTransaction(ctx.db, async (trx) => {
        const session = await lockSession(ctx, trx, sessionId)
        const people = await requestsStore.listExpiredOf(trx, platformId, sessionId, ctx.now())
        await setStatuses(
          ctx,
          trx,
          { session, actorId: null },
          people.map((personId) => ({
            ...{ personId, before: 'requested', status: 'cancelled', cause: 'request-expired' },
          })),
        )
      }),
  )
}
