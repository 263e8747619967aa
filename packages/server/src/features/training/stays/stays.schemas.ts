import { z } from 'zod'
import { readingStates } from '../../../domain/reading.ts'
import { stayKinds } from '../../../domain/stay.ts'
import {
  AttendanceReportId,
  EventParams,
  Instant,
  Message,
  PersonId,
  RoomId,
  StayId,
} from '../../../http/schemas.ts'

export const StayParams = EventParams.extend({ stayId: StayId })

export const ReportParams = EventParams.extend({ reportId: AttendanceReportId })

export const AttendanceReport = z
  .object({
    id: AttendanceReportId,
    roomId: RoomId,
    sessionType: z.string().describe('of the room'),
    provider: z.string().describe('whose report it is'),
    readAt: Instant,
    state: z.enum(['read', 'withheld']),
    reason: Message.nullable().describe('why it is withheld'),
    hash: z.string().describe('SHA-256 of the body in UTF-8, in hex; of the reason where it is withheld'),
    runs: z.int32(),
    participants: z.int32(),
  })
  .meta({ id: 'AttendanceReport' })

export const AttendanceReading = z
  .object({
    state: z
      .enum([...readingStates, 'none'])
      .describe(
        'none: the event has not ended; waiting: no report yet; read: it may still grow; settled: two readings agree; withheld: the tool gives none, and `reason` says why; given-up: nothing came within a week',
      ),
    reason: Message.nullable().describe('why there is no report, and what to do'),
    identifies: z
      .boolean()
      .describe(
        'the report of the tool says who somebody is. Else names are typed by hand, and who pressed Join is what tells',
      ),
    runs: z
      .int32()
      .describe('times that the room was opened and closed again, as far as they are of the event'),
    readAt: Instant.nullable(),
    nextReadAt: Instant.nullable().describe('null: it is not read again by itself'),
    settledAt: Instant.nullable(),
  })
  .meta({ id: 'AttendanceReading' })

export const StaySuggestion = z
  .object({
    personId: PersonId,
    name: z.string(),
    likeness: z.int32().min(0).max(100).describe('of the names, in percent'),
    joinedAfterSeconds: z
      .int32()
      .nullable()
      .describe('from their press on Join to this stay; null: they pressed at no time near it'),
  })
  .meta({ id: 'StaySuggestion' })

export const Stay = z
  .object({
    id: StayId,
    roomId: RoomId,
    runKey: z.string().describe('the same for all stays of one run of the room'),
    runStartedAt: Instant,
    runEndedAt: Instant.nullable(),
    kind: z.enum(stayKinds).describe('waiting: before they were let in'),
    role: z
      .enum(['learner', 'host', 'bot', 'guest'])
      .describe(
        'host: of the organizer’s side, or an instructor; bot: a program that takes notes, by its name; guest: somebody has said that it is nobody of ours',
      ),
    name: z.string().describe('as it was typed at the tool: it proves nothing'),
    email: z.string().describe('empty: the report has none'),
    joinedAt: Instant,
    leftAt: Instant.nullable().describe('null: the report does not say'),
    person: z
      .object({ id: PersonId, name: z.string() })
      .nullable()
      .describe('null: nobody knows whose it is'),
    matchedBy: z
      .enum(['registration', 'link', 'email', 'alias', 'hand'])
      .nullable()
      .describe('by what it is theirs; alias: an address that somebody has matched before'),
    matchedByName: z.string().nullable().describe('who matched it by hand'),
    suggestions: z.array(StaySuggestion).describe('where it is nobody’s: the likeliest first'),
  })
  .meta({ id: 'Stay' })

export const Stays = z
  .object({
    eventId: EventParams.shape.eventId,
    reading: AttendanceReading,
    counts: z.object({
      stays: z.int32(),
      unmatched: z.int32().describe('stays of which nobody knows whose they are'),
    }),
    items: z.array(Stay).describe('by when they began; 5,000 at most'),
  })
  .meta({ id: 'Stays' })

export const MatchStay = z
  .object({
    personId: PersonId.describe('with a place in the session, or an instructor of the event'),
    also: z
      .array(StayId)
      .max(500)
      .default([])
      .describe(
        'other stays of the event that are theirs, too: those under the same name and address follow by themselves',
      ),
  })
  .meta({ id: 'MatchStay' })

export const StaysMatched = z
  .object({
    changed: z.int32().describe('stays that are matched otherwise than before'),
    taught: z
      .string()
      .nullable()
      .describe('the address that is theirs from now on; null: none was to be learned'),
  })
  .meta({ id: 'StaysMatched' })
