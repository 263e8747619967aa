import { z } from 'zod'
import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Follows the rules that are due, in place of the sweep that would come within a minute. */
export const followRulesJob = defineJob(
  'enrollment-rules.follow',
  z.object({ platformId: idOf<PlatformId>() }),
)
