import { z } from 'zod'
import { CourseId, Hue, Instant, line, TimeZone } from '../../../http/schemas.ts'

/** In the order in which they stand where nothing else tells them apart. */
export const hitKinds = ['course', 'session', 'event', 'person', 'group', 'account'] as const

export const FindAnything = z.object({
  q: line(200).describe('as somebody types it; case, accents and apostrophes make no difference'),
})

export const SearchHit = z
  .object({
    kind: z.enum(hitKinds),
    id: z.uuid(),
    name: z.string(),
    detail: z
      .string()
      .describe('what tells it from others of its name: a code, the course, an address, an app'),
    courseId: CourseId.nullable().describe('the course that it belongs to, or is'),
    hue: Hue.nullable().describe('of that course'),
    startsAt: Instant.nullable().describe('of an event'),
    timeZone: TimeZone.nullable().describe('of an event'),
    isOff: z.boolean().describe('cancelled, or a person who is not active'),
    isOver: z.boolean().describe('an event that has ended, or a session of which the last one has'),
    path: z.string().describe('its page'),
  })
  .meta({ id: 'SearchHit' })

export const SearchHits = z.object({
  items: z
    .array(SearchHit)
    .describe('best first: names that begin so, then words that do, then whatever has it; six of a kind'),
})
