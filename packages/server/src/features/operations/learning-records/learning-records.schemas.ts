import { z } from 'zod'
import { Instant, line, text, Version } from '../../../http/schemas.ts'

export const RecordStore = z
  .object({
    url: z.string(),
    username: z.string(),
    isActive: z.boolean(),
    failingSince: Instant.nullable().describe('null = the last answer was good'),
    nextTryAt: Instant.nullable().describe('null = nothing waits'),
    error: z.string().describe('why the last try failed; empty = it did not'),
    waiting: z.int32().describe('statements that are not sent yet'),
    refused: z.int32().describe('statements that the store does not take'),
    refusal: z.string().describe('why it took the newest of them not'),
    sent: z.int32(),
    version: Version,
  })
  .meta({ id: 'RecordStore', description: 'Its secret is never shown.' })

export const RecordStoreAnswer = z
  .object({ version: z.int32().describe('0 = there is none'), store: RecordStore.nullable() })
  .meta({ id: 'RecordStoreAnswer' })

export const NewRecordStore = z
  .object({
    url: text(2000).describe('the base of its xAPI, to which /statements is added'),
    username: line(200).describe('of HTTP Basic; many stores call it key'),
    secret: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('left out = as it is; needed for the first time, and with another address'),
    isActive: z.boolean().describe('false: nothing is sent, and nothing new is written down'),
  })
  .meta({ id: 'NewRecordStore' })

export const RecordStoreTest = z
  .object({
    isGood: z.boolean(),
    status: z.int32().nullable().describe('of its answer; null = none came'),
    error: z.string().describe('what is wrong, in words; empty = nothing'),
  })
  .meta({ id: 'RecordStoreTest' })
