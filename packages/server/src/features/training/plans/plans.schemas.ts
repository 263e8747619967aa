import { z } from 'zod'
import { Cursor, EventId, Instant, Message, PlanId, SessionId, WallTime } from '../../../http/schemas.ts'
import { says } from '../../../http/wrong-shape.ts'
import { Save } from '../planning/planning.schemas.ts'
import { readNames } from '../tables/table.ts'
import { AskedDateOrder, FoundDateOrder, TABLE_BYTES, Unread } from '../tables/tables.schemas.ts'

/** Rows that are planned at once. */
export const MAX_PLAN_ROWS = 5000

const PlanCells = z
  .object(
    Object.fromEntries(readNames.map((column) => [column, z.string().max(10_000).optional()])) as Record<
      (typeof readNames)[number],
      z.ZodOptional<z.ZodString>
    >,
  )
  .meta({ id: 'PlanCells', description: 'A row of a table of events; what is left out is empty.' })

export const NewPlan = z
  .object({
    text: z.string().min(1).max(TABLE_BYTES).optional().describe('a table as spreadsheets save or copy it'),
    rows: z
      .array(z.object({ line: z.int32().min(1), cells: PlanCells }))
      .min(1)
      .max(MAX_PLAN_ROWS)
      .optional()
      .describe('in place of the text: the rows of a dry run, with what was changed'),
    dateOrder: AskedDateOrder,
    save: Save.describe('false = say what would be possible; true = begin to plan what is'),
  })
  .refine((plan) => (plan.text === undefined) !== (plan.rows === undefined), {
    message: says('field-text-or-rows'),
    path: ['text'],
  })
  .meta({ id: 'NewPlan' })

export const PlanForecast = z
  .object({
    possible: z.int32(),
    refused: z.int32(),
    dateOrder: FoundDateOrder,
    unread: Unread,
    newSessions: z
      .array(
        z.object({
          course: z.string(),
          name: z.string(),
          maxEnrollment: z.int32().nullable(),
          events: z.int32(),
        }),
      )
      .describe('sessions that are not there yet, and are made with the first of their events'),
    rows: z.array(
      z.object({
        line: z.int32(),
        cells: PlanCells,
        session: z.string(),
        makesSession: z.boolean().describe('the session is not there yet, and is made'),
        startsAt: Instant.nullable(),
        outcome: z.enum(['possible', 'refused']),
        reason: Message.nullable(),
        warning: Message.nullable().describe('what should be looked at, though it can be planned'),
        proposal: z
          .object({ code: z.string(), text: z.string(), cells: PlanCells })
          .nullable()
          .describe('cells that make the row possible, beside all other proposals'),
      }),
    ),
  })
  .meta({ id: 'PlanForecast' })

export const Plan = z
  .object({
    id: PlanId,
    startedAt: Instant,
    startedBy: z.string(),
    finishedAt: Instant.nullable(),
    undoStartedAt: Instant.nullable(),
    undoneAt: Instant.nullable(),
    total: z.int32(),
    waiting: z.int32(),
    planned: z.int32(),
    refused: z.int32(),
    undone: z.int32(),
    kept: z.int32().describe('of a plan that was taken back: what was touched since'),
    sessionsMade: z.int32().describe('sessions that were not there'),
    may: z.object({ undo: z.boolean() }),
  })
  .meta({ id: 'Plan' })

export const PlanItem = z
  .object({
    line: z.int32(),
    session: z.string(),
    sessionId: SessionId.nullable(),
    name: z.string(),
    startsWall: WallTime.or(z.literal('')),
    endsWall: WallTime.or(z.literal('')),
    timeZone: z.string(),
    state: z.enum(['waiting', 'planned', 'refused', 'undone', 'kept']),
    reason: Message.nullable(),
    eventId: EventId.nullable(),
  })
  .meta({ id: 'PlanItem' })

export const PlanParams = z.object({ planId: PlanId })
export const FindPlanItems = z.object({
  state: z.enum(['waiting', 'planned', 'refused', 'undone', 'kept']).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(100),
  cursor: Cursor,
})
