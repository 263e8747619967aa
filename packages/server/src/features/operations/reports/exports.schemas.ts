import { z } from 'zod'
import { Instant, PersonId, PersonName, ReportExportId, ReportViewId, text } from '../../../http/schemas.ts'
import { ReportQuery } from './reports.schemas.ts'

export const exportKinds = ['sums', 'learners', 'rooms', 'months'] as const
export const exportFormats = ['csv', 'xlsx'] as const

export const NewReportExport = z
  .object({
    kind: z
      .enum(exportKinds)
      .describe(
        'sums: every row of the report; learners: a row for each learner of each event; rooms: a row for each account; months: a row for each month. Those of rooms are for superadmins, of `from`, `to` and `accountId` alone',
      ),
    format: z.enum(exportFormats),
    query: ReportQuery,
  })
  .meta({ id: 'NewReportExport' })
export type NewReportExport = z.output<typeof NewReportExport>

export const ReportExport = z
  .object({
    id: ReportExportId,
    kind: z.enum(exportKinds),
    format: z.enum(exportFormats),
    state: z.enum(['waiting', 'running', 'ready', 'failed']),
    rowsDone: z.int32(),
    rowsExpected: z.int32().describe('0: not known yet'),
    bytes: z.int32().describe('of the file so far'),
    createdAt: Instant,
    expiresAt: Instant.describe('from then on it is gone'),
  })
  .meta({ id: 'ReportExport' })

export const ExportParams = z.object({ exportId: ReportExportId })

/** Reports that are kept as views. */
export const viewedReports = ['attendance', 'rooms'] as const

export const NewReportView = z
  .object({
    name: text(80).min(1),
    isShared: z.boolean().describe('for everybody who sees the report; each sees what they may'),
    report: z.enum(viewedReports).default('attendance').describe('rooms: for superadmins'),
    query: ReportQuery,
  })
  .meta({ id: 'NewReportView' })
export type NewReportView = z.output<typeof NewReportView>

export const ReportView = z
  .object({
    id: ReportViewId,
    name: z.string(),
    isShared: z.boolean(),
    isOwn: z.boolean(),
    report: z.enum(viewedReports),
    query: ReportQuery,
    isMailed: z.boolean().describe('again and again, to somebody'),
    isMailedToMe: z.boolean(),
  })
  .meta({ id: 'ReportView' })

const rhythm = {
  every: z.enum(['day', 'week', 'month']).describe('month: on its first day'),
  weekday: z
    .literal([1, 2, 3, 4, 5, 6, 7])
    .default(1)
    .describe('1 is Monday; says something for `week` alone'),
  hour: z.int32().min(0).max(23).describe('full hour on the clock of whoever it is sent to'),
}

export const NewReportMailing = z
  .object({
    ...rhythm,
    personIds: z
      .array(PersonId)
      .min(1)
      .max(100)
      .describe('of `choices`; a view that is not shared is sent to whose it is alone'),
  })
  .meta({ id: 'NewReportMailing' })
export type NewReportMailing = z.output<typeof NewReportMailing>

export const ReportMailing = z
  .object({
    rhythm: z.object(rhythm).nullable().describe('null: it is sent to nobody'),
    people: z.array(
      z.object({
        id: PersonId,
        name: z.string(),
        state: z
          .enum(['sent', 'left', 'barred'])
          .describe('left: they want no more; barred: they may not see the report any more, and get nothing'),
        nextAt: Instant.nullable(),
      }),
    ),
    choices: z.array(PersonName).describe('who may see the report, by name; 500 at most'),
  })
  .meta({ id: 'ReportMailing' })

export const ViewParams = z.object({ viewId: ReportViewId })
