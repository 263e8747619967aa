import { z } from 'zod'
import { notificationKinds } from '../../../domain/notification.ts'
import {
  ChangeId,
  EventId,
  Instant,
  PersonName,
  quiet,
  SessionId,
  text,
  Version,
  WallTime,
} from '../../../http/schemas.ts'
import { ChangeEvent, NewEvent } from '../events/events.schemas.ts'
import { Save, Suggestion } from '../planning/planning.schemas.ts'
import { OverlapReason } from '../teaching/teaching.schemas.ts'
import { BoardConflict } from './board.schemas.ts'

const ofEvent = { eventId: EventId, version: Version }
const op = <Name extends string>(name: Name) => ({ op: z.literal(name) })

export const BoardOperation = z
  .discriminatedUnion('op', [
    NewEvent.extend({ ...op('plan'), sessionId: SessionId }),
    ChangeEvent.extend({ ...op('change'), ...ofEvent }),
    z.object({
      ...op('shift'),
      ...ofEvent,
      days: z.int32().min(-3660).max(3660).default(0),
      minutes: z.int32().min(-1440).max(1440).default(0),
      overlapReason: OverlapReason.optional(),
    }),
    z.object({ ...op('cancel'), ...ofEvent, reason: text(500).default('') }),
    z.object({ ...op('restore'), ...ofEvent, overlapReason: OverlapReason.optional() }),
    z.object({ ...op('delete'), ...ofEvent }),
  ])
  .meta({ id: 'BoardOperation' })

export const NewBoardChange = z
  .object({
    operations: z.array(BoardOperation).min(1).max(500).describe('an event stands in one of them at most'),
    save: Save,
    ...quiet,
  })
  .meta({ id: 'NewBoardChange' })

export const Undo = z
  .object({ save: z.boolean().default(true).describe('false = say what would happen and keep nothing') })
  .meta({ id: 'Undo' })

export const PutBack = z
  .object({ version: Version.describe('of the event, as it was read'), save: Save })
  .meta({ id: 'PutBack' })

export const BoardChange = z
  .object({
    saved: z.boolean(),
    refused: z.int32(),
    items: z.array(
      z.object({
        op: z.enum(['plan', 'change', 'shift', 'cancel', 'restore', 'delete', 'revive']),
        eventId: EventId.nullable().describe('null for an event that is not planned yet'),
        version: Version.nullable().describe('after it; null where it is refused, or the event is gone'),
        name: z.string(),
        sessionName: z.string(),
        startsWall: WallTime.nullable().describe('null for an event that is not there'),
        endsWall: WallTime.nullable(),
        timeZone: z.string(),
        startsAt: Instant.nullable().describe('null for a time that does not exist, or exists twice'),
        endsAt: Instant.nullable(),
        outcome: z.enum(['possible', 'refused']),
        conflicts: z.array(BoardConflict).describe('why it is refused, or what would be wrong with it'),
        suggestions: z.array(Suggestion),
      }),
    ),
    effects: z
      .object({
        sentences: z.array(z.string()).describe('in the reader’s language, what matters most first'),
        people: z.int32().describe('who get a mail; each once'),
        mails: z.array(
          z.object({
            kind: z.enum(notificationKinds),
            title: z.string(),
            people: z.int32(),
            names: z.array(z.string()).describe('some of them'),
          }),
        ),
        rooms: z.array(
          z.object({
            outcome: z.enum(['created', 'changed', 'made-anew', 'deleted']),
            count: z.int32(),
          }),
        ),
      })
      .nullable()
      .describe('null after it was saved'),
    undo: z
      .object({
        changeId: ChangeId,
        until: Instant.describe('until then nobody hears of it, and nothing changes at a provider'),
      })
      .nullable()
      .describe('null where nothing was saved'),
  })
  .meta({ id: 'BoardChange' })

export const EventHistory = z
  .object({
    items: z
      .array(
        z.object({
          changeId: ChangeId,
          at: Instant,
          by: PersonName.nullable().describe('null = by itself'),
          action: z.enum(['planned', 'changed', 'cancelled', 'restored', 'deleted']),
          words: z.array(z.string()).describe('what is another, such as “End: 11:00 → 12:00”'),
          events: z.int32().describe('that the same change was about'),
          undone: z.boolean().describe('it was taken back'),
          canPutBack: z.boolean().describe('what it changed can become again what it was'),
        }),
      )
      .describe('newest first'),
  })
  .meta({ id: 'EventHistory' })

export const ChangeParams = z.object({ boardChangeId: ChangeId })
