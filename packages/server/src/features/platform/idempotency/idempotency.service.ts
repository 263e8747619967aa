import type { Ctx } from '../../../ctx.ts'
import type { Sweeping, Trx } from '../../../db/database.ts'
import { ConflictError, InvalidInputError } from '../../../domain/errors.ts'
import type { PersonId, PlatformId } from '../../../domain/ids.ts'
import * as keysStore from './idempotency.store.ts'

/** An answer is given again for so long. */
export const KEPT_HOURS = 24
/** Larger answers are not kept. */
export const MAX_ANSWER_BYTES = 256 * 1024
/** A request that nobody renews any more was given up: its process has died. Who asks again waits for so long. */
const LEASE_MS = 20_000
/** How often a running request says that it still runs. */
export const RENEW_EVERY_MS = 5_000

/** An answer as it was sent: no cookie, no secret. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** A request with an `Idempotency-Key`. */
export interface KeyedRequest {
  readonly personId: PersonId
  readonly key: string
  /** Tells it from one that took it over, or from which it took over. */
  readonly begunAt: Date
  /** SHA-256 over method, address and body. */
  readonly requestHash: Buffer
}

/**
 * Makes a request the only one with its key.
 *
 * @returns the answer that was given before; undefined = carry it out, then call {@link finishRequest}
 * @throws {InvalidInputError} `idempotency-other-request`
 * @throws {ConflictError} `idempotency-running`, `idempotency-answer-lost`, `idempotency-answer-not-kept`
 */
export async function beginRequest(ctx: Ctx, request: KeyedRequest): Promise<Answer | undefined> {
  const { personId, key, begunAt, requestHash } = request
  const platformId = ctx.platform.id
  const own = { platformId, personId, key, begunAt }
  const now = begunAt
  const leaseUntil = new Date(now.getTime() + LEASE_MS)
  await keysStore.deleteBefore(ctx.db, ctx.platform.id, endOfKeeping(now), { personId, key })
  // A key can be forgotten between the two statements: then it is free, and tried again.
  for (let round = 0; round < 5; round++) {
    if (
      await keysStore.insertKey(ctx.db, {
        platformId,
        personId,
        key,
        requestHash,
        leaseUntil,
        createdAt: now,
      })
    )
      return undefined
    const row = await keysStore.findKey(ctx.db, own)
    if (!row) continue
    if (!row.requestHash.equals(requestHash))
      throw new InvalidInputError('idempotency-other-request', { key })
    if (row.state === 'not-kept') throw new ConflictError('idempotency-answer-not-kept', { key })
    if (row.state === 'answered') {
      return { status: row.status ?? 200, headers: row.headers ?? {}, body: row.body ?? '' }
    }
    if (row.leaseUntil >= now) throw new ConflictError('idempotency-running', { key })
    if (row.committed) throw new ConflictError('idempotency-answer-lost', { key })
    if (await keysStore.takeOver(ctx.db, own, { now, leaseUntil })) return undefined
  }
  throw new ConflictError('idempotency-running', { key })
}

/** Says that a request is still carried out. */
export async function renewRequest(ctx: Ctx, { personId, key, begunAt }: KeyedRequest): Promise<void> {
  const own = { platformId: ctx.platform.id, personId, key, begunAt }
  await keysStore.updateKey(ctx.db, own, { leaseUntil: new Date(ctx.now().getTime() + LEASE_MS) })
}

/**
 * Ends a request. Only good answers are kept: a refusal has changed nothing, so that asking again is harmless
 * and may go well by then.
 *
 * @param answer undefined = it was refused or failed
 * @param isSecret the answer must not be kept
 */
export async function finishRequest(
  ctx: Ctx,
  { personId, key, begunAt }: KeyedRequest,
  answer: Answer | undefined,
  isSecret: boolean,
): Promise<void> {
  const own = { platformId: ctx.platform.id, personId, key, begunAt }
  if (!answer) {
    const forgotten = await keysStore.deleteUncommitted(ctx.db, own)
    // A part of it was done before it failed: nobody must do that part twice.
    if (!forgotten) await keysStore.updateKey(ctx.db, own, { leaseUntil: new Date(0) })
    return
  }
  // PostgreSQL keeps no zero bytes in texts.
  if (isSecret || Buffer.byteLength(answer.body) > MAX_ANSWER_BYTES || answer.body.includes('\0')) {
    await keysStore.updateKey(ctx.db, own, { state: 'not-kept' })
    return
  }
  const { status, headers, body } = answer
  await keysStore.updateKey(ctx.db, own, {
    state: 'answered',
    status,
    headers: JSON.stringify(headers),
    body,
  })
}

/**
 * Notes in the transaction of a change that the request has done something: after a crash it is not done again.
 *
 * @throws {ConflictError} `idempotency-running` when another has taken over: only that one may change something
 */
export async function markCommitted(ctx: Ctx, trx: Trx): Promise<void> {
  const keyed = ctx.through?.idempotency
  if (!keyed) return
  const isOurs = await keysStore.updateKey(
    trx,
    { platformId: ctx.platform.id, ...keyed },
    { committed: true },
  )
  if (!isOurs) throw new ConflictError('idempotency-running', { key: keyed.key })
}

/** What is old is forgotten so late, so that a platform has that to do once in a while and not each minute. */
const FORGET_LATE_MS = 3_600_000

/** Platforms on which {@link sweepIdempotency} finds something. */
export function findOldKeys(db: Sweeping, now: Date): Promise<PlatformId[]> {
  return keysStore.listPlatformsWithOld(db, new Date(endOfKeeping(now).getTime() - FORGET_LATE_MS))
}

/** Forgets what is older than a day. */
export function sweepIdempotency(ctx: Ctx): Promise<void> {
  return keysStore.deleteBefore(ctx.db, ctx.platform.id, endOfKeeping(ctx.now()))
}

function endOfKeeping(now: Date): Date {
  return new Date(now.getTime() - KEPT_HOURS * 3_600_000)
}
