import { HUE_COUNT } from '@lectern/brand'
import { z } from 'zod'
import { normalizeEmail } from '../domain/email.ts'
import type * as ids from '../domain/ids.ts'
import { inEachLanguage, languages } from '../domain/message.ts'
import { findTimeZone } from '../domain/time-zone.ts'
import { toLine } from '../domain/words.ts'
import { idOf } from '../id-schema.ts'
import { says } from './wrong-shape.ts'

/** Shapes that every feature's schemas are made of. */

export const AbsenceId = idOf<ids.AbsenceId>()
export const AccountId = idOf<ids.AccountId>()
export const ApiKeyId = idOf<ids.ApiKeyId>()
export const DirectoryId = idOf<ids.DirectoryId>()
export const AuditEntryId = idOf<ids.AuditEntryId>()
export const CertificateId = idOf<ids.CertificateId>()
export const CertificateKeyId = idOf<ids.CertificateKeyId>()
export const ChangeId = idOf<ids.ChangeId>()
export const CourseId = idOf<ids.CourseId>()
export const DeliveryId = idOf<ids.DeliveryId>()
export const EnrollmentChangeId = idOf<ids.EnrollmentChangeId>()
export const EnrollmentRuleId = idOf<ids.EnrollmentRuleId>()
export const ErasureId = idOf<ids.ErasureId>()
export const EventId = idOf<ids.EventId>()
export const GroupId = idOf<ids.GroupId>()
export const IdentityProviderId = idOf<ids.IdentityProviderId>()
export const LmsId = idOf<ids.LmsId>()
export const LmsLinkId = idOf<ids.LmsLinkId>()
export const LoginId = idOf<ids.LoginId>()
export const MailId = idOf<ids.MailId>()
export const MarkingId = idOf<ids.MarkingId>()
export const MoveId = idOf<ids.MoveId>()
export const NotificationId = idOf<ids.NotificationId>()
export const OrganizerId = idOf<ids.OrganizerId>()
export const PasskeyId = idOf<ids.PasskeyId>()
export const PersonId = idOf<ids.PersonId>()
export const PersonImportId = idOf<ids.PersonImportId>()
export const PlanId = idOf<ids.PlanId>()
export const PresenceCheckId = idOf<ids.PresenceCheckId>()
export const PresenceAnswerId = idOf<ids.PresenceAnswerId>()
export const RecordingId = idOf<ids.RecordingId>()
export const RoomId = idOf<ids.RoomId>()
export const AttendanceReportId = idOf<ids.AttendanceReportId>()
export const StayId = idOf<ids.StayId>()
export const SeriesId = idOf<ids.SeriesId>()
export const SessionFieldId = idOf<ids.SessionFieldId>()
export const ReportExportId = idOf<ids.ReportExportId>()
export const ReportViewId = idOf<ids.ReportViewId>()
export const SessionId = idOf<ids.SessionId>()
export const WebhookEventId = idOf<ids.WebhookEventId>()
export const WebhookId = idOf<ids.WebhookId>()

export const Instant = z.iso
  .datetime({ offset: true })
  .refine((text) => !text.startsWith('0'), says('field-year')) // years that no database keeps
  .describe('RFC 3339 instant, UTC')
export const WallTime = z
  .string()
  .regex(/^[12]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d$/, says('field-wall-time'))
  .describe('Wall-clock time in the given zone, to the minute: 2026-11-24T10:00')
/** One of these for each language that the product speaks. */
export function perLanguage<T extends z.ZodType>(schema: T) {
  return z.object(inEachLanguage(() => schema))
}
export const LocalizedText = perLanguage(z.string()).meta({ id: 'LocalizedText' })
export const Language = z.enum(languages)
/** Spelled as the zone database spells it; what is no zone is refused where it is stored, with `time-zone-unknown`. */
export const TimeZone = z
  .string()
  .trim()
  .max(64)
  .overwrite((text) => findTimeZone(text) ?? text)
  .describe('IANA name, such as Europe/Rome; aliases too')
export const Hue = z
  .int32()
  .min(0)
  .max(HUE_COUNT - 1)
  .describe('color of a course, one of twelve around the circle: its own, or one that is made of its name')
export const Version = z.int32().min(1).describe('Goes into If-Match of a change, in double quotes')
/** A sentence in the reader's language, with its stable code. */
export const Message = z.object({ code: z.string(), text: z.string() }).meta({ id: 'Message' })
/** A course, a session or an event that does not take place. */
export const Cancelled = z.object({ at: Instant, reason: z.string() })
export const PersonName = z.object({ id: PersonId, name: z.string() }).meta({ id: 'PersonName' })

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int32(),
    detail: z.string(),
    instance: z.string(),
    code: z.string(),
    errors: z
      .array(
        z.object({
          pointer: z.string(),
          code: z.string(),
          label: z.string().optional().describe('the field as people call it'),
          detail: z.string(),
        }),
      )
      .optional(),
    suggestions: z
      .array(z.object({ code: z.string(), detail: z.string(), change: z.record(z.string(), z.string()) }))
      .optional()
      .describe('what would be possible instead: fields to send in place of those that were refused'),
    nearest: z.string().optional().describe('of what was deleted: the nearest page that is there'),
  })
  .meta({ id: 'Problem', description: 'RFC 9457. `detail` is a sentence in the reader’s language.' })

export const listOf = <T extends z.ZodType>(item: T) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })

/** The `nextCursor` of the page before. */
export const Cursor = z.string().max(4000).optional()

/** Headers of a change to something that people can collide on. */
export const IfMatch = z.object({ 'if-match': z.string().optional() })

export const EventParams = z.object({ eventId: EventId })

/** Answers that any operation can give. */
export const problems = { '4xx': Problem, '5xx': Problem } as const

/** A change that people may make without telling anybody, in a body and in an address. */
export const quiet = {
  quiet: z
    .boolean()
    .optional()
    .describe('true: nobody gets a mail or a calendar update; the history says so'),
}
export const QuietQuery = z.object({
  quiet: z
    .enum(['true', 'false'])
    .optional()
    .describe('true: nobody gets a mail or a calendar update; the history says so'),
})

export const text = (max: number) => z.string().trim().max(max)
/** One line, as {@link toLine} writes it. */
export const line = (max: number) => z.string().overwrite(toLine).max(max)
export const name = (max = 200) => line(max).min(1)
/** An address in the one way in which it is stored; whether it is one is said by the service. */
export const Email = z.string().overwrite(normalizeEmail).min(1).max(254)
