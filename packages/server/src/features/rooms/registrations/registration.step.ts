import type { Ctx } from '../../../ctx.ts'
import { ProviderError } from '../../../domain/errors.ts'
import type { RoomId } from '../../../domain/ids.ts'
import type { StoredMessage } from '../../../domain/message.ts'
import { retryDelayMs } from '../../../domain/room.ts'
import type { Call, Connection, RegistrationPart } from '../../../providers/provider.ts'
import type { RegistrationRow, WantedLearner } from './registrations.store.ts'
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
  { personId, email, firstName, lastName }: WantedLearner,
  { connection, registration, call }: Reach,
): Promise<string | undefined> {
  const key = { platformId: ctx.platform.id, roomId: room.id, personId }
  const before = await registrationsStore.findRegistration(ctx.db, key.platformId, room.id, personId)
  const isHere = before?.roomKey === roomKey
  const learner = { email, firstName, lastName }
  try {
    // Another name or address is another registrant there: the old one goes first.
    if (before && isHere && !isSamePerson(before, learner))
      await takeOut(before, roomKey, { connection, registration, call })
    await registrationsStore.upsertRegistration(ctx.db, {
      ...key,
      ...learner,
      roomKey,
      state: 'pending',
      providerKey: null,
      joinUrl: null,
      reason: null,
      changedAt: ctx.now(),
    })
    const place = await registration.register(connection, roomKey, learner, call)
    await registrationsStore.updateRegistration(ctx.db, key, {
      state: 'ready',
      providerKey: place.key,
      joinUrl: place.joinUrl ?? null,
      retryAt: null,
      failures: 0,
      changedAt: ctx.now(),
    })
    return place.joinUrl
  } catch (error) {
    if (error instanceof ProviderError) await writeDown(ctx, key, error, isHere ? before.failures : 0)
    throw error
  }
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

async function writeDown(
  ctx: Ctx,
  key: Pick<RegistrationRow, 'platformId' | 'roomId' | 'personId'>,
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
