import { z } from 'zod'
import { AccountId, CourseId, EventId, Instant, LocalizedText, Message } from '../../../http/schemas.ts'

export const FindAccountChoices = z.object({
  startsAt: Instant,
  endsAt: Instant.describe('a day later at most'),
  courseId: CourseId.optional().describe(
    'of which the event would be: accounts can have a limit for each course',
  ),
  eventId: EventId.optional().describe('the event that is to be held: it stands in nobody’s way'),
})

export const AccountChoice = z
  .object({
    id: AccountId,
    name: z.string(),
    appId: z.string(),
    sessionType: z.string(),
    sessionTypeName: LocalizedText,
    rooms: z.int32().nullable().describe('that it can hold at the same time; null = no limit'),
    roomsFree: z.int32().nullable().describe('all the time from start to end; null = no limit'),
    state: z
      .enum(['free', 'no-room', 'limit-reached', 'unusable'])
      .describe(
        '`no-room`: another time helps; `limit-reached`: it holds as many sessions as it may, at any time',
      ),
    reason: Message.nullable().describe('why it can’t hold the event'),
  })
  .meta({ id: 'AccountChoice' })
