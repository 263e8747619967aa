import { createHash } from 'node:crypto'
import type { Ctx } from '../../../ctx.ts'
import { type Trx, withTransaction } from '../../../db/database.ts'
import { InvalidInputError, TooManyRequestsError, UnauthenticatedError } from '../../../domain/errors.ts'
import type { PersonId } from '../../../domain/ids.ts'
import { failuresAt, type TryRule, waitSecondsAt } from '../../../domain/tries.ts'
import * as triesStore from './tries.store.ts'

// Counted in the database, for all nodes. Why so: docs/decisions/0030-tries-are-slowed-down.md.

/** One account, tried from anywhere that its person has not signed in from. */
const STRANGERS: TryRule = { free: 10, maxWaitSeconds: 900, forgetSeconds: 900 }
/** One account, from a browser or address from which its person has signed in, or by who is signed in. */
const KNOWN: TryRule = { free: 10, maxWaitSeconds: 300, forgetSeconds: 60 }
/** Failures for all accounts from one address: a company may be behind it. */
const ADDRESS: TryRule = { free: 100, maxWaitSeconds: 300, forgetSeconds: 30 }
/** Words and codes that one person may have misheard: twenty in ten minutes. */
const GUESSES: TryRule = { free: 20, maxWaitSeconds: 600, forgetSeconds: 30 }
/** Requests for new passwords from one address. */
const RESETS: TryRule = { free: 30, maxWaitSeconds: 300, forgetSeconds: 60 }

const DAY_MS = 86_400_000
const KNOWN_DAYS = 90

/** The browser that asks. */
export interface Caller {
  /** Its network: an address of IPv4, the first half of one of IPv6. */
  readonly network: string
  /** A random text that this browser keeps. */
  readonly browser: string
  readonly userAgent: string | undefined
}

/** What is counted, and how. */
interface Counter {
  readonly key: Buffer
  readonly rule: TryRule
}

/**
 * Lets somebody try to prove that an account is theirs, and counts when they don't. Counted before the try, so that many
 * at once are counted too, and taken back unless it failed.
 *
 * @param account of a person their id; else what was typed
 * @param work fails with an {@link UnauthenticatedError} for a proof that is none
 * @throws {TooManyRequestsError} `too-many-tries`
 */
export async function tryToProve<T>(
  ctx: Ctx,
  { account, caller }: { account: string; caller: Caller },
  work: (assertNetwork: () => Promise<void>) => Promise<T>,
): Promise<T> {
  const origins = originKeys(account, caller)
  const rows = await triesStore.listTries(ctx.db, ctx.platform.id, origins)
  const now = ctx.now()
  const known = rows.find(({ knownUntil }) => knownUntil !== null && knownUntil > now)
  const network: Counter = { key: keyOf('network', caller.network), rule: ADDRESS }
  const counter = known
    ? { key: known.key, rule: KNOWN }
    : { key: keyOf('account', account), rule: STRANGERS }
  await count(ctx, counter)
  try {
    // Of who is known here others in their network tell nothing.
    const result = await work(known ? async () => {} : () => assertMayTry(ctx, network))
    await triesStore.takeBack(ctx.db, ctx.platform.id, counter.key)
    return result
  } catch (error) {
    const isWrong = error instanceof UnauthenticatedError && error.code !== 'second-factor-needed'
    if (!isWrong) await triesStore.takeBack(ctx.db, ctx.platform.id, counter.key)
    else if (!known) await add(ctx, network)
    throw error
  }
}

/**
 * The same for who is signed in and proves it again.
 *
 * @param isRight may also fail with an {@link InvalidInputError} for a proof that is none
 * @throws {TooManyRequestsError} `too-many-tries`
 */
export async function tryAsSignedIn(
  ctx: Ctx,
  personId: PersonId,
  isRight: () => Promise<boolean>,
): Promise<boolean> {
  const counter: Counter = { key: keyOf('signed-in', personId), rule: KNOWN }
  await count(ctx, counter)
  try {
    const right = await isRight()
    if (right) await triesStore.deleteTries(ctx.db, ctx.platform.id, counter.key)
    return right
  } catch (error) {
    const isWrong = error instanceof InvalidInputError && error.code !== 'second-factor-needed'
    if (!isWrong) await triesStore.takeBack(ctx.db, ctx.platform.id, counter.key)
    throw error
  }
}

/** For proofs that name no account, such as passkeys. @throws {TooManyRequestsError} */
export async function tryFromNetwork<T>(ctx: Ctx, caller: Caller, work: () => Promise<T>): Promise<T> {
  const network: Counter = { key: keyOf('network', caller.network), rule: ADDRESS }
  await assertMayTry(ctx, network)
  try {
    return await work()
  } catch (error) {
    if (error instanceof UnauthenticatedError) await add(ctx, network)
    throw error
  }
}

