import { z } from 'zod'
import { AccountId, EventId, Instant, Message, MoveId, RoomId } from '../../../http/schemas.ts'
import { Room } from '../../training/events/events.schemas.ts'

export const NewMove = z
  .object({
    accounts: z
      .array(z.object({ fromAccountId: AccountId, toAccountId: AccountId }))
      .min(1)
      .max(200)
      .describe('where the events of each account go'),
    startsFrom: Instant.describe('events that begin earlier stay where they are'),
    tellsPeople: z
      .boolean()
      .default(false)
      .describe('one mail for each person with a place in a moved event'),
  })
  .meta({ id: 'NewMove' })

export const Move = z
  .object({
    id: MoveId.nullable().describe('null for a dry run'),
    isUndo: z.boolean(),
    startedAt: Instant,
    finishedAt: Instant.nullable(),
    total: z.int32(),
    moved: z.int32(),
    refused: z.int32(),
    items: z.array(
      z.object({
        eventId: EventId,
        name: z.string(),
        startsAt: Instant,
        from: z.string(),
        to: z.string(),
        state: z.enum(['waiting', 'moved', 'refused']),
        reason: Message.nullable(),
        oldRoom: z
          .object({ id: RoomId, state: Room.shape.state, reason: Message.nullable() })
          .nullable()
          .describe('the room that the event had: blocked = somebody has to delete it by hand'),
      }),
    ),
  })
  .meta({ id: 'Move' })

export const NewestMove = z.object({ move: Move.nullable() }).meta({ id: 'NewestMove' })
export const MoveParams = z.object({ moveId: MoveId })
export const FindMove = z.object({ fromAccountId: AccountId.optional() })
