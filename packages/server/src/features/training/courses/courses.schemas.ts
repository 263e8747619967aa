import { HUE_COUNT } from '@lectern/brand'
import { z } from 'zod'
import { evidenceProfileKeys } from '../../../domain/evidence-profile.ts'
import {
  AccountId,
  Cancelled,
  CourseId,
  Cursor,
  Hue,
  Instant,
  line,
  name,
  text,
  Version,
} from '../../../http/schemas.ts'
import { NoShowRule } from '../../platform/platforms/no-show-rule.schemas.ts'
import { UsualRoomOptions } from '../../rooms/accounts/room-options.schemas.ts'

const Visibility = z
  .enum(['enrolled', 'catalogue'])
  .describe('enrolled: who has a place sees it; catalogue: everybody does, with sessions that are open')

const Categories = z
  .array(name(60))
  .max(20)
  .describe('words of the platform’s own; the case of letters makes no other word')

const OwnHue = z
  .int32()
  .min(0)
  .max(HUE_COUNT - 1)
  .nullable()
  .describe('one of twelve colors around the circle; null = one that is made of the name')

const ShowsRecordings = z
  .boolean()
  .nullable()
  .describe('learners see recordings of its events that say nothing else; null = as the platform has it')
const RecordsEvents = z
  .boolean()
  .nullable()
  .describe('its events that say nothing else are recorded: learners agree; null = as the platform has it')

const SpareAccountId = AccountId.nullable().describe(
  'where events that are planned in it hold a second room ready, if it has one then; null = nowhere',
)

const OwnProfile = z
  .enum(evidenceProfileKeys)
  .nullable()
  .describe('whom the evidence of its events has to convince; null = nobody was named')

const OwnNoShowRule = NoShowRule.nullable().describe(
  'from how many no-shows in it on nobody enrolls themselves in it; null = as the platform has it',
)

const fields = {
  name: name(),
  code: line(50).default(''),
  description: text(10_000).default(''),
  type: z.enum(['vilt', 'ilt']),
  visibility: Visibility.default('enrolled'),
  categories: Categories.optional(),
  hue: OwnHue.optional(),
  showsRecordings: ShowsRecordings.optional(),
  recordsEvents: RecordsEvents.optional(),
  spareAccountId: SpareAccountId.optional(),
  evidenceProfile: OwnProfile.optional(),
  roomOptions: UsualRoomOptions.optional(),
  noShowRule: OwnNoShowRule.optional(),
}

export const Course = z
  .object({
    id: CourseId,
    name: z.string(),
    code: z.string().describe('no other course has it, whatever the case of its letters; empty = none'),
    description: z.string(),
    type: z.enum(['vilt', 'ilt']),
    visibility: Visibility,
    categories: z.array(z.string()),
    hue: Hue,
    hasOwnHue: z.boolean().describe('false: its color is made of its name, and changes with it'),
    showsRecordings: ShowsRecordings,
    recordsEvents: RecordsEvents,
    spareAccountId: SpareAccountId,
    evidenceProfile: OwnProfile.describe('whom its evidence has to convince; for planners'),
    roomOptions: UsualRoomOptions.describe('how rooms of its events are that say nothing else; for planners'),
    noShowRule: OwnNoShowRule.describe(
      'from how many no-shows in it on nobody enrolls themselves in it; for planners',
    ),
    imageUrl: z.string().nullable().describe('on this host; another one after each change of the picture'),
    sessionCount: z.int32(),
    nextStartsAt: Instant.nullable().describe(
      'of its events, or of the reader’s own; null = none is to come',
    ),
    cancelled: Cancelled.nullable(),
    version: Version,
    may: z.object({
      edit: z.boolean().describe('also cancel, restore and delete it, and its picture'),
      plan: z.boolean().describe('make sessions in it, and copies of it'),
    }),
  })
  .meta({ id: 'Course' })

export const NewCourse = z.object(fields).meta({ id: 'NewCourse' })
export const ChangeCourse = z
  .object({
    name: name(),
    code: line(50),
    description: text(10_000),
    type: z.enum(['vilt', 'ilt']),
    visibility: Visibility,
    categories: Categories,
    hue: OwnHue,
    showsRecordings: ShowsRecordings,
    recordsEvents: RecordsEvents,
    spareAccountId: SpareAccountId,
    evidenceProfile: OwnProfile,
    roomOptions: UsualRoomOptions.describe('replaces all that it says'),
    noShowRule: OwnNoShowRule,
  })
  .partial()
  .meta({ id: 'ChangeCourse' })
export const CourseParams = z.object({ courseId: CourseId })
export const FindCourses = z.object({
  query: z.string().trim().max(200).optional(),
  category: z.string().trim().max(60).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: Cursor,
})

export const CourseCategory = z
  .object({ name: z.string(), courseCount: z.int32() })
  .meta({ id: 'CourseCategory' })