/** @throws {TooManyRequestsError} when one address asks for many */
export function countReset(ctx: Ctx, { network }: Caller): Promise<void> {
  return count(ctx, { key: keyOf('resets', network), rule: RESETS })
}

/** How often somebody may still be wrong about one thing, and how long they have to wait where they may not. */
export interface Guesses {
  readonly left: number
  readonly waitSeconds: number
}

/** Nobody else guesses as them until the transaction ends, on whatever node. @param about what is guessed, and who guesses */
export async function lockGuesses(ctx: Ctx, trx: Trx, about: readonly string[]): Promise<Guesses> {
  const key = keyOf('guesses', ...about)
  await triesStore.holdKey(trx, ctx.platform.id, key)
  const [row] = await triesStore.listTries(trx, ctx.platform.id, [key])
  if (!row) return { left: GUESSES.free, waitSeconds: 0 }
  const failures = failuresAt(row, GUESSES, ctx.now())
  const waitSeconds = waitSecondsAt(row, GUESSES, ctx.now())
  return { left: waitSeconds > 0 ? 0 : Math.max(1, GUESSES.free - failures), waitSeconds }
}

/** After {@link lockGuesses}. */
export async function countWrong(ctx: Ctx, trx: Trx, about: readonly string[], wrong: number): Promise<void> {
  if (wrong === 0) return
  const [now, key] = [ctx.now(), keyOf('guesses', ...about)]
  const row = await triesStore.lockTries(trx, ctx.platform.id, key, { now, forgetAt: forgetAt(now) })
  const failures = failuresAt(row, GUESSES, now) + wrong
  await triesStore.setFailures(trx, ctx.platform.id, key, { failures, triedAt: now })
  await triesStore.deleteForgotten(trx, ctx.platform.id, now)
}

/** The person signed in with this browser and from this network: strangers do not slow them down there. */
export async function rememberOrigin(
  ctx: Ctx,
  db: Ctx['db'] | Trx,
  personId: PersonId,
  caller: Caller,
): Promise<void> {
  const now = ctx.now()
  const knownUntil = new Date(now.getTime() + KNOWN_DAYS * DAY_MS)
  await triesStore.setKnown(db, ctx.platform.id, originKeys(personId, caller), { now, knownUntil })
}

/** A new password is nothing that was guessed at. */
export function forgetTries(ctx: Ctx, trx: Trx, personId: PersonId): Promise<void> {
  return triesStore.deleteTries(trx, ctx.platform.id, keyOf('account', personId))
}

/** @throws {TooManyRequestsError} `too-many-tries` */
async function count(ctx: Ctx, counter: Counter): Promise<void> {
  const seconds = await withTransaction(ctx.db, async (trx) => {
    const wait = await countAndWait(ctx, trx, counter)
    await triesStore.deleteForgotten(trx, ctx.platform.id, ctx.now())
    return wait
  })
  if (seconds > 0) throw new TooManyRequestsError('too-many-tries', { seconds })
}

/** @returns seconds to wait, in which case nothing is counted: a person who asks too early need not wait longer for that */
async function countAndWait(ctx: Ctx, trx: Trx, { key, rule }: Counter): Promise<number> {
  const now = ctx.now()
  const row = await triesStore.lockTries(trx, ctx.platform.id, key, { now, forgetAt: forgetAt(now) })
  const seconds = waitSecondsAt(row, rule, now)
  if (seconds > 0) return seconds
  const failures = failuresAt(row, rule, now) + 1
  await triesStore.setFailures(trx, ctx.platform.id, key, { failures, triedAt: now })
  return 0
}

/** Counts a failure that was let happen, whatever was counted meanwhile. */
async function add(ctx: Ctx, { key, rule }: Counter): Promise<void> {
  const now = ctx.now()
  await withTransaction(ctx.db, async (trx) => {
    const row = await triesStore.lockTries(trx, ctx.platform.id, key, { now, forgetAt: forgetAt(now) })
    const failures = failuresAt(row, rule, now) + 1
    await triesStore.setFailures(trx, ctx.platform.id, key, { failures, triedAt: now })
  })
}

async function assertMayTry(ctx: Ctx, { key, rule }: Counter): Promise<void> {
  const [row] = await triesStore.listTries(ctx.db, ctx.platform.id, [key])
  const seconds = row ? waitSecondsAt(row, rule, ctx.now()) : 0
  if (seconds > 0) throw new TooManyRequestsError('too-many-tries', { seconds })
}

/** Every rule has forgotten all that counts by then. */
function forgetAt(now: Date): Date {
  return new Date(now.getTime() + DAY_MS)
}

function originKeys(account: string, { browser, network }: Caller): Buffer[] {
  return [keyOf('browser', account, browser), keyOf('place', account, network)]
}

function keyOf(...parts: readonly string[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}
