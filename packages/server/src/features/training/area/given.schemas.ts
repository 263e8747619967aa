import { z } from 'zod'
import { CourseId, GroupId, PersonId } from '../../../http/schemas.ts'

const Named = <Id extends z.ZodType>(id: Id) => z.array(z.object({ id, name: z.string() }))

export const GivenArea = z
  .object({
    isPowerUser: z.boolean(),
    groups: Named(GroupId).describe('their members are in it'),
    people: Named(PersonId).describe('single people in it'),
    categories: z.array(z.string()).describe('courses with one of these words are in it'),
    courses: Named(CourseId).describe('single courses in it'),
    version: z.int32().describe('0 = nothing was given'),
  })
  .meta({ id: 'GivenArea' })

/** More is a list that nobody keeps in mind: that is what groups and categories are for. */
const MOST = 500

export const GiveArea = z
  .object({
    groupIds: z.array(GroupId).max(MOST),
    personIds: z.array(PersonId).max(MOST),
    categories: z.array(z.string().trim().min(1).max(60)).max(100),
    courseIds: z.array(CourseId).max(MOST),
    version: z.int32().min(0).describe('of what this replaces; 0 = nothing was given yet'),
  })
  .meta({ id: 'GiveArea' })

export const GivenParams = z.object({ personId: PersonId })
