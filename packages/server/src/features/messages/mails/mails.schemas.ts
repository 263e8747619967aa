import { z } from 'zod'
import { Cursor, Instant, listOf, MailId, Message, text } from '../../../http/schemas.ts'
import { mailStates } from './mails.store.ts'

export const FindMails = z.object({
  state: z.enum(mailStates).optional(),
  query: text(200).default('').describe('part of a recipient or of the subject'),
  cursor: Cursor,
  limit: z.coerce.number().int().min(1).max(100).default(30),
})

export const Mail = z
  .object({
    id: MailId,
    recipient: z.string(),
    subject: z.string(),
    body: z.string().describe('empty when it holds a secret link'),
    state: z
      .enum(mailStates)
      .describe(
        '`failed`: refused for good, or given up. `withdrawn`: no longer true when it was to be sent',
      ),
    createdAt: Instant,
    sentAt: Instant.nullable(),
    tries: z.int32(),
    error: Message.nullable().describe('what the mail server said last'),
    calendar: z.array(z.object({ method: z.enum(['REQUEST', 'CANCEL']), name: z.string() })),
  })
  .meta({ id: 'Mail' })

export const MailWithHtml = Mail.extend({ html: z.string() }).meta({ id: 'MailWithHtml' })
export const MailList = listOf(Mail)
  .extend({ isDelivered: z.boolean().describe('false = no mail server is set up: mails stay in the outbox') })
  .meta({ id: 'MailList' })
export const MailParams = z.object({ mailId: MailId })
