import { z } from 'zod'
import { evidenceProfileKeys } from '../../../domain/evidence-profile.ts'
import { Message } from '../../../http/schemas.ts'

const asks = {
  share: z
    .object({ percent: z.int32(), isOfPlannedTime: z.boolean() })
    .nullable()
    .describe('of the time that somebody completes the course with, at least'),
  everyLeaving: z.boolean().describe('a log of every entering and leaving, of people who are known for sure'),
  finalCheck: z.boolean().describe('a test, or a word of somebody, before it is completed'),
  keepYears: z.int32().nullable(),
  checks: z
    .object({ count: z.int32(), minutes: z.int32() })
    .nullable()
    .describe('so many presence checks for each stretch of so many minutes'),
  signatures: z.boolean().describe('learners sign for each half-day'),
  content: z.boolean().describe('what was taught is written down'),
  instructors: z.boolean().describe('who taught is named'),
}
const askNames = z.enum(Object.keys(asks) as [keyof typeof asks, ...(keyof typeof asks)[]])

export const EvidenceProfile = z
  .object({
    key: z.enum(evidenceProfileKeys),
    asks: z.object(asks).describe('null or false = it says nothing of that'),
    source: z
      .object({
        law: z.string(),
        url: z.string(),
        readIn: z.string().describe('who wrote what was read'),
        readOn: z.iso.date(),
        isSecondHand: z.boolean().describe('read of somebody who writes about the rule, not in the rule'),
        supposed: z.array(askNames).describe('what is customary and stands in no text that was read'),
      })
      .nullable()
      .describe('null = the product’s own'),
  })
  .meta({ id: 'EvidenceProfile', description: 'Settings with their source, and no advice on the law.' })

export const EventProfile = z
  .object({
    profile: EvidenceProfile.nullable().describe('of its course; null = it has none'),
    isGreen: z.boolean(),
    findings: z.array(Message).describe('what does not meet the profile, and what to do; empty = green'),
  })
  .meta({ id: 'EventEvidenceProfile' })
