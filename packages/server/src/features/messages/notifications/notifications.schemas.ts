import { z } from 'zod'
import { wordedKinds } from '../../../domain/notification.ts'
import { notificationTopics } from '../../../domain/notification-rules.ts'
import {
  Cursor,
  Instant,
  Language,
  listOf,
  NotificationId,
  perLanguage,
  SessionId,
  text,
} from '../../../http/schemas.ts'

const Topic = z.enum(notificationTopics)
/** Reminders that a platform may have, and how long before the start. */
const MAX_REMINDERS = 6
const MAX_REMINDER_MINUTES = 30 * 24 * 60

export const FindNotifications = z.object({
  unread: z
    .enum(['true', 'false'])
    .default('false')
    .transform((value) => value === 'true'),
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(100).default(30),
})

export const Notification = z
  .object({
    id: NotificationId,
    kind: z.string(),
    createdAt: Instant,
    readAt: Instant.nullable(),
    title: z.string(),
    text: z.string(),
    dates: z.array(z.string()).describe('as they are now; cancelled ones say so'),
    moreDates: z.int32().describe('how many are not named'),
    note: z.string().nullable().describe('that it is no longer so'),
    path: z.string().nullable().describe('of the page that it leads to'),
  })
  .meta({
    id: 'Notification',
    description: 'What a person was told, in words of this moment and the reader’s language.',
  })
export const NotificationList = listOf(Notification).meta({ id: 'NotificationList' })
export const NotificationParams = z.object({ notificationId: NotificationId })
export const Unread = z
  .object({ unread: z.int32().describe('100 = 100 or more') })
  .meta({ id: 'UnreadNotifications' })

const TopicPreference = z.object({ topic: Topic, mail: z.boolean(), inApp: z.boolean() })
export const Preferences = z
  .object({
    topics: z.array(
      TopicPreference.extend({
        label: z.string(),
        always: z.array(z.string()).describe('kinds that can’t be switched off'),
        chosen: z.array(z.string()).describe('kinds that can; none = nothing to choose'),
      }),
    ),
  })
  .meta({ id: 'NotificationPreferences' })
export const ChangePreferences = z.object({
  topics: z
    .array(TopicPreference.partial({ mail: true, inApp: true }))
    .max(20)
    .describe('a way that is left out stays as it is'),
})
export const Unsubscribe = z.object({ token: z.string().max(500) })

const KindChoice = z.object({
  kind: z.enum(wordedKinds as [string, ...string[]] as [(typeof wordedKinds)[number]]),
  mail: z.boolean(),
  inApp: z.boolean(),
  optOut: z.boolean().describe('people may switch it off for themselves'),
})
const Footer = perLanguage(text(1000))
export const NotificationSettings = z
  .object({
    kinds: z.array(
      KindChoice.extend({
        label: z.string(),
        topic: Topic,
        topicLabel: z.string(),
        isOptional: z.boolean().describe('false = people must hear of it'),
        hasOwnText: z.boolean(),
      }),
    ),
    reminderMinutes: z.array(z.int32()).describe('before the start, the longest first'),
    senderName: z.string().describe('empty = the platform’s name'),
    footer: Footer,
    version: z.int32().min(0).describe('0 = nothing was changed yet. Goes into If-Match'),
  })
  .meta({ id: 'NotificationSettings' })
export const ChangeNotificationSettings = z.object({
  kinds: z.array(KindChoice).max(100).optional(),
  reminderMinutes: z.array(z.int32().min(1).max(MAX_REMINDER_MINUTES)).max(MAX_REMINDERS).optional(),
  senderName: text(100).optional(),
  footer: Footer.partial().optional().describe('a language that is left out stays as it is'),
})

export const KindParams = z.object({ kind: z.string().max(100) })
const Texts = z.object({
  subject: z.string().trim().min(1).max(200),
  text: z.string().trim().min(1).max(5000),
})
const OwnTexts = Texts.extend({ isStandard: z.boolean() })
export const Template = z
  .object({
    kind: z.string(),
    label: z.string(),
    placeholders: z.array(z.string()),
    texts: perLanguage(OwnTexts),
    standard: perLanguage(Texts),
    version: z.int32().min(0).describe('0 = standard. Goes into If-Match'),
  })
  .meta({ id: 'NotificationTemplate' })
export const ChangeTemplate = perLanguage(
  Texts.nullable().describe('null = the standard text; a language that is left out stays as it is'),
).partial()
export const TryTemplate = Texts.extend({
  language: Language,
  sessionId: SessionId.nullable().default(null).describe('whose data it shows; null = samples'),
})
export const TemplatePreview = z
  .object({
    subject: z.string(),
    text: z.string(),
    html: z.string(),
    inApp: z.object({ title: z.string(), text: z.string(), dates: z.array(z.string()) }),
  })
  .meta({ id: 'NotificationPreview' })
export const TestSent = z.object({ recipient: z.string() }).meta({ id: 'TestMail' })
