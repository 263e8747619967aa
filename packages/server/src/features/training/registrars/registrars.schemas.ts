import { z } from 'zod'
import { attendanceStatuses, doorStatuses, MAX_MARKS } from '../../../domain/attendance.ts'
import { EventId, Instant, PersonId } from '../../../http/schemas.ts'

export const Registrar = z
  .object({ personId: PersonId, name: z.string(), email: z.string() })
  .meta({ id: 'Registrar' })

export const GiveDoor = z
  .object({
    personId: PersonId,
    wholeSession: z
      .boolean()
      .default(false)
      .describe('also the other events of the session that have not ended'),
  })
  .meta({ id: 'GiveDoor' })

export const TakeDoor = z.object({
  wholeSession: z.stringbool().default(false).describe('also the other events of the session'),
})

export const DoorEvent = z
  .object({
    id: EventId,
    name: z.string(),
    courseName: z.string(),
    sessionName: z.string(),
    startsAt: Instant,
    endsAt: Instant,
    timeZone: z.string(),
    place: z.string(),
    isCancelled: z.boolean(),
    marksFrom: Instant.describe('people can be marked from then on'),
    enrolled: z.int32(),
    present: z.int32().describe('marked present, or partly'),
  })
  .meta({ id: 'DoorEvent' })

export const DoorPerson = z
  .object({
    personId: PersonId,
    name: z.string(),
    status: z.enum(attendanceStatuses),
    version: z.int32().describe('of the mark; 0 = nobody has marked this person yet'),
  })
  .meta({ id: 'DoorPerson' })

export const DoorList = DoorEvent.extend({
  mayMark: z.boolean(),
  people: z.array(DoorPerson),
}).meta({ id: 'DoorList' })

export const MarkAtDoor = z
  .object({
    marks: z
      .array(
        z.object({
          personId: PersonId,
          status: z.enum(doorStatuses),
          version: z
            .int32()
            .min(0)
            .describe('of the mark that this one replaces; another one is not overwritten'),
        }),
      )
      .min(1)
      .max(MAX_MARKS),
  })
  .meta({ id: 'MarkAtDoor' })

export const MarkedAtDoor = z
  .object({
    people: z
      .array(DoorPerson.omit({ name: true }))
      .describe('of those who were to be marked, as they are now'),
    conflicts: z.array(PersonId).describe('whom somebody else marked meanwhile: that stays'),
  })
  .meta({ id: 'MarkedAtDoor' })
