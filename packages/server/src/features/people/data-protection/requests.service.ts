import type { z } from 'zod'
import { assertMayErase } from '../../../access/people.policy.ts'
import { assertSuperadmin } from '../../../access/roles.ts'
import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import { ConflictError, NotFoundError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import type { Actor } from '../../../http/actor.ts'
import { nameOf } from '../people/people.service.ts'
import type { ErasureRequest, OwnErasureRequest } from './erasure.schemas.ts'
import * as erasureStore from './erasure.store.ts'
import * as requestsStore from './requests.store.ts'

const MAX_REQUESTS = 500
/** GDPR, article 12(3): an answer within one month. */
const ANSWER_DAYS = 30
/** Of each kind, in a copy of one's data. */
const MAX_ROWS = 20_000

/** Whether somebody wants their own data to be erased, and what became of it. */
export async function getOwnRequest(ctx: Ctx, actor: Actor): Promise<z.output<typeof OwnErasureRequest>> {
  const row = await requestsStore.findRequest(ctx.db, ctx.platform.id, actor.personId)
  if (!row) return { state: 'none', askedAt: null, reason: '', answer: '' }
  return {
    state: row.declinedAt ? 'declined' : 'waiting',
    askedAt: row.askedAt.toISOString(),
    reason: row.reason,
    answer: row.answer,
  }
}

/** Superadmins hear of it and decide. @throws {ConflictError} `erasure-asked-already` */
export async function askErasure(ctx: Ctx, actor: Actor, reason: string) {
  const { personId } = actor
  await withTransaction(ctx.db, async (trx) => {
    const request = { platformId: ctx.platform.id, personId, askedAt: ctx.now(), reason }
    if (!(await requestsStore.insertRequest(trx, request))) throw new ConflictError('erasure-asked-already')
    await happened(ctx, trx, { kind: 'erasure-asked', id: personId, by: personId })
  })
  return getOwnRequest(ctx, actor)
}

/** They want it no longer, or have read the answer. @throws {NotFoundError} `erasure-request-not-found` */
export async function withdrawRequest(ctx: Ctx, actor: Actor): Promise<void> {
  const { personId } = actor
  await withTransaction(ctx.db, async (trx) => {
    if (!(await requestsStore.deleteRequest(trx, ctx.platform.id, personId)))
      throw new NotFoundError('erasure-request-not-found')
    await happened(ctx, trx, { kind: 'erasure-request-withdrawn', id: personId, by: personId })
  })
}

/** Those that wait, the oldest first. */
export async function listRequests(ctx: Ctx, actor: Actor): Promise<z.output<typeof ErasureRequest>[]> {
  assertSuperadmin(actor)
  const rows = await requestsStore.listWaiting(ctx.db, ctx.platform.id, MAX_REQUESTS)
  return rows.map(({ personId, email, askedAt, reason, ...person }) => ({
    ...{ personId, email, reason, name: nameOf(person) },
    askedAt: askedAt.toISOString(),
    answerBy: new Date(askedAt.getTime() + ANSWER_DAYS * 86_400_000).toISOString(),
  }))
}

/** The person is told why. @throws {NotFoundError} `erasure-request-not-found` */
export async function declineRequest(
  ctx: Ctx,
  actor: Actor,
  personId: PersonId,
  answer: string,
): Promise<void> {
  assertMayErase(actor)
  await withTransaction(ctx.db, async (trx) => {
    const decision = { declinedAt: ctx.now(), declinedBy: actor.personId, answer }
    if (!(await requestsStore.declineRequest(trx, ctx.platform.id, personId, decision)))
      throw new NotFoundError('erasure-request-not-found')
    await happened(ctx, trx, { kind: 'erasure-declined', id: personId, by: actor.personId, reason: answer })
  })
}

/** All that is kept of somebody, for themselves: rows as they are, by table, without secrets. */
export async function takeOwnData(ctx: Ctx, actor: Actor): Promise<string> {
  const { personId } = actor
  const { id: platformId, name } = ctx.platform
  const data = await erasureStore.listOwnData(ctx.db, platformId, personId, MAX_ROWS)
  return JSON.stringify({ platform: name, personId, takenAt: ctx.now().toISOString(), data }, null, 2)
}
