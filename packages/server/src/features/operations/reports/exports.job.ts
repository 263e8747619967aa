import { z } from 'zod'
import type { PlatformId, ReportExportId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Makes the file of a report. After a node that died it is begun anew. */
export const makeExportJob = defineJob(
  'report.export',
  z.object({ platformId: idOf<PlatformId>(), exportId: idOf<ReportExportId>() }),
  { concurrency: 2 },
)
