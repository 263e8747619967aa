import { z } from 'zod'
import { MAX_COOL_DOWN_DAYS, MAX_NO_SHOWS, MAX_WITHIN_DAYS } from '../../../domain/no-show.ts'

/** As people say it; since when it counts is added to it. */
export const NoShowRule = z
  .object({
    isOn: z.boolean().describe('false: nobody’s are counted'),
    fromCount: z.int32().min(1).max(MAX_NO_SHOWS).describe('from so many no-shows on …'),
    withinDays: z.int32().min(1).max(MAX_WITHIN_DAYS).describe('… within so many days …'),
    coolDownDays: z
      .int32()
      .min(1)
      .max(MAX_COOL_DOWN_DAYS)
      .describe('… nobody enrolls themselves for so many days, from the end of the last of them on'),
  })
  .meta({ id: 'NoShowRule' })
