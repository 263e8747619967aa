import { z } from 'zod'
import type { PlatformId } from '../../../domain/ids.ts'
import { defineJob, idOf } from '../../../jobs/jobs.ts'

/** Sends what waits for the learning record store of a platform. Twice is harmless: one worker at a time does it. */
export const sendStatementsJob = defineJob('statements.send', z.object({ platformId: idOf<PlatformId>() }))
