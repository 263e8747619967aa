import { z } from 'zod'
import { EventId, Hue, Instant } from '../../../http/schemas.ts'

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
        heldFrom: Instant.describe('with the account’s margins'),
        heldUntil: Instant,
      }),
    ),
  })
  .meta({ id: 'Capacity' })

export const CapacitySpan = z.object({ from: Instant, until: Instant.describe('62 days later at most') })

export const AppEvents = z
  .object({
    total: z.int32(),
    items: z.array(z.object({ id: EventId, name: z.string(), startsAt: Instant, accountName: z.string() })),
  })
  .meta({ id: 'AppEvents' })
