import { z } from 'zod'
import { CourseId, EventId, Instant, Message, text } from '../../../http/schemas.ts'

const Standing = z.object({
  courseId: CourseId.nullable().describe('null = all courses that go by the platform’s rule'),
  courseName: z.string().nullable(),
  fromCount: z.int32().describe('from so many no-shows on …'),
  withinDays: z.int32().describe('… within so many days …'),
  coolDownDays: z.int32().describe('… nobody enrolls themselves for so many days'),
  count: z.int32().describe('no-shows that count now'),
  until: Instant.nullable().describe('until when they can’t enroll themselves; null = they may'),
})

const missed = {
  eventId: EventId,
  eventName: z.string(),
  sessionName: z.string(),
  courseId: CourseId,
  courseName: z.string(),
  hasOwnRule: z
    .boolean()
    .describe('false: it counts with those of all courses that go by the platform’s rule'),
  startsAt: Instant,
  state: z
    .enum(['counts', 'past', 'lifted', 'excused'])
    .describe(
      'counts; past: longer ago than the rule looks back; lifted: before a superadmin lifted a cool-down; excused by who teaches',
    ),
  reason: Message.nullable().describe('why they are absent; null = who teaches marked it'),
  explanation: z.string().describe('what they say of why they could not come; empty = nothing'),
  saidAt: Instant.nullable(),
  isOpen: z.boolean().describe('they explained it, and nobody has excused it or marked them absent since'),
}

export const OwnNoShows = z
  .object({
    isOn: z.boolean().describe('false: nobody’s are counted'),
    standings: z.array(Standing),
    items: z.array(z.object(missed)).describe('newest first'),
  })
  .meta({ id: 'OwnNoShows' })

export const NoShows = z
  .object({
    isOn: z.boolean().describe('false: nobody’s are counted'),
    standings: z.array(Standing),
    items: z.array(
      z.object({
        ...missed,
        markVersion: z.int32().describe('of the mark by hand, to replace it by one that excuses; 0 = none'),
      }),
    ),
    lifts: z
      .array(z.object({ at: Instant, by: z.string().nullable(), reason: z.string() }))
      .describe('newest first'),
  })
  .meta({ id: 'NoShows' })

export const ExplainAbsence = z
  .object({ explanation: text(1000).describe('empty = takes back what was said') })
  .meta({ id: 'ExplainAbsence' })

export const LiftCoolDown = z.object({ reason: text(500).min(1) }).meta({ id: 'LiftCoolDown' })
