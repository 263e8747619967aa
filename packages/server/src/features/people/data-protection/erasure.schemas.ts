import { z } from 'zod'
import { dataKinds } from '../../../domain/personal-data.ts'
import { Cursor, ErasureId, Instant, line, PersonId, PersonName, text } from '../../../http/schemas.ts'

const Kinds = z
  .array(
    z.object({
      kind: z.enum(dataKinds),
      outcome: z
        .enum(['deleted', 'replaced', 'kept'])
        .describe('`replaced`: it stays without a name; `kept`: it is evidence and keeps the name'),
      rows: z.int32(),
    }),
  )
  .describe('what there was, by kind')
const atProvider = z.int32().describe('places at tools that are taken back there; 0 = none, or all are')
const evidenceUntil = Instant.nullable().describe('so long evidence keeps the name; null = there is none')

export const ErasurePreview = z
  .object({
    name: z.string(),
    email: z.string().describe('to be typed as `confirm`'),
    kinds: Kinds,
    atProvider,
    evidenceUntil,
    reportDays: z
      .int32()
      .describe('so long reports of tools are kept as they came, from the day on which they were read'),
  })
  .meta({ id: 'ErasurePreview' })

export const NewErasure = z
  .object({ confirm: z.string().max(254).describe('the e-mail address of the person') })
  .meta({ id: 'NewErasure' })

export const Erasure = z
  .object({
    id: ErasureId,
    personId: PersonId.describe('of whom nothing is left but this id'),
    erasedAt: Instant,
    cause: z.enum(['by-hand', 'asked', 'inactive']),
    by: PersonName.nullable().describe('null = by itself, or the person themselves'),
    kinds: Kinds,
    atProvider,
    evidenceUntil,
    finishedAt: Instant.nullable().describe('since then nothing keeps the name any more'),
  })
  .meta({ id: 'Erasure', description: 'That data was erased, without any of it.' })

export const FindErasures = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})

export const NewErasureRequest = z
  .object({ reason: text(1000).default('') })
  .meta({ id: 'NewErasureRequest' })

export const OwnErasureRequest = z
  .object({
    state: z.enum(['none', 'waiting', 'declined']),
    askedAt: Instant.nullable(),
    reason: z.string(),
    answer: z.string().describe('why it was declined'),
  })
  .meta({ id: 'OwnErasureRequest' })

export const ErasureRequest = z
  .object({
    personId: PersonId,
    name: z.string(),
    email: z.string(),
    askedAt: Instant,
    answerBy: Instant.describe('within a month the law wants an answer'),
    reason: z.string(),
  })
  .meta({ id: 'ErasureRequest' })

export const DeclineErasure = z
  .object({ reason: line(1000).min(1).describe('the person reads it') })
  .meta({ id: 'DeclineErasure' })
