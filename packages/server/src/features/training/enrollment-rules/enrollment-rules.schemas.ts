import { z } from 'zod'
import { CourseId, EnrollmentRuleId, GroupId, SessionId } from '../../../http/schemas.ts'

const whenFull = z
  .enum(['refuse', 'wait'])
  .describe(
    'for whom no session has a place: wait = on a waiting list, if a session has one; refuse = until there is one',
  )

export const EnrollmentRule = z
  .object({
    id: EnrollmentRuleId,
    groupId: GroupId,
    groupName: z.string(),
    memberCount: z.int32().describe('those of them who are active'),
    whenFull,
    without: z.int32().describe('members for whom there is no place and no line yet'),
  })
  .meta({
    id: 'EnrollmentRule',
    description: 'Who is in the group gets a place in the next session of the course.',
  })

export const EnrollmentRules = z
  .object({
    items: z.array(EnrollmentRule),
    nextCursor: z.string().nullable(),
    may: z.object({ change: z.boolean() }),
  })
  .meta({ id: 'EnrollmentRules' })

export const NewEnrollmentRule = z
  .object({
    groupId: GroupId,
    whenFull: whenFull.default('refuse'),
    save: z.boolean().default(false).describe('false = tell what would happen'),
  })
  .meta({ id: 'NewEnrollmentRule' })

export const FollowedRule = z
  .object({
    saved: z.boolean(),
    sessions: z.array(
      z.object({
        sessionId: SessionId,
        sessionName: z.string(),
        added: z.int32().describe('who got a place'),
        waiting: z.int32().describe('who got in line'),
      }),
    ),
    without: z.int32().describe('members for whom there is no place and no line yet'),
  })
  .meta({ id: 'FollowedEnrollmentRule' })

export const EnrollmentRuleParams = z.object({ courseId: CourseId, ruleId: EnrollmentRuleId })
