import { z } from 'zod'
import { Id, name, text, Version } from '../../http/schemas.ts'

const Visibility = z
  .enum(['enrolled', 'catalogue'])
  .describe('enrolled: who has a place sees it; catalogue: everybody does, with sessions that are open')

const fields = {
  name: name(),
  code: text(50).default(''),
  description: text(10_000).default(''),
  type: z.enum(['vilt', 'ilt']),
  visibility: Visibility.default('enrolled'),
}

export const Course = z
  .object({
    id: Id,
    name: z.string(),
    code: z.string(),
    description: z.string(),
    type: z.enum(['vilt', 'ilt']),
    visibility: Visibility,
    sessionCount: z.int32(),
    version: Version,
    may: z.object({ edit: z.boolean() }),
  })
  .meta({ id: 'Course' })

export const NewCourse = z.object(fields).meta({ id: 'NewCourse' })
export const ChangeCourse = z
  .object({
    name: name(),
    code: text(50),
    description: text(10_000),
    type: z.enum(['vilt', 'ilt']),
    visibility: Visibility,
  })
  .partial()
  .meta({ id: 'ChangeCourse' })
export const CourseParams = z.object({ courseId: Id })
export const FindCourses = z.object({
  query: z.string().trim().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(300).optional(),
})
