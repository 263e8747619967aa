import { z } from 'zod'
import { AccountId, EventId, Instant, RoomId } from '../../../http/schemas.ts'
import { AskedDateOrder, FoundDateOrder, Unread } from '../../training/tables/tables.schemas.ts'

const RemainingEvent = z.object({ id: EventId, name: z.string(), startsAt: Instant, accountId: AccountId })

export const RetiredApp = z
  .object({
    switchAt: Instant.nullable(),
    accounts: z.array(
      z.object({
        id: AccountId,
        name: z.string(),
        sessionType: z.string(),
        before: z.int32().describe('coming events that begin before the switch: they take place as they are'),
        after: z.int32().describe('coming events from the switch on'),
        suggestedAccountId: AccountId.nullable().describe(
          'the successor’s account of the same type and organizer',
        ),
      }),
    ),
    targets: z.array(
      z.object({ id: AccountId, name: z.string(), sessionType: z.string(), usable: z.boolean() }),
    ),
    remaining: z
      .array(RemainingEvent)
      .describe('coming events: the app can’t be removed while there are any'),
    leftRooms: z
      .array(
        z.object({
          id: RoomId,
          key: z.string(),
          subject: z.string(),
          organizer: z.string(),
          byHand: z.boolean().describe('nobody is paired who could delete it'),
        }),
      )
      .describe('rooms that nobody wants any more, still at the provider'),
    mayRemove: z.boolean(),
  })
  .meta({ id: 'Migration' })

export const ImportEvents = z
  .object({
    text: z
      .string()
      .max(8_000_000)
      .describe('CSV with a heading; separated by commas, semicolons, tabs or bars'),
    dateOrder: AskedDateOrder,
    save: z.boolean().describe('false = only tell what would happen'),
  })
  .meta({ id: 'ImportEvents' })

export const ImportedEvents = z
  .object({
    added: z.int32(),
    known: z.int32(),
    refused: z.int32(),
    makes: z
      .object({ accounts: z.int32(), courses: z.int32(), sessions: z.int32() })
      .describe('what is not here yet and comes along'),
    saved: z.boolean(),
    dateOrder: FoundDateOrder,
    unread: Unread,
    rows: z.array(
      z.object({
        line: z.int32(),
        event: z.string(),
        account: z.string(),
        outcome: z.enum(['add', 'known', 'refuse']),
        reason: z.string().nullable().describe('why it is refused, or what is made for it'),
      }),
    ),
  })
  .meta({ id: 'ImportedEvents' })

export const LeftRoomParams = z.object({ roomId: RoomId })
