import { z } from 'zod'
import { AccountId, EventId, Hue, Instant, SessionId } from '../../../http/schemas.ts'

export const Capacity = z
  .object({
    limit: z.int32().nullable().describe('rooms that can be held at the same time; null = no limit'),
    events: z.array(
      z.object({
        id: EventId,
        name: z.string(),
        courseName: z.string(),
        courseHue: Hue,
        startsAt: Instant,
        endsAt: Instant,
        isSpare: z.boolean().describe('it is held ready beside the room that the event has elsewhere'),
        heldFrom: Instant.describe('with the account’s margins'),
        heldUntil: Instant,
      }),
    ),
  })
  .meta({ id: 'Capacity' })

export const CapacitySpan = z.object({ from: Instant, until: Instant.describe('62 days later at most') })

export const FindAppEvents = z.object({ accountId: AccountId.optional() })

export const AppEvents = z
  .object({
    total: z.int32(),
    sessions: z.int32().describe('to which they belong'),
    items: z
      .array(
        z.object({
          id: EventId,
          name: z.string(),
          startsAt: Instant,
          accountName: z.string(),
          sessionId: SessionId,
          sessionName: z.string(),
          courseName: z.string(),
        }),
      )
      .describe('the first 200'),
  })
  .meta({ id: 'AppEvents' })
