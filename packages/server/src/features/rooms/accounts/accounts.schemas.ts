import { z } from 'zod'
import {
  AccountId,
  EventId,
  Instant,
  LocalizedText,
  Message,
  name,
  OrganizerId,
  text,
  Version,
} from '../../../http/schemas.ts'
import { RoomOption, UsualRoomOptions } from './room-options.schemas.ts'

const Limit = z.int32().min(1).max(1_000_000).nullable().describe('null = no limit')

export const AccountLimits = z
  .object({
    sessionsPerCourse: Limit,
    totalSessions: Limit,
    concurrentRooms: Limit.describe('the number of rooms in the licence; null = no limit'),
  })
  .meta({
    id: 'AccountLimits',
    description: 'What counts: every event of the account that has not ended and is not cancelled.',
  })

const Margin = z.int32().min(0).max(240)

export const AccountRooms = z
  .object({
    perOrganizer: z
      .int32()
      .min(1)
      .max(1000)
      .nullable()
      .describe(
        'rooms that one organizer hosts at a time; null = one alone as the limits say, from the second on one each',
      ),
    marginBeforeMinutes: Margin.describe('time for which a room is held before its event'),
    marginAfterMinutes: Margin,
  })
  .meta({ id: 'AccountRooms' })

export const Account = z
  .object({
    id: AccountId,
    appId: z.string(),
    name: z.string(),
    description: z.string(),
    fields: z.record(z.string(), z.string()).describe('what its app’s form holds, by name; never a secret'),
    sessionType: z.string(),
    limits: AccountLimits,
    rooms: AccountRooms,
    roomOptions: UsualRoomOptions.describe('how its rooms are where course and event say nothing'),
    ableOptions: z.array(RoomOption).describe('what a room can be told at its tool'),
    overLimit: Message.nullable().describe('events that were planned before a limit was lowered'),
    pairing: z.object({
      state: z.enum(['not-paired', 'paired', 'needs-pairing']),
      reason: Message.nullable(),
      organizers: z.array(
        z.object({
          id: OrganizerId,
          email: z.string(),
          displayName: z.string(),
          pairedAt: Instant,
          endsAt: Instant.nullable().describe('the pairing runs out then, unless it is used before'),
          state: z.enum(['paired', 'needs-pairing', 'leaving']),
          reason: Message.nullable().describe(
            'why a host who was chosen from the directory can host nothing now',
          ),
        }),
      ),
    }),
    hostsFrom: z
      .enum(['consent', 'directory', 'none'])
      .describe('whether users consent to host, are chosen from a directory, or the tool knows none'),
    usage: z.object({ comingEvents: z.int32(), roomsBusyNow: z.int32() }),
    lastError: z
      .object({ at: Instant, message: Message, eventId: EventId })
      .nullable()
      .describe('of a room that is stuck now'),
    version: Version,
  })
  .meta({ id: 'Account', description: 'Secrets and tokens never leave the server.' })

const Fields = z
  .record(z.string().max(64), text(20_000))
  .describe('by the names that `accountForm.fields` of its app has')

export const NewAccount = z
  .object({
    name: name(),
    description: text(2000).default(''),
    fields: Fields.default({}),
    sessionType: z.string().max(32),
    limits: AccountLimits,
    rooms: AccountRooms.optional(),
    roomOptions: UsualRoomOptions.optional(),
  })
  .meta({ id: 'NewAccount' })

export const ChangeAccount = z
  .object({
    name: name(),
    description: text(2000),
    fields: Fields.describe('left out = unchanged, as is a secret that is empty'),
    limits: AccountLimits,
    rooms: AccountRooms,
    roomOptions: UsualRoomOptions.describe('replaces all that it says'),
  })
  .partial()
  .meta({
    id: 'ChangeAccount',
    description:
      'With other fields an account must be paired again; one that is checked in place of paired is checked at once.',
  })

export const DirectoryQuery = z.object({
  search: text(200).default('').describe('part of a name or of an address; empty = everybody'),
  cursor: z.string().max(2000).optional(),
})

export const DirectoryPage = z
  .object({
    items: z.array(
      z.object({
        userKey: z.string(),
        email: z.string(),
        displayName: z.string(),
        licence: z
          .enum(['held', 'missing', 'unknown'])
          .describe('for the account’s session type; unknown = asked when they are chosen'),
        isChosen: z.boolean(),
      }),
    ),
    nextCursor: z.string().nullable().describe('a page can be short, or empty, and have a next one'),
  })
  .meta({ id: 'DirectoryPage', description: 'Active users of the tool’s account, in its own order.' })

export const NewHost = z.object({ userKey: z.string().min(1).max(400) }).meta({ id: 'NewHost' })

export const Pairing = z.object({ authorizeUrl: z.string() }).meta({ id: 'Pairing' })
export const AccountParams = z.object({ accountId: AccountId })

export const ConferencingTool = z
  .object({
    appId: z.string(),
    name: LocalizedText,
    accounts: z.array(
      z.object({
        id: AccountId,
        name: z.string(),
        sessionType: z.string(),
        sessionTypeName: LocalizedText,
        usable: z.boolean(),
        options: z.array(RoomOption).describe('what a room can be told there'),
        roomOptions: UsualRoomOptions.describe('how its rooms are where nobody says otherwise'),
        reason: Message.nullable().describe('why it is not usable'),
      }),
    ),
  })
  .meta({ id: 'ConferencingTool' })

export const OrganizerParams = z.object({ accountId: AccountId, organizerId: OrganizerId })

export const UnknownRoom = z
  .object({
    key: z.string(),
    subject: z.string(),
    startsAt: z.string(),
    endsAt: z.string(),
    organizer: z.string(),
  })
  .meta({
    id: 'UnknownRoom',
    description: 'In an organizer’s calendar at the provider, and not made by this platform.',
  })

export const AccountCheck = z
  .object({
    findings: z.array(Message).describe('of the account as a whole, where no user consents'),
    organizers: z.array(z.object({ email: z.string(), findings: z.array(Message) })),
  })
  .meta({ id: 'AccountCheck' })
