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
    clientId: z.string(),
    joinUrl: z.string().describe('of an account that is a link; else empty'),
    sessionType: z.string(),
    limits: AccountLimits,
    rooms: AccountRooms,
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
        }),
      ),
    }),
    usage: z.object({ comingEvents: z.int32(), roomsBusyNow: z.int32() }),
    lastError: z
      .object({ at: Instant, message: Message, eventId: EventId })
      .nullable()
      .describe('of a room that is stuck now'),
    version: Version,
  })
  .meta({ id: 'Account', description: 'The client secret and tokens never leave the server.' })

export const NewAccount = z
  .object({
    name: name(),
    description: text(2000).default(''),
    clientId: text(200).default('').describe('where the app’s form asks for it, as the next two'),
    clientSecret: text(500).default(''),
    joinUrl: text(2000).default(''),
    sessionType: z.string().max(32),
    limits: AccountLimits,
    rooms: AccountRooms.optional(),
  })
  .meta({ id: 'NewAccount' })

export const ChangeAccount = z
  .object({
    name: name(),
    description: text(2000),
    clientId: text(200),
    clientSecret: text(500).describe('left out or empty = unchanged'),
    joinUrl: text(2000),
    limits: AccountLimits,
    rooms: AccountRooms,
  })
  .partial()
  .meta({
    id: 'ChangeAccount',
    description: 'A new Client ID or Client Secret means that the account must be paired again.',
  })

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
  .object({ organizers: z.array(z.object({ email: z.string(), findings: z.array(Message) })) })
  .meta({ id: 'AccountCheck' })
