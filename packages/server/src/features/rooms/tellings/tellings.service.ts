import { type Ctx, happened } from '../../../ctx.ts'
import { withTransaction } from '../../../db/database.ts'
import type { RoomId } from '../../../domain/ids.ts'
import type { ToldCall } from '../../../providers/provider.ts'
import { getAccountRow } from '../accounts/accounts.service.ts'
import { accountConnection } from '../accounts/connections.ts'
import { boundedProvider, PERSON_LIMIT_MS } from '../accounts/provider-calls.ts'
import { findRoom } from '../rooms/rooms.service.ts'

/**
 * A provider tells of a room at the address that it got when the room was opened. Nothing is taken that its own signature does
 * not stand by; what is taken is kept before it is answered, since it may come once.
 *
 * @returns `gone` for a room that is not, or no longer, one of ours
 */
export async function hearOfRoom(
  ctx: Ctx,
  roomId: RoomId,
  told: ToldCall,
): Promise<'heard' | 'gone' | 'not-signed'> {
  const room = await findRoom(ctx, roomId)
  if (!room?.providerKey) return 'gone'
  const account = await getAccountRow(ctx, room.accountId)
  const provider = ctx.providers.provider(account.appId, account.sessionType)
  const { tells } = boundedProvider(ctx, account, provider, PERSON_LIMIT_MS)
  if (!tells) return 'gone'
  // Also of an account that is out of use at the moment: nobody tells it again.
  const heard = await tells.hear(accountConnection(ctx, account), told, {})
  if (!heard || heard.roomKey !== room.providerKey) {
    ctx.log.warn({ roomId }, 'a provider’s call was refused: its signature does not fit')
    return 'not-signed'
  }
  const { id, eventId, accountId } = room
  await withTransaction(ctx.db, (trx) =>
    heard.about === 'report'
      ? happened(ctx, trx, { kind: 'room-told', id, eventId, accountId, report: told.body })
      : happened(ctx, trx, {
          ...{ kind: 'room-hinted', id, eventId },
          hint: { about: 'recordings', roomKey: heard.roomKey, registrationKey: undefined },
        }),
  )
  return 'heard'
}
