import { z } from 'zod'
import { Instant, ReportExportId, ReportViewId, text } from '../../../http/schemas.ts'
import { ReportQuery } from './reports.schemas.ts'

export const exportKinds = ['sums', 'learners'] as const
export const exportFormats = ['csv', 'xlsx'] as const

export const NewReportExport = z
  .object({
    kind: z
      .enum(exportKinds)
      .describe('sums: every row of the report; learners: a row for each learner of each event'),
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

export const NewReportView = z
  .object({
    name: text(80).min(1),
    isShared: z.boolean().describe('for everybody who sees reports; each sees what they may'),
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
    query: ReportQuery,
  })
  .meta({ id: 'ReportView' })

export const ViewParams = z.object({ viewId: ReportViewId })
