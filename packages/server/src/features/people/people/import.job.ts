import { z } from 'zod'
import type { PersonImportId, PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Goes on with an import where it stopped. */
export const importPeopleJob = defineJob(
  'people.import',
  z.object({ platformId: idOf<PlatformId>(), importId: idOf<PersonImportId>() }),
)
