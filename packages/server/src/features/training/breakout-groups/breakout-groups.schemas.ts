import { z } from 'zod'
import { PersonId, Version } from '../../../http/schemas.ts'
import { BreakoutGroupName, MOST_BREAKOUT_GROUPS } from '../../rooms/accounts/room-options.schemas.ts'

export const BreakoutGroups = z
  .object({
    version: Version.describe('of the event'),
    isAble: z.boolean().describe('false: its tool prepares no groups, so they are told nobody but here'),
    breakoutGroups: z.array(z.object({ name: z.string(), personIds: z.array(PersonId) })),
    people: z
      .array(z.object({ id: PersonId, name: z.string() }))
      .describe('who has a place, by name; those in no group are told where to go in the room'),
  })
  .meta({ id: 'BreakoutGroups' })

export const NewBreakoutGroups = z
  .object({
    breakoutGroups: z
      .array(z.object({ name: BreakoutGroupName, personIds: z.array(PersonId).max(5_000) }))
      .max(MOST_BREAKOUT_GROUPS)
      .describe('in the order in which they are shown; none = there are none'),
  })
  .meta({ id: 'NewBreakoutGroups' })
