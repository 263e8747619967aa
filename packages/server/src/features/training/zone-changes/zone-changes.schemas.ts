import { z } from 'zod'
import { EventId, Instant, Message, Version, WallTime } from '../../../http/schemas.ts'

export const ZoneChange = z
  .object({
    eventId: EventId,
    eventName: z.string(),
    courseName: z.string(),
    timeZone: z.string(),
    foundAt: Instant,
    startsWall: WallTime.describe('as it was planned'),
    endsWall: WallTime,
    startsAt: Instant.describe('as it is stored, and the room is booked'),
    endsAt: Instant,
    byWallTime: z
      .object({ startsAt: Instant, endsAt: Instant })
      .nullable()
      .describe('the instants of the planned times by the present rules; null when there are none'),
    impossible: Message.nullable().describe('why the planned times have no instants'),
    byInstant: z
      .object({ startsWall: WallTime, endsWall: WallTime })
      .describe('the times of the stored instants by the present rules'),
    proposal: z.enum(['wall-time', 'instant']),
    version: Version,
  })
  .meta({ id: 'ZoneChange' })

export const ZoneChanges = z.object({ items: z.array(ZoneChange) }).meta({ id: 'ZoneChanges' })

export const SettleZoneChange = z
  .object({
    keep: z
      .enum(['wall-time', 'instant'])
      .describe('wall-time: the event, its room and calendars move to the instant; instant: nothing moves'),
  })
  .meta({ id: 'SettleZoneChange' })
