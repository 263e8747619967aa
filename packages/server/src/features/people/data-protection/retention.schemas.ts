import { z } from 'zod'
import { type RetentionKind, retentionKinds } from '../../../domain/retention.ts'
import { Version } from '../../../http/schemas.ts'

const Kind = z.enum(retentionKinds)
const Days = z.int32().min(1).max(36_525).nullable()

const DaysByKind = Object.fromEntries(retentionKinds.map((kind) => [kind, Days.optional()])) as Record<
  RetentionKind,
  z.ZodOptional<typeof Days>
>

export const Retention = z
  .object({
    items: z.array(
      z.object({
        kind: Kind,
        days: Days.describe('null = for good'),
        usual: Days.describe('what the product has where nobody says otherwise'),
        least: z.int32(),
        most: z.int32(),
        isOptional: z.boolean().describe('it may be kept for good'),
        isDuty: z.boolean().describe('somebody has a duty to show it: so long at least'),
      }),
    ),
    version: Version.describe('of the platform'),
  })
  .meta({ id: 'Retention' })

export const RetentionChange = z
  .object({ days: z.object(DaysByKind).describe('by kind; what is left out stays') })
  .meta({ id: 'RetentionChange' })

export const RetentionPreview = z
  .object({ items: z.array(z.object({ kind: Kind, rows: z.int32().describe('that would go') })) })
  .meta({ id: 'RetentionPreview' })
