import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { RoomId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { retryDelayMs } from '../../../domain/room.ts'
import type {
  Call,
  Connection,
  Learner,
  Registration,
  RegistrationBatch,
  RegistrationPart,
} from '../../../providers/provider.ts'
import type { RegistrationKey, RegistrationRow, WantedLearner } from './registrations.store.ts'
import * as registrationsStore from './registrations.store.ts'

/** What the provider refuses for good is looked at again when somebody may have mended it. */
const REFUSED_RETRY_MS = 30 * 60_000

/** How to reach the provider of a room. */
export interface Reach {
  readonly connection: Connection
  readonly registration: RegistrationPart
  readonly call: Call
}

/**
 * Gives one learner a place. Written down before and after; repeating it is safe, since a provider looks up who
 * is there already.
 *
 * @returns the personal link; undefined while the provider wants a person's approval
 * @throws {ProviderError} after writing down why
 */
export async function registerOne(
  ctx: Ctx,
  room: { id: RoomId },
  roomKey: string,
  wanted: WantedLearner,
  { connection, registration, call }: Reach,
): Promise<string | undefined> {
  const key = { platformId: ctx.platform.id, roomId: room.id, personId: wanted.personId }
  const before = await registrationsStore.findRegistration(ctx.db, key.platformId, room.id, key.personId)
  const isHere = before?.roomKey === roomKey
  const learner = sentOf(wanted)
  try {
    // Another name or address is another registrant there: the old one goes first.
    if (before && isHere && !isSamePerson(before, learner))
      await takeOut(before, roomKey, { connection, registration, call })
    const changedAt = ctx.now()
    await registrationsStore.upsertRegistrations(ctx.db, [
      { ...key, ...learner, ...asked(roomKey), changedAt },
    ])
    const place = await registration.register(connection, roomKey, learner, call)
    await writePlace(ctx, key, place)
    return place.joinUrl
  } catch (error) {
    if (error instanceof ProviderError) await writeDown(ctx, key, error, isHere ? before.failures : 0)
    throw error
  }
}

/**
 * Gives places to learners who have no place in this room yet, by one request. Written down before and after, so that whoever
 * was in one that was cut is registered by themselves next, which looks up who is there.
 *
 * @returns `left` has whom the provider said nothing of: all of them where the batch was refused as a whole
 */
export async function registerBatch(
  ctx: Ctx,
  room: { id: RoomId },
  roomKey: string,
  learners: readonly WantedLearner[],
  { connection, batch, call }: Omit<Reach, 'registration'> & { readonly batch: RegistrationBatch },
): Promise<{ done: number; failed: ProviderError[]; left: readonly WantedLearner[] }> {
  const keyOf = ({ personId }: WantedLearner) => ({ platformId: ctx.platform.id, roomId: room.id, personId })
  const changedAt = ctx.now()
  const rows = learners.map((one) => ({ ...keyOf(one), ...sentOf(one), ...asked(roomKey), changedAt }))
  await registrationsStore.upsertRegistrations(ctx.db, rows)
  const outcome = { done: 0, failed: [] as ProviderError[], left: [] as WantedLearner[] }
  const places = await batch
    .registerAll(connection, roomKey, learners.map(sentOf), call)
    .catch((error: unknown) => {
      if (!(error instanceof ProviderError)) throw error
      // One of them, or the account, is refused: of whom it holds is found one by one.
      if (error.kind === 'rejected' || error.kind === 'forbidden') return []
      return learners.map(() => error)
    })
  for (const [index, learner] of learners.entries()) {
    const place = places[index]
    if (place === undefined) outcome.left.push(learner)
    else if (place instanceof ProviderError) {
      outcome.failed.push(place)
      await writeDown(ctx, keyOf(learner), place, 0)
    } else {
      outcome.done += 1
      await writePlace(ctx, keyOf(learner), place)
    }
  }
  return outcome
}

/** Takes one registration back. @throws {ProviderError} after writing down why */
export async function unregisterOne(
  ctx: Ctx,
  row: RegistrationRow,
  roomKey: string,
  reach: Reach,
): Promise<void> {
  try {
    // In a room that is gone there is nobody left.
    if (row.roomKey === roomKey) await takeOut(row, roomKey, reach)
    await registrationsStore.deleteRegistration(ctx.db, row)
  } catch (error) {
    if (error instanceof ProviderError) await writeDown(ctx, row, error, row.failures)
    throw error
  }
}

/** A try whose outcome is not known has no key: then the address tells who it is. */
async function takeOut(
  row: RegistrationRow,
  roomKey: string,
  { connection, registration, call }: Reach,
): Promise<void> {
  const key = row.providerKey ?? (await findKey(row, roomKey, { connection, registration, call }))
  if (key) await registration.unregister(connection, roomKey, key, call)
}

/** Lists may lag, but a second registration names the first; one that is refused had none before. */
async function findKey(
  { email, firstName, lastName }: RegistrationRow,
  roomKey: string,
  { connection, registration, call }: Reach,
): Promise<string | undefined> {
  try {
    return (await registration.register(connection, roomKey, { email, firstName, lastName }, call)).key
  } catch (error) {
    if (error instanceof ProviderError && error.kind === 'rejected') return undefined
    throw error
  }
}

export function isSamePerson(
  row: { email: string; firstName: string; lastName: string },
  learner: { email: string; firstName: string; lastName: string },
): boolean {
  return (
    row.email === learner.email && row.firstName === learner.firstName && row.lastName === learner.lastName
  )
}

/** What the provider gets to know. */
function sentOf({ email, firstName, lastName }: WantedLearner): Learner {
  return { email, firstName, lastName }
}

/** Of somebody for whom the provider is about to be asked. */
function asked(roomKey: string) {
  return { roomKey, state: 'pending' as const, providerKey: null, joinUrl: null, reason: null }
}

async function writePlace(ctx: Ctx, key: RegistrationKey, { key: providerKey, joinUrl }: Registration) {
  await registrationsStore.updateRegistration(ctx.db, key, {
    ...{ state: 'ready', providerKey, joinUrl: joinUrl ?? null, retryAt: null, failures: 0 },
    changedAt: ctx.now(),
  })
}

async function writeDown(
  ctx: Ctx,
  key: RegistrationKey,
  error: ProviderError,
  failuresBefore: number,
): Promise<void> {
  const failures = failuresBefore + 1
  const isRefused = error.kind === 'rejected' || error.kind === 'forbidden'
  const delayMs = isRefused ? REFUSED_RETRY_MS : retryDelayMs(failures, ctx.random(), error.retryAfterMs)
  // These end with the pairing or the room: there is nothing to wait for then.
  const isWaitless = error.kind === 'unauthorized' || error.kind === 'not-found'
  const reason: StoredMessage = { code: error.code, params: error.params }
  await registrationsStore.updateRegistration(ctx.db, key, {
    ...(isRefused ? { state: 'failed' as const } : {}),
    reason: JSON.stringify(reason),
    failures,
    retryAt: isWaitless ? null : new Date(ctx.now().getTime() + delayMs),
    changedAt: ctx.now(),
  })
}
