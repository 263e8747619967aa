import type { Ctx } from '../../../ctx.ts'
import { ConflictError } from '../../../domain/errors.ts'
import { isCallable } from '../../../domain/hint.ts'
import type { EventId } from '../../../domain/ids.ts'
import type {
  ConferencingProvider,
  Participant,
  PlannedRoom,
  StartLinks,
} from '../../../providers/provider.ts'
import { findUserKey, getConnection } from '../accounts/organizers.service.ts'
import { PERSON_LIMIT_MS } from '../accounts/provider-calls.ts'
import { orderOf } from './orders.service.ts'
import { RoomLog } from './room-log.ts'
import * as roomsStore from './rooms.store.ts'

/**
 * The links by which an instructor opens an event's room, asked for at this moment.
 *
 * @throws {ConflictError} `room-not-ready`, `start-unavailable`
 * @throws {ProviderError} also when it does not answer while a person waits
 */
export async function startLinksOfRoom(
  ctx: Ctx,
  eventId: EventId,
  instructor: Participant,
  say: SayOpening,
): Promise<StartLinks> {
  const room = await roomsStore.findWantedRoom(ctx.db, ctx.platform.id, eventId)
  if (!room?.providerKey || !room.wanted) throw new ConflictError('room-not-ready')
  const { connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  if (!provider.start || !connection) throw new ConflictError('start-unavailable')
  const userKey = await findUserKey(ctx, room.accountId, instructor.email)
  const log = new RoomLog(ctx, room)
  try {
    const call = log.call(PERSON_LIMIT_MS)
    const planned = await plannedRoom(ctx, room, provider, say)
    return await provider.start.startLinks(connection, planned, { ...instructor, userKey }, call)
  } finally {
    await log.write()
  }
}

/**
 * A link into an event's room for one person, made at this moment and stored nowhere.
 *
 * @throws {ConflictError} `room-not-ready`, also where links are not made like this
 * @throws {ProviderError} also when it does not answer while a person waits
 */
export async function joinLinkOfRoom(
  ctx: Ctx,
  eventId: EventId,
  participant: Participant,
  say: SayOpening,
): Promise<string> {
  const room = await roomsStore.findWantedRoom(ctx.db, ctx.platform.id, eventId)
  if (!room?.providerKey || !room.wanted) throw new ConflictError('room-not-ready')
  const { connection, provider } = await getConnection(ctx, room.accountId, room.organizerId)
  const { join } = provider
  if (!connection || join.kind !== 'at-click') throw new ConflictError('room-not-ready')
  const log = new RoomLog(ctx, room)
  try {
    const planned = await plannedRoom(ctx, room, provider, say)
    return (await join.joinLink(connection, planned, participant, log.call(PERSON_LIMIT_MS))).url
  } catch (error) {
    // A class begins at one moment: its timeline tells of what went wrong, not of everybody who came in.
    await log.write()
    throw error
  }
}

/** What is said of an event when its room is made at the click; asked for only then. */
export type SayOpening = () => Promise<{
  readonly isRecorded: boolean
  readonly backUrl: string
  /** Where this platform is reached, such as `https://training.example`. */
  readonly origin: string
}>

async function plannedRoom(
  ctx: Ctx,
  room: roomsStore.RoomRow,
  { rooms }: ConferencingProvider,
  say: SayOpening,
): Promise<PlannedRoom> {
  if (!room.providerKey || !room.wanted) throw new ConflictError('room-not-ready')
  const { options: _, ...plan } = room.wanted
  // Where a room is kept, it was asked for long before.
  if (rooms.life === 'kept') return { key: room.providerKey, spec: plan }
  const planned = { key: room.providerKey, spec: (await orderOf(ctx, room)) ?? plan }
  const { origin, ...opening } = await say()
  const tellUrl = isCallable(origin) ? `${origin}/inbound/accounts/${room.accountId}/` : undefined
  return { ...planned, opening: { ...opening, tellUrl } }
}
