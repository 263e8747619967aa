import { z } from 'zod'
import { enrollmentStatuses } from '../../../domain/enrollment.ts'
import { CourseId, Cursor, Hue, Instant } from '../../../http/schemas.ts'

export const CatalogueCourse = z
  .object({
    id: CourseId,
    name: z.string(),
    code: z.string(),
    description: z.string().describe('the beginning of it'),
    type: z.enum(['vilt', 'ilt']),
    categories: z.array(z.string()),
    hue: Hue,
    imageUrl: z.string().nullable().describe('on this host; another one after each change of the picture'),
    openSessions: z.int32().describe('in which one can enroll, get in line or ask for a place now'),
    nextStartsAt: Instant.nullable().describe('of the next session that is open'),
    placesLeft: z.int32().nullable().describe('in open sessions; null = no limit in one of them'),
    own: z.enum(enrollmentStatuses).nullable().describe('the best that one has in a coming session'),
  })
  .meta({ id: 'CatalogueCourse' })

export const FindCatalogue = z.object({
  query: z.string().trim().max(200).optional().describe('part of a name, code or description'),
  category: z.string().trim().max(100).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(24),
  cursor: Cursor,
})

export const CatalogueList = z
  .object({
    items: z.array(CatalogueCourse),
    nextCursor: z.string().nullable(),
    categories: z.array(z.string()).describe('of all courses in the catalogue'),
  })
  .meta({ id: 'CatalogueList' })
