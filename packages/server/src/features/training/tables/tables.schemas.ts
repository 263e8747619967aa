import { z } from 'zod'
import { CourseId, Instant, SessionId } from '../../../http/schemas.ts'
import { Save, Suggestion } from '../planning/planning.schemas.ts'

/** A table of several thousand rows. */
export const TABLE_BYTES = 8_000_000

export const ExportFilter = z.object({
  courseId: CourseId.optional(),
  sessionId: SessionId.optional(),
  from: Instant.optional().describe('events that end later; sessions with such events'),
  until: Instant.optional().describe('events that begin earlier; sessions with such events'),
})

export const AskedDateOrder = z
  .enum(['dmy', 'mdy'])
  .optional()
  .describe('whether 03/04/2027 is 3 April or 4 March; left out = as other dates of the table say')
export const FoundDateOrder = z
  .enum(['dmy', 'mdy', 'unclear'])
  .nullable()
  .describe('how dates were read; unclear = some could be two days and are refused; null = none needs it')
export const Unread = z.array(z.string()).describe('headings of columns that were not read')

export const ImportEvents = z
  .object({
    text: z
      .string()
      .min(1)
      .max(TABLE_BYTES)
      .describe('a table as spreadsheets save or copy it, with the headings of the export'),
    sessionId: SessionId.optional().describe(
      'the session of rows that name none; its course is that of rows without one',
    ),
    dateOrder: AskedDateOrder,
    save: Save,
  })
  .meta({ id: 'ImportSessionEvents' })

export const ImportedEvents = z
  .object({
    added: z.int32(),
    changed: z.int32(),
    unchanged: z.int32(),
    refused: z.int32(),
    saved: z.boolean(),
    dateOrder: FoundDateOrder,
    unread: Unread,
    rows: z
      .array(
        z.object({
          line: z.int32(),
          session: z.string(),
          event: z.string(),
          outcome: z.enum(['add', 'change', 'same', 'refuse']),
          reason: z.string().nullable(),
          suggestions: z.array(Suggestion),
        }),
      )
      .describe('200 at most, those that are refused first'),
  })
  .meta({ id: 'ImportedSessionEvents' })
