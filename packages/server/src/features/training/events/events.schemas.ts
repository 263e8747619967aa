import { z } from 'zod'
import { evidenceProfileKeys } from '../../../domain/evidence-profile.ts'
import {
  AccountId,
  Cancelled,
  CourseId,
  Cursor,
  EventId,
  Hue,
  Instant,
  LocalizedText,
  Message,
  name,
  PersonId,
  PersonName,
  quiet,
  SeriesId,
  SessionId,
  TimeZone,
  text,
  Version,
  WallTime,
} from '../../../http/schemas.ts'
import { RoomOption, RoomOptions, UsualRoomOptions } from '../../rooms/accounts/room-options.schemas.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'

export const Access = z
  .object({
    state: z
      .enum(['before', 'open', 'preparing', 'unavailable', 'after', 'cancelled'])
      .describe('preparing: inside the window, but the room is not ready; unavailable: there is no room'),
    opensAt: Instant,
    closesAt: Instant,
    path: z.string().describe('where the button leads, on this host'),
  })
  .meta({ id: 'Access' })

export const StartAccess = Access.extend({
  needs: z
    .enum(['nothing', 'own-sign-in', 'organizer-sign-in'])
    .describe('what the provider asks for on the way: nothing, my own sign-in, or the organizer’s'),
  organizer: z.string().nullable().describe('e-mail address of the organizer whose room it is'),
}).meta({ id: 'StartAccess' })

export const Room = z
  .object({
    state: z.enum(['pending', 'ready', 'changing', 'deleting', 'gone', 'blocked', 'failed', 'replaced']),
    reason: Message.nullable(),
    changedAt: Instant,
    drift: Message.nullable().describe('what somebody changed at the provider and a person must decide'),
  })
  .meta({ id: 'Room' })

const Spare = z
  .object({
    accountId: AccountId,
    accountName: z.string(),
    toolName: LocalizedText,
    state: Room.shape.state,
    reason: Message.nullable(),
    isReady: z.boolean().describe('people can be led there now'),
    wasLed: z.boolean().describe('it is the room that people were led to before the last switch'),
  })
  .meta({ id: 'Spare' })

const Break = z
  .object({ startsWall: WallTime, endsWall: WallTime })
  .describe('by the clocks of the event’s zone')
  .meta({ id: 'Break' })
const Breaks = z.array(Break).max(20).describe('within the event, in order, not overlapping')
const JoinOpensMinutes = z
  .int32()
  .min(0)
  .max(240)
  .nullable()
  .describe('Join opens so many minutes before the start; null = 15')
const InstructorIds = z
  .array(PersonId)
  .max(50)
  .describe('who teaches it in place of the session’s instructors; empty = they do')
export const Event = z
  .object({
    id: EventId,
    courseId: CourseId,
    courseName: z.string(),
    courseHue: Hue,
    sessionId: SessionId,
    sessionName: z.string(),
    name: z.string(),
    description: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    startsWall: WallTime,
    endsWall: WallTime,
    timeZone: z.string(),
    instructors: z.array(PersonName).describe('who teaches it: its own instructors, or those of the session'),
    hasOwnInstructors: z.boolean(),
    place: z.string().describe('where it takes place, beside the tool or without one'),
    breaks: z.array(Break),
    joinOpensMinutes: JoinOpensMinutes,
    showsRecording: z.boolean().describe('whether learners see a recording of it'),
    hasOwnShowsRecording: z.boolean().describe('false: as its course has it, or else the platform'),
    roomOptions: RoomOptions.describe('what it says itself of its room; for planners'),
    usualRoomOptions: UsualRoomOptions.describe('as its course has it, or else its account; for planners'),
    unmetRoomOptions: z.array(RoomOption).describe('what is asked for and its tool can’t'),
    evidenceProfile: z
      .enum(evidenceProfileKeys)
      .nullable()
      .describe('of its course: whom its evidence has to convince; for planners'),
    tool: z
      .object({
        appId: z.string(),
        name: LocalizedText,
        accountId: AccountId,
        accountName: z.string(),
        sessionType: z.string(),
        sessionTypeName: LocalizedText,
        records: z.boolean().describe('the service can record a room'),
        options: z.array(RoomOption).describe('what a room can be told there'),
      })
      .nullable(),
    room: Room.nullable().describe('null for an event without a tool'),
    spare: Spare.nullable().describe('held ready beside the room; null = none, and for who does not plan'),
    join: Access.nullable().describe('null for who is not enrolled'),
    inRoom: z
      .object({
        waits: z.boolean().describe('until a host lets them in'),
        isMuted: z.boolean().describe('on entry'),
        breakoutGroup: z.string().nullable().describe('in which they work; null = in none'),
      })
      .nullable()
      .describe('what awaits whoever reads this in the room; null for who is not enrolled'),
    start: StartAccess.nullable().describe('null for who does not teach it'),
    seriesId: SeriesId.nullable().describe('of events that were planned together'),
    version: Version,
    cancelled: Cancelled.extend({ with: z.enum(['session', 'course']).nullable() })
      .nullable()
      .describe('by itself (with: null), or with its session or course'),
    may: z.object({
      edit: z.boolean(),
      retryRoom: z.boolean(),
      teach: z.boolean().describe('see the roster and mark attendance, also after the end'),
    }),
  })
  .meta({ id: 'Event' })

const ShowsRecording = z
  .boolean()
  .nullable()
  .describe('whether learners see a recording of it; null = as its course has it, or else the platform')

export const SpareAccountId = AccountId.nullable().describe('where a spare is held; null = nowhere')

export const NewEvent = z
  .object({
    name: name(),
    description: text(10_000).default(''),
    startsWall: WallTime,
    endsWall: WallTime,
    timeZone: TimeZone,
    accountId: AccountId.nullable().default(null).describe('the conferencing account; null = no tool'),
    spareAccountId: SpareAccountId.optional().describe(
      'another account, at which a second room is held ready; null = none, left out = as the session or course has it',
    ),
    place: text(300).optional(),
    breaks: Breaks.optional(),
    joinOpensMinutes: JoinOpensMinutes.optional(),
    showsRecording: ShowsRecording.optional(),
    roomOptions: RoomOptions.optional(),
    instructorIds: InstructorIds.optional(),
    overlapReason: OverlapReason.optional(),
  })
  .meta({ id: 'NewEvent' })

export const ChangeEvent = z
  .object({
    name: name(),
    description: text(10_000),
    startsWall: WallTime,
    endsWall: WallTime,
    timeZone: TimeZone,
    accountId: AccountId.nullable(),
    spareAccountId: SpareAccountId,
    place: text(300),
    breaks: Breaks,
    joinOpensMinutes: JoinOpensMinutes,
    showsRecording: ShowsRecording,
    roomOptions: RoomOptions.describe('replaces all that it says of its room'),
    instructorIds: InstructorIds,
    overlapReason: OverlapReason,
  })
  .partial()
  .meta({ id: 'ChangeEvent' })

export const Cancellation = z
  .object({
    reason: text(500).default('').describe('shown to everybody who had the event in their plans'),
    ...quiet,
  })
  .meta({ id: 'Cancellation' })

export const FindEvents = z.object({
  as: z.enum(['learner', 'instructor']).describe('the events that I am enrolled in, or that I teach'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})
